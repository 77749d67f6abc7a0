"""同一证书编号用于不同的申报

查什么：评价补贴中，同一证书编号出现在人、职业或等级不同的申报上。
人、职业、等级都相同的归重复申领（D01），这里不重复列。原证书编号一栏不是本次证书，不参与比对。
为何：一本证书只有一个编号，对应一个人、一个职业、一个等级；编号相同而内容不同，至少有一条有误或不实。
例：张某与李某两人的申报填了同一个证书编号。
会误报：填表时复制了上一行的编号；编号栏填的是批次号。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.duplicates import duplicate_key, groups, own_level, repeated
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Later claims of a number that the duplicate key does not join to its first claim."""
    key = duplicate_key(case)
    rows = case.tables.claims.with_columns(own_level())
    grouped = groups(repeated(rows, ["cert_no"]), ["cert_no"])
    first = {c: pl.col(c).first().over("cert_no") for c in {*key, "person"}}
    later = grouped.with_columns(
        joined=pl.all_horizontal((pl.col(c) == first[c]).fill_null(False) for c in key),
        differs=pl.any_horizontal((pl.col(c) != first[c]).fill_null(False) for c in key),
        same_person=pl.col("person") == first["person"],
    ).filter((pl.col("turn") > 0) & ~pl.col("joined"))
    flagged = later.with_columns(
        variant=pl.when(~pl.col("same_person"))
        .then(pl.lit("other_person"))
        .when(pl.col("same_person") & pl.col("differs"))
        .then(pl.lit("same_person"))
        .otherwise(pl.lit("incomplete")),
        subject=pl.concat_str(pl.col("cert_no", *key).fill_null(""), separator="\x1f"),
        at_stake="amount",
    ).with_columns(
        confidence=pl.when(pl.col("variant") == "incomplete")
        .then(pl.lit("strong"))
        .otherwise(pl.lit("exact"))
    )
    unnumbered = rows.filter(pl.col("cert_no").is_null())
    return pl.concat(
        [judge(flagged, passes=pl.lit(False)), judge(unnumbered, passes=pl.lit(None, dtype=pl.Boolean))],
        how="diagonal",
    )


RULE = Rule(
    code="D02",
    title=N_("同一证书编号用于不同的申报"),
    clause="evaluation_once",
    verdict="violation",
    scope=(pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim"),
    needs=("cert_no",),
    parameters=("duplicate_key",),
    together="certificate",
    message={
        "other_person": N_(
            "证书编号 {cert_no} 共出现在 {count} 条申报上；本行的人与最早一条不同，为{name}（{id_no}）。"
        ),
        "same_person": N_(
            "证书编号 {cert_no} 共出现在 {count} 条申报上；本行同为{name}（{id_no}），职业或等级与最早一条不同。"
        ),
        "incomplete": N_(
            "证书编号 {cert_no} 共出现在 {count} 条申报上；本行或最早一条的身份证号、职业、等级不全，不能认作同一笔申报。"
        ),
    },
    check=check,
)
