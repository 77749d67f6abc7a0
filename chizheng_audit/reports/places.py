"""Where rows stand, in words: file, sheet, row; the batch of the ledger in front where it is of one."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reports.beside import file_of
from chizheng_audit.reports.view import View


def place(row: Mapping[str, Any]) -> str:
    """The place of a row of View.rows or View.findings."""
    named = f"{file_of(row)} [{row['sheet']}]" if row["sheet"] else file_of(row)
    return (
        named if row["row"] is None else _("{place} 第 {row} 行").format(place=named, row=f"{row['row']:,}")
    )


def cited(view: View, findings: pl.DataFrame, most: int) -> dict[int, str]:
    """The places of the first `most` rows of evidence of each finding, by row_id."""
    wanted = (
        findings.select(row_id=pl.col("evidence").list.head(most)).explode("row_id").drop_nulls().unique()
    )
    found = view.rows.join(wanted, on="row_id", how="semi").select("row_id", "batch", "file", "sheet", "row")
    return {row["row_id"]: place(row) for row in found.iter_rows(named=True)}


def evidence(finding: Mapping[str, Any], places: Mapping[int, str], most: int) -> str:
    """Where a finding's evidence stands: its first `most` rows, and how many more there are; "" where there is none."""
    rows = finding["evidence"]
    told = _("；").join(places[row_id] for row_id in rows[:most])
    return told + _("；另有 {n} 行").format(n=f"{len(rows) - most:,}") if len(rows) > most else told
