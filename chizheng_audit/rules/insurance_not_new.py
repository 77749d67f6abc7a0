"""入职前已在本单位参保，不像新吸纳

查什么：入职之前的一段时间内（政策包的“新吸纳”回看月数），申报的人是否已由申报的单位缴纳职工社会保险。
为何：补贴给的是新吸纳的人；先离职再签合同、改签合同，都不是新吸纳。
例：2022 年 11 月入职，而 2022 年 8 月至 10 月已在同一单位参保。
会误报：入职日期填成了转正或续签日期；同名而没有信用代码的两个单位；实习期参保。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.employment import strip
from chizheng_audit.facts.stays import TABLES, claimed, stays
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_SHOWN = 12


def check(case: Case) -> pl.LazyFrame:
    """Claims with months at the own employer before the hire, or whose months do not reach back far enough to tell."""
    rows = case.attach(stays(case), "lookback_months")
    months = pl.col("lookback_months")
    ones = pl.lit(2, dtype=pl.Int64) ** months - 1
    insured = pl.col("before") & ones != 0
    back = pl.col("first") <= pl.col("hire_date").dt.month_start().dt.offset_by(pl.format("-{}mo", months))
    latest = strip(pl.col("before"), pl.lit(0), pl.lit(0), _SHOWN).str.reverse()
    return judge(
        rows.with_columns(
            strip=latest,
            at_stake="amount",
            clause=pl.col("subsidy").cast(pl.String),
            variant=pl.when(pl.col("run").is_null())
            .then(pl.lit("missing"))
            .when(months.is_null())
            .then(pl.lit("open_law"))
            .when(insured)
            .then(pl.lit(""))
            .when(~pl.col("employer_seen"))
            .then(pl.lit("open_employer"))
            .when(back)
            .then(pl.lit(""))
            .otherwise(pl.lit("open_reach")),
        ),
        passes=pl.when(insured).then(False).when(back & pl.col("employer_seen")).then(True),
    )


RULE = Rule(
    code="S04",
    title=N_("入职前已在本单位参保，不像新吸纳"),
    clause="hire",
    verdict="suspicion",
    scope=claimed("hire", "placement"),
    needs=("id_no", "employer", "hire_date"),
    parameters=("hire_months", "placement_months", "lookback_months"),
    tables=TABLES,
    together="person",
    message={
        "": N_(
            "{name}（{id_no}）{hire_date} 入职{employer}，此前 12 个月在该单位的参保月份 {strip}（右端为入职前一月）；"
            "入职前 {lookback_months} 个月内在本单位参保的，不算新吸纳。"
        ),
        "open_law": N_("政策包没有写明入职前回看几个月，无从核对是否新吸纳。"),
        "open_employer": N_("参保明细里没有{employer}，无法核验；请补该单位的参保明细。"),
        "open_reach": N_(
            "{name}（{id_no}）{hire_date} 入职{employer}；参保明细自 {first} 起，不足以回看入职前 {lookback_months} 个月。"
        ),
    },
    check=check,
)
