"""未满规定月数就申报

查什么：自入职日起，到申报日（没有申报日期则到审计基准日）还不到政策规定的月数。
为何：补贴在满月数之后才能申领；没到期的申报不应付款。
例：2023 年 9 月入职，2023 年 12 月就申报要求满 12 个月的补贴。
会误报：申报日期填的是计划日期；入职日期填晚了。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.stays import claimed, stays
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims made before the months that they need can have passed."""
    rows = stays(case).with_columns(
        at_stake="amount",
        clause=pl.col("subsidy").cast(pl.String),
        variant=pl.when(pl.col("hire_date").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("needed").is_null())
        .then(pl.lit("open_law"))
        .otherwise(pl.lit("")),
    )
    return judge(rows, passes=pl.col("ends") <= pl.col("asked_until"))


RULE = Rule(
    code="S07",
    title=N_("未满规定月数就申报"),
    clause="hire",
    verdict="violation",
    scope=claimed("hire", "placement"),
    needs=("hire_date",),
    parameters=("hire_months", "placement_months"),
    message={
        "": N_(
            "{name}（{id_no}）{hire_date} 入职，满 {needed} 个月应到 {ends}，而申报（或审计基准）日为 {asked_until}。"
        ),
        "open_law": N_("入职日期早于政策包的规定，应满几个月无从核对。"),
    },
    check=check,
)
