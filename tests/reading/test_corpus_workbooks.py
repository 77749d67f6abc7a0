"""Workbooks that nobody here made: each is read or refused in a sentence, and what is read is what others see.

Every book that openpyxl and calamine open too is compared cell for cell with both. By default only some small books
are taken; CHIZHENG_CORPUS=all takes every one.
"""

import io
import os
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.escape import unescape
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import xlsx_book
from chizheng_audit.reading.sheet import Book, CellKind, RawSheet
from chizheng_audit.reading.workbook import read_workbook
from chizheng_audit.reading.worker import Workers
from chizheng_audit.reading.xlsx_parts import contents
from chizheng_audit.reading.xlsx_scan import scan

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
OPEN_XML, SUFFIXES = {".xlsx", ".xlsm"}, {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"}
WHOLE = os.environ.get("CHIZHENG_CORPUS") == "all"
EVERY, SMALL = (1, 1 << 40) if WHOLE else (4, 200_000)
FARTHEST = 20_000_000

NO_DATE = "openpyxl makes #VALUE! of a number in a date format that is no date"
BLANKS = "white space alone, without xml:space, is nothing to Excel, to calamine and to us"
NO_TEXT = "a formula whose result is the empty text has a result; openpyxl gives None"
EXCEPTIONS = {
    ("tests_data_issue139.xlsx", "errors"): NO_DATE,
    ("pandas_tests_io_data_testdateoverflow.xlsx", "errors"): NO_DATE,
    ("pandas_tests_io_data_testdateoverflow.xlsm", "errors"): NO_DATE,
    ("tests_encoded_entities.xlsx", "cells"): BLANKS,
    ("tests_whitespace_trim.xlsx", "cells"): BLANKS,
    ("tests_fixtures_sheet-and-table-with-whitespace.xlsx", "no_result"): NO_TEXT,
    ("horror_large.xlsx", "no_result"): NO_TEXT,
}
"""Where we and openpyxl differ, and who is right: (file, what is compared) → why."""

Place = tuple[int, int]

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}")


def files(suffixes: set[str]) -> list[Path]:
    found = sorted(f for f in CORPUS.rglob("*") if f.suffix.lower() in suffixes and f.stat().st_size < SMALL)
    return found[::EVERY]


def test_every_workbook_is_read_or_refused() -> None:
    paths = [str(f) for f in files(SUFFIXES)]
    with Workers() as workers:
        answers = list(workers.read_all([(p, (p, ())) for p in paths], read_workbook))
    assert len(answers) == len(paths)
    refused = [str(a) for a in answers if isinstance(a, UnreadableFile)]
    assert all(why.endswith("。") and "\n" not in why for why in refused)
    assert len(refused) < 0.08 * len(paths)  # the protected, the fuzzed and the truncated
    for answer in answers:
        if isinstance(answer, Book):
            for sheet in answer.sheets:
                well_formed(sheet)


def well_formed(sheet: RawSheet) -> None:
    rows = sheet.cells.get_column("row")
    assert rows.is_sorted() and rows.is_unique().all()
    assert sheet.height == (rows.max() or 0)
    for name, kind in sheet.kinds.items():
        assert len(kind) == len(sheet.cells) and name in sheet.cells.columns and kind.max()
    texts = sheet.cells.drop("row")
    assert all((texts.get_column(name) != "").all() for name in texts.columns)
    assert sheet.marks.select("row", "column").is_unique().all()


def test_cells_values_and_marks_are_those_that_others_see() -> None:
    compared = {"books": 0, "sheets": 0, "cells": 0, "calamine": 0}
    found: set[tuple[str, str]] = set()
    for path in files(OPEN_XML):
        theirs = opened(path)
        if theirs is None:
            continue
        book, values, formulas, calamine = theirs
        compared["books"] += 1
        for sheet in book.sheets:
            held = {(row, column): text for row, column, text in texts(sheet)}
            if sheet.name in calamine and spread(held) < FARTHEST:
                seen = calamine_cells(calamine[sheet.name])
                assert held.keys() == seen | errors(sheet).keys(), f"{path} {sheet.name}"
                compared["calamine"] += 1
            if sheet.name not in values.sheetnames or not hasattr(values[sheet.name], "_cells"):
                continue  # a chart
            compared["sheets"] += 1
            compared["cells"] += len(held)
            for what, detail in differences(sheet, held, values[sheet.name], formulas[sheet.name]):
                assert (path.name, what) in EXCEPTIONS, f"{path} {sheet.name} {what}: {detail}"
                found.add((path.name, what))
            assert sheet.epoch_1904 == (values.epoch.year == 1904), path
    print(compared, sorted(found))
    assert compared["sheets"] > 60
    assert not WHOLE or found == EXCEPTIONS.keys()  # what is listed still differs


