"""XML spreadsheets of Excel 2003, usually named .xls."""

import io
import re
from datetime import date, datetime
from typing import Any

from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.xlsx_expat import iso
from chizheng_audit.reading.xlsx_sparse import Sparse
from chizheng_audit.reading.xlsx_xml import local, parse

_LONG = re.compile(r"\s*(-?\d{16,})(?:\.0*)?\s*")
_NO_DAY = (date(1899, 12, 31), date(1904, 1, 1))  # times of day are written on these
_VISIBILITY = {"SheetHidden": "hidden", "SheetVeryHidden": "veryHidden"}
_MOST_ROWS, _MOST_COLUMNS = 1 << 20, 1 << 14
_PLACED = ("Worksheet", "Column", "Row", "Cell", "Data")


class _Reader:
    """What expat tells of the workbook, event by event; prefixes do not matter."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, Sparse, list[str]]] = []
        self.epoch_1904 = False
        self.cells = Sparse()
        self.row = self.column = self.columns = self.following = 0
        self.cell: dict[str, str] | None = None  # the attributes of the cell that is open
        self.kind = "String"
        self.value: str | None = None
        self.depth_of_comment = 0
        self.text: list[str] | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if self.depth_of_comment or name == "Comment":
            self.depth_of_comment += 1
            return
        own = {local(key): value for key, value in attributes.items()} if name in _PLACED else {}
        if name == "Worksheet":
            self.cells = Sparse()
            self.row = self.columns = self.following = 0
            self.sheets.append((own.get("Name", ""), self.cells, []))
        elif name == "Column":
            first = int(own.get("Index", self.columns + 1))
            self.columns = first + int(own.get("Span", "0"))
            if own.get("Hidden") == "1":
                self.cells.hidden_columns.append((first, self.columns))
        elif name == "Row":
            self._start_row(own)
        elif name == "Cell":
            self._start_cell(own)
        elif name == "Data" and self.cell is not None:
            self.kind, self.text = own.get("Type", "String"), []
        elif name == "Visible" and self.sheets:
            self.text = self.sheets[-1][2]
        elif name == "Date1904":
            self.epoch_1904 = True

    def characters(self, text: str) -> None:
        if self.text is not None and not self.depth_of_comment:
            self.text.append(text)

    def end(self, tag: str) -> None:
        if self.depth_of_comment:
            self.depth_of_comment -= 1
            return
        name = local(tag)
        if name == "Cell" and self.cell is not None:
            self._finish(self.cell)
            self.cell = None
        elif name == "Data" and self.cell is not None:
            self.value, self.text = "".join(self.text or ()), None
        elif name == "Visible":
            self.text = None

    def _start_row(self, own: dict[str, str]) -> None:
        before = self.row + self.following
        self.row = int(own.get("Index", before + 1))
        self.following = int(own.get("Span", "0"))  # so many more rows that look the same and hold nothing
        self.column = 1
        if not before < self.row <= _MOST_ROWS:
            raise ValueError(f"Row {self.row}")
        if own.get("Hidden") == "1":
            self.cells.hidden_rows.extend(range(self.row, min(self.row + self.following, _MOST_ROWS) + 1))

    def _start_cell(self, own: dict[str, str]) -> None:
        self.column = int(own.get("Index", self.column))
        if not 1 <= self.column <= _MOST_COLUMNS:
            raise ValueError(f"Cell {self.column}")
        self.cell, self.value, self.kind = own, None, "String"

    def _finish(self, cell: dict[str, str]) -> None:
        text = self.value or ""
        place = (self.row, self.column)
        across, down = int(cell.get("MergeAcross", "0")), int(cell.get("MergeDown", "0"))
        if across or down:
            self.cells.merged.append((*place, self.row + down, self.column + across))
        self.column += across + 1
        if self.kind == "Error":
            self.cells.found[place] = ("error", text)
        elif "Formula" in cell:
            has_result = bool(text) or (self.value is not None and self.kind == "String")
            self.cells.found[place] = ("formula" if has_result else "no_result", cell["Formula"])
        if text:
            value = _meant(text, self.kind)
            long = type(value) is float and _LONG.fullmatch(text)
            self.cells.add(*place, value, long[1] if long else None)


def _meant(text: str, kind: str) -> Any:
    if kind == "Boolean":
        return text.strip() not in ("0", "false")
    if kind == "DateTime":
        moment = iso(text)
        return moment.time() if isinstance(moment, datetime) and moment.date() in _NO_DAY else moment
    if kind == "Number":
        try:
            return float(text)
        except ValueError:
            return text
    return text


def read_xml(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """The sheets of a workbook. Raises ExpatError or ValueError on damage and on document types."""
    reader = _Reader()
    parse(io.BytesIO(data), reader.start, reader.end, reader.characters)
    if not reader.sheets:
        raise ValueError("Worksheet")
    return tuple(
        cells.sheet(
            name,
            file,
            visibility=_VISIBILITY.get("".join(shown).strip(), "visible"),
            epoch_1904=reader.epoch_1904,
        )
        for name, cells, shown in reader.sheets
    )
