"""A sheet as it stands in the copy: each cell made anew, each row where it was."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from chizheng_audit.anonymise.gathered import places
from chizheng_audit.anonymise.kinds import treatments
from chizheng_audit.anonymise.pseudonyms import Pseudonyms
from chizheng_audit.reading.header import Match, normal, vocabulary
from chizheng_audit.reading.laid import LaidSheet
from chizheng_audit.tables import TABLES


@dataclass(frozen=True)
class Copied:
    """The cells of a sheet in the copy. rows: their numbers. columns: by column, from 1, a text for each of `rows` ("": empty).

    unknown: headers of columns that no table has, of which cells were changed.
    """

    rows: Sequence[int]
    columns: Mapping[int, Sequence[str]]
    unknown: tuple[str, ...] = ()

    @property
    def held(self) -> int:
        """How many rows hold something."""
        texts = self.columns.values()
        return sum(any(column[at] for column in texts) for at in range(len(self.rows)))


def copied(laid: LaidSheet, made: Pseudonyms) -> Copied:
    """The cells of `laid`, made anew."""
    frame = laid.sheet.cells
    rows = frame.get_column("row").to_list()
    whose = _parts_of_rows(rows, places(laid))
    headers, forms = _headers(laid), _told_in_forms(laid)
    parts = range(len(laid.whole.parts)) if laid.whole and not laid.forms else ()
    changes = [_of_columns(laid, part, made) for part in parts]
    ids = {
        each.id_place: frame.get_column(each.id_place).to_list()
        for each in changes
        if each.id_place in frame.columns
    }
    columns: dict[int, list[str]] = {}
    unknown: list[str] = []
    for place in (column for column in frame.columns if column != "row"):
        number = int(place[1:])
        images = []
        for at, text in enumerate(frame.get_column(place).to_list()):
            row, part = rows[at], whose[at]
            if text is None:
                images.append("")
            elif row in headers:
                images.append(_header(text, place, headers[row], made))
            elif (row, number) in forms:
                images.append(_in_form(text, *forms[row, number], made))
            elif part is not None and (change := changes[part].by_place.get(place)):
                id_place = changes[part].id_place
                images.append(change(text, ids[id_place][at] if id_place in ids else None))
            else:
                images.append(made.texts(text))
                if part is not None and laid.whole and images[-1] != text:
                    unknown.append(laid.whole.parts[part].match.left.get(place, ""))
        columns[number] = images
    return Copied(rows, columns, tuple(dict.fromkeys(filter(None, unknown))))


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
            changes[column.place] = partial(_unless_read, made, unread.get(name, frozenset()))
        else:
            changes[column.place] = partial(_treated, made, treatment)
    own = match.columns.get("id_no")
    return _Changes(changes, own.place if own else None)


def _unless_read(made: Pseudonyms, unread: frozenset[str], text: str, _number: str | None) -> str:
    return made.texts(text) if text in unread else text


def _treated(made: Pseudonyms, treatment: str, text: str, _number: str | None) -> str:
    return made.of(treatment, text)


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
