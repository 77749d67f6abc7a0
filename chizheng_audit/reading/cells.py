"""Rows of Python values, as workbook libraries give them, to columns of text with the kind of each cell.

Values go column by column in chunks, so a column that is all text costs nothing per cell.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

import polars as pl

from chizheng_audit.reading.sheet import MARKS, CellKind

_CHUNK = 2_000
_LONG = 10**15
_KINDS: dict[type, int] = {
    str: CellKind.TEXT,
    float: CellKind.NUMBER,
    int: CellKind.NUMBER,
    bool: CellKind.BOOLEAN,
    date: CellKind.DATE,
    datetime: CellKind.DATE,
    time: CellKind.TEXT,
    timedelta: CellKind.TEXT,
}

Mark = tuple[str, str]
"""A name of MARKS.mark, and what the file holds there."""


@dataclass
class Grid:
    """All rows of a sheet's used rectangle, blank ones too.

    columns: text by column from `left`, "" or null = empty. kinds: by place (c1 …), where not all text.
    long: places (row, column) of numbers of 16 and more digits. Rows and columns count from 1.
    """

    top: int
    left: int
    columns: list[pl.Series]
    kinds: dict[str, pl.Series]
    long: list[tuple[int, int]]


def grid(rows: Iterable[Sequence[Any]], top: int, left: int) -> Grid:
    """Gather `rows`, all of one width, the first of which is row `top` and begins at column `left`."""
    texts: list[list[pl.Series]] = []
    kinds: list[list[CellKind | pl.Series]] = []
    long: list[tuple[int, int]] = []
    row = top
    with _no_collecting():
        for chunk in _chunks(rows):
            for place, values in enumerate(zip(*chunk, strict=True)):
                if place == len(texts):
                    texts.append([])
                    kinds.append([])
                text, kind, far = _column(values)
                texts[place].append(text)
                kinds[place].append(kind)
                long += [(row + at, left + place) for at in far]
            row += len(chunk)
    found: dict[str, pl.Series] = {}
    columns = []
    for at, parts in enumerate(kinds):
        if any(not isinstance(part, CellKind) or part for part in parts):
            found[f"c{left + at}"] = _spelled_out(parts, texts[at])
        columns.append(pl.concat(texts[at]).alias(f"c{left + at}"))
        texts[at] = []  # a column at a time, so that no more than one is there twice
    return Grid(top, left, columns, found, long)


def cells(found: Grid, texts: dict[tuple[int, int], str]) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """The cells of a RawSheet and their kinds; `texts` are written over what was found, by (row, column).

    `found` is used up: its columns become those of the frame.
    """
    own = _by_column(texts)
    for at, column in enumerate(found.columns):  # each in the other's place, so that only one is there twice
        found.columns[at] = _finished(column, own.get(found.left + at, {}), found.top)
    frame, kinds = pl.DataFrame(found.columns), found.kinds
    height = len(frame)
    rows = pl.int_range(found.top, found.top + height, eager=True, dtype=pl.Int64).alias("row")
    holds = frame.select(pl.any_horizontal(pl.all().is_not_null())).to_series() if frame.width else rows > 0
    frame = frame.insert_column(0, rows)
    if not holds.all():
        frame = frame.filter(holds)
        kinds = {name: kind.filter(holds) for name, kind in kinds.items()}
    return frame, {name: kind for name, kind in kinds.items() if kind.max()}


def _finished(column: pl.Series, own: dict[int, str], top: int) -> pl.Series:
    """A column with the texts of `own` (by row) written over it, and nulls for empty texts."""
    inside = {row - top: text for row, text in own.items() if 0 <= row - top < len(column)}
    if inside:
        column = column.scatter(list(inside), list(inside.values()))
    if (column == "").any():
        column = column.to_frame().select(pl.when(pl.first() != "").then(pl.first())).to_series()
    return column


def marks(found: dict[tuple[int, int], Mark]) -> pl.DataFrame:
    """The MARKS frame of `found`, by row and column."""
    order = sorted(found)
    return pl.DataFrame(
        {
            "row": [row for row, _ in order],
            "column": [column for _, column in order],
            "mark": [found[place][0] for place in order],
            "text": [found[place][1] for place in order],
        },
        schema=MARKS,
    )


def written(number: float) -> str:
    """A number as text: whole ones without a point, others with the fewest digits that say exactly this number."""
    return f"{number:.0f}" if number == number // 1 else repr(number)


def _chunks(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    source = iter(rows)
    while chunk := list(islice(source, _CHUNK)):
        yield chunk


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Rows of cells hold no cycles, and looking for some among millions of lists costs a fifth of the reading."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _by_column(texts: dict[tuple[int, int], str]) -> dict[int, dict[int, str]]:
    own: dict[int, dict[int, str]] = {}
    for (row, column), text in texts.items():
        own.setdefault(column, {})[row] = text
    return own


def _column(values: tuple[Any, ...]) -> tuple[pl.Series, CellKind | pl.Series, list[int]]:
    """Text, kinds (one for all where they are alike) and the places of long numbers of one column of a chunk."""
    try:
        return pl.Series(values, dtype=pl.String), CellKind.TEXT, []
    except TypeError:  # not all text
        types = set(map(type, values))
    long: list[int] = []
    if types & {float, int}:
        long = [at for at, v in enumerate(values) if type(v) in (float, int) and not -_LONG < v < _LONG]
    if types == {float} and not long:
        numbers = pl.Series(values, dtype=pl.Float64)
        if (numbers == numbers.floor()).all():
            return numbers.cast(pl.Int64).cast(pl.String), CellKind.NUMBER, []
    text = pl.Series([v if type(v) is str else _text(v) for v in values], dtype=pl.String)
    kinds = [_KINDS.get(type(v), CellKind.TEXT) for v in values]
    return text, pl.Series(kinds, dtype=pl.UInt8), long


def _spelled_out(parts: Sequence[CellKind | pl.Series], texts: Sequence[pl.Series]) -> pl.Series:
    """The kind of each cell of a column."""
    return pl.concat(
        pl.repeat(int(part), len(text), dtype=pl.UInt8, eager=True) if isinstance(part, CellKind) else part
        for part, text in zip(parts, texts, strict=True)
    )


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return written(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
    return value.isoformat() if isinstance(value, date | time) else str(value)
