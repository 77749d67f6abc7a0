"""取证或入职之前已经死亡

查什么：申报的人在死亡名单上，死亡日期早于取证日（评价补贴）或入职日（吸纳、介绍）。
死亡当天取证或入职的不算。名单只写了年月（读作当月 1 日）而取证、入职在同一个月的，列为疑点。
为何：死者不可能参加评价或就业，多是冒用他人身份。
例：2023 年 6 月死亡，2023 年 11 月以其名义申领评价补贴。
会误报：名单填的是销户日期或火化日期；死亡登记有误；同号不同名的，须先核对名单上是谁。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import CLAIMED, NEEDS, OPEN, held_against, named
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person had died before the event."""
    died, event = pl.col("died"), pl.col("event")
    month_only = (died.dt.day() == 1) & (died == event.dt.month_start())
    answer = (
        pl.when((died >= event).fill_null(False))
        .then(None)
        .when(event.is_null())
        .then(pl.lit("missing"))
        .when(died.is_null())
        .then(pl.lit("open_died"))
        .when(month_only)
        .then(named("month"))
        .otherwise(named("died"))
    )
    rows = held_against(case, "deceased", answer)
    in_month = pl.col("variant").str.starts_with("month")
    doubtful = pl.when(in_month).then(pl.lit("suspicion")).otherwise(pl.lit("violation"))
    return judge(rows.with_columns(verdict=doubtful), passes=pl.col("passes"))


RULE = Rule(
    code="E07",
    title=N_("取证或入职之前已经死亡"),
    clause="beneficiaries",
    verdict="violation",
    scope=CLAIMED,
    needs=NEEDS,
    tables=("deceased",),
    message={
        "died": N_("{name}（{id_no}）{event} 取证或入职，而死亡名单上的死亡日期是 {died}。"),
        "died_other": N_(
            "{name}（{id_no}）{event} 取证或入职，而该证件号在死亡名单上的死亡日期是 {died}；"
            "名单上的姓名是{name_listed}，与申报不同。"
        ),
        "month": N_(
            "{name}（{id_no}）{event} 取证或入职，死亡名单上的死亡日期是 {died}（可能只写了年月），先后待查。"
        ),
        "month_other": N_(
            "{name}（{id_no}）{event} 取证或入职，该证件号在死亡名单上的死亡日期是 {died}（可能只写了年月），先后待查；"
            "名单上的姓名是{name_listed}，与申报不同。"
        ),
        "open_died": N_("{name}（{id_no}）在死亡名单上，没有写死亡日期，无法核验。"),
        **OPEN,
    },
    check=check,
)
