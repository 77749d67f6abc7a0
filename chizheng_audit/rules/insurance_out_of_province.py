"""介绍就业：参保地不在省内

查什么：连续参保的月数够了，但去掉参保地写在外省的月份就不够。
参保地按区划代码或以省名开头的地名判断；没有写参保地的月份是否算省内，由政策包决定。
为何：职业介绍补贴只给介绍到省内就业的人。
例：介绍成功 6 个月，其中 4 个月由外省的单位参保。
会误报：总部在外省、人在省内上班，由总部统一参保。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.stays import TABLES, looked_up, stays
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Placements that have enough months only with those outside the province, or with those that tell no region."""
    rows = case.attach(stays(case), "insured_at_home_unless_told")
    presumed = pl.when("insured_at_home_unless_told").then("run_not_outside").otherwise("run_inside")
    outside = (pl.col("run_not_outside") < pl.col("needed")) & (pl.col("outside") != 0)
    rows = rows.with_columns(
        at_stake="amount",
        run_home=presumed,
        variant=pl.when(outside | (presumed >= pl.col("needed")))
        .then(pl.lit(""))
        .otherwise(pl.lit("open_region")),
    )
    return judge(rows, passes=pl.when(outside).then(False).when(presumed >= pl.col("needed")).then(True))


def _scope(case: Case) -> pl.Expr:
    """Placements that have enough months somewhere."""
    return looked_up(case, pl.col("run_anywhere") >= pl.col("needed"), ("placement",))


RULE = Rule(
    code="S06",
    title=N_("介绍就业：参保地不在省内"),
    clause="placement",
    verdict="violation",
    scope=_scope,
    parameters=("hire_months", "placement_months", "province", "insured_at_home_unless_told"),
    tables=TABLES,
    together="person",
    message={
        "": N_(
            "{name}（{id_no}）自 {since} 起连续参保 {run_anywhere} 个月，去掉参保地在外省的月份只有 {run_not_outside} 个月，"
            "应在省内满 {needed} 个月。"
        ),
        "open_region": N_(
            "{name}（{id_no}）自 {since} 起连续参保 {run_anywhere} 个月，写明在省内的 {run_home} 个月，应满 {needed} 个月；"
            "其余月份没有写参保地，无法核验。"
        ),
    },
    check=check,
)
