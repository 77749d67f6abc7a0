"""职业介绍：连续参保不满规定月数

查什么：职业介绍补贴的每个人，自入职当月起在用人单位连续参保（含补缴）的最长月数，少于政策规定的月数。
在别的单位合计够月数的归 S05，靠补缴才够的归 S03。
为何：介绍成功以稳定就业为准；断保、提前停保，都不算满规定的月数。
例：2022 年 11 月入职，只参保 5 个月就停保。
会误报：参保明细没有导全；同一单位在明细里用了另一个名称而两边都没有信用代码。
"""

from functools import partial

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.stays import SHORT, TABLES, by_name, claimed, short
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose months at the own employer do not suffice, or cannot be shown to."""
    rows = short(case)
    return judge(rows, passes=pl.col("passes"))


RULE = Rule(
    code="S02",
    title=N_("职业介绍：连续参保不满规定月数"),
    clause="placement",
    verdict="violation",
    scope=claimed("placement"),
    needs=("id_no", "employer", "hire_date"),
    parameters=("hire_months", "placement_months"),
    tables=TABLES,
    together="person",
    message=SHORT,
    remark=partial(by_name, subsidy="placement"),
    check=check,
)
