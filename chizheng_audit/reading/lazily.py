"""Long tables in Parquet and Arrow IPC files are scanned, not read: what a rule does not ask for is never in memory."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.canon import cells_of
from chizheng_audit.reading.columnar import broken, columnar, header, scanned, texts
from chizheng_audit.reading.digest import file_digests
from chizheng_audit.reading.header import match
from chizheng_audit.reading.look import FileSeen, SheetSeen, blank_line, heeded
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.scan import Scan
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.typed import IDENTIFIERS
from chizheng_audit.tables.system import PROBLEMS, TOTALS

_SHOWN = 3


def look_lazily(file: str, said: Said) -> FileSeen | None:
    """The file scanned, or None when it is not a long table in a format that can be. Raises UnreadableFile.

    Its only sheet has `scan`; `rows` are the first few.
    """
    kind = _columnar(file)
    if kind is None:
        return None
    source = scanned(file, kind)
    schema = source.collect_schema()
    names = dict(enumerate(schema, start=1))
    sheet = RawSheet(name=None, cells=header(schema), height=1)
    found = match(sheet, said, file)
    if found is None or not found.table.long or found.rows != (1,):
        return None
    if not {"id_no", "month"} <= found.columns.keys():
        return None  # a scan looks rows up by these
    wanted = {name: names[int(column.place[1:])] for name, column in found.columns.items()}
    identifiers = [name for name in wanted if found.table.by_name[name].kind in IDENTIFIERS]
    if any(schema[wanted[name]].is_float() for name in identifiers):
        return None  # digits may be lost, which is told cell by cell
    known = texts(schema)
    lost = [name for name in wanted.values() if known[name] is None]
    own = {
        column: pl.col(name)
        if schema[name] == pl.String
        else text  # a text as it is spares a step on every row
        for column, name in wanted.items()
        if (text := known[name]) is not None
    }
    try:
        with ThreadPoolExecutor(1) as pool:  # the file's digest takes as long as all the rest
            digests = pool.submit(file_digests, file)
            scan = Scan(found, source, own)
            rows = scan.head(_SHOWN)
            height = int(source.select(pl.len()).collect(engine="streaming").item())
            sha256, secret = digests.result()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(file) from error
    scan.problems.clear()  # those of the first rows come again with all others
    warning = _("有 {n} 列不是单元格能写的值，没有读：{names}。").format(
        n=len(lost), names=_("、").join(lost)
    )
    book = Book(file, sha256, secret, kind, (sheet,))
    line = blank_line(file, book, sheet, found) | {"rows_read": height + 1, "rows_kept": height}
    partly = _("扫描读取：只看申报涉及的人的行，其他人的行不逐格检查。")
    line["warnings"] = [*line["warnings"], partly, *([warning] if lost else [])]
    line["set_aside"] = line["set_aside"] | {"header": 1}
    line["said"] = heeded(said, found, book, sheet)
    seen = SheetSeen(
        line=line,
        match=found,
        rows=rows,
        set_aside=sheet.cells.select(
            row_id="row",
            reason=pl.lit("header"),
            detail=pl.lit(None, dtype=pl.String),
            cells=cells_of(sheet.cells),
        ),
        problems=pl.DataFrame(schema=PROBLEMS),
        totals=pl.DataFrame(schema=TOTALS),
        scan=scan,
    )
    return FileSeen(file, sha256, secret, kind, (seen,))


def _columnar(file: str) -> str | None:
    try:
        with Path(file).open("rb") as stream:
            return columnar(stream.read(8))
    except OSError:
        return None  # reading it says why
