"""已领取职工养老待遇的人申领补贴

查什么：取证当月或入职当月，申报的人已在领取职工（含机关事业单位）养老待遇。
领取城乡居民养老待遇的不算；待遇类别没写或认不出的，列为待核。
为何：超过法定退休年龄的人，尚未领取职工养老待遇的仍可享受补贴，已经领取的不可以。
例：2023 年 3 月起领取企业职工养老待遇，2023 年 11 月申领评价补贴。
会误报：名单填的是退休时间，待遇次月才开始；待遇停发后又恢复，名单只有一段；同号不同名的，须先核对名单上是谁。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import CLAIMED, NEEDS, OPEN, held_against, named
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person drew an employee pension in the month of the event."""
    month = pl.col("event").dt.month_start()
    elsewhen = (pl.col("until") < month) | (pl.col("since") > month)
    answer = (
        pl.when(
            elsewhen.fill_null(False) | (_says(case, "other_pensions") & ~_says(case, "employee_pensions"))
        )
        .then(None)
        .when(pl.col("event").is_null())
        .then(pl.lit("missing"))
        .when(~_says(case, "employee_pensions"))
        .then(pl.lit("open_kind"))
        .when(pl.col("since").is_null())
        .then(pl.lit("open_since"))
        .otherwise(named("drawn"))
    )
    rows = held_against(case, "pensioners", answer)
    return judge(
        rows.with_columns(listed_since=pl.col("since").dt.strftime("%Y-%m")), passes=pl.col("passes")
    )


def _says(case: Case, parameter: str) -> pl.Expr:
    """Whether the kind of pension has one of the pack's words (Boolean, never null)."""
    words: list[str] = case.value(parameter) or []
    found = [pl.col("pension").str.contains(word, literal=True).fill_null(False) for word in words]
    return pl.any_horizontal(pl.lit(False), *found)


RULE = Rule(
    code="E06",
    title=N_("已领取职工养老待遇的人申领补贴"),
    clause="beneficiaries",
    verdict="violation",
    scope=CLAIMED,
    needs=NEEDS,
    parameters=("employee_pensions", "other_pensions"),
    tables=("pensioners",),
    message={
        "drawn": N_("{name}（{id_no}）{event} 取证或入职，而自 {listed_since} 起已领取{pension}。"),
        "drawn_other": N_(
            "{name}（{id_no}）{event} 取证或入职，而该证件号自 {listed_since} 起已领取{pension}；"
            "名单上的姓名是{name_listed}，与申报不同。"
        ),
        "open_kind": N_(
            "{name}（{id_no}）在养老待遇名单上（待遇类别：{pension}），看不出是职工养老还是居民养老，无法核验。"
        ),
        "open_since": N_("{name}（{id_no}）在养老待遇名单上（{pension}），没有写开始年月，无法核验。"),
        **OPEN,
    },
    check=check,
)
