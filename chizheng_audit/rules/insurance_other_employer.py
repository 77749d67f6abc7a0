"""参保月数够，但不在申报的单位

查什么：在申报单位的连续参保月数不够，加上别的单位才够。
为何：补贴给的是在本单位稳定就业；在别处参保，人可能不在申报的单位上班。
例：甲公司申报吸纳，同期的社保却在乙公司。
会误报：集团内调动、单位更名，或参保明细用了另一个名称而没有信用代码。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.stays import TABLES, looked_up, stays
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose months suffice only with those at other employers."""
    elsewhere = (pl.col("run") < pl.col("needed")) & (pl.col("run_anywhere") >= pl.col("needed"))
    return judge(
        stays(case).with_columns(at_stake="amount", clause=pl.col("subsidy").cast(pl.String)),
        passes=~elsewhere,
    )


def _scope(case: Case) -> pl.Expr:
    """All claims whose months can be looked up."""
    return looked_up(case, pl.col("needed").is_not_null())


RULE = Rule(
    code="S05",
    title=N_("参保月数够，但不在申报的单位"),
    clause="hire",
    verdict="suspicion",
    scope=_scope,
    parameters=("hire_months", "placement_months"),
    tables=TABLES,
    together="person",
    message=N_(
        "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}，连续 {run} 个月；"
        "加上别的单位连续 {run_anywhere} 个月，应在本单位满 {needed} 个月。"
    ),
    check=check,
)
