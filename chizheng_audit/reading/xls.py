"""Old workbooks (.xls, WPS .et): everything the format tells, through xlrd."""

import io
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any

import xlrd
from xlrd.xldate import xldate_as_datetime

from chizheng_audit.reading.cells import Mark, cells, grid, marks
from chizheng_audit.reading.sheet import RawSheet

_VISIBILITY = ("visible", "hidden", "veryHidden")


def is_locked(error: Exception) -> bool:
    """Whether xlrd refused a workbook because of its password."""
    return isinstance(error, xlrd.XLRDError) and "encrypted" in str(error)


def read_xls(data: bytes) -> tuple[RawSheet, ...]:
    """The sheets of a BIFF workbook. Raises XLRDError or whatever xlrd stumbles over in a damaged file."""
    with xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO()) as book:
        return tuple(_sheet(book.sheet_by_index(number), book.datemode) for number in range(book.nsheets))


def _sheet(sheet: Any, datemode: int) -> RawSheet:
    found = grid(_rows(sheet, datemode), 1, 1)
    noted: dict[tuple[int, int], Mark] = {
        place: ("precision_lost", found.columns[place[1] - 1][place[0] - 1]) for place in found.long
    }
    errors = dict(_errors(sheet))
    noted |= {place: ("error", text) for place, text in errors.items()}
    frame, kinds = cells(found, errors)
    height = int(frame.get_column("row").max() or 0)  # type: ignore[arg-type] # a column of integers
    return RawSheet(
        name=sheet.name,
        cells=frame,
        height=height,
        kinds=kinds,
        visibility=_VISIBILITY[sheet.visibility] if sheet.visibility in (0, 1, 2) else "hidden",
        marks=marks(noted),
        merged=tuple((top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells),
        hidden_rows=tuple(
            sorted(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden and row < height)
        ),
        hidden_columns=tuple(
            sorted(
                column + 1
                for column, info in sheet.colinfo_map.items()
                if info.hidden and column < sheet.ncols
            )
        ),
        epoch_1904=datemode == 1,
    )


def _rows(sheet: Any, datemode: int) -> Iterator[list[Any]]:
    plain = {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER}
    width = sheet.ncols
    for row in range(sheet.nrows):
        values, types = sheet.row_values(row), sheet.row_types(row)
        if not plain.issuperset(types):
            values = [_value(value, kind, datemode) for value, kind in zip(values, types, strict=True)]
        yield values + [""] * (width - len(values))


def _value(value: Any, kind: int, datemode: int) -> Any:
    if kind == xlrd.XL_CELL_DATE:
        return _moment(value, datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    return "" if kind == xlrd.XL_CELL_ERROR else value


def _moment(serial: float, datemode: int) -> datetime | time | float:
    """The date that a serial stands for; the number itself where there is no such day, as in 20220315."""
    if 0 <= serial < 1:
        return (datetime.min + timedelta(seconds=round(serial * 86400))).time()
    try:
        moment: datetime = xldate_as_datetime(serial, datemode)
    except (OverflowError, ValueError):
        return serial
    return moment


def _errors(sheet: Any) -> Iterator[tuple[tuple[int, int], str]]:
    for row in range(sheet.nrows):
        types = sheet.row_types(row)
        if xlrd.XL_CELL_ERROR in types:
            for column, kind in enumerate(types):
                if kind == xlrd.XL_CELL_ERROR:
                    code = sheet.cell_value(row, column)
                    yield (row + 1, column + 1), xlrd.error_text_from_code.get(code, "#N/A")
