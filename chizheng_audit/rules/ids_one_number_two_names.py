"""一个身份证号，姓名不同

查什么：全部申报中，同一身份证号（15 位升为 18 位，全角、空格归一）下出现的不同姓名，每个后出现的姓名列一条。
两个姓名同音、三字以上只差一字或少一字、只是繁简异体的，写明像是笔误；其余的，写明像是两个人。
姓名中的空格和间隔点不计；“某某”、单字和测试用的姓名不参与。
为何：号码只属于一个人；重号早已清理，2022 年以后的名单里一号两名不是抄错，就是借用他人号码。
例：419900199003070018 先以张一丁申报，后以王二丙申报。
会误报：改过姓名的人；少数民族姓名的不同译写；音近字的输入错误。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.identities import CLAIM_ORDER, OPEN, incomparable, listed, residents
from chizheng_audit.folding import run_together
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.similarity import NAMES, comparable, compare_names

_COLUMNS = tuple(c for c in CLAIM_ORDER if c != "row_id")
_LONG = 3
"""Characters from which one that differs is a slip: of two, it is half of the name."""


def check(case: Case) -> pl.LazyFrame:
    """The earliest claim of each name but a number's first."""
    rows = case.tables.claims
    thin = rows.select("person", "name").drop_nulls().unique()
    shared = thin.filter(pl.col("person").is_duplicated()).select("person").unique()
    crowd = rows.join(shared, on="person", how="semi").select("row_id", "person", *_COLUMNS).collect()
    told = comparable(crowd).lazy().filter(pl.col("name_key").is_not_null())
    covered = told.group_by("person", "name_key").agg(covers=pl.col("row_id").sort())
    bearers = (
        told.sort(*CLAIM_ORDER, nulls_last=True)
        .unique(["person", "name_key"], keep="first", maintain_order=True)
        .with_columns(turn=pl.int_range(pl.len()).over("person"), different_names=pl.len().over("person"))
        .filter(pl.col("different_names") > 1)
    )
    firsts = bearers.filter(pl.col("turn") == 0).select("person", name_2="name", name_key_2="name_key")
    beside = bearers.group_by("person").agg(evidence=listed(pl.col("row_id")))
    pairs = (
        bearers.filter(pl.col("turn") > 0)
        .join(firsts, on="person")
        .join(beside, on="person")
        .join(covered, on=["person", "name_key"])
        .with_columns(
            covers=pl.col("covers").list.set_difference(pl.concat_list("row_id")).list.sort(),
            evidence=pl.col("evidence").list.set_difference(pl.concat_list("row_id")).list.sort(),
        )
    )
    flagged = _worded(pairs.collect()).lazy()
    nameless = rows.filter(pl.col("person").is_not_null() & pl.col("name").is_null()).select(
        "row_id", "id_no", "name", variant=pl.lit(None, dtype=pl.String)
    )
    unknown = pl.lit(None, dtype=pl.Boolean)
    unread = incomparable(case).with_columns(name=pl.lit("", dtype=pl.String))
    return pl.concat(
        [judge(flagged, pl.lit(False)), judge(unread, unknown), judge(nameless, unknown)], how="diagonal"
    )


def _worded(pairs: pl.DataFrame) -> pl.DataFrame:
    """`pairs` with variant, subject and confidence."""
    how = compare_names(pairs.get_column("name"), pairs.get_column("name_2")).alias("names")
    shortest = pl.min_horizontal(pl.col("name_key", "name_key_2").str.len_chars())
    longest = pl.max_horizontal(pl.col("name_key", "name_key_2").str.len_chars())
    variant = (
        pl.when(run_together(pl.col("name")) == run_together(pl.col("name_2")))
        .then(pl.lit("typo_variant"))
        .when(pl.col("names") == "sound")
        .then(pl.lit("typo_sound"))
        .when((pl.col("names") == "near") & ((shortest >= _LONG) | (longest > shortest)))
        .then(pl.lit("typo_near"))
        .otherwise(pl.lit("other_person"))
    )
    return pairs.with_columns(how.cast(pl.Enum(NAMES))).with_columns(
        variant=variant,
        confidence=pl.lit("strong"),
        subject=pl.concat_str("person", "name_key", separator="\x1f"),
    )


RULE = Rule(
    code="I03",
    title=N_("一个身份证号，姓名不同"),
    clause=None,
    verdict="suspicion",
    scope=residents,
    needs=("id_no", "name"),
    together="person",
    message={
        "other_person": N_(
            "身份证号 {id_no} 共有 {different_names} 个姓名；本行为{name}，最早为{name_2}，像是两个人用了一个号码。"
        ),
        "typo_sound": N_(
            "身份证号 {id_no} 共有 {different_names} 个姓名；本行为{name}，最早为{name_2}，同音，像是笔误。"
        ),
        "typo_near": N_(
            "身份证号 {id_no} 共有 {different_names} 个姓名；本行为{name}，最早为{name_2}，只差一个字，像是笔误。"
        ),
        "typo_variant": N_(
            "身份证号 {id_no} 共有 {different_names} 个姓名；本行为{name}，最早为{name_2}，只是字形繁简不同。"
        ),
        **OPEN,
    },
    check=check,
)
