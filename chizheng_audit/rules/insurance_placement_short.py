"""职业介绍：连续参保不满规定月数

查什么：职业介绍补贴的每个人，自入职当月起在用人单位连续参保（含补缴）的最长月数，少于政策规定的月数。
在别的单位合计够月数的归 S05，靠补缴才够的归 S03。
为何：介绍成功以稳定就业为准；断保、提前停保，都不算满规定的月数。
例：2022 年 11 月入职，只参保 5 个月就停保。
会误报：参保明细没有导全；同一单位在明细里用了另一个名称而两边都没有信用代码。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.stays import claimed, short


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
    tables=("insurance",),
    together="person",
    message={
        "": N_(
            "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}，最长连续 {run} 个月，应满 {needed} 个月。"
        ),
        "open_law": N_("入职日期早于政策包的规定，应参保几个月无从核对。"),
        "open_due": N_(
            "自 {hire_date} 起满 {needed} 个月应到 {ends}，申报时尚未到期（S07），现有连续参保 {run} 个月。"
        ),
        "open_employer": N_("参保明细里没有{employer}，无法核验；请补该单位的参保明细。"),
        "open_reach": N_(
            "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}，连续 {run} 个月；"
            "参保明细只有 {first} 至 {last} 的月份，不足以核对 {needed} 个月。"
        ),
    },
    check=check,
)
