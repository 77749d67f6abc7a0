"""年龄不在补贴对象之内

查什么：按身份证号的出生日期，算取证日（评价补贴）或入职日（吸纳、介绍）当天的周岁。
不满下限（16 岁）的算违规；到了上限（60 岁）的算疑点。生日当天算满一岁。
为何：补贴对象是 16 至 59 岁的人；超过法定退休年龄的，尚未领取职工养老待遇的也可以，须对照养老待遇名单（E06）。
例：2008 年 1 月 1 日出生的人，2023 年 11 月取证，只有 15 岁。
会误报：超过 60 岁而没有领取职工养老待遇的人；身份证号抄错，出生日期也就错了。
"""

import polars as pl

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.facts.references import CLAIMED, NEEDS, events
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person was too young or too old on the day of the event, or whose age cannot be told."""
    rows = events(case, "youngest_age", "retirement_age")
    rows = rows.with_columns(birth=identity.birth_date(pl.col("person"))).with_columns(age=_age())
    reasons = {
        "open_person": pl.col("person").is_null() & pl.col("id_no").is_not_null(),
        "missing": pl.any_horizontal(pl.col("person", "event").is_null()),
        "open_birth": pl.col("birth").is_null() | (pl.col("birth") > pl.col("event")),
        "open_law": pl.any_horizontal(pl.col("youngest_age", "retirement_age").is_null()),
        "young": pl.col("age") < pl.col("youngest_age"),
        "old": pl.col("age") >= pl.col("retirement_age"),
    }
    variant = pl.coalesce([pl.when(holds).then(pl.lit(name)) for name, holds in reasons.items()])
    found = variant.is_in(["young", "old"])
    sure = identity.check_is_right(pl.col("person")).fill_null(False)
    return judge(
        rows.with_columns(
            variant=variant,
            verdict=pl.when(variant == "old").then(pl.lit("suspicion")).otherwise(pl.lit("violation")),
            confidence=pl.when(found & ~sure).then(pl.lit("possible")).otherwise(pl.lit("exact")),
            at_stake="amount",
        ),
        passes=pl.when(pl.col("variant").is_null())
        .then(True)
        .when(pl.col("variant").is_in(["young", "old"]))
        .then(False),
    )


def _age() -> pl.Expr:
    """Full years from birth to the event; a birthday counts on its day."""
    birth, event = pl.col("birth"), pl.col("event")
    born, then = (day.dt.month().cast(pl.Int32) * 100 + day.dt.day() for day in (birth, event))
    return event.dt.year() - birth.dt.year() - (then < born).cast(pl.Int32)


RULE = Rule(
    code="E01",
    title=N_("年龄不在补贴对象之内"),
    clause="beneficiaries",
    verdict="violation",
    scope=CLAIMED,
    needs=NEEDS,
    parameters=("youngest_age", "retirement_age"),
    message={
        "young": N_("{name}（{id_no}）{birth} 出生，{event} 取证或入职时 {age} 岁，不满 {youngest_age} 岁。"),
        "old": N_(
            "{name}（{id_no}）{birth} 出生，{event} 取证或入职时 {age} 岁，已满 {retirement_age} 岁；"
            "是否领取职工养老待遇待查。"
        ),
        "open_person": N_("身份证号 {id_no} 不完整或已脱敏，看不出年龄。"),
        "open_birth": N_("证件号 {id_no} 看不出取证或入职以前的出生日期，无法核验年龄。"),
        "open_law": N_("取证或入职日期早于政策包的年龄规定，无从核对。"),
    },
    check=check,
)
