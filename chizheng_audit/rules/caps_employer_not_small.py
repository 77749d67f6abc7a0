"""用人单位不是中小微企业

查什么：申报吸纳就业补贴的单位，按单位名册中的行业、从业人员数、营业收入、资产总额，对照政策包里的划型标准
（工信部联企业〔2011〕300号）。低于本行业任一项上限即是中小微；各项都达到上限的是大型，列为违规；缺行业或数字而定不了的，列为规模待核。
行业可归入两类而结论不同、名册中几行说法不一的也待核。只写“大型”而没有数字的列为疑点。每个单位列一条，申报各行为佐证。
为何：吸纳就业补贴只给中小微企业。
例：物业公司从业人员 1,250 人、营业收入 6,200 万元，两项都达到上限。
会误报：名册的数字不是申报当年的；集团合并数填在了分公司；个体工商户和名册没有的单位另看。
"""

import polars as pl

from chizheng_audit import units
from chizheng_audit.case import Case
from chizheng_audit.facts.one_each import one_each
from chizheng_audit.facts.sizes import PARAMETERS, sized
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """One claim of each employer that is not small or medium, or of which that is not known."""
    sizes = sized(case).lazy()
    passed = sizes.filter("small").select(
        "employer_key"
    )  # most are, and their claims are not looked at again
    rows = case.tables.claims.join(passed, on="employer_key", how="anti")
    first = one_each(rows, "employer_key", pl.col("employer_key").is_null())
    told = first.join(sizes, on="employer_key", how="left")
    large = pl.col("size").str.contains("大型") & pl.col("small").is_null()
    variant = (
        pl.when(pl.col("employer_key").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("register").is_null())
        .then(pl.lit("open_unlisted"))
        .when(pl.col("small").is_not_null())
        .then(pl.lit("large"))
        .when(large.fill_null(False))
        .then(pl.lit("said_large"))
        .otherwise(pl.concat_str(pl.lit("open_"), "reason"))
    )
    small = case.tables.claims.join(sizes.filter("small"), on="employer_key")
    judged = judge(
        told.with_columns(
            variant=variant,
            verdict=pl.when(variant == "said_large").then(pl.lit("suspicion")).otherwise(pl.lit("violation")),
            at_stake="total",
            evidence=pl.concat_list(pl.col("register").fill_null([]), "evidence"),
            subject=pl.col("employer_key"),
            confidence=units.confidence(pl.col("employer_by"), pl.col("employer_key")),
        ),
        passes=pl.when(variant == "said_large").then(False).otherwise("small"),
    )
    return pl.concat([judged, judge(small, passes=pl.lit(True))], how="diagonal")


RULE = Rule(
    code="C03",
    title=N_("用人单位不是中小微企业"),
    clause="small_enterprise",
    verdict="violation",
    scope=claimed("hire"),
    needs=("employer",),
    parameters=PARAMETERS,
    tables=("employers",),
    together="employer",
    message={
        "large": N_(
            "{employer}（{industry}，按{sector}划型）从业人员 {staff} 人、营业收入 {revenue} 元、资产总额 {assets} 元；"
            "中小微企业应低于从业人员 {staff_limit} 人、营业收入 {revenue_limit} 元、资产总额 {assets_limit} 元中的任一项"
            "（“—”为没有这一项）。共申报 {count} 人、{total} 元。"
        ),
        "said_large": N_(
            "{employer}在单位名册中写明规模为{size}，没有可核对的数字；共申报 {count} 人、{total} 元。"
        ),
        "open_unlisted": N_("{employer}不在单位名册里，规模待核；共申报 {count} 人。"),
        "open_industry": N_("单位名册没有写{employer}的行业，规模待核；共申报 {count} 人。"),
        "open_sector": N_(
            "{employer}的行业“{industry}”在政策包里没有对应的划型标准，规模待核；共申报 {count} 人。"
        ),
        "open_measure": N_(
            "{employer}（{industry}，按{sector}划型）在单位名册中缺少{missing}，规模待核；"
            "名册写明从业人员 {staff} 人、营业收入 {revenue} 元、资产总额 {assets} 元。共申报 {count} 人。"
        ),
        "open_disagree": N_(
            "{employer}（{industry}）按可能的行业或名册各行得出的规模不一，待核；共申报 {count} 人。"
        ),
    },
    check=check,
)
