"""A sheet as it stands in the copy: each cell made anew, each row where it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from chizheng_audit.anonymise.gathered import places
from chizheng_audit.anonymise.kinds import treatments
from chizheng_audit.anonymise.pseudonyms import Pseudonyms
from chizheng_audit.reading.header import Match, normal, vocabulary
from chizheng_audit.reading.laid import LaidSheet
from chizheng_audit.tables import TABLES

Cells = dict[tuple[int, int], str]
"""Row and column, from 1 → text."""


@dataclass(frozen=True)
class Copied:
    """The cells of a sheet in the copy. rows: how many of them hold something; unknown: headers of columns that
    no table has, of which cells were changed."""

    cells: Cells
    rows: int
    unknown: tuple[str, ...]


def copied(laid: LaidSheet, made: Pseudonyms) -> Copied:
    """The cells of `laid`, made anew."""
    sheet = laid.sheet
    frame = sheet.cells
    columns = [column for column in frame.columns if column != "row"]
    texts = {column: frame.get_column(column).to_list() for column in columns}
    rows = frame.get_column("row").to_list()
    parts = places(laid)
    whose = _parts_of_rows(rows, parts)
    headers = _headers(laid)
    forms = _told_in_forms(laid)
    changes = [_of_columns(laid, part, made) for part in range(len(parts))]
    cells: Cells = {}
    changed: set[str] = set()
    for at, row in enumerate(rows):
        part = whose[at]
        number = None
        if part is not None:
            place = changes[part].id_place
            number = texts[place][at] if place in texts else None
        for column in columns:
            text = texts[column][at]
            if text is None:
                continue
            at_column = int(column[1:])
            if row in headers:
                image = _header(text, column, headers[row], made)
            elif (row, at_column) in forms:
                image = _in_form(text, *forms[row, at_column], made)
            elif part is not None and column in changes[part].by_place:
                image = changes[part].by_place[column](text, number)
            else:
                image = made.texts(text)
                if part is not None and image != text:
                    changed.add(column)
            if image:
                cells[row, at_column] = image
    left = [each for part in laid.whole.parts for each in part.match.left.items()] if laid.whole else []
    unknown = [header for place, header in left if place in changed]
    return Copied(cells, len({row for row, _column in cells}), tuple(dict.fromkeys(unknown)))


@dataclass(frozen=True)
class _Changes:
    by_place: Mapping[str, Callable[[str, str | None], str]]
    id_place: str | None


def _of_columns(laid: LaidSheet, part: int, made: Pseudonyms) -> _Changes:
    """By place, what the cells of a part become; given the text and the ID in the same row."""
    assert laid.whole is not None
    match = laid.whole.parts[part].match
    kinds = treatments(match.table.name)
    unread = _unread(laid)
    changes: dict[str, Callable[[str, str | None], str]] = {}
    for name, column in match.columns.items():
        treatment = kinds[name]
        if treatment == "birth":
            changes[column.place] = made.birth
        elif treatment == "read":
            bad = unread.get(name, frozenset())
            changes[column.place] = lambda text, _number, bad=bad: made.texts(text) if text in bad else text  # type: ignore[misc]
        else:
            changes[column.place] = lambda text, _number, treatment=treatment: made.of(treatment, text)  # type: ignore[misc]
    own = match.columns.get("id_no")
    return _Changes(changes, own.place if own else None)


def _unread(laid: LaidSheet) -> dict[str, frozenset[str]]:
    """By column, the texts that could not be read: they may hold anything."""
    assert laid.whole is not None
    told = laid.whole.problems.filter(pl.col("trouble") == "unreadable").select("column", "raw").drop_nulls()
    return {
        str(column): frozenset(part.get_column("raw"))
        for (column,), part in told.partition_by("column", as_dict=True).items()
    }


def _parts_of_rows(
    rows: Sequence[int], parts: Sequence[tuple[pl.Series, Mapping[str, str]]]
) -> list[int | None]:
    of_row = {row: place for place, (own, _columns) in enumerate(parts) for row in own.to_list()}
    return [of_row.get(row) for row in rows]


def _headers(laid: LaidSheet) -> dict[int, Match]:
    """The rows of headers, repeated ones too, each with the header that it belongs to."""
    found: dict[int, Match] = {}
    if laid.whole is None or laid.forms:
        return found
    for part in laid.whole.parts:
        found |= dict.fromkeys(part.match.rows, part.match)
        repeated = part.set_aside.filter(pl.col("reason") == "repeated_header").get_column("row_id")
        found |= dict.fromkeys(repeated, part.match)
    return found


def _header(text: str, place: str, match: Match, made: Pseudonyms) -> str:
    """A header word that some table knows stays; what was taken for one although it is none becomes one."""
    word = normal(text)
    if any(word in vocabulary(table) for table in TABLES):
        return text
    taken = next((column for column in match.columns.values() if column.place == place), None)
    if taken and taken.header.strip() == text.strip():
        return match.table.by_name[taken.stands_for or taken.name].title
    return made.texts(text)


def _told_in_forms(laid: LaidSheet) -> dict[tuple[int, int], tuple[str, str]]:
    """Cells of forms that tell of a person: what they tell, and where in the cell."""
    found = {}
    kinds = treatments("insurance")
    for form in laid.forms:
        for name, cells in form.told.items():
            for cell in cells:
                found[cell.row, cell.column] = (kinds[name], cell.text)
    return found


def _in_form(text: str, treatment: str, value: str, made: Pseudonyms) -> str:
    label, sign, rest = text.rpartition(value)
    if not sign:
        return made.of(treatment, text)
    return f"{label}{made.of(treatment, value)}{rest}"
