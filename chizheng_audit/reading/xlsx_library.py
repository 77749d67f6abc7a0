"""Sheets as python-calamine reads them, with what was seen beside them."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.cells import Mark, cells, grid, marks
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.xlsx_scan import SheetScan
from chizheng_audit.reading.xlsx_sparse import is_whole
from chizheng_audit.reading.xlsx_xml import ExpatError

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ExpatError,
    KeyError,
    IndexError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive or its XML may raise."""

WITHOUT_CELLS = (SheetTypeEnum.ChartSheet, SheetTypeEnum.DialogSheet, SheetTypeEnum.Vba)
_VISIBILITY = ((SheetVisibleEnum.Hidden, "hidden"), (SheetVisibleEnum.VeryHidden, "veryHidden"))

_HONEST = {"xlsx": (".xlsx", ".xlsm"), "xlsb": (".xlsb",), "ods": (".ods",), "xls": (".xls",)}

Look = Callable[[Callable[[], CalamineSheet], SheetMetadata], RawSheet]
"""From a sheet, loaded when it is called for, to a RawSheet."""


def broken(file: str, error: BaseException) -> UnreadableFile:
    """What to say of a damaged workbook."""
    return UnreadableFile(
        _("{file} 已损坏，读不全（{why}）；请用 Excel 或 WPS 打开后另存为 xlsx，或重新导出。").format(
            file=file,
            why=" ".join(str(error).split()) or type(error).__name__,  # it may quote the file's line ends
        )
    )


def locked(file: str) -> UnreadableFile:
    """What to say of a workbook under a password of a kind that cannot be tried."""
    return UnreadableFile(
        _("{file} 有密码，这种格式的密码打不开；请去掉密码后另存为 xlsx。").format(file=file)
    )


def opened(source: bytes | Path, kind: str, file: str, look: Look) -> tuple[RawSheet, ...]:
    """Each sheet of the workbook through `look`. Raises UnreadableFile on a password, CalamineError on the rest."""
    try:
        book = _book(source, kind)
    except PasswordError as error:
        raise locked(file) from error

    def loaded(number: int) -> Callable[[], CalamineSheet]:
        return lambda: book.get_sheet_by_index(number)

    return tuple(look(loaded(number), about) for number, about in enumerate(book.sheets_metadata))


def _book(source: bytes | Path, kind: str) -> CalamineWorkbook:
    """The workbook; from its file where the name tells the library the truth, which spares a copy in memory."""
    if isinstance(source, bytes):
        return CalamineWorkbook.from_filelike(io.BytesIO(source))
    if source.suffix.lower() in _HONEST[kind]:
        return CalamineWorkbook.from_path(source)
    with source.open("rb") as stream:
        return CalamineWorkbook.from_filelike(stream)


def others(source: bytes | Path, kind: str, file: str) -> tuple[RawSheet, ...]:
    """Workbooks of which only the values are seen."""
    warning = _("从 {kind} 文件看不到隐藏的行和列、错误值和公式；另存为 xlsx 后可以一并核查。").format(
        kind=kind
    )

    def look(get: Callable[[], CalamineSheet], about: SheetMetadata) -> RawSheet:
        return sheet(None if about.typ in WITHOUT_CELLS else get(), about, SheetScan(), warnings=(warning,))

    try:
        return opened(source, kind, file, look)
    except (CalamineError, *DAMAGE) as error:
        raise broken(file, error) from error


def sheet(
    found: CalamineSheet | None,
    about: SheetMetadata,
    seen: SheetScan,
    literals: Callable[[], dict[tuple[int, int], str]] = dict,
    epoch_1904: bool = False,
    warnings: tuple[str, ...] = (),
) -> RawSheet:
    """The values of a sheet together with what was `seen` beside them; `literals` are asked for only if needed.

    A cell has one mark at most, the gravest.
    """
    start = found.start if found else None
    # rows come from the first of the sheet, columns from the first used
    top, left = 1, start[1] + 1 if start else 1
    values = grid(found.iter_rows() if found else (), top, left)
    noted: dict[tuple[int, int], Mark] = dict(seen.marks)
    texts = {place: text for place, (mark, text) in noted.items() if mark == "error"}
    exact = literals() if values.long else {}
    for place in values.long:
        digits = exact.get(place)
        if digits and is_whole(digits):
            noted[place] = ("long_number", digits)
        else:
            noted[place] = ("precision_lost", digits or values.columns[place[1] - left][place[0] - top])
        texts[place] = noted[place][1]
    frame, kinds = cells(values, texts)
    last = frame.get_column("row").max()
    height = last if isinstance(last, int) else 0
    width = left + len(values.columns) - 1
    return RawSheet(
        name=about.name,
        cells=frame,
        height=height,
        kinds=kinds,
        visibility=next((word for shown, word in _VISIBILITY if about.visible == shown), "visible"),
        marks=marks(noted),
        merged=_merged(found),
        hidden_rows=tuple(sorted({row for row in seen.hidden_rows if row <= height})),
        hidden_columns=tuple(
            sorted({c for first, end in seen.hidden_columns for c in range(first, min(end, width) + 1)})
        ),
        epoch_1904=epoch_1904,
        warnings=warnings,
    )


def _merged(found: CalamineSheet | None) -> tuple[tuple[int, int, int, int], ...]:
    ranges = (found.merged_cell_ranges if found else None) or []
    return tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)
