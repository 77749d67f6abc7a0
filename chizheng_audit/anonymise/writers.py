"""The copy on disk: workbooks written afresh, text files in the encoding and with the signs of the original."""

import csv
import io
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from chizheng_audit.anonymise.copied import Copied
from chizheng_audit.reading.sheet import Book, CellKind, RawSheet

_MADE = datetime(2000, 1, 1)
_ENCODINGS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-8": b"\xef\xbb\xbf"}


def write_workbook(path: Path, sheets: Sequence[tuple[str, RawSheet, Copied]]) -> None:
    """A new workbook: sheets as they were ordered, hidden and merged; numbers, dates and formulas as such.

    A formula is another one with the same result; so no text of the original is in it.
    """
    options = {
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "strings_to_formulas": False,
        "date_1904": any(sheet.epoch_1904 for _name, sheet, _cells in sheets),
    }
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": _MADE})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, sheet, cells in sheets:
        page = book.add_worksheet(name)
        _merge(page, sheet, cells)
        _fill(page, sheet, cells, day)
        for row in sheet.hidden_rows:
            page.set_row(row - 1, None, None, {"hidden": True})
        for column in sheet.hidden_columns:
            page.set_column(column - 1, column - 1, None, None, {"hidden": True})
        if sheet.visibility != "visible":
            page.very_hidden() if sheet.visibility == "veryHidden" else page.hide()
    if all(sheet.visibility != "visible" for _name, sheet, _cells in sheets):
        book.add_worksheet()  # a workbook must show one
    shown = next(
        (at for at, (_n, sheet, _c) in enumerate(sheets) if sheet.visibility == "visible"), len(sheets)
    )
    book.worksheets()[shown].activate()
    book.worksheets()[shown].set_first_sheet()
    book.close()


def _merge(page: Any, sheet: RawSheet, copied: Copied) -> None:
    at = {row: place for place, row in enumerate(copied.rows)}
    for top, left, bottom, right in sheet.merged:
        texts = copied.columns.get(left)
        text = texts[at[top]] if texts and top in at else ""
        with suppress(OverlappingRange):  # a damaged original; what lies beneath is written all the same
            page.merge_range(top - 1, left - 1, bottom - 1, right - 1, text)


def _fill(page: Any, sheet: RawSheet, copied: Copied, day: Any) -> None:
    marks = {
        (row, column): mark for row, column, mark in sheet.marks.select("row", "column", "mark").iter_rows()
    }
    kinds = {int(name[1:]): series.to_list() for name, series in sheet.kinds.items()}
    for column, texts in copied.columns.items():
        own = kinds.get(column)
        for at, (row, text) in enumerate(zip(copied.rows, texts, strict=True)):
            if text:
                kind = own[at] if own else CellKind.TEXT
                _write(page, row - 1, column - 1, text, kind, marks.pop((row, column), None), day)
    for (row, column), mark in marks.items():
        if mark == "no_result":
            page.write_formula(row - 1, column - 1, "=1+0", None, "")


def _write(page: Any, row: int, column: int, text: str, kind: int, mark: str | None, day: Any) -> None:
    number = _number(text) if kind == CellKind.NUMBER else None
    if mark == "error":
        page.write_formula(row, column, "=NA()", None, text)
    elif mark == "formula":
        whole = number if number is not None else _number(text)
        if whole is None:
            quoted = text.replace('"', '""')
            page.write_formula(row, column, f'="{quoted}"&""', None, text)
        else:
            page.write_formula(row, column, f"=1*{text.strip()}", None, whole)
    elif number is not None and mark != "long_number":
        page.write_number(row, column, number)
    elif kind == CellKind.DATE and (when := _moment(text)) is not None:
        page.write_datetime(row, column, when, day)
    elif kind == CellKind.BOOLEAN and text in ("TRUE", "FALSE"):
        page.write_boolean(row, column, text == "TRUE")
    else:
        page.write_string(row, column, text)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def write_text(path: Path, book: Book, sheet: RawSheet, copied: Copied, head: bytes) -> str:
    """A text file of the same encoding, signs and ends of lines; head: how the original begins. Returns the encoding."""
    name = book.encoding or (
        "gb18030" if book.delimiter else "utf-8"
    )  # lines in several encodings; no text at all
    stream = io.StringIO(newline="")
    ends = "\r\n" if b"\r\n" in head or b"\r\x00\n" in head or b"\r\n\x00" in head else "\n"
    width = max(copied.columns, default=1)
    lines = csv.writer(stream, delimiter=book.delimiter or ",", lineterminator=ends)
    nothing = [""] * len(copied.rows)
    cells = zip(*(copied.columns.get(column, nothing) for column in range(1, width + 1)), strict=True)
    before = 0
    for row, line in zip(copied.rows, cells, strict=True):
        for _blank in range(before + 1, row):
            lines.writerow([])
        lines.writerow(line)
        before = row
    for _blank in range(before, sheet.height):
        lines.writerow([])
    mark = _ENCODINGS.get(name, b"")
    data = stream.getvalue().encode(name, "replace")
    path.write_bytes((mark if head.startswith(mark) else b"") + data)
    return name
