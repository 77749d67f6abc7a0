"""职业介绍补贴金额与标准不符

查什么：职业介绍补贴每人申报金额是否等于政策包的定额。
为何：定额与人数相乘就是应付总额；一行金额不对，合计必然不对，常见的是一行合报几个人，或把万元当成元。
例：标准每人 300 元，申报 400 元。
会误报：一行代表几个人的汇总表；请改用逐人明细。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.kinds import MONEY

_MOST_IN_ONE_ROW = 20  # beyond it, a multiple says nothing about how the sum came about


def check(case: Case) -> pl.LazyFrame:
    """Rows whose amount is not the fixed sum a head, with the mistake that explains it."""
    amount, expected, heads = pl.col("amount"), pl.col("expected"), pl.col("heads")
    rows = case.attach(case.tables.claims, "placement_amount").with_columns(
        expected=pl.col("placement_amount").cast(MONEY)
    )
    rows = rows.with_columns(
        excess=(amount - expected).cast(MONEY),
        short=(expected - amount).cast(MONEY),
        heads=pl.when(expected > 0).then(amount / expected).cast(pl.Int64),
    )
    variant = (
        pl.when(amount.is_null())
        .then(pl.lit("missing"))
        .when(expected.is_null())
        .then(pl.lit("open_date"))
        .when((amount * 10_000 == expected) | (amount == expected * 10_000))
        .then(pl.lit("wan"))
        .when((heads * expected == amount) & heads.is_between(2, _MOST_IN_ONE_ROW))
        .then(pl.lit("several"))
        .when(amount < expected)
        .then(pl.lit("under"))
        .otherwise(pl.lit(""))
    )
    return judge(rows, passes=amount == expected).with_columns(at_stake="excess", variant=variant)


RULE = Rule(
    code="A03",
    title=N_("职业介绍补贴金额与标准不符"),
    clause="placement",
    verdict="violation",
    scope=(pl.col("subsidy") == "placement") & (pl.col("standing") == "claim"),
    needs=("amount",),
    parameters=("placement_amount",),
    message={
        "": N_("每人应补 {expected} 元，申报 {amount} 元，多 {excess} 元。"),
        "wan": N_("每人应补 {expected} 元，申报 {amount} 元，相差正好一万倍，像是元与万元混淆。"),
        "several": N_("每人应补 {expected} 元，申报 {amount} 元，正好是 {heads} 倍，像是一行合报多人。"),
        "under": N_("每人应补 {expected} 元，申报 {amount} 元，少 {short} 元。"),
        "open_date": N_("本行日期读不懂，或早于政策包的职业介绍补贴标准，申报 {amount} 元无从核对。"),
    },
    check=check,
)
