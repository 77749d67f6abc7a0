"""A sheet whose kept rows, cell for cell, came before: a copy, whatever its file is called and looks like."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from chizheng_audit.reading.canon import Conformed
from chizheng_audit.reading.header import normal

if TYPE_CHECKING:
    from chizheng_audit.reading.look import SheetSeen

_COUNTED = frozenset({"序号", "序", "编号", "no", "行号"})
"""Columns that number the rows: numbered anew, a copy is still one."""


def beside(parts: Sequence[Conformed]) -> str:
    """A digest of the cells of the kept rows that no column took, row by row; of the columns that hold something."""
    found = []
    for part in parts:
        taken = {column.place for column in part.match.columns.values()} | {"row"}
        rest = [
            pl.col(place).hash(17)
            for place in part.kept.columns
            if place not in taken
            and normal(part.match.left.get(place, "")) not in _COUNTED
            and part.kept.get_column(place).null_count() < len(part.kept)
        ]
        if rest:
            steps = pl.int_range(pl.len(), dtype=pl.UInt64) * 2 + 1
            sums = part.kept.select(
                (cells * (2 * place + 3) * steps).sum().alias(f"c{place}") for place, cells in enumerate(rest)
            )
            found += [f"{value:016x}" for value in sums.row(0)]
    return "".join(found)


class Before:
    """The sheets that were seen, to know one that comes again."""

    def __init__(self) -> None:
        self._seen: dict[object, list[tuple[SheetSeen, dict[str, Any]]]] = {}

    def same(self, sheet: "SheetSeen", line: dict[str, Any]) -> "SheetSeen | None":
        """The first sheet with these rows, if it came before.

        Only sheets of one length that begin and end alike are compared, by a digest of their cells.
        """
        rows = sheet.rows
        if rows.is_empty():
            return None
        key = (len(rows), *rows.columns, rows.row(0)[1:], rows.row(-1)[1:], sheet.beside)
        seen = self._seen.setdefault(key, [])
        seen.append((sheet, line))
        if len(seen) == 1:
            return None
        for each, its_line in seen:
            its_line["content"] = its_line["content"] or _content(each)
        return next((each for each, its in seen[:-1] if its["content"] == line["content"]), None)


def news(frame: pl.DataFrame, first: pl.DataFrame | None) -> pl.DataFrame:
    """The problems or totals of a copy that the first of its kind does not have, wherever they stand in it."""
    if first is None or frame.is_empty():
        return frame
    told = [name for name in frame.columns if name not in ("row_id", "text", "header")]
    return frame.join(first, on=told, how="anti", nulls_equal=True)


def wrong(totals: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Those of `totals` (TOTALS) of a copy that do not state what its own `rows` above them add up to.

    The rows of a copy are not claimed again, so a right total would later be held against no rows at all.
    """
    if totals.is_empty() or "amount" not in rows.columns:
        return totals
    above = rows.sort("row_id").select(
        "row_id",
        _sum=pl.col("amount").cast(pl.Decimal(14, 2)).fill_null(0).cum_sum(),
        _heads=pl.int_range(1, pl.len() + 1),
    )
    right = (pl.col("amount") == pl.col("_sum")) & (pl.col("heads") == pl.col("_heads")).fill_null(True)
    held = totals.sort("row_id").join_asof(above, on="row_id")
    return held.filter(~right.fill_null(False)).select(totals.columns)


def _content(sheet: "SheetSeen") -> str:
    """A digest of the kept cells in order, to know a re-saved copy by."""
    rows = sheet.rows
    cells = rows.select(
        one=pl.struct(pl.exclude("row_id")).hash(17), two=pl.struct(pl.exclude("row_id")).hash(71)
    )
    place = pl.int_range(pl.len(), dtype=pl.UInt64) * 2 + 1
    sums = cells.select((pl.col("one") * place).sum(), (pl.col("two") * place).sum()).row(0)
    return "".join(f"{value:016x}" for value in sums) + sheet.beside
