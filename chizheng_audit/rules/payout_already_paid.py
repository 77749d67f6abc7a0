"""已经付过

查什么：要付款的申报，台账（--ledger）里别的批次是否已经付过：同一人、同一种补贴，评价补贴看证书编号相同，或职业（工种）
和等级相同，吸纳就业、职业介绍看用人单位相同，而那一批的状态是已支付。已被冲销抵减的不算。本批次自己用 --batch 指明。
为何：付出去的钱追回很难；同一笔申报换个批次再付，是付款环节最后才能拦住的。
例：2023 年第三季度已付的一张证书，又列在第四季度的付款清单里。
会误报：以前那一批的付款后来被银行退回，而台账没有撤销。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import LISTED, OPEN_PERSON, open_person
from chizheng_audit.i18n import N_
from chizheng_audit.payable import AUDITED
from chizheng_audit.rule import Rule, judge_both

_OF_A_CERTIFICATE = pl.col("subsidy") == "evaluation"
_SAME = (
    _OF_A_CERTIFICATE & (pl.col("number") == pl.col("number_past")),
    _OF_A_CERTIFICATE
    & (pl.col("family") == pl.col("family_past"))
    & (pl.col("trade") == pl.col("trade_past"))
    & ((pl.col("level") == pl.col("level_past")).fill_null(False) | (pl.col("family") == "SPECIAL")),
    ~_OF_A_CERTIFICATE & (pl.col("employer_key") == pl.col("employer_key_past")),
)
_KEYS = ("number", "family", "trade", "level", "employer_key")


def _scope(case: Case) -> pl.Expr:
    """Claims that are to be paid, where there is a past at all."""
    paying = not case.tables.payable.head(1).collect().is_empty()
    with_past = paying and not case.tables.past.head(1).collect().is_empty()
    known = pl.col("subsidy").cast(pl.String).is_in(AUDITED) & (pl.col("standing") == "claim")
    return known.fill_null(False) & pl.lit(with_past)


def check(case: Case) -> pl.LazyFrame:
    """Claims that an earlier batch paid, and those whose person is not known."""
    paid = case.tables.past.filter((pl.col("status") == "paid") & (pl.col("standing") == "claim"))
    theirs = paid.select(
        "person",
        "subsidy",
        *(pl.col(name).alias(f"{name}_past") for name in _KEYS),
        before="row_id",
        batch="batch",
        file_then="file",
        row_then="row",
    )
    same = [test.fill_null(False) for test in _SAME]
    again = (
        case.tables.claims.join(theirs, on=["person", "subsidy"])
        .filter(pl.any_horizontal(same))
        .sort("row_id", "before")
        .group_by("row_id", maintain_order=True)
        .agg(pl.all().exclude("before").first(), evidence=pl.col("before").unique().sort().head(LISTED))
        .with_columns(variant=pl.lit("paid"), at_stake="amount")
    )
    unknown = case.tables.claims.filter(pl.col("person").is_null()).with_columns(variant=open_person())
    return judge_both(again, unknown)


RULE = Rule(
    code="P05",
    title=N_("已经付过"),
    clause=None,
    verdict="violation",
    scope=_scope,
    needs=("id_no",),
    uses=("payable",),
    together="person",
    message={
        "paid": N_("{name}（{id_no}）的这笔补贴，台账批次 {batch} 已经付过（第 {row_then} 行）。"),
        **OPEN_PERSON,
    },
    check=check,
)
