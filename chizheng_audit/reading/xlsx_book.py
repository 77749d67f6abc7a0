"""An xlsx archive to sheets: the library reads what is written as usual, the exact reader whatever is not."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, SheetMetadata

from chizheng_audit.i18n import _
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.xlsx_expat import read_sheet
from chizheng_audit.reading.xlsx_library import DAMAGE, WITHOUT_CELLS, broken, opened, sheet
from chizheng_audit.reading.xlsx_parts import Contents, contents
from chizheng_audit.reading.xlsx_references import References, references
from chizheng_audit.reading.xlsx_scan import SheetScan, held_extents, long_numbers, scan

_DENSE = 20_000_000


def read_xlsx(source: bytes | Path, archive: zipfile.ZipFile, file: str) -> tuple[RawSheet, ...]:
    """The sheets of a workbook in order. Raises UnreadableFile with one sentence for what cannot be read."""
    try:
        listed = contents(archive)
        scans = {name: _scanned(archive, part) for name, part in listed.parts.items()}
    except DAMAGE as error:
        raise broken(file, error) from error
    exact = _exact_reader(archive, listed, file)

    def look(get: Callable[[], CalamineSheet], about: SheetMetadata) -> RawSheet:
        if about.typ in WITHOUT_CELLS or about.name not in scans:
            warnings = () if about.typ in WITHOUT_CELLS else (_unseen(),)
            return sheet(None if about.typ in WITHOUT_CELLS else get(), about, SheetScan(), warnings=warnings)
        seen = scans[about.name]
        if seen is None:
            return exact(about.name)

        def literals() -> dict[tuple[int, int], str]:
            with archive.open(listed.parts[about.name]) as stream:
                return long_numbers(stream)

        return sheet(get(), about, seen, literals, listed.epoch_1904)

    try:
        try:
            return opened(source, "xlsx", file, look)
        except (CalamineError, OverflowError):  # it knows UTF-8 only, and stumbles over durations without end
            return tuple(exact(name) for name in listed.parts)
    except (CalamineError, *DAMAGE) as error:
        raise broken(file, error) from error


def _scanned(archive: zipfile.ZipFile, part: str) -> SheetScan | None:
    """The side-scan of a sheet; None when the library cannot be trusted with it.

    That is when it is written in an unusual way, or when its cells lie so far apart that laying out all between them
    would take unreasonable room.
    """
    with archive.open(part) as stream:
        found = scan(stream)
    if not found.familiar:
        return None
    rows, columns, bound = found.rows, found.columns, max(_DENSE, found.size)
    if rows * columns > bound:
        with archive.open(part) as stream:
            rows, columns = held_extents(stream)
    return found if rows * columns <= bound else None


def _exact_reader(archive: zipfile.ZipFile, listed: Contents, file: str) -> Callable[[str], RawSheet]:
    """From a sheet's name to the sheet as expat reads it; what its cells refer to is read once."""

    @cache
    def known() -> References:
        return references(archive, listed.strings, listed.styles)

    def exact(name: str) -> RawSheet:
        with archive.open(listed.parts[name]) as stream:
            found = read_sheet(stream, known(), listed.epoch_1904)
        done = found.sheet(name, file, visibility=listed.visibility[name], epoch_1904=listed.epoch_1904)
        last = max((int(column[1:]) for column in done.cells.columns[1:]), default=0)
        return replace(done, warnings=(_far(done.height, last),)) if done.height * last > _DENSE else done

    return exact


def _far(row: int, column: int) -> str:
    return _(
        "有单元格远在表格之外（最后一行是第 {row} 行，最后一列是第 {column} 列），可能是误录；请核对。"
    ).format(row=row, column=column)


def _unseen() -> str:
    return _("这张表的写法少见，看不到隐藏的行和列、错误值和公式；用 Excel 或 WPS 另存后可以一并核查。")
