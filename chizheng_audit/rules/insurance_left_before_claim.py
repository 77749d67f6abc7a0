"""未到应满的月份就已停保

查什么：在申报单位的最后一个缴费月早于应满的月份，此后参保明细里再没有本单位的月份。
参保明细截止、申报在前的，只看到那时为止。月数不够而由 S01、S02 列出的，这里不再列。
为何：人已离开，稳定就业就不成立；申报时往往已经知道。
例：应稳定到 2023 年 10 月，最后缴费月是 2023 年 5 月，6 月起在别的单位。
会误报：单位更名、分立后由新单位接续参保而没有信用代码可对。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.stays import TABLES, left, looked_up
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose people left the employer before the months were full."""
    return judge(
        left(case).with_columns(
            at_stake="amount", clause=pl.col("subsidy").cast(pl.String), variant=pl.lit("")
        ),
        passes=pl.col("last_own") >= pl.col("must"),
    )


def _scope(case: Case) -> pl.Expr:
    """Claims with any month at the own employer, but for those that are too short already."""
    inside = (pl.col("own") != 0) & pl.col("needed").is_not_null() & ~pl.col("is_short")
    return looked_up(case, inside, of=left)


RULE = Rule(
    code="S08",
    title=N_("未到应满的月份就已停保"),
    clause="hire",
    verdict="suspicion",
    scope=_scope,
    parameters=("hire_months", "placement_months"),
    tables=TABLES,
    together="person",
    message=N_(
        "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}，最后缴费月为 {last_paid}，此后未见在本单位参保；"
        "应满 {needed} 个月（到 {ends}）。"
    ),
    check=check,
)
