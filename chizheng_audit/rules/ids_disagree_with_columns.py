"""出生日期、性别或年龄与身份证号不符

查什么：表中另有出生日期（或出生年月）、性别、年龄的，与身份证号中的出生日期和性别码（第 17 位单数为男）比对。
年龄按本行日期的周岁计算，相差超过政策包的经验值才列出，免得把虚岁和填报日期的先后算作不符。15 位号码升为 18 位再比。
为何：号码是别人的，或在号码上改过一位，另填的出生日期、性别往往忘了跟着改。
例：号码中的出生日期是 1990 年 3 月 7 日，出生日期一栏写的是 1992 年 5 月 1 日。
会误报：出生日期一栏填的是农历生日或档案年龄；变更过性别登记的人。
"""

import polars as pl

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.facts.identities import OPEN, incomparable, residents
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_TOLERANCE = "age_tolerance"
_COLUMNS = ("birth_date", "birth_month", "sex", "age")
_PERSON = pl.col("person")


def check(case: Case) -> pl.LazyFrame:
    """Claims of which one of the columns contradicts the number; the first that does is told."""
    tolerance = pl.lit(case.value(_TOLERANCE), dtype=pl.Int64)
    event = pl.coalesce("claim_date", "issue_date", "hire_date", pl.lit(case.as_of))
    born = pl.col("birth_of_id")
    had_birthday = event.dt.strftime("%m%d") >= born.dt.strftime("%m%d")
    rows = (
        case.tables.claims.with_columns(
            birth_of_id=identity.birth_date(_PERSON), sex_of_id=identity.sex(_PERSON)
        )
        .with_columns(
            age_of_id=event.dt.year().cast(pl.Int64) - born.dt.year() - (~had_birthday).cast(pl.Int64),
            birth_stated=pl.coalesce("birth_date", "birth_month"),
        )
        .with_columns(apart=(pl.col("age") - pl.col("age_of_id")).abs())
    )
    contradictions = {
        "birth": pl.col("birth_date") != born,
        "month": pl.col("birth_month") != born.dt.month_start(),
        "sex": pl.col("sex").cast(pl.String) != pl.col("sex_of_id"),
        "age": pl.col("apart") > tolerance,
    }
    first = pl.coalesce([pl.when(holds).then(pl.lit(name)) for name, holds in contradictions.items()])
    # a number that states no day of the calendar can be held against a sex only
    dated = pl.any_horizontal(pl.col("birth_date", "birth_month", "age").is_not_null())
    open_ = (
        pl.when((born.is_null() & dated) | pl.col("sex_of_id").is_null())
        .then(pl.lit("open_birth"))
        .when(pl.col("age").is_not_null() & tolerance.is_null())
        .then(pl.lit("open_law"))
    )
    known = rows.filter(_PERSON.is_not_null()).with_columns(variant=pl.coalesce(first, open_))
    passes = (
        pl.when(pl.col("variant").is_null())
        .then(True)
        .when(~pl.col("variant").str.starts_with("open"))
        .then(False)
    )
    unknown = pl.lit(None, dtype=pl.Boolean)
    return pl.concat([judge(known, passes), judge(incomparable(case), unknown)], how="diagonal")


RULE = Rule(
    code="I06",
    title=N_("出生日期、性别或年龄与身份证号不符"),
    clause=None,
    verdict="suspicion",
    scope=lambda case: residents(case) & pl.any_horizontal(pl.col(_COLUMNS).is_not_null()),
    needs=("id_no",),
    parameters=(_TOLERANCE,),
    message={
        "birth": N_("{name}（{id_no}）的出生日期写的是 {birth_stated}，身份证号中是 {birth_of_id}。"),
        "month": N_("{name}（{id_no}）的出生年月写的是 {birth_stated}，身份证号中是 {birth_of_id}。"),
        "sex": N_("{name}（{id_no}）的性别写的是{sex}，按身份证号第 17 位应为{sex_of_id}。"),
        "age": N_("{name}（{id_no}）的年龄写的是 {age} 岁，按身份证号在本行日期为 {age_of_id} 周岁。"),
        "open_birth": N_("身份证号 {id_no} 中没有成立的出生日期和性别码，无法比对。"),
        "open_law": N_("审计日早于政策包关于年龄出入的规定，年龄无从比对。"),
        **OPEN,
    },
    check=check,
)
