"""A sheet's XML read whole by expat, however it is written: slower than the workbook library, and exact."""

import re
from datetime import date, datetime, time
from typing import IO, Any

from chizheng_audit.reading.xlsx_references import References, decoded, moment, trimmed
from chizheng_audit.reading.xlsx_scan import column_number
from chizheng_audit.reading.xlsx_sparse import Sparse
from chizheng_audit.reading.xlsx_xml import local, parse

_TRUE = ("1", "true", "on")
_LONG = re.compile(r"\s*(-?\d{16,})(?:\.0*)?\s*")
_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_COLLECTED = ("v", "f", "t")


class _Reader:
    """What expat tells of one sheet, event by event; `names` are kept because there are few and they come often."""

    def __init__(self, known: References, epoch_1904: bool) -> None:
        self.cells = Sparse()
        self.known, self.epoch_1904 = known, epoch_1904
        self.names: dict[str, str] = {}
        self.letters: dict[str, int] = {}
        self.row = self.column = 0
        self.hidden = False
        self.cell: dict[str, str] | None = None  # the attributes of the cell that is open
        self.text: list[str] = []
        self.value: str | None = None
        self.formula: str | None = None
        self.inline: list[str] | None = None
        self.keep = self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self.names.get(tag)
        if name is None:
            name = self.names[tag] = local(tag)
        if name == "c":
            self.column += 1
            place = attributes.get("r")
            if place:
                self.row, self.column = self._place(place)
            self.cell, self.value, self.formula, self.inline = attributes, None, None, None
        elif self.cell is not None:
            if name in _COLLECTED:
                self.text.clear()
                self.keep = attributes.get("xml:space") == "preserve"
            elif name == "is":
                self.inline = []
            elif name == "rPh":
                self.phonetic = True
        elif name == "row":
            self.row = int(attributes["r"]) if "r" in attributes else self.row + 1
            self.column = 0
            self.hidden = attributes.get("hidden", "0") in _TRUE
            if self.hidden:
                self.cells.hidden_rows.append(self.row)
        elif name == "col" and attributes.get("hidden", "0") in _TRUE:
            self.cells.hidden_columns.append((int(attributes["min"]), int(attributes["max"])))
        elif name == "mergeCell":
            first, _colon, last = attributes["ref"].partition(":")
            self.cells.merged.append((*self._place(first), *self._place(last or first)))

    def characters(self, text: str) -> None:
        if self.cell is not None:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if self.cell is None:
            return
        name = self.names[tag]
        if name == "v":
            self.value = "".join(self.text)
        elif name == "c":
            self._finish(self.cell)
            self.cell = None
        elif name == "f":
            self.formula = "".join(self.text)
        elif name == "t":
            if self.inline is not None and not self.phonetic:
                self.inline.append("".join(self.text) if self.keep else trimmed("".join(self.text)))
        elif name == "rPh":
            self.phonetic = False

    def _place(self, reference: str) -> tuple[int, int]:
        found = _PLACE.fullmatch(reference)
        if not found:
            raise ValueError(reference)
        column = self.letters.get(found[1])
        if column is None:
            column = self.letters[found[1]] = column_number(found[1].upper())
        row = int(found[2])
        if not (1 <= row <= _MOST_ROWS and column <= _MOST_COLUMNS):
            raise ValueError(reference)
        return row, column

    def _finish(self, cell: dict[str, str]) -> None:
        kind = cell.get("t", "n")
        place = (self.row, self.column)
        if kind == "e":
            self.cells.found[place] = ("error", self.value or "")
            if self.value:
                self.cells.add(*place, self.value)
            return
        if self.formula is not None:
            has_result = bool(self.value) or (self.value is not None and kind == "str")
            self.cells.found[place] = (
                "formula" if has_result else "no_result",
                "=" + (self.formula or "…"),
            )
        if self.inline is not None:
            self.cells.add(*place, decoded("".join(self.inline)))
        elif self.value:
            value = self._meant(self.value, kind, cell.get("s") or "0")
            long = type(value) is float and not -1e15 < value < 1e15 and _LONG.fullmatch(self.value)
            self.cells.add(*place, value, long[1] if long else None)

    def _meant(self, text: str, kind: str, style: str) -> Any:
        if kind == "s":
            number = int(text)
            if not 0 <= number < len(self.known.strings):
                raise ValueError(text)
            return self.known.strings[number]
        if kind == "b":
            return text.strip().lower() not in ("0", "false")
        if kind == "d":
            return iso(text)
        if kind == "str":
            return decoded(text)
        if kind != "n":
            return text
        try:
            number_held = float(text)
        except ValueError:
            return text
        if number_held - number_held != 0 or "_" in text:  # no number, though Python takes it for one
            return text
        styles, at = self.known.styles, int(style)
        return moment(number_held, styles[at] if at < len(styles) else None, self.epoch_1904)


def iso(text: str) -> date | time | str:
    """A moment written as ISO 8601; the text itself where it is none, or says a time zone."""
    for kind in (date, datetime, time):
        try:
            found: date | time = kind.fromisoformat(text.strip())
        except ValueError:
            continue
        return text if isinstance(found, datetime | time) and found.tzinfo else found
    return text


def read_sheet(stream: IO[bytes], known: References, epoch_1904: bool) -> Sparse:
    """All cells of one sheet. Raises ExpatError, KeyError or ValueError on damage, and what `stream` raises."""
    reader = _Reader(known, epoch_1904)
    parse(stream, reader.start, reader.end, reader.characters)
    return reader.cells
