"""隐藏的工作表、行或列里有申报

查什么：申报表中隐藏而有申报的行、隐藏的列，以及整张隐藏的工作表。隐藏的内容照样读入、照样核对。
为何：打印出来看不见的行仍在合计里，或者相反；隐藏常是筛选后忘了取消，也可能是有意不给人看。
例：明细 50 行，第 20 至 22 行被隐藏，合计却按 50 行计算。
会误报：为排版隐藏的辅助列、作废的草稿页。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.troubles import sheet_subject
from chizheng_audit.i18n import N_, _
from chizheng_audit.rule import Rule, judge

_SHOWN = 10


def check(case: Case) -> pl.LazyFrame:
    """One row a sheet and kind of hiding."""
    hidden = case.tables.sheets.select("base", row="hidden_rows").explode("row").drop_nulls()
    claimed = (
        case.tables.claims.select("row_id")
        .join(hidden.with_columns(row_id=pl.col("base") + pl.col("row")), on="row_id")
        .group_by("base")
        .agg(hidden_claims=pl.col("row").sort())
    )
    sheets = case.tables.sheets.join(claimed, on="base", how="left", maintain_order="left").with_columns(
        row_id="base",
        rows=pl.col("hidden_claims").list.len().fill_null(0),
        columns=pl.col("hidden_columns").list.len().fill_null(0),
        row_numbers=_numbers("hidden_claims"),
        column_numbers=_numbers("hidden_columns"),
    )
    kinds = {
        "sheet": pl.col("visibility") != "visible",
        "rows": pl.col("rows") > 0,
        "columns": pl.col("columns") > 0,
    }
    found = pl.concat(
        [sheets.filter(holds).with_columns(variant=pl.lit(kind)) for kind, holds in kinds.items()]
    )
    subject = pl.concat_str("subject", pl.col("sheet").fill_null(""), "variant", separator="\x1f")
    told = found.join(sheet_subject(case, found), on="base", maintain_order="left").with_columns(
        subject=subject
    )
    return judge(told, passes=pl.lit(False))


def _numbers(column: str) -> pl.Expr:
    """The first numbers of a list, as text."""
    more = pl.when(pl.col(column).list.len() > _SHOWN).then(pl.lit("…")).otherwise(pl.lit(""))
    return pl.concat_str(pl.col(column).list.head(_SHOWN).cast(pl.List(pl.String)).list.join(_("、")), more)


RULE = Rule(
    code="Q04",
    title=N_("隐藏的工作表、行或列里有申报"),
    clause=None,
    verdict="suspicion",
    about="sheets",
    scope=(pl.col("table") == "claims") & (pl.col("rows_kept") > 0),
    together="sheet",
    message={
        "sheet": N_("整张工作表是隐藏的，其中有 {rows_kept} 行申报（已读入）。"),
        "rows": N_("有 {rows} 行申报被隐藏：第 {row_numbers} 行（已读入）。"),
        "columns": N_("有 {columns} 列被隐藏：第 {column_numbers} 列（已读入）。"),
    },
    check=check,
)
