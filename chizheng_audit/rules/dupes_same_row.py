"""整行重复申报

查什么：各栏内容完全相同的两行申报，任何一种补贴；用了台账的，也与以前各批核对，台账存有每行申报读成的各栏。
能认出人和职业、等级的评价补贴，能认出人和用人单位的吸纳、介绍补贴，由重复申领（D01、D05、D08）列出，这里不重复列。
为何：复制粘贴或两次导出会让同一笔申报出现两次，付款时就会付两遍。
例：吸纳就业补贴名单没有写单位，同一名职工的一行原样出现两次。
会误报：名单只有姓名和金额两栏，恰有同名的两个人。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import at_hand, groups, keys_in_force, own_level, repeated, with_past
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both
from chizheng_audit.tables import CLAIMS

_CELLS = [column.name for column in CLAIMS.columns]


def check(case: Case) -> pl.LazyFrame:
    """Rows at hand that repeat an earlier row cell for cell, and rows that say nobody's name or number.

    Claims that can be compared by what they are for are left to the rules that do.
    """
    complete = pl.any_horizontal(
        in_force & pl.all_horizontal((own_level() if c == "level" else pl.col(c)).is_not_null() for c in key)
        for key, in_force in keys_in_force(case)
    )
    hired = pl.col("person").is_not_null() & pl.col("employer_key").is_not_null()
    elsewhere = (
        pl.when(pl.col("subsidy") == "evaluation")
        .then(complete)
        .otherwise(pl.col("subsidy").is_in(["hire", "placement"]) & hired)
    )
    rows, everything = (
        each.filter(~elsewhere.fill_null(False)) for each in (case.tables.claims, with_past(case))
    )
    nobody = pl.col("name").is_null() & pl.col("id_no").is_null()
    hashed = everything.filter(~nobody).with_columns(content=pl.struct(_CELLS).hash())
    same = repeated(hashed, ["content"]).filter(pl.struct(_CELLS).is_duplicated())
    batch = pl.col("batch").drop_nulls().first().over("content")
    later = (
        groups(same, ["content"])
        .with_columns(batch=batch, at_stake="amount")
        .with_columns(
            variant=pl.when(pl.col("batch").is_not_null()).then(pl.lit("in_ledger")).otherwise(pl.lit(""))
        )
        .filter((pl.col("turn") > 0) & at_hand())
    )
    return judge_both(later, rows.filter(nobody))


RULE = Rule(
    code="D09",
    title=N_("整行重复申报"),
    clause=None,
    verdict="suspicion",
    scope=pl.col("standing") == "claim",
    needs=("name", "id_no"),
    parameters=("duplicate_key",),
    together="person",
    message={
        "": N_("{name}（{id_no}）的申报有 {count} 行各栏完全相同；本行不是第一行。"),
        "in_ledger": N_(
            "{name}（{id_no}）的申报在以前批次 {batch} 中已有各栏完全相同的一行；连同本行共 {count} 行。"
        ),
    },
    check=check,
)
