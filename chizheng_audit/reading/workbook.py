"""A workbook file to a Book: values through python-calamine (xlrd for old ones), the rest through the side-scan."""

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import ParseError

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
from chizheng_audit.reading.digest import digests
from chizheng_audit.reading.formats import WORKBOOKS, format_of, is_locked_ods, open_zip, refusal, sniff
from chizheng_audit.reading.passwords import unlock
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.xls import is_locked, read_xls
from chizheng_audit.reading.xlsx_parts import contents
from chizheng_audit.reading.xlsx_scan import SheetScan, held_extents, long_numbers, scan

__all__ = ["read_workbook", "sniff"]

_DENSE = 20_000_000
_DIGITS_KEPT = 15
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    NotImplementedError,
    EOFError,
    RuntimeError,
    ValueError,
)
_VISIBILITY = ((SheetVisibleEnum.Hidden, "hidden"), (SheetVisibleEnum.VeryHidden, "veryHidden"))
_WITHOUT_CELLS = (SheetTypeEnum.ChartSheet, SheetTypeEnum.DialogSheet, SheetTypeEnum.Vba)


def read_workbook(path: str, passwords: tuple[str, ...] = ()) -> Book:
    """Every sheet of the workbook at `path`, hidden ones too; `passwords` are tried on a protected one.

    A cell has one mark at most, the gravest. Raises UnreadableFile with one sentence for whatever cannot be read.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(_("打不开 {file}：{why}。").format(file=path, why=error.strerror)) from error
    sha256, secret = digests(data)
    kind = format_of(data)
    if kind == "encrypted":
        data = unlock(data, path, passwords)
        kind = format_of(data)
    if kind not in WORKBOOKS or kind == "encrypted":
        raise refusal(kind, path)
    if kind == "xls":
        sheets = _old(data, path, passwords)
    else:
        archive = open_zip(data, path)
        if is_locked_ods(archive):
            raise _locked(path)
        sheets = _xlsx(data, archive, path) if kind == "xlsx" else _others(data, kind, path)
    return Book(path, sha256, secret, kind, sheets)


def _broken(file: str, error: BaseException) -> UnreadableFile:
    return UnreadableFile(
        _("{file} 已损坏，读不全（{why}）；请用 Excel 或 WPS 打开后另存为 xlsx，或重新导出。").format(
            file=file, why=str(error) or type(error).__name__
        )
    )


def _locked(file: str) -> UnreadableFile:
    return UnreadableFile(
        _("{file} 有密码，这种格式的密码打不开；请去掉密码后另存为 xlsx。").format(file=file)
    )


def _old(data: bytes, file: str, passwords: tuple[str, ...]) -> tuple[RawSheet, ...]:
    try:
        return read_xls(data)
    except Exception as error:
        if is_locked(error):
            try:
                return read_xls(unlock(data, file, passwords))
            except UnreadableFile:
                raise
            except Exception as again:
                raise _broken(file, again) from again
        return _others(data, "xls", file)


def _others(data: bytes, kind: str, file: str) -> tuple[RawSheet, ...]:
    """Workbooks of which only the values are seen."""
    warning = _("从 {kind} 文件看不到隐藏的行和列、错误值和公式；另存为 xlsx 后可以一并核查。").format(
        kind=kind
    )
    return _opened(data, file, lambda sheet, about: _sheet(sheet, about, SheetScan(), warnings=(warning,)))


def _xlsx(data: bytes, archive: zipfile.ZipFile, file: str) -> tuple[RawSheet, ...]:
    try:
        listed = contents(archive)
    except _DAMAGE as error:
        raise _broken(file, error) from error
    scans = {name: _scanned(archive, part, name, file) for name, part in listed.parts.items()}

    def look(sheet: CalamineSheet | None, about: SheetMetadata) -> RawSheet:
        def literals() -> dict[tuple[int, int], str]:
            with archive.open(listed.parts[about.name]) as stream:
                return long_numbers(stream)

        seen = scans.get(about.name)
        if seen is None:
            return _sheet(
                sheet,
                about,
                SheetScan(),
                dict,
                listed.epoch_1904,
                _warnings(SheetScan(familiar=False), sheet),
            )
        return _sheet(sheet, about, seen, literals, listed.epoch_1904, _warnings(seen, sheet))

    return _opened(data, file, look)


def _opened(
    data: bytes, file: str, look: Callable[[CalamineSheet | None, SheetMetadata], RawSheet]
) -> tuple[RawSheet, ...]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return tuple(
            look(None if about.typ in _WITHOUT_CELLS else book.get_sheet_by_index(number), about)
            for number, about in enumerate(book.sheets_metadata)
        )
    except PasswordError as error:
        raise UnreadableFile(
            _("{file} 有密码，这种格式的密码打不开；请去掉密码后另存为 xlsx。").format(file=file)
        ) from error
    except (CalamineError, *_DAMAGE) as error:
        raise _broken(file, error) from error


def _scanned(archive: zipfile.ZipFile, part: str, name: str, file: str) -> SheetScan:
    """The side-scan of a sheet. Raises UnreadableFile when its cells lie too far apart to be laid out."""
    try:
        with archive.open(part) as stream:
            found = scan(stream)
        rows, columns = found.rows, found.columns
        bound = max(_DENSE, found.size)
        if rows * columns > bound:
            with archive.open(part) as stream:
                rows, columns = held_extents(stream)
    except _DAMAGE as error:
        raise _broken(file, error) from error
    if rows * columns > bound:
        raise UnreadableFile(
            _(
                "{file} 的工作表“{sheet}”在很远处有零星单元格（区域 {rows} 行 × {columns} 列），读不了；"
                "请删去表格以外的内容后另存。"
            ).format(file=file, sheet=name, rows=rows, columns=columns)
        )
    return found


def _sheet(
    sheet: CalamineSheet | None,
    about: SheetMetadata,
    seen: SheetScan,
    literals: Callable[[], dict[tuple[int, int], str]] = dict,
    epoch_1904: bool = False,
    warnings: tuple[str, ...] = (),
) -> RawSheet:
    """The values of `sheet` together with what was `seen` beside them; `literals` are asked for only if needed."""
    start = sheet.start if sheet else None
    top, left = (
        1,
        start[1] + 1 if start else 1,
    )  # rows come from the first of the sheet, columns from the first used
    found = grid(sheet.iter_rows() if sheet else (), top, left)
    noted: dict[tuple[int, int], Mark] = dict(seen.marks)
    texts = {place: text for place, (mark, text) in noted.items() if mark == "error"}
    exact = literals() if found.long else {}
    for place in found.long:
        digits = exact.get(place)
        if digits and _whole(digits):
            noted[place] = ("long_number", digits)
        else:
            noted[place] = ("precision_lost", digits or found.columns[place[1] - left][place[0] - top])
        texts[place] = noted[place][1]
    frame, kinds = cells(found, texts)
    last = frame.get_column("row").max()
    height = last if isinstance(last, int) else 0
    width = left + len(found.columns) - 1
    return RawSheet(
        name=about.name,
        cells=frame,
        height=height,
        kinds=kinds,
        visibility=next((word for shown, word in _VISIBILITY if about.visible == shown), "visible"),
        marks=marks(noted),
        merged=_merged(sheet),
        hidden_rows=tuple(sorted({row for row in seen.hidden_rows if row <= height})),
        hidden_columns=tuple(
            sorted({c for first, end in seen.hidden_columns for c in range(first, min(end, width) + 1)})
        ),
        epoch_1904=epoch_1904,
        warnings=warnings,
    )


def _warnings(seen: SheetScan, sheet: CalamineSheet | None) -> tuple[str, ...]:
    if sheet is not None and not seen.familiar:
        return (
            _("这张表的写法少见，看不到隐藏的行和列、错误值和公式；用 Excel 或 WPS 另存后可以一并核查。"),
        )
    if seen.unplaced:
        return (
            _(
                "有 {count} 处隐藏行、错误值或公式没有写明位置，未能标出；用 Excel 或 WPS 另存后可以一并核查。"
            ).format(count=seen.unplaced),
        )
    return ()


def _whole(digits: str) -> bool:
    """Whether a literal holds what was typed: Excel keeps fifteen digits and writes zeros for the rest."""
    return digits.lstrip("-")[_DIGITS_KEPT:].strip("0") != ""


def _merged(sheet: CalamineSheet | None) -> tuple[tuple[int, int, int, int], ...]:
    ranges = (sheet.merged_cell_ranges if sheet else None) or []
    return tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)
