"""The frames that reading makes beside the canonical tables: where rows stood and what was wrong with them.

A row's `row_id` is its sheet's `base` plus its row number as Excel shows it; `base` itself stands for the sheet
as a whole. So every row, kept or not, has an address, and no frame of addresses is needed.
"""

import polars as pl

SHEETS = pl.Schema(
    {
        "base": pl.Int64(),  # row_id = base + row; sorted ascending, bases are multiples of SHEET_SPAN
        "file": pl.String(),  # relative to the working directory where that is possible
        "sha256": pl.String(),
        "sheet": pl.String(),  # null for text files
        "visibility": pl.String(),  # visible | hidden | veryHidden
        "table": pl.String(),  # canonical table, or null where none was recognised
        "header_rows": pl.List(pl.Int64()),
        "columns": pl.List(
            pl.Struct({"place": pl.Int64(), "name": pl.String()})
        ),  # the sheet's columns that hold anything, from 1, and what each was taken for
        "rows_read": pl.Int64(),  # physical rows 1..last
        "rows_kept": pl.Int64(),
        "set_aside": pl.Struct(
            {
                reason: pl.Int64()
                for reason in (
                    "title",
                    "header",
                    "blank",
                    "subtotal",
                    "total",
                    "footer",
                    "repeated_header",
                    "section",
                    "note",
                    "unparsed",
                    "no_table",
                    "left_out",
                )
            }
        ),
        "hidden_rows": pl.List(pl.Int64()),  # row numbers
        "hidden_columns": pl.List(pl.Int64()),  # 1-based
        "unmatched_headers": pl.List(pl.String()),
        "said": pl.Struct(
            {
                "table": pl.String(),
                "sheet": pl.List(pl.String()),
                "header_rows": pl.List(pl.Int64()),
                "encoding": pl.String(),
                "delimiter": pl.String(),
                "columns": pl.List(pl.Struct({"header": pl.String(), "column": pl.String()})),
                "ignore": pl.List(pl.String()),
            }
        ),  # what a user said of this source and what so took effect; null parts were not said, null: nothing was
        "content": pl.String(),  # digest of the kept cells, to know a re-saved copy; only where another sheet begins and ends alike
        "warnings": pl.List(pl.String()),  # sentences, already in the reader's language
    }
)
"""One row a sheet that was read: its address, what it held and its account of rows."""

SHEET_SPAN = 1 << 32
"""How far apart the bases of two sheets stand: more rows than any file has."""

SET_ASIDE = pl.Schema(
    {
        "row_id": pl.Int64(),
        "reason": pl.String(),  # a field of SHEETS.set_aside
        "detail": pl.String(),  # for people: why a line could not be split into cells; else null
        # as they stood, one a column of SHEETS.columns; of a line that could not be split (see `detail`) the whole
        # is the only one; null where not kept
        "cells": pl.List(pl.String()),
    }
)
"""One row a physical row that is not a claim and not blank."""

PROBLEMS = pl.Schema(
    {
        "row_id": pl.Int64(),
        "table": pl.String(),
        "column": pl.String(),  # canonical name
        "header": pl.String(),  # as it stands in the file
        "raw": pl.String(),  # what the cell held
        "trouble": pl.Enum(["unreadable", "precision_lost", "formula", "error", "no_result"]),
    }
)
"""One row a cell that did not arrive as it should; its value in the table is null, except for a formula with a result."""

TOTALS = pl.Schema(
    {
        "row_id": pl.Int64(),
        "scope": pl.Enum(["subtotal", "total"]),
        "amount": pl.Decimal(14, 2),  # stated money in 元, null when none is stated
        "heads": pl.Int64(),  # stated number of people, null when none is stated
        "text": pl.String(),
    }
)
"""One row a 小计 / 合计 row of a claims sheet, to be checked against the rows above it."""
