"""靠补缴才够参保月数

查什么：连续参保月数够了，但去掉补缴的月份就不够。
缴费类别写补缴，或入账比所属月份晚得多，都算补缴。
为何：申报前集中补缴，可能是为了凑月数；是否认可由经办机构认定。
例：12 个月里有 4 个月是同一天补缴的。
会误报：单位开户晚、系统切换造成的正常补缴。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.stays import TABLES, looked_up, stays
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims that have enough months only with those that were paid late."""
    rows = stays(case).with_columns(at_stake="amount", clause=pl.col("subsidy").cast(pl.String))
    return judge(rows, passes=pl.lit(case.terms.late_counts) | (pl.col("run_in_time") >= pl.col("needed")))


def _scope(case: Case) -> pl.Expr:
    """Only claims that have enough months in all."""
    return looked_up(case, pl.col("run") >= pl.col("needed"))


RULE = Rule(
    code="S03",
    title=N_("靠补缴才够参保月数"),
    clause="hire",
    verdict="suspicion",
    scope=_scope,
    parameters=("hire_months", "placement_months"),
    tables=TABLES,
    together="person",
    message=N_(
        "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}（◎ 为补缴）："
        "连续 {run} 个月，去掉补缴只有 {run_in_time} 个月，应满 {needed} 个月。"
    ),
    check=check,
)
