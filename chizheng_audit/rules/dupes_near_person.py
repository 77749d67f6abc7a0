"""号码相近的人，同一职业同一等级重复申领评价补贴

查什么：评价补贴中，重复键除了人以外都相同，而两人的身份证号相近、像是同一人的申报，相近的分类与 I02 相同；
每个像是同一人的后一个号码列一条，并写明相近的一类和拟更正的号码。号码相同的由重复申领（D01）说明，这里不重复列。
只凭可能的相近（I02 置信度为“可能”的）不在此列；号码存成数字丢了末几位的（Q02）、号码整列损坏的表（Q09）不参与。
用了台账的，也与以前各批核对，以前各批的申报视为在先，本身不列：最近的至多二百万条，与手头的申报一样比对；更早的只凭号码比对，
即与手头号码只差一处（含多一位、少一位），各改一处便相同，或只是写法不同；各比对了多少条，写在核验覆盖里。
为何：号码抄错或改动一位，同一个人的两次申报就对不上，重复申领逃过按号码的核对。
例：张一丁的保育师中级工，10 月以 419900199003070018 申报，11 月又以末位写成 7 的号码申报。
会误报：同名而号码恰好相近的两个人，都考了同一职业同一等级。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import (
    OPEN_PERSON,
    at_hand,
    before_any_key,
    keys_in_force,
    own_level,
    why_incomplete,
)
from chizheng_audit.facts.identities import CLAIM_ORDER, capped_words, listed, residents
from chizheng_audit.i18n import N_, _
from chizheng_audit.identity import lost_digits
from chizheng_audit.nearness import COINCIDENCES
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """The first claim at hand of each further number of those that are one cluster and claim the same."""
    rows = case.tables.claims.with_columns(own_level())
    unknown = pl.lit(None, dtype=pl.Boolean)
    found = [judge(rows.filter(before_any_key(case)).with_columns(variant=pl.lit("open_date")), unknown)]
    people = _people(case)
    relations = _relations(case, people)
    for whole_key, in_force in keys_in_force(case):
        if "person" not in whole_key:
            continue
        key = [column for column in whole_key if column != "person"]
        incomplete = rows.filter(pl.any_horizontal(pl.col(whole_key).is_null()) & in_force)
        found.append(judge(_later(people, key, relations).filter(in_force), passes=pl.lit(False)))
        found.append(judge(incomplete.with_columns(variant=why_incomplete()), unknown))
    return pl.concat(found, how="diagonal")


def _people(case: Case) -> pl.LazyFrame:
    """Claims of people in a cluster, past ones too, with `entity`, `cluster` and `batch`; few."""
    near = case.tables.near.throughout
    theirs = near.entities.join(near.clusters, on="entity").collect()
    own = pl.col("row_id").is_in(theirs.get_column("row_id").implode())
    parts = [rows.filter(own) for rows in (case.tables.near_past, case.tables.claims)]
    few = pl.concat(parts, how="diagonal").with_columns(own_level()).collect()
    lost = lost_digits(pl.col("id_no")).is_not_null()
    return few.lazy().join(theirs.lazy(), on="row_id").filter(pl.col("person").is_not_null(), ~lost)


def _relations(case: Case, people: pl.LazyFrame) -> pl.LazyFrame:
    """What two persons (numbers) of a cluster are to each other, the surest, in both directions."""
    pairs = case.tables.near.throughout.pairs.filter(
        (pl.col("grade") != "possible") & (pl.col("relation") != "same_number")
    )
    bears = people.select("entity", "person").unique()
    told = (
        pairs.join(bears.rename({"person": "person_1"}), left_on="one", right_on="entity")
        .join(bears.rename({"person": "person_2"}), left_on="other", right_on="entity")
        .select("person_1", "person_2", "relation", "grade", "correction")
        .filter(pl.col("person_1") != pl.col("person_2"))
    )
    mirrored = told.rename({"person_1": "person_2", "person_2": "person_1"}).select(
        "person_1", "person_2", "relation", "grade", "correction"
    )
    return (
        pl.concat([told, mirrored])
        .sort("person_1", "person_2", "grade", "relation", "correction", nulls_last=True)
        .unique(["person_1", "person_2"], keep="first", maintain_order=True)
    )


def _later(people: pl.LazyFrame, key: list[str], relations: pl.LazyFrame) -> pl.LazyFrame:
    """The first claim of each number but the earliest one's, beside the earlier number that it is surest to be.

    A number that an earlier batch has is first borne there; who claims it at hand is told of by dupes_same_certificate.
    """
    group = ["cluster", *key]
    bearers = (
        people.filter(pl.all_horizontal(pl.col(key).is_not_null()))
        .sort(at_hand(), *CLAIM_ORDER, nulls_last=True)
        .unique([*group, "person"], keep="first", maintain_order=True)
        .with_columns(turn=pl.int_range(pl.len()).over(group), count=pl.len().over(group))
        .filter(pl.col("count") > 1)
    )
    earlier = bearers.select(
        *group,
        turn_2="turn",
        row_id_2="row_id",
        person_2="person",
        id_no_2="id_no",
        name_2="name",
        day_2="issue_date",
        batch_2="batch",
    )
    pairs = (
        bearers.filter((pl.col("turn") > 0) & at_hand())
        .join(earlier, on=group)
        .filter(pl.col("turn") > pl.col("turn_2"))
        .join(relations, left_on=["person", "person_2"], right_on=["person_1", "person_2"], how="left")
    )
    return (
        pairs.sort("row_id", "grade", "relation", "turn_2", nulls_last=True)
        .group_by("row_id", maintain_order=True)
        .agg(pl.all().first(), evidence=listed(pl.col("row_id_2")))
        .with_columns(
            variant=_variant(),
            confidence=pl.when(pl.col("grade") == "exact")
            .then(pl.lit("exact"))
            .when(pl.col("grade").is_not_null())
            .then(pl.lit("strong"))
            .otherwise(pl.lit("possible")),
            subject=pl.concat_str(
                pl.min_horizontal("person", "person_2"),
                pl.max_horizontal("person", "person_2"),
                *(pl.col(column).cast(pl.String) for column in key),
                separator="\x1f",
            ),
            at_stake="amount",
            id_no_right="correction",
        )
    )


def _variant() -> pl.Expr:
    relation = pl.col("relation").cast(pl.String)
    corrected = pl.col("correction").is_not_null()
    kind = (
        pl.when(relation.is_in(["mistyped", "lost_or_added"]) & (pl.col("person") == pl.col("correction")))
        .then(pl.lit("typo_earlier"))
        .when(relation.is_in(["mistyped", "lost_or_added"]))
        .then(pl.lit("typo"))
        .when(relation.is_in(["both_mistyped", "common_source"]))
        .then(pl.when(corrected).then(pl.lit("mistyped_source")).otherwise(pl.lit("mistyped")))
        .when(relation.is_in(["recomputed_check", "two_digits"]))
        .then(pl.lit("digits"))
        .when(relation.is_in(["lookalike", "zeros_lost", "other_region", "distant"]))
        .then(relation)
        .otherwise(pl.lit("chain"))
    )
    where = pl.when(pl.col("batch_2").is_not_null()).then(pl.lit("_in_ledger")).otherwise(pl.lit(""))
    return pl.concat_str(kind, where)


def _remark(case: Case) -> str | None:
    """How many past claims were compared, what of them was not looked at, and what was too many to be compared."""
    near = case.tables.near
    if not near.looked_back:
        return None
    looked = near.looked_at
    said = [_("与以前各批 {n} 条申报比对了号码").format(n=f"{looked.whole:,}")] if looked.whole else []
    if looked.by_number:
        said.append(
            _("更早的 {n} 条只凭号码比对（只差一处，或各改一处便相同），不看姓名、电话、账号相同的").format(
                n=f"{looked.by_number:,}"
            )
        )
    if looked.damaged:
        said.append(_("号码整列损坏的表中 {n} 条没有比对").format(n=f"{looked.damaged:,}"))
    return _("；").join([*said, *capped_words(near.throughout.capped)]) or None


RULE = Rule(
    code="D03",
    title=N_("号码相近的人，同一职业同一等级重复申领评价补贴"),
    clause="evaluation_once",
    verdict="suspicion",
    scope=lambda case: (
        (pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim") & residents(case)
    ),
    needs=("id_no", "occupation", "level"),
    parameters=("duplicate_key", COINCIDENCES),
    together="all",
    message={
        "typo": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "本行号码校验码不符，与之只差一处，拟更正为 {id_no_right}，像是同一人重复申报。"
        ),
        "typo_earlier": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "前一个号码校验码不符，与本行只差一处，拟更正为 {id_no_right}，像是同一人重复申报。"
        ),
        "lookalike": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号有一个用了像数字的字符或多余的符号，读作数字后相同，像是同一人重复申报。"
        ),
        "zeros_lost": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号前 15 位相同，有一个以 000 结尾，像是同一人重复申报。"
        ),
        "mistyped_source": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号校验码都不符，各改一处便都是 {id_no_right}，像是同一人重复申报。"
        ),
        "mistyped": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号校验码都不符，彼此相近，像是同一人重复申报。"
        ),
        "digits": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号前 17 位只有一两位不同，姓名、电话或账号相符，像是同一人重复申报。"
        ),
        "other_region": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号出生日期和顺序码相同、地区不同，姓名相同或同音，像是同一人重复申报。"
        ),
        "distant": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两人姓名相同或同音，电话或账号也相同，号码不同，像是同一人重复申报。"
        ),
        "chain": N_(
            "{name}（{id_no}）的{occupation}{level}，已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号经另一个相近的号码相连，可能是同一人重复申报。"
        ),
        "typo_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "本行号码校验码不符，与之只差一处，拟更正为 {id_no_right}，像是同一人重复申报。"
        ),
        "typo_earlier_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "前一个号码校验码不符，与本行只差一处，拟更正为 {id_no_right}，像是同一人重复申报。"
        ),
        "lookalike_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号有一个用了像数字的字符或多余的符号，读作数字后相同，像是同一人重复申报。"
        ),
        "zeros_lost_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号前 15 位相同，有一个以 000 结尾，像是同一人重复申报。"
        ),
        "mistyped_source_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号校验码都不符，各改一处便都是 {id_no_right}，像是同一人重复申报。"
        ),
        "mistyped_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号校验码都不符，彼此相近，像是同一人重复申报。"
        ),
        "digits_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号前 17 位只有一两位不同，姓名、电话或账号相符，像是同一人重复申报。"
        ),
        "other_region_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号出生日期和顺序码相同、地区不同，姓名相同或同音，像是同一人重复申报。"
        ),
        "distant_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两人姓名相同或同音，电话或账号也相同，号码不同，像是同一人重复申报。"
        ),
        "chain_in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}，以前批次 {batch_2} 中已由{name_2}（{id_no_2}，发证 {day_2}）申报；"
            "两号经另一个相近的号码相连，可能是同一人重复申报。"
        ),
        **OPEN_PERSON,
        "open_trade": N_("职业一栏写的是“{occupation}”，认不出是什么职业，无法与其他申报比对。"),
        "open_date": N_("本行日期早于政策包关于重复申领的规定，无从核对。"),
    },
    check=check,
    remark=_remark,
)
