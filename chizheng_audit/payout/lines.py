"""The batch as it stood: its lines, each with its address and its money, and what of its sheets is no line."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from chizheng_audit import payable
from chizheng_audit.case import Case
from chizheng_audit.reading.result import Reading
from chizheng_audit.tables.system import SHEET_SPAN

SUM = pl.Decimal(18, 2)
_LINE = pl.Schema({"row_id": pl.Int64(), "base": pl.Int64(), "amount": SUM})
_CENT = Decimal("0.01")


@dataclass(frozen=True)
class Batch:
    """A payment batch.

    table: the canonical table of its lines, `claims` (a line a claim) or `payments` (a line a payee, claims behind it).
    lines: `row_id`, `base`, `amount` (Decimal(18, 2), null where none was read), `checked` (whether rules saw it),
    of every kept row of its sheets, in their order. sheets: their lines of SHEETS.
    """

    table: str
    lines: pl.DataFrame
    sheets: tuple[Mapping[str, Any], ...]

    @property
    def sums_up(self) -> bool:
        """Whether its lines sum up by payee."""
        return self.table == "payments"


def to_be_paid(found: Reading, claims: pl.DataFrame) -> pl.DataFrame:
    """The lines (PAYABLE) of what was read: those of payment summaries where there are any, else the claims."""
    summed = found.tables["payments"]
    named = found.sheets.explode("columns").unnest("columns").filter(pl.col("name") == "holder")
    holders = named.get_column("base").to_list()
    if summed.is_empty():
        return payable.of_claims(claims, holders)
    return payable.of_summary(summed, holders)


def batch_of(found: Reading, case: Case) -> Batch:
    """The batch that was read with the cells of its kept rows."""
    table = "claims" if found.tables["payments"].is_empty() else "payments"
    sheets = [line for line in found.sheets.iter_rows(named=True) if line["table"] == table]
    frames = [pl.DataFrame(schema=_LINE)]
    for line in sheets:
        for block in found.blocks.get(line["base"], ()):
            frames.append(
                block.lines.select(
                    row_id=pl.col("row").cast(pl.Int64) + line["base"],
                    base=pl.lit(line["base"], dtype=pl.Int64),
                    amount=pl.col("line_amount").cast(SUM),
                )
            )
    seen = case.tables.payable.select("row_id", checked=pl.lit(True)).collect()
    lines = (
        pl.concat(frames)
        .join(seen, on="row_id", how="left", maintain_order="left")
        .with_columns(pl.col("checked").fill_null(False))
    )
    return Batch(table, lines, tuple(line for line in sheets if line["rows_kept"]))


def added_up(lines: pl.DataFrame) -> tuple[int, Decimal]:
    """How many lines, and their money; what was not read counts as nothing."""
    return len(lines), Decimal(lines.get_column("amount").sum() or 0).quantize(_CENT)


def units_of(case: Case) -> pl.DataFrame:
    """Of a batch that sums up: `claim` and `base` (Int64) of each claim with `row_id` of each line of its unit."""
    unit = payable.unit_key(pl.col("claimant"))
    lines = case.tables.payable.select("row_id", unit=unit)
    claims = case.tables.claims.select(
        claim="row_id",
        base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN,
        unit=payable.unit_key(pl.col("payee")),
    )
    return claims.join(lines, on="unit").select("claim", "base", "row_id").collect()