def test_old_workbooks_hold_what_calamine_sees() -> None:
    compared = 0
    for path in files({".xls", ".et"}):
        try:
            book = read_workbook(str(path))
            library = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        except (UnreadableFile, CalamineError):
            continue
        theirs = {about.name: number for number, about in enumerate(library.sheets_metadata)}
        for sheet in book.sheets:
            seen = calamine_cells(library.get_sheet_by_index(theirs[sheet.name or ""]))
            held = {(row, column) for row, column, _text in texts(sheet)}
            assert held == seen | errors(sheet).keys(), f"{path} {sheet.name}"
            compared += 1
    assert compared > 20


def test_no_cell_lies_beyond_the_extents_of_the_scan() -> None:
    for path in files(OPEN_XML):
        try:
            book = read_workbook(str(path))
            with zipfile.ZipFile(path) as archive:
                parts = contents(archive).parts
                scans = {name: scan(io.BytesIO(archive.read(part))) for name, part in parts.items()}
        except (UnreadableFile, zipfile.BadZipFile):
            continue
        for sheet in book.sheets:
            seen = scans.get(sheet.name or "")
            if seen and seen.familiar:
                held = [(row, column) for row, column, _text in texts(sheet)]
                assert all(row <= seen.rows and column <= seen.columns for row, column in held), path


def test_the_exact_reader_reads_what_the_library_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = xlsx_book._scanned
    for path in files(OPEN_XML):
        try:
            monkeypatch.setattr(xlsx_book, "_scanned", usual)
            by_library = read_workbook(str(path))
        except UnreadableFile:
            continue
        monkeypatch.setattr(xlsx_book, "_scanned", lambda *_: None)
        exactly = read_workbook(str(path))
        for one, other in zip(by_library.sheets, exactly.sheets, strict=True):
            assert dict(held_by(one)) == dict(held_by(other)), f"{path} {one.name}"
            assert one.marks.equals(other.marks), f"{path} {one.name}"
            for word in ("name", "height", "visibility", "merged", "hidden_rows", "epoch_1904"):
                assert getattr(one, word) == getattr(other, word), f"{path} {one.name} {word}"


def opened(path: Path) -> tuple[Book, Any, Any, dict[str | None, Any]] | None:
    """The book as we read it, as openpyxl does with results and with formulas, and calamine's sheets by name."""
    try:
        book = read_workbook(str(path))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values, formulas = (openpyxl.load_workbook(path, data_only=only) for only in (True, False))
        library = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        sheets: dict[str | None, Any] = {
            about.name: library.get_sheet_by_index(number)
            for number, about in enumerate(library.sheets_metadata)
            if about.typ == SheetTypeEnum.WorkSheet and spread_of(book, about.name) < FARTHEST
        }
    except (
        UnreadableFile,
        CalamineError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
    ):
        return None  # only books that all three open can be compared
    return book, values, formulas, sheets


