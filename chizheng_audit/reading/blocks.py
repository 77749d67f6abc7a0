"""The rows of a sheet as they stand, for whoever writes them again in the same layout."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from chizheng_audit.reading.canon import Conformed
from chizheng_audit.reading.sheet import RawSheet


@dataclass(frozen=True)
class Block:
    """A header and the rows under it.

    header: the rows of the header, `row` (Int64) and the texts of its cells in c1, c2 … (those columns of the sheet that
    hold anything). lines: the kept rows in the same columns, with `line_amount` (Decimal(12, 2), in 元; null where none
    was read). amount: the column of the money, if there is one. in_wan: whether it is in 万元, and only a line above the
    header says so.
    """

    header: pl.DataFrame
    lines: pl.DataFrame
    amount: str | None
    in_wan: bool = False


def blocks(sheet: RawSheet, parts: Sequence[Conformed]) -> tuple[Block, ...]:
    """The parts of a sheet, each as its header and its rows."""
    return tuple(_block(sheet, part) for part in parts)


def _block(sheet: RawSheet, part: Conformed) -> Block:
    header = sheet.cells.filter(pl.col("row").is_in(part.match.rows))
    money = part.match.columns.get("amount")
    none = pl.lit(None, dtype=pl.Decimal(12, 2))
    amounts = part.rows.select(
        row="row_id", line_amount=pl.col("amount") if "amount" in part.rows.columns else none
    )
    lines = part.kept.join(amounts, on="row", how="left", maintain_order="left")
    return Block(header, lines, money.place if money else None, part.in_wan)
