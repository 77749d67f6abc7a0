"""同一份材料报了两次

查什么：两张申报表的明细逐格相同，不论文件名、格式和表头之上的文字是否改过；用了台账的，也与以前各批的文件核对。
本次材料中的后一份只登记，不再计入申报，以免满篇都是重复；涉及的钱是这一份的金额之和。以前各批已有的照常计入申报。
没有用 --batch 说明本次是哪一批时，已在台账中的文件视为同一批，不与自己比。
为何：同一份名单换个文件名再报，是最简单的重复申领；也可能只是重复拷贝。
例：“第四季度.xlsx”与“第四季度（修订）.xlsx”明细完全一样。
会误报：更正了标题或盖章页而重报的同一份名单，前一份已经作废。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.system import SHEET_SPAN


def check(case: Case) -> pl.LazyFrame:
    """Each sheet whose kept cells an earlier sheet has, in the same order."""
    same = case.tables.sheets.filter(pl.col("content").is_not_null()).sort("base")
    first = [
        pl.col(c).first().over("content").alias(f"first_{c}") for c in ("base", "file", "sheet", "sha256")
    ]
    place = pl.concat_str(pl.col("first_file"), pl.lit(" ["), "first_sheet", pl.lit("]"))
    later = same.with_columns(*first).filter(pl.col("base") > pl.col("first_base"))
    # the copy's own rows are not among the claims, but those of the first are the same
    sums = (
        case.tables.claims.group_by(first_base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .agg(at_stake=pl.col("amount").cast(pl.Decimal(14, 2)).sum())
        .with_columns(at_stake=pl.when(pl.col("at_stake") > 0).then("at_stake"))
    )
    twice = judge(
        later.join(sums, on="first_base", how="left").with_columns(
            row_id="base",
            evidence=pl.concat_list("first_base"),
            other=pl.coalesce(place, "first_file"),
            variant=pl.when(
                (pl.col("sha256") == pl.col("first_sha256")) & (pl.col("file") != pl.col("first_file"))
            )
            .then(pl.lit("same_bytes"))
            .otherwise(pl.lit("same_cells")),
            subject="content",
        ),
        passes=pl.lit(False),
    )
    return pl.concat([twice, judge(_in_ledger(case), passes=pl.lit(False))], how="diagonal")


def _in_ledger(case: Case) -> pl.LazyFrame:
    """Each sheet that an earlier batch has."""
    place = pl.concat_str(pl.col("file_right"), pl.lit(" ["), "sheet_right", pl.lit("]"))
    bytes_or_cells = pl.when("same_bytes").then(pl.lit("bytes")).otherwise(pl.lit("cells"))
    return (
        case.tables.sheets.join(case.tables.past_sheets, on="base")
        .with_columns(at_stake=pl.when(pl.col("amount") > 0).then("amount"))
        .with_columns(
            evidence=pl.concat_list("row_id"),
            row_id="base",
            other=pl.coalesce(place, "file_right"),
            variant=pl.when("compared")
            .then(pl.concat_str(bytes_or_cells, pl.lit("_in_ledger")))
            .otherwise(pl.lit("own_in_ledger")),
            subject=pl.concat_str(
                "batch", "sha256_right", pl.col("sheet_right").fill_null(""), separator="\x1f"
            ),
        )
    )


RULE = Rule(
    code="Q06",
    title=N_("同一份材料报了两次"),
    clause=None,
    verdict="suspicion",
    uses=("past_sheets",),
    about="sheets",
    scope=(pl.col("table") == "claims") & (pl.col("rows_kept") > 0),
    together="all",
    message={
        "same_bytes": N_("与 {other} 是同一个文件，{rows_kept} 行申报未再计入。"),
        "same_cells": N_("{rows_kept} 行申报与 {other} 逐格相同，未再计入。"),
        "bytes_in_ledger": N_("以前批次 {batch} 中已有同一个文件（{other}），{rows_kept} 行申报又报一次。"),
        "cells_in_ledger": N_("{rows_kept} 行申报与以前批次 {batch} 中的 {other} 各栏相同。"),
        "own_in_ledger": N_(
            "台账批次 {batch} 中已有同一个文件（{other}），{rows_kept} 行申报未与它自己比；若本次就是这一批，请用 --batch 说明。"
        ),
    },
    check=check,
)
