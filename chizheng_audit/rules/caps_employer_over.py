"""用人单位累计补贴超过上限

查什么：累计每个用人单位的吸纳就业补贴，按申报日期、入职日期、行的先后排列，超过上限的行；累计不分年度还是按年，由政策包定。
单位按统一社会信用代码归并，代码空缺或校验不符的按注册号，再按名称归并；名称在名册或别的行里只对应一个代码的归入该代码。
以前各批在台账（--ledger）里的，先行累计；不在台账里的要一并给出。
为何：每个单位有累计上限，超过的部分不应支付。
例：上限 2,000,000 元，每人 1000 元，第 2001 人起不再支付。
会误报：同名而没有信用代码的两个单位；同一单位在各处名称不一，累计反而偏少。
"""

import polars as pl

from chizheng_audit import units
from chizheng_audit.case import Case
from chizheng_audit.facts.payments import capped
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims with which an employer's sum passes the cap, in the order of payment."""
    rows, within = capped(case)
    yearly = "paid_year" in within
    over = pl.col("running") > pl.col("cap")
    crossing = pl.col("row_id").filter(over).first().over(within)
    needed = [*within, "amount", "cap"]
    undated = (
        pl.col("paid_year").is_null() & pl.col("employer_key").is_not_null() if yearly else pl.lit(False)
    )
    by_name = pl.when(pl.col("named") > 0).then(pl.lit("_named")).otherwise(pl.lit(""))
    flagged = rows.with_columns(
        at_stake=pl.col("paid") - pl.col("payable"),
        evidence=pl.concat_list(crossing).list.drop_nulls(),
        variant=pl.when(undated)
        .then(pl.lit("open_year"))
        .otherwise(pl.concat_str(pl.lit("year" if yearly else "ever"), by_name)),
        confidence=pl.when(pl.col("named") > 0)
        .then(units.confidence(pl.lit("name"), pl.col("employer_key")))
        .otherwise(pl.lit("exact")),
    )
    passes = pl.when(pl.all_horizontal(pl.col(needed).is_not_null())).then(~over)
    return judge(flagged, passes).with_columns(
        evidence=pl.when(pl.col("passes").is_not_null()).then(
            pl.col("evidence").list.set_difference(pl.concat_list("row_id"))
        )
    )


RULE = Rule(
    code="C01",
    title=N_("用人单位累计补贴超过上限"),
    clause="hire_cap",
    verdict="violation",
    scope=claimed("hire"),
    needs=("employer", "amount"),
    parameters=("employer_cap", "employer_cap_scope"),
    uses=(
        "employers",
        "past_sums",
    ),
    together="employer",
    message={
        "ever": N_(
            "{employer}的吸纳就业补贴按付款先后到本行为第 {rank} 人，累计 {running} 元（含以前批次 {before} 元），上限 {cap} 元；"
            "本行申报 {paid} 元，可付 {payable} 元。"
        ),
        "ever_named": N_(
            "{employer}的吸纳就业补贴按付款先后到本行为第 {rank} 人，累计 {running} 元（含以前批次 {before} 元），上限 {cap} 元；"
            "本行申报 {paid} 元，可付 {payable} 元。其中 {named} 人的行没有可用的统一社会信用代码，按单位名称归并。"
        ),
        "year": N_(
            "{employer}{paid_year} 年的吸纳就业补贴按付款先后到本行为第 {rank} 人，累计 {running} 元（含以前批次 {before} 元），全年上限 {cap} 元；"
            "本行申报 {paid} 元，可付 {payable} 元。"
        ),
        "year_named": N_(
            "{employer}{paid_year} 年的吸纳就业补贴按付款先后到本行为第 {rank} 人，累计 {running} 元（含以前批次 {before} 元），全年上限 {cap} 元；"
            "本行申报 {paid} 元，可付 {payable} 元。其中 {named} 人的行没有可用的统一社会信用代码，按单位名称归并。"
        ),
        "open_year": N_("本行没有申报日期和入职日期，不知归入哪一年累计。"),
    },
    check=check,
)
