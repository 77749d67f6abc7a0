"""同一人同一职业同一等级重复申领评价补贴

查什么：评价补贴中，重复键相同的申报，不论在同一文件、不同文件还是不同机构；用了台账的，也与以前各批核对。默认的重复键是人、证书类别、职业（工种）和等级，
按本行日期执行的政策取用。身份证号先归一：15 位升为 18 位，全角、空格、x 与 X 视为相同；填护照等其他证件的，按证件号和姓名认人。
职业与工种之间的括号、斜杠、横线视为相同，括号里的等级不算工种；“同上”不算职业。已被冲销抵减的申报不算。
为何：补贴限初次评价，同一人同一职业（工种）同一等级只补一次，第二次起不应支付。
例：同一人的保育师中级工，10 月由甲校申报，11 月又由乙校申报；列出后一条，前一条作为佐证。
会误报：职业名称写得过粗，两个工种被写成同一职业；前一次申报未获批准而重新申报。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import (
    OPEN_PERSON,
    at_hand,
    before_any_key,
    groups,
    keys_in_force,
    own_level,
    repeated,
    why_incomplete,
    with_past,
)
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """All but the earliest claim of each duplicate key, and the claims whose key is incomplete."""
    rows, everything = (each.with_columns(own_level()) for each in (case.tables.claims, with_past(case)))
    unknown = pl.lit(None, dtype=pl.Boolean)
    found = [judge(rows.filter(before_any_key(case)).with_columns(variant=pl.lit("open_date")), unknown)]
    for key, in_force in keys_in_force(case):
        incomplete = rows.filter(pl.any_horizontal(pl.col(key).is_null()) & in_force)
        found.append(judge(_later(everything, key).filter(in_force), passes=pl.lit(False)))
        found.append(judge(incomplete.with_columns(variant=why_incomplete()), unknown))
    return pl.concat(found, how="diagonal")


def _later(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """All but the earliest of each group of `key`, and all that an earlier batch has."""
    batch = pl.col("batch").drop_nulls().first().over(key)
    payees = pl.col("payee").drop_nulls().n_unique().over(key)
    told = pl.col("payee").is_not_null().all().over(key)
    first_issued = pl.col("issue_date").first().over(key)
    tied = (pl.col("issue_date") == first_issued).fill_null(False)
    who = (
        pl.when(payees > 1)
        .then(pl.lit("across_payees"))
        .when(told)
        .then(pl.lit("same_payee"))
        .otherwise(pl.lit("unknown_payee"))
    )
    return (
        groups(repeated(rows, key), key)
        .with_columns(
            first_issued=first_issued,
            batch=batch,
            variant=pl.when(batch.is_not_null())
            .then(pl.lit("in_ledger"))
            .otherwise(pl.concat_str(who, pl.when(tied).then(pl.lit("_tied")).otherwise(pl.lit("")))),
            subject=pl.concat_str(key, separator="\x1f"),
            at_stake="amount",
        )
        .filter((pl.col("turn") > 0) & at_hand())
    )


RULE = Rule(
    code="D01",
    title=N_("同一人同一职业同一等级重复申领评价补贴"),
    clause="evaluation_once",
    verdict="violation",
    scope=(pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim"),
    needs=("id_no", "occupation", "level"),
    parameters=("duplicate_key",),
    together="person",
    message={
        "same_payee": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，均由同一机构申报；"
            "最早一次发证日期为 {first_issued}，本行不是最早一次。"
        ),
        "across_payees": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，由不同机构申报；"
            "最早一次发证日期为 {first_issued}，本行不是最早一次。"
        ),
        "unknown_payee": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，申报机构未全部写明；"
            "最早一次发证日期为 {first_issued}，本行不是最早一次。"
        ),
        "same_payee_tied": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，均由同一机构申报；"
            "最早一次发证日期为 {first_issued}，本行日期相同，在材料中排在其后。"
        ),
        "across_payees_tied": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，由不同机构申报；"
            "最早一次发证日期为 {first_issued}，本行日期相同，在材料中排在其后。"
        ),
        "unknown_payee_tied": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，申报机构未全部写明；"
            "最早一次发证日期为 {first_issued}，本行日期相同，在材料中排在其后。"
        ),
        "in_ledger": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴在以前批次 {batch} 中已申报，发证日期为 {first_issued}；"
            "连同本行共 {count} 次。"
        ),
        **OPEN_PERSON,
        "open_trade": N_("职业一栏写的是“{occupation}”，认不出是什么职业，无法与其他申报比对。"),
        "open_date": N_("本行日期早于政策包关于重复申领的规定，无从核对。"),
    },
    check=check,
)
