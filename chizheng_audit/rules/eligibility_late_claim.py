"""超过申报期限

查什么：申报日期晚于政策包规定的期限：评价补贴自发证日起、吸纳和介绍补贴自满规定月数之日起，几个月内申报。
政策包没有规定期限的不查。
为何：逾期申报的不应受理。
例：攀枝花市 2012 年规定鉴定后一年内申请；2012 年 3 月发证，2013 年 8 月才申报。
会误报：申报日期填的是汇总或补报的日期；期限另有延长。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import CLAIMED, events
from chizheng_audit.facts.stays import PARAMETERS
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_WINDOW = "claim_window"


def check(case: Case) -> pl.LazyFrame:
    """Claims made after the months within which they had to be made, or that do not say when they were."""
    due = {kind: name for kind, name in PARAMETERS.items() if not case.policy.lacks((name,))}
    rows = events(case, _WINDOW, *due.values()).with_columns(window=pl.col(_WINDOW).cast(pl.Int64))
    term = pl.lit(0, dtype=pl.Int64)  # an evaluation may be claimed for at once
    for kind in PARAMETERS:
        months = pl.col(due[kind]) if kind in due else pl.lit(None, dtype=pl.Int64)
        term = pl.when(pl.col("subsidy") == kind).then(months).otherwise(term)
    rows = rows.with_columns(start=pl.col("event").dt.offset_by(pl.format("{}mo", term))).with_columns(
        latest=pl.col("start").dt.offset_by(pl.format("{}mo", "window")),
        at_stake="amount",
        clause=pl.col("subsidy").cast(pl.String),
    )
    told = pl.all_horizontal(pl.col("event", "claim_date").is_not_null())
    return judge(
        rows.with_columns(
            variant=pl.when(told & pl.col("latest").is_null())
            .then(pl.lit("open_law"))
            .when(~told)
            .then(pl.lit("missing"))
            .otherwise(pl.lit(""))
        ),
        passes=pl.col("claim_date") <= pl.col("latest"),
    )


def _scope(case: Case) -> pl.Expr:
    """Claims of the subsidies for which the pack has a window."""
    parameter = case.policy.parameters.get(_WINDOW)
    kinds = {kind for value in parameter.values for kind in value.value} if parameter else set()
    return CLAIMED & pl.col("subsidy").cast(pl.String).is_in(sorted(kinds))


RULE = Rule(
    code="E09",
    title=N_("超过申报期限"),
    clause="evaluation",
    verdict="suspicion",
    scope=_scope,
    needs=("issue_date", "hire_date", "claim_date"),
    parameters=(_WINDOW,),
    message={
        "": N_(
            "{name}（{id_no}）自 {start} 起 {window} 个月内应申报，最迟 {latest}，而申报日期是 {claim_date}。"
        ),
        "open_law": N_("发证或入职日期早于政策包的申报期限，无从核对。"),
    },
    check=check,
)
