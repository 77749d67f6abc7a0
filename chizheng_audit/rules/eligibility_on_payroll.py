"""财政供养人员申领补贴

查什么：取证日（评价补贴）或入职日（吸纳、介绍）当天，申报的人在财政供养名单上。
名单写了起止日期的，按当天是否在册判断，算违规；没写起始日期的，只知人在名单上，算疑点。
政策包列明可以享受的人员类别（如公益性岗位）不算。
为何：补贴对象不含财政供养人员。
例：2019 年入编的教师，2023 年 11 月作为学员申领评价补贴。
会误报：临时聘用人员混在名单里；调出后名单没有及时减员；同号不同名的，须先核对名单上是谁。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import CLAIMED, NEEDS, OPEN, held_against, on_the_day
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person was paid by the budget on the day of the event, or is on a list that does not say since when."""
    words: list[str] = case.value("payroll_allowed") or []
    allowed = [pl.col("post").str.contains(word, literal=True) for word in words]
    excused = pl.any_horizontal(pl.lit(False), *allowed)
    rows = held_against(case, "payroll", on_the_day(excused))
    undated = pl.col("variant").str.starts_with("undated")
    doubtful = pl.when(undated).then(pl.lit("suspicion")).otherwise(pl.lit("violation"))
    return judge(
        rows.with_columns(verdict=doubtful, listed_since="since", listed_until="until"),
        passes=pl.col("passes"),
    )


RULE = Rule(
    code="E05",
    title=N_("财政供养人员申领补贴"),
    clause="beneficiaries",
    verdict="violation",
    scope=CLAIMED,
    needs=NEEDS,
    parameters=("payroll_allowed",),
    tables=("payroll",),
    message={
        "dated": N_(
            "{name}（{id_no}）{event} 取证或入职时在财政供养名单上：{unit}，{post}，{listed_since} 至 {listed_until}。"
        ),
        "dated_other": N_(
            "{name}（{id_no}）{event} 取证或入职时，该证件号在财政供养名单上：{unit}，{post}，{listed_since} 至 {listed_until}；"
            "名单上的姓名是{name_listed}，与申报不同。"
        ),
        "undated": N_(
            "{name}（{id_no}）在财政供养名单上：{unit}，{post}；名单没有写起始日期，{event} 取证或入职时是否在册待查。"
        ),
        "undated_other": N_(
            "{name}（{id_no}）的证件号在财政供养名单上：{unit}，{post}；名单没有写起始日期，"
            "{event} 取证或入职时是否在册待查；名单上的姓名是{name_listed}，与申报不同。"
        ),
        **OPEN,
    },
    check=check,
)
