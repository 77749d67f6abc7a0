"""吸纳就业补贴金额与标准不符

查什么：吸纳就业补贴每人申报金额是否等于政策包的定额。
为何：定额与人数相乘就是应付总额；一行金额不对，合计必然不对，常见的是一行合报几个人，或把万元当成元。
例：标准每人 1000 元，申报 1200 元。
会误报：一行代表几个人的汇总表；请改用逐人明细。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.per_head import MESSAGES, off_scale
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Rows whose amount is not the fixed sum a head, with the mistake that explains it."""
    return judge(off_scale(case, "hire_amount"), passes=pl.col("amount") == pl.col("expected"))


RULE = Rule(
    code="A02",
    title=N_("吸纳就业补贴金额与标准不符"),
    clause="hire",
    verdict="violation",
    scope=(pl.col("subsidy") == "hire") & (pl.col("standing") == "claim"),
    needs=("amount",),
    parameters=("hire_amount",),
    message={
        **MESSAGES,
        "open_date": N_("本行日期读不懂，或早于政策包的吸纳就业补贴标准，申报 {amount} 元无从核对。"),
    },
    check=check,
)
