"""同一人同一职业同一等级重复申领评价补贴

查什么：评价补贴中，重复键相同的申报，不论在同一文件、不同文件还是不同机构。默认的重复键是人、证书类别、职业（工种）和等级。
身份证号先归一：15 位升为 18 位，全角、空格、x 与 X 视为相同；已被冲销抵减的申报不算。
为何：补贴限初次评价，同一人同一职业（工种）同一等级只补一次，第二次起不应支付。
例：同一人的保育师中级工，10 月由甲校申报，11 月又由乙校申报；列出后一条，前一条作为佐证。
会误报：职业名称写得过粗，两个工种被写成同一职业；前一次申报未获批准而重新申报。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.duplicates import groups, repeated
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """All but the earliest claim of each duplicate key, and the claims whose key is incomplete."""
    key: list[str] = case.value("duplicate_key")
    # 专项 has no levels of its own, so its level is never what is missing
    own_level = (
        pl.when(pl.col("family") == "SPECIAL").then(pl.lit("专项")).otherwise(pl.col("level").cast(pl.String))
    )
    rows = case.tables.claims.with_columns(level=own_level)
    first = pl.col("payee").first().over(key)
    later = (
        groups(repeated(rows, key), key)
        .with_columns(
            variant=pl.when(pl.col("payee").eq_missing(first))
            .then(pl.lit("same_payee"))
            .otherwise(pl.lit("across_payees")),
            subject=pl.concat_str(key, separator="\x1f"),
            at_stake="amount",
        )
        .filter(pl.col("turn") > 0)
    )
    incomplete = rows.filter(pl.any_horizontal(pl.col(key).is_null()))
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
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，均由同一机构申报；本行不是最早一次。"
        ),
        "across_payees": N_(
            "{name}（{id_no}）的{occupation}{level}评价补贴共申报 {count} 次，由不同机构申报；本行不是最早一次。"
        ),
    },
    check=check,
)
