"""在校学生申领补贴

查什么：取证日（评价补贴）或入职日（吸纳、介绍）当天，申报的人在校学习。
只在政策包写明不含在校学生（students_excluded）时查；名单没写入学日期的，同样列出并说明。
为何：有的地方把在校学生排除在补贴对象之外；河南没有这样的规定，职业院校学生可以参加评价。
例：在读的全日制学生，学习期间作为学员申领评价补贴。
会误报：非全日制、函授学生；已毕业、退学而学籍没有及时变更；同号不同名的，须先核对名单上是谁。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import CLAIMED, NEEDS, OPEN, held_against, on_the_day
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person was enrolled on the day of the event, or is on a list that does not say since when."""
    rows = held_against(case, "students", on_the_day(excused=pl.lit(False)))
    return judge(rows.with_columns(listed_since="since", listed_until="until"), passes=pl.col("passes"))


def _scope(case: Case) -> pl.Expr:
    """All claims where the pack leaves students out, else none."""
    return CLAIMED & pl.lit(case.value("students_excluded") is True)


RULE = Rule(
    code="E08",
    title=N_("在校学生申领补贴"),
    clause="beneficiaries",
    verdict="suspicion",
    scope=_scope,
    needs=NEEDS,
    parameters=("students_excluded",),
    tables=("students",),
    message={
        "dated": N_(
            "{name}（{id_no}）{event} 取证或入职时在校：{school}，{form}，{listed_since} 入学，{listed_until} 毕业。"
        ),
        "dated_other": N_(
            "{name}（{id_no}）{event} 取证或入职时，该证件号的学生在校：{school}，{form}，{listed_since} 入学，{listed_until} 毕业；"
            "名单上的姓名是{name_listed}，与申报不同。"
        ),
        "undated": N_(
            "{name}（{id_no}）在学生名单上：{school}，{form}；没有写入学日期，{event} 取证或入职时是否在校待查。"
        ),
        "undated_other": N_(
            "{name}（{id_no}）的证件号在学生名单上：{school}，{form}；没有写入学日期，"
            "{event} 取证或入职时是否在校待查；名单上的姓名是{name_listed}，与申报不同。"
        ),
        **OPEN,
    },
    check=check,
)
