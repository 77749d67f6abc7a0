"""申报等级没有补贴标准

查什么：申报的等级在政策包里是否有评价补贴标准。
为何：学徒工、特级技师、首席技师是“新八级工”制度后设的等级，没有列入标准的等级没有付款依据。
例：申报学徒工评价补贴 100 元，政策包没有学徒工的标准。
会误报：当地已另发文件规定标准的；请把标准补进政策包。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import own_level
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.kinds import LEVEL, LEVELS

_SCALE = "evaluation_amount"


def check(case: Case) -> pl.LazyFrame:
    """Rows whose level has no rate on their date, although other levels have one."""
    claims = case.tables.claims.with_columns(own_level())
    rows = case.attach(claims, _SCALE).rename({_SCALE: "rate"}).with_columns(claimed="level")
    for other in LEVELS:
        as_if = rows.with_columns(level=pl.lit(other, dtype=LEVEL))
        rows = case.attach(as_if, _SCALE).rename({_SCALE: f"rate_{other}"})
    in_force = pl.any_horizontal(pl.col(f"rate_{other}").is_not_null() for other in LEVELS)
    level = pl.col("level")
    passes = pl.when(level.is_not_null() & in_force).then(pl.col("rate").is_not_null())
    return judge(rows.with_columns(level="claimed"), passes).with_columns(
        at_stake="amount",
        variant=pl.when(level.is_null())
        .then(pl.lit("missing"))
        .when(pl.col("passes").is_null())
        .then(pl.lit("open_date"))
        .otherwise(pl.lit("")),
    )


RULE = Rule(
    code="A08",
    title=N_("申报等级没有补贴标准"),
    clause="levels",
    verdict="suspicion",
    scope=(pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim"),
    needs=("level",),
    parameters=(_SCALE,),
    message={
        "": N_("政策包没有{level}的评价补贴标准。"),
        "open_date": N_("本行日期读不懂，或早于政策包的评价补贴标准，{level}有无标准无从核对。"),
    },
    check=check,
)
