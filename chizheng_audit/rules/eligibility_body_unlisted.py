"""评价机构不在备案名单，或超出备案范围

查什么：评价补贴的评价机构不在备案机构名单上；或者职业（工种）、等级不在该机构的备案之内；或者发证日期早于备案、晚于备案截止，
或不在目录的年度之内。发证日期就是备案日期的，算在备案之内。
机构按名称比对，空格、括号写法不计；名称一个包含另一个的，列为疑点。备案没有写明职业、等级或日期的，列为待核。
为何：评价补贴只给列入当年政府补贴培训评价机构清单、在备案范围内评价的机构。
例：备案只有中级工、高级工，却申报技师；9 月备案，8 月就发证。
会误报：机构更名；备案名单不是最新的；职业在新版大典里改了名称，而对照表没有收。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import own_level
from chizheng_audit.facts.filings import filed
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_FLAGGED = ("unlisted", "near", "occupation", "level", "dates", "years")


def check(case: Case) -> pl.LazyFrame:
    """Claims whose body, occupation, level or day is not on the list of bodies, or of which the list does not tell."""
    rows = filed(case, case.tables.claims.with_columns(own_level()))
    dated = pl.col("issue_date").is_not_null()
    reasons = {
        "missing": pl.col("org").is_null() | (~pl.col("listed") & ~dated & pl.col("year_known").is_null()),
        "open_year": ~pl.col("listed") & ~pl.col("year_known").fill_null(True),
        "near": pl.col("near").is_not_null(),
        "unlisted": ~pl.col("listed"),
        "open_trade": pl.col("trade").is_null() & pl.col("occupation").is_not_null(),
        "lacking": pl.any_horizontal(pl.col("trade", "level").is_null()) | ~dated,
        "passed": pl.col("ok"),
        "occupation": ~pl.col("trade_ok"),
        "level": ~pl.col("level_ok"),
        "years": ~pl.col("ok") & pl.col("filed_years").is_not_null(),
        "dates": ~pl.col("ok"),
        "open_occupation": ~pl.col("trade_told"),
        "open_branch": pl.col("trade_ok").is_null(),
        "open_levels": pl.col("level_ok").is_null(),
    }
    named = [pl.when(holds).then(pl.lit(name)) for name, holds in reasons.items()]
    variant = pl.coalesce(*named, pl.lit("open_dates")).replace("lacking", "missing")
    return judge(
        rows.with_columns(
            variant=variant,
            at_stake="amount",
            verdict=pl.when(variant == "near").then(pl.lit("suspicion")).otherwise(pl.lit("violation")),
            confidence=pl.when(variant == "near")
            .then(pl.lit("possible"))
            .when(variant.is_in(["level", "dates", "years"]))
            .then(pl.lit("exact"))
            .otherwise(pl.lit("strong")),
        ),
        passes=pl.when(pl.col("variant") == "passed")
        .then(True)
        .when(pl.col("variant").is_in(_FLAGGED))
        .then(False),
    )


RULE = Rule(
    code="E04",
    title=N_("评价机构不在备案名单，或超出备案范围"),
    clause="bodies",
    verdict="violation",
    scope=claimed("evaluation"),
    needs=("org", "occupation", "level", "issue_date"),
    parameters=("occupation_aliases",),
    tables=("bodies",),
    message={
        "unlisted": N_("备案机构名单上没有{org}。"),
        "near": N_("备案机构名单上没有{org}，有名称相近的“{near}”，是否同一机构待查。"),
        "occupation": N_("{org}的备案里没有职业（工种）“{occupation}”。"),
        "level": N_("{org}的{occupation}备案等级是{filed_levels}，不含{level}。"),
        "dates": N_(
            "{org}的{occupation}{level}备案自 {filed_since} 至 {filed_until}，不含发证日期 {issue_date}。"
        ),
        "years": N_(
            "{org}的{occupation}{level}在 {filed_years} 年度的目录里，自 {filed_since} 至 {filed_until}，"
            "不含发证日期 {issue_date}。"
        ),
        "open_year": N_(
            "备案机构名单没有发证日期 {issue_date} 所在的年度，无法核验{org}；请补该年度的名单。"
        ),
        "open_trade": N_("职业一栏写的是“{occupation}”，认不出是什么职业，无法与备案比对。"),
        "open_occupation": N_("{org}在备案机构名单上，但名单没有写可以评价哪些职业，职业、等级无法核验。"),
        "open_branch": N_("{org}的备案只到工种，本行只写职业“{occupation}”，是否在备案之内无法核验。"),
        "open_levels": N_("{org}的{occupation}备案没有写等级，或写法读不懂，无法核验。"),
        "open_dates": N_(
            "{org}的{occupation}{level}在备案之内，但备案没有写日期或年度，发证时是否有效无法核验。"
        ),
    },
    check=check,
)
