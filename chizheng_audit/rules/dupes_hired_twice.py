"""同一人由同一单位重复申领吸纳就业补贴

查什么：吸纳就业补贴中，同一人由同一用人单位申报两次以上，不论在同一文件、不同文件还是台账（--ledger）里的以前批次，也不论前后两次入职相隔多久。
人按身份证号归一（15 位升为 18 位）；单位按统一社会信用代码，没有可用代码的按注册号、名称。已被冲销抵减的申报不算。
为何：吸纳就业补贴是一次性的，同一单位的同一人只补一次，离职后再入职也不再补。
例：同一职工在 3 月的花名册和 9 月的花名册里各出现一次；列出后一条，前一条作为佐证。
会误报：前一次申报未获批准而重新申报；只按名称认定的两个同名单位。
"""

import polars as pl

from chizheng_audit import units
from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import OPEN_PERSON, at_hand, groups, open_person, repeated, with_past
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both

_KEY = ["person", "employer_key"]
_DATES = ("claim_date", "hire_date")


def check(case: Case) -> pl.LazyFrame:
    """All but the earliest claim of each person and employer, and the claims that name no one or no employer."""
    rows = case.tables.claims
    later = (
        groups(repeated(with_past(case), _KEY), _KEY, ["name", "id_no", "employer"], _DATES)
        .with_columns(
            first_hired=pl.col("hire_date").first().over(_KEY),
            batch=pl.col("batch").drop_nulls().first().over(_KEY),
            by_name=(pl.col("employer_by") == "name").any().over(_KEY),
        )
        .with_columns(
            again=(pl.col("hire_date") != pl.col("first_hired")).fill_null(False),
            confidence=units.confidence(
                pl.when("by_name").then(pl.lit("name")).otherwise(pl.lit("code")), pl.col("employer_key")
            ),
        )
        .with_columns(
            variant=pl.concat_str(
                pl.when(pl.col("batch").is_not_null())
                .then(pl.lit("in_ledger"))
                .when("again")
                .then(pl.lit("rehired"))
                .otherwise(pl.lit("same_hire")),
                pl.when("by_name").then(pl.lit("_named")).otherwise(pl.lit("")),
            ),
            subject=pl.concat_str(_KEY, separator="\x1f"),
            at_stake="amount",
        )
        .filter((pl.col("turn") > 0) & at_hand())
    )
    incomplete = rows.filter(pl.any_horizontal(pl.col(_KEY).is_null())).with_columns(variant=open_person())
    return judge_both(later, incomplete)


RULE = Rule(
    code="D05",
    title=N_("同一人由同一单位重复申领吸纳就业补贴"),
    clause="hire",
    verdict="violation",
    scope=claimed("hire"),
    needs=("id_no", "employer"),
    together="person",
    message={
        "same_hire": N_(
            "{employer}为{name}（{id_no}）共申报吸纳就业补贴 {count} 次；本行不是最早一次。补贴每人一次。"
        ),
        "same_hire_named": N_(
            "{employer}为{name}（{id_no}）共申报吸纳就业补贴 {count} 次；本行不是最早一次。补贴每人一次。"
            "有的行没有可用的统一社会信用代码，按单位名称认作同一单位。"
        ),
        "rehired": N_(
            "{employer}为{name}（{id_no}）共申报吸纳就业补贴 {count} 次：最早一次入职日期为 {first_hired}，"
            "本行为 {hire_date}。补贴每人一次，再次入职不再补。"
        ),
        "rehired_named": N_(
            "{employer}为{name}（{id_no}）共申报吸纳就业补贴 {count} 次：最早一次入职日期为 {first_hired}，"
            "本行为 {hire_date}。补贴每人一次，再次入职不再补。"
            "有的行没有可用的统一社会信用代码，按单位名称认作同一单位。"
        ),
        "in_ledger": N_(
            "{employer}为{name}（{id_no}）的吸纳就业补贴在以前批次 {batch} 中已申报，入职日期 {first_hired}；"
            "连同本行共 {count} 次，本行入职日期 {hire_date}。补贴每人一次。"
        ),
        "in_ledger_named": N_(
            "{employer}为{name}（{id_no}）的吸纳就业补贴在以前批次 {batch} 中已申报，入职日期 {first_hired}；"
            "连同本行共 {count} 次，本行入职日期 {hire_date}。补贴每人一次。"
            "有的行没有可用的统一社会信用代码，按单位名称认作同一单位。"
        ),
        **OPEN_PERSON,
    },
    check=check,
)
