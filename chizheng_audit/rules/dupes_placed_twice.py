"""同一人的职业介绍补贴重复申领

查什么：职业介绍补贴中，同一人介绍到同一用人单位而申报两次以上，不论由一家还是两家机构，也不论在本次还是台账（--ledger）里的以前批次；
同一人同一入职日期由两家机构申报而用人单位不同或未写明的，列为疑点。
人按身份证号归一；用人单位按统一社会信用代码，没有可用代码的按注册号、名称。用人单位自己申领的吸纳补贴是另一种补贴，不算。
为何：每成功介绍一人补贴一次；一次就业由两家机构各领一次，至少有一家不实。
例：甲机构与乙机构的名单里都有同一人，就业单位也相同。
会误报：前一次申报未获批准而重新申报；只按名称认定的两个同名单位。
"""

import polars as pl

from chizheng_audit import units
from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import OPEN_PERSON, at_hand, groups, open_person, repeated, with_past
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both

_PLACED = ["person", "employer_key"]
_HIRED = ["person", "hire_date"]
_DATES = ("claim_date", "hire_date")
_TIES = ("payee_key", "name", "id_no", "employer")


def check(case: Case) -> pl.LazyFrame:
    """All but the earliest claim of a placement, and the claims that name no one or no employer."""
    rows = case.tables.claims
    everything = with_past(case).with_columns(payee_key=units.name_key(pl.col("payee")))
    placed = _later(everything, _PLACED)
    same = placed.with_columns(
        variant=pl.when(pl.col("batch").is_not_null())
        .then(pl.lit("in_ledger"))
        .when(pl.col("agencies") > 1)
        .then(pl.lit("two_agencies"))
        .otherwise(pl.lit("same_employer")),
        confidence=pl.when("by_name").then(pl.lit("strong")).otherwise(pl.lit("exact")),
        verdict=pl.lit("violation"),
    )
    told = placed.select("row_id")
    hired = (
        _later(everything, _HIRED)
        .filter(pl.col("agencies") > 1)
        .join(told, on="row_id", how="anti")
        .with_columns(variant=pl.lit("same_day"), confidence=pl.lit("strong"), verdict=pl.lit("suspicion"))
    )
    nameless = pl.col("person").is_null() | pl.col("employer_key").is_null()
    incomplete = (
        rows.filter(nameless)
        .join(hired.select("row_id"), on="row_id", how="anti")
        .with_columns(variant=open_person())
    )
    return judge_both(pl.concat([same, hired], how="diagonal"), incomplete)


def _later(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """All but the earliest claims of each repeated `key`, with what is said of them."""
    told = groups(repeated(rows, key), key, _TIES, _DATES).with_columns(
        batch=pl.col("batch").drop_nulls().first().over(key),
        agencies=pl.col("payee_key").drop_nulls().n_unique().over(key),
        by_name=(pl.col("employer_by") == "name").any().over(key),
        first_payee=pl.col("payee").first().over(key),
        subject=pl.concat_str(key, separator="\x1f"),
        at_stake="amount",
    )
    return told.filter((pl.col("turn") > 0) & at_hand())


RULE = Rule(
    code="D08",
    title=N_("同一人的职业介绍补贴重复申领"),
    clause="placement",
    verdict="violation",
    scope=claimed("placement"),
    needs=("id_no", "employer"),
    together="person",
    message={
        "same_employer": N_(
            "{name}（{id_no}）介绍到{employer}的职业介绍补贴共申报 {count} 次；本行不是最早一次。"
        ),
        "two_agencies": N_(
            "{name}（{id_no}）介绍到{employer}的职业介绍补贴共申报 {count} 次，出自 {agencies} 家机构：最早为{first_payee}，"
            "本行为{payee}。"
        ),
        "in_ledger": N_(
            "{name}（{id_no}）介绍到{employer}的职业介绍补贴在以前批次 {batch} 中已由{first_payee}申报；"
            "连同本行共 {count} 次，本行为{payee}。"
        ),
        "same_day": N_(
            "{name}（{id_no}）入职日期 {hire_date} 的职业介绍补贴由 {agencies} 家机构申报：最早为{first_payee}，"
            "本行为{payee}；用人单位不同或未写明，是否同一次就业待核。"
        ),
        **OPEN_PERSON,
    },
    check=check,
)
