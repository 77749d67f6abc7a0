"""Cells of claims that did not arrive as they should, each beside its claim."""

import polars as pl

from chizheng_audit.case import Case


def cells_in_trouble(case: Case, troubles: list[str], columns: list[str] | None = None) -> pl.LazyFrame:
    """One row a cell: the claim's columns, with `column`, `header`, `raw`, `trouble` and `subject` of the cell."""
    wanted = case.tables.problems.filter(
        (pl.col("table") == "claims") & pl.col("trouble").cast(pl.String).is_in(troubles)
    )
    if columns is not None:
        wanted = wanted.filter(pl.col("column").is_in(columns))
    cells = wanted.select("row_id", "column", "header", pl.col("raw").fill_null(""), "trouble")
    who = pl.coalesce("person", "id_no", "name").fill_null("")
    return (
        case.tables.claims.join(cells, on="row_id")
        .sort("row_id", "column")
        .with_columns(subject=pl.concat_str(who, "column", "raw", separator="\x1f"))
    )
