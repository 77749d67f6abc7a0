"""同一人同一职业同一等级重复申领评价补贴

查什么：评价补贴中，重复键相同的申报，不论在同一文件、不同文件还是不同机构。默认的重复键是人、证书类别、职业（工种）和等级。
身份证号先归一：15 位升为 18 位，全角、空格、x 与 X 视为相同；已被冲销抵减的申报不算。
为何：补贴限初次评价，同一人同一职业（工种）同一等级只补一次，第二次起不应支付。
例：同一人的保育师中级工，10 月由甲校申报，11 月又由乙校申报；列出后一条，前一条作为佐证。
会误报：职业名称写得过粗，两个工种被写成同一职业；前一次申报未获批准而重新申报。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.duplicates import duplicate_key, groups, own_level, repeated
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """All but the earliest claim of each duplicate key, and the claims whose key is incomplete."""
    key = duplicate_key(case)
    rows = case.tables.claims.with_columns(own_level())
    payees = pl.col("payee").drop_nulls().n_unique().over(key)
    told = pl.col("payee").is_not_null().all().over(key)
    later = (
        groups(repeated(rows, key), key)
        .with_columns(
            first_issued=pl.col("issue_date").first().over(key),
            variant=pl.when(payees > 1)
            .then(pl.lit("across_payees"))
            .when(told)
            .then(pl.lit("same_payee"))
            .otherwise(pl.lit("unknown_payee")),
            subject=pl.concat_str(key, separator="\x1f"),
            at_stake="amount",
        )
        .filter(pl.col("turn") > 0)
    )
    # an ID that is there but names nobody (masked, cut off) is not one that is missing
    unusable = pl.col("person").is_null() & pl.col("id_no").is_not_null()
    incomplete = rows.filter(pl.any_horizontal(pl.col(key).is_null())).with_columns(
        variant=pl.when(unusable).then(pl.lit("open_person"))
    )
    return pl.concat(
        [judge(later, passes=pl.lit(False)), judge(incomplete, passes=pl.lit(None, dtype=pl.Boolean))],
        how="diagonal",
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
        "open_person": N_("身份证号 {id_no} 不完整或已脱敏，无法与其他申报比对。"),
    },
    check=check,
)
