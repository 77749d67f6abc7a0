"""Cells as they come, in any order and anywhere, to a RawSheet: only rows and columns that hold something take room."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.cells import Mark, grid, marks
from chizheng_audit.reading.sheet import RawSheet

_CHUNK = 20_000
_DENSE = 20_000_000
_SPARSEST = 16
_WIDE = 1000
_DIGITS_KEPT = 15

Place = tuple[int, int]
"""Row and column, from 1."""


def is_whole(digits: str) -> bool:
    """Whether a literal holds what was typed: Excel keeps fifteen digits and writes zeros for the rest."""
    return digits.lstrip("-")[_DIGITS_KEPT:].strip("0") != ""


class Sparse:
    """Gathers the cells of one sheet, and what was noticed beside them; a cell that comes twice is what came last.

    found: marks by place, the graver written over the lighter. merged: as in RawSheet. hidden_rows, hidden_columns:
    single rows, and ranges of columns.
    """

    def __init__(self) -> None:
        self.found: dict[Place, Mark] = {}
        self.merged: list[tuple[int, int, int, int]] = []
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
        self._rows, self._columns = array("q"), array("q")
        self._values: list[Any] = []
        self._literals: dict[int, str] = {}
        self._texts: list[pl.Series] = []
        self._kinds: list[pl.Series] = []

    def add(self, row: int, column: int, value: Any, literal: str | None = None) -> None:
        """A cell that holds `value`, as workbook libraries give it; `literal` is all digits of a long whole number."""
        if literal:
            self._literals[len(self._values)] = literal
        self._rows.append(row)
        self._columns.append(column)
        self._values.append(value)
        if len(self._values) == _CHUNK:
            self._flush()

    def sheet(self, name: str | None, file: str, **about: Any) -> RawSheet:
        """The RawSheet; `about` goes into it as it is.

        Raises UnreadableFile when the cells lie so that rows by columns would take unreasonable room.
        """
        self._flush()
        held = pl.DataFrame(
            {
                "row": pl.Series(self._rows, dtype=pl.Int64),
                "column": pl.Series(self._columns, dtype=pl.Int64),
                "text": pl.concat(self._texts) if self._texts else pl.Series([], dtype=pl.String),
                "kind": pl.concat(self._kinds) if self._kinds else pl.Series([], dtype=pl.UInt8),
            }
        )
        held = held.filter(pl.col("text") != "").unique(["row", "column"], keep="last")
        rows = held.get_column("row").unique().sort()
        columns = held.get_column("column").unique().sort().to_list()
        if len(rows) * len(columns) > max(_DENSE, _SPARSEST * len(held)):
            raise UnreadableFile(
                _(
                    "{file} 的工作表“{sheet}”单元格太零散（{rows} 行 × {columns} 列中只有 {cells} 个），读不了；"
                    "请删去表格以外的内容后另存。"
                ).format(file=file, sheet=name, rows=len(rows), columns=len(columns), cells=len(held))
            )
        frame, kinds = _laid_out(held, rows, columns)
        height = int(rows[-1]) if len(rows) else 0
        width = columns[-1] if columns else 0
        return RawSheet(
            name=name,
            cells=frame,
            height=height,
            kinds=kinds,
            marks=marks(self.found),
            merged=tuple(self.merged),
            hidden_rows=tuple(sorted({row for row in self.hidden_rows if row <= height})),
            hidden_columns=tuple(
                sorted({c for first, last in self.hidden_columns for c in range(first, min(last, width) + 1)})
            ),
            **about,
        )

    def _flush(self) -> None:
        values = self._values
        if not values:
            return
        done = grid(((value,) for value in values), 1, 1)
        text = done.columns[0]
        first = len(self._rows) - len(values)
        for row, _column in done.long:
            at = row - 1
            place = (self._rows[first + at], self._columns[first + at])
            digits = self._literals.get(at)
            exact = digits is not None and is_whole(digits)
            self.found[place] = ("long_number" if exact else "precision_lost", digits or text[at])
        if self._literals:
            text = text.scatter(list(self._literals), list(self._literals.values()))
        self._texts.append(text.alias("text"))
        kind = done.kinds.get("c1")
        self._kinds.append(pl.repeat(0, len(text), dtype=pl.UInt8, eager=True) if kind is None else kind)
        self._values, self._literals = [], {}


def _laid_out(
    held: pl.DataFrame, rows: pl.Series, columns: Sequence[int]
) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """Rows by columns. Columns between that hold nothing are there too, unless they are very many."""
    between: Iterable[int] = range(columns[0], columns[-1] + 1) if columns else ()
    if columns and columns[-1] - columns[0] > _WIDE:
        between = columns
    parts = {key[0]: part for key, part in held.partition_by("column", as_dict=True).items()}
    texts, kinds = [rows.alias("row")], {}
    for column in between:
        name, part = f"c{column}", parts.get(column)
        text = pl.repeat(None, len(rows), dtype=pl.String, eager=True)  # scatter writes into it
        if part is not None:
            at = rows.search_sorted(part.get_column("row"))
            text = text.scatter(at, part.get_column("text"))
            if part.get_column("kind").max():
                kind = pl.repeat(0, len(rows), dtype=pl.UInt8, eager=True)
                kinds[name] = kind.scatter(at, part.get_column("kind"))
        texts.append(text.alias(name))
    return pl.DataFrame(texts), kinds
