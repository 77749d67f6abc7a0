"""用人单位累计补贴超过上限

查什么：按统一社会信用代码（没有则按名称）累计每个用人单位的吸纳就业补贴，按申报日期、入职日期、行的先后排列，超过上限的行。
只看本次给出的申报；以前各批的要一并给出。
为何：每个单位有累计上限，超过的部分不应支付。
例：上限 2,000,000 元，每人 1000 元，第 2001 人起不再支付。
会误报：同名而没有信用代码的两个单位；同一单位在各处名称不一，累计反而偏少。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.employment import unit
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.stays import claimed


def check(case: Case) -> pl.LazyFrame:
    """Claims with which an employer's sum passes the cap, in the order of payment."""
    who = pl.coalesce("employer_code", unit(pl.col("employer")))
    cap = pl.lit(case.value("employer_cap")).cast(pl.Decimal(14, 2))
    paid = pl.col("amount").fill_null(0).cast(pl.Decimal(14, 2))
    rows = (
        case.tables.claims.with_columns(who=who, paid=paid)
        .sort("claim_date", "hire_date", "row_id", nulls_last=True)
        .with_columns(running=pl.col("paid").cum_sum().over("who"), cap=cap)
        .with_columns(left=pl.max_horizontal(pl.col("cap") - (pl.col("running") - pl.col("paid")), pl.lit(0)))
        .with_columns(payable=pl.min_horizontal("left", "paid"))
    )
    over = pl.col("running") > pl.col("cap")
    crossing = pl.col("row_id").filter(over).first().over("who")
    passes = pl.when(
        pl.col("who").is_not_null() & pl.col("amount").is_not_null() & pl.col("cap").is_not_null()
    ).then(~over)
    return judge(
        rows.with_columns(at_stake=pl.col("paid") - pl.col("payable"), evidence=pl.concat_list(crossing)),
        passes,
    ).with_columns(
        evidence=pl.when(pl.col("passes").is_not_null()).then(
            pl.col("evidence").list.set_difference(pl.concat_list("row_id"))
        )
    )


RULE = Rule(
    code="C01",
    title=N_("用人单位累计补贴超过上限"),
    clause="hire_cap",
    verdict="violation",
    scope=claimed("hire"),
    needs=("employer", "amount"),
    parameters=("employer_cap",),
    together="employer",
    message=N_(
        "{employer}的吸纳就业补贴到本行累计 {running} 元，上限 {cap} 元；本行申报 {paid} 元，可付 {payable} 元。"
    ),
    check=check,
)
