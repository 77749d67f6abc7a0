"""Single rows as their files have them, looked up again after a run: a run keeps values, and not the cells they came from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import limits
from chizheng_audit.reading.header import Match, match
from chizheng_audit.reading.look import Ask, book_of
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.parts import conform_sheet
from chizheng_audit.reading.sheet import RawSheet

Place = tuple[str, str | None, int]
"""File, sheet (None: a text file) and row as Excel shows it."""


@dataclass(frozen=True)
class StoodCell:
    """A cell: its column from 1, what that column's header says and was taken for, and the text in it (None: empty)."""

    column: int
    header: str | None
    name: str | None
    text: str | None


@dataclass(frozen=True)
class Stood:
    """A row's cells, as many as the sheet has columns; kept: its turn among the rows of its table, None: not among them."""

    cells: tuple[StoodCell, ...]
    kept: int | None


def stood(
    places: Sequence[Place], overrides: Overrides | None = None, passwords: tuple[str, ...] = ()
) -> dict[Place, Stood]:
    """The rows at `places` as they stand in their files; a blank row has no cells.

    Raises UnreadableFile where a file, which could be read before, cannot be any more.
    """
    overrides = overrides or Overrides()
    wanted: dict[str, dict[str | None, list[int]]] = {}
    for file, sheet, row in places:
        wanted.setdefault(file, {}).setdefault(sheet, []).append(row)
    tasks = [(file, (file, Ask(overrides.said(file), passwords), rows)) for file, rows in wanted.items()]
    found: dict[Place, Stood] = {}
    with limits.workers() as workers:
        for answer in workers.read_all(tasks, of_file):
            if isinstance(answer, UnreadableFile):
                raise answer
            found |= answer
    return found


def of_file(file: str, ask: Ask, wanted: Mapping[str | None, Sequence[int]]) -> dict[Place, Stood]:
    """The `wanted` rows of one file, by sheet. This is what a worker process does."""
    book = book_of(file, ask)
    return {
        (file, sheet.name, row): each
        for sheet in book.sheets
        if sheet.name in wanted
        for row, each in _of_sheet(file, sheet, ask, wanted[sheet.name]).items()
    }


def _of_sheet(file: str, sheet: RawSheet, ask: Ask, wanted: Sequence[int]) -> dict[int, Stood]:
    said = ask.said.on(sheet.name)
    found = match(sheet, said) if ask.said.wants(sheet.name) else None
    whole = conform_sheet(sheet, found, file, said) if found else None
    held = {row.pop("row"): row for row in sheet.cells.filter(pl.col("row").is_in(wanted)).to_dicts()}
    rows = {}
    for row in wanted:
        parts = whole.parts if whole else ()
        own = next((part.match for part in parts if row in part.kept.get_column("row")), None)
        cells = tuple(_cell(place, text, own) for place, text in held.get(row, {}).items())
        rows[row] = Stood(cells, whole.rows.get_column("row_id").index_of(row) if whole else None)
    return rows


def _cell(place: str, text: str | None, header: Match | None) -> StoodCell:
    taken = next((c for c in header.columns.values() if c.place == place), None) if header else None
    words = taken.header if taken else header.left.get(place) if header else None
    return StoodCell(int(place[1:]), words, taken.name if taken else None, text)