def differences(
    sheet: RawSheet, held: dict[Place, str], values: Any, formulas: Any
) -> Iterator[tuple[str, Any]]:
    """What is not as openpyxl sees it: (what is compared, some of what differs)."""
    marks = {(row, column): mark for row, column, mark, _text in sheet.marks.rows()}
    cells = values._cells  # iter_rows would make every cell up to the farthest one
    theirs = {at: cell for at, cell in cells.items() if cell.value is not None and cell.value != ""}
    wrong = {at: cell.value for at, cell in cells.items() if cell.data_type == "e"}
    calculated = {at for at, cell in formulas._cells.items() if cell.data_type == "f"}
    marked = {at for at, mark in marks.items() if mark in ("formula", "no_result")}
    without = {at for at in calculated if cells[at].value is None and marks.get(at) != "error"}
    width = max((column for _row, column in held), default=0)
    kinds = {
        name: dict(zip(rows_of(sheet), kind.to_list(), strict=True)) for name, kind in sheet.kinds.items()
    }
    pairs: list[tuple[str, set[Any], set[Any]]] = [
        ("cells", set(held), set(theirs)),
        ("errors", set(errors(sheet).items()), set(wrong.items())),
        (
            "formulas",
            marked,
            calculated - (set(marks) - marked),
        ),  # an error or a long number is the graver mark
        ("no_result", {at for at, mark in marks.items() if mark == "no_result"}, without),
        (
            "hidden rows",
            set(sheet.hidden_rows),
            {row for row, shape in values.row_dimensions.items() if shape.hidden and row <= sheet.height},
        ),
        (
            "hidden columns",
            {column for column in sheet.hidden_columns if column <= width},
            {
                column
                for shape in values.column_dimensions.values()
                if shape.hidden
                for column in range(shape.min, min(shape.max, width) + 1)
            },
        ),
        (
            "merged",
            set(sheet.merged),
            {(r.min_row, r.min_col, r.max_row, r.max_col) for r in values.merged_cells.ranges},
        ),
        (
            "values",
            set(),
            {
                (at, held[at], str(cell.value))
                for at, cell in theirs.items()
                if at in held
                and cell.data_type != "e"
                and not same(held[at], kinds.get(f"c{at[1]}", {}).get(at[0], 0), cell)
            },
        ),
    ]
    for what, ours, expected in pairs:
        if ours != expected:
            yield what, sorted(ours ^ expected)[:5]


def same(text: str, kind: int, cell: Any) -> bool:
    """Whether our text and kind say what openpyxl's cell does."""
    value = cell.value
    if isinstance(value, bool):
        return (text, kind) == (str(value).upper(), CellKind.BOOLEAN)
    if isinstance(value, int | float) and kind == CellKind.DATE:  # by a number format only Chinese Excel has
        return cell.number_format == BUILTIN_FORMATS[0]
    if isinstance(value, int):  # every digit, where the file holds them
        return kind == CellKind.NUMBER and (text == str(value) or float(text) == float(value))
    if isinstance(value, float):
        return kind == CellKind.NUMBER and float(text) == value
    if isinstance(value, datetime):  # the millisecond is rounded differently
        return kind == CellKind.DATE and abs(datetime.fromisoformat(text) - value) < timedelta(seconds=1)
    if isinstance(value, date):
        return (text, kind) == (value.isoformat(), CellKind.DATE)
    if isinstance(value, time | timedelta):
        return kind != CellKind.NUMBER
    return kind == CellKind.TEXT and plain(text) == plain(value)


def plain(text: str) -> str:
    """Without what openpyxl leaves encoded (_x000D_), and without white space at both ends."""
    return unescape(unescape(text)).replace("\r\n", "\n").strip()


def rows_of(sheet: RawSheet) -> list[int]:
    return sheet.cells.get_column("row").to_list()


def texts(sheet: RawSheet) -> Iterator[tuple[int, int, str]]:
    rows = rows_of(sheet)
    for name in sheet.cells.columns[1:]:
        for row, text in zip(rows, sheet.cells.get_column(name).to_list(), strict=True):
            if text is not None:
                yield row, int(name[1:]), text


def held_by(sheet: RawSheet) -> Iterator[tuple[Place, tuple[str, int]]]:
    """Text and kind of each cell."""
    kinds = {
        name: dict(zip(rows_of(sheet), kind.to_list(), strict=True)) for name, kind in sheet.kinds.items()
    }
    for row, column, text in texts(sheet):
        yield (row, column), (text, kinds.get(f"c{column}", {}).get(row, 0))


def errors(sheet: RawSheet) -> dict[Place, str]:
    return {(row, column): text for row, column, mark, text in sheet.marks.rows() if mark == "error"}


def spread(places: Any) -> int:
    return max((row for row, _ in places), default=0) * max((column for _, column in places), default=0)


def spread_of(book: Book, name: str) -> int:
    return max((spread([(r, c) for r, c, _ in texts(s)]) for s in book.sheets if s.name == name), default=0)


def calamine_cells(sheet: Any) -> set[Place]:
    left = sheet.start[1] + 1 if sheet.start else 1
    return {
        (row, column)
        for row, line in enumerate(sheet.iter_rows(), 1)
        for column, value in enumerate(line, left)
        if value != ""
    }
