"""The cells of one row: as they stood in the file, and what they were read as."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from chizheng_audit import identity
from chizheng_audit.i18n import _
from chizheng_audit.reading.stood import Stood
from chizheng_audit.reports.messages import with_separators
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.words import VALUE_WORDS
from chizheng_audit.tables import Table

_OF_PEOPLE = r"姓名|名字|[人员]$"
_NAME_LIKE = r"^\p{Han}{2,4}$"


@dataclass(frozen=True)
class Cell:
    """column: the sheet's, from 1, None for what no column says; header and raw: as they stand there. name, title: what
    it was taken for; value: what it was read as, None where it is empty or could not be read.
    """

    column: int | None
    header: str | None
    raw: str | None
    name: str | None
    title: str | None
    value: str | None


def cells(table: Table, typed: Mapping[str, Any], stood: Stood | None, shown: Shown) -> tuple[Cell, ...]:
    """The cells of a row of `table`, whose values are `typed`: first those of its sheet, then what was filled in from
    elsewhere (the title of the sheet, the user's word).
    """
    found = []
    for cell in stood.cells if stood else ():
        title = _(table.by_name[cell.name].title) if cell.name else None
        value = _value(typed.get(cell.name), cell.name, shown) if cell.name else None
        raw = _raw(cell.text, cell.name, cell.header, shown)
        if raw is not None or value is not None or cell.name:
            header = None if cell.header is None else shown.words(" ".join(cell.header.split()))
            found.append(Cell(cell.column, header, raw, cell.name, title, value))
    told = {cell.name for cell in found}
    for column in table.columns:
        value = _value(typed.get(column.name), column.name, shown)
        if column.name not in told and value is not None:
            found.append(Cell(None, None, None, column.name, _(column.title), value))
    return tuple(found)


def _value(value: Any, name: str, shown: Shown) -> str | None:
    if value is None:
        return None
    if words := VALUE_WORDS.get(name):
        return _(words[value]) if value in words else str(value)
    if not isinstance(value, str):
        return _item(with_separators(pl.lit(str(value))))
    return _item(shown.value(pl.lit(value), name))


def _raw(text: str | None, name: str | None, header: str | None, shown: Shown) -> str | None:
    """A cell's text; of a column that was not understood, a name goes where the header speaks of people."""
    if text is None:
        return None
    if name:
        return _item(shown.value(pl.lit(text), name))
    of_people = pl.lit(header or "", dtype=pl.String).str.contains(_OF_PEOPLE)
    free = shown.text(pl.lit(text))
    named = of_people & pl.lit(text).str.contains(_NAME_LIKE)
    return _item(
        free if shown.unmask else pl.when(named).then(identity.mask_name(pl.lit(text))).otherwise(free)
    )


def _item(value: pl.Expr) -> str | None:
    text: str | None = pl.select(value).item()
    return text
