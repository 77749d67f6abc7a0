"""Cells of claims that did not arrive as they should, each beside its claim."""

import polars as pl

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.tables.system import SHEET_SPAN

KEY_COLUMNS = ("amount", "id_no", "cert_no")
"""Columns in which a formula or an error value is a finding of its own (data_formula_cell)."""


def cells_in_trouble(case: Case, wanted: pl.Expr) -> pl.LazyFrame:
    """One row a cell of `problems` for which `wanted` holds.

    The claim's columns, with `column`, `header`, `raw`, `trouble` (text) and `subject` of the cell.
    """
    cells = (
        case.tables.problems.filter(pl.col("table") == "claims")
        .with_columns(pl.col("trouble").cast(pl.String), pl.col("raw").fill_null(""))
        .filter(wanted)
        .select("row_id", "column", "header", "raw", "trouble")
        .unique()
    )
    who = pl.coalesce("person", "id_no", "name").fill_null("")
    return (
        case.tables.claims.join(cells, on="row_id")
        .sort("row_id", "column", "trouble", "raw")
        .with_columns(subject=pl.concat_str(who, "column", "raw", separator="\x1f"))
    )


def digits_lost(case: Case) -> pl.LazyFrame:
    """Claims whose ID shows itself that a number format cost it its last digits, with why in `variant`."""
    number = pl.col("id_no")
    # few end so, and only theirs is reckoned
    shaped = number.str.ends_with("000") | (number.str.to_integer(strict=False) % 16 == 0)
    found = case.tables.claims.filter(shaped).with_columns(variant=identity.lost_digits(number))
    return found.filter(pl.col("variant").is_not_null())


def with_lost_digits(case: Case) -> pl.LazyFrame:
    """Claims with `lost`: whether the ID was stored as a number that dropped its last digits."""
    told = case.tables.problems.filter(
        (pl.col("table") == "claims")
        & (pl.col("column") == "id_no")
        & (pl.col("trouble") == "precision_lost")
    )
    ids = pl.concat([told.select("row_id"), digits_lost(case).select("row_id")]).unique()
    ids = ids.with_columns(lost=pl.lit(True))
    return case.tables.claims.join(ids, on="row_id", how="left").with_columns(pl.col("lost").fill_null(False))


def sheet_subject(case: Case, sheets: pl.LazyFrame) -> pl.LazyFrame:
    """`base` and `subject` (text) of each sheet in `sheets`: who claims for whom, never its file or the order of its rows."""
    wanted = sheets.select("base").unique()
    who = pl.coalesce("person", "id_no", "name")
    told = (
        case.tables.claims.select("payee", base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN, who=who)
        .join(wanted, on="base", how="semi")
        .group_by("base")
        .agg(payee=pl.col("payee").min(), first=pl.col("who").min(), last=pl.col("who").max())
    )
    parts = pl.concat_str(pl.col("payee", "first", "last").fill_null(""), separator="\x1f")
    return wanted.join(told, on="base", how="left").select("base", subject=parts)
