"""One file, looked through: each sheet recognised, typed and accounted for. This is what a worker process does.

Row numbers stand in for `row_id` here (a base of 0); the caller, who knows all files, gives each sheet its base.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading import alike, called, doubts
from chizheng_audit.reading.blocks import Block, blocks
from chizheng_audit.reading.canon import cells_of
from chizheng_audit.reading.columnar import columnar, read_columnar
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.header import Match, key_of, match, names_of
from chizheng_audit.reading.parts import Whole, conform_sheet
from chizheng_audit.reading.rights_record import record
from chizheng_audit.reading.said import Said, fits, span
from chizheng_audit.reading.scan import Rescanned
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.workbook import read_workbook, sniff
from chizheng_audit.tables import TABLES
from chizheng_audit.tables.system import PROBLEMS, SHEETS, TOTALS

REASONS = tuple(field.name for field in SHEETS["set_aside"].fields)  # type: ignore[attr-defined] # a Struct
_HEAD = 8192


@dataclass(frozen=True)
class Ask:
    """How to look at a file: what its user said of it, passwords to try, whether to bring the cells of every
    row that was set aside (else those of sheets without a known table stay behind), and whether to bring those of
    the rows that were kept."""

    said: Said
    passwords: tuple[str, ...] = ()
    whole: bool = False
    kept: bool = False


@dataclass(frozen=True)
class SheetSeen:
    """One sheet as it was understood.

    line: its row of SHEETS (base 0). match: the header, or None where no table was recognised; `rows` is then
    empty, else the kept rows, with only those columns of the table that hold something. set_aside, problems,
    totals: see tables.system. incomplete: sentences why what was read of it is not the whole. beside: a digest of the
    cells of the kept rows that no column took. scan: all rows of a table that is scanned and not read; `rows` are then
    its first few. spans: the rows of SPANS that stand in a sheet of another table.
    """

    line: dict[str, Any]
    match: Match | None
    rows: pl.DataFrame
    set_aside: pl.DataFrame
    problems: pl.DataFrame
    totals: pl.DataFrame
    incomplete: tuple[str, ...] = ()
    beside: str = ""
    scan: Rescanned | None = None
    spans: pl.DataFrame | None = None
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True)
class FileSeen:
    """One file; `secret` is the digest that is never published, `format` e.g. "xlsx" or "csv gb18030".

    encoding, delimiter: see Book.
    """

    file: str
    sha256: str
    secret: str
    format: str
    sheets: tuple[SheetSeen, ...]
    encoding: str | None = None
    delimiter: str | None = None


def look(file: str, ask: Ask) -> FileSeen:
    """Look through one file. Raises AuditError with one sentence when it cannot be read."""
    book = book_of(file, ask)
    _check_sheets(file, book, ask.said)
    return FileSeen(
        file,
        book.sha256,
        book.secret,
        book.format,
        tuple(see(file, book, sheet, ask) for sheet in book.sheets),
        book.encoding,
        book.delimiter,
    )


def book_of(file: str, ask: Ask) -> Book:
    """The cells of one file. Raises AuditError with one sentence when it cannot be read."""
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(_HEAD)
        if kind := columnar(head):
            return read_columnar(file, kind)
        if sniff(head, file) == "text":
            return read_text(file, ask.said.encoding, ask.said.delimiter)
        return read_workbook(file, ask.passwords)
    except OSError as error:
        raise UnreadableFile(_("打不开 {file}：{why}。").format(file=file, why=error.strerror)) from error


def _check_sheets(file: str, book: Book, said: Said) -> None:
    """Nothing of a workbook would be read if none of its sheets were the one that was asked for."""
    names = [sheet.name for sheet in book.sheets if sheet.name is not None]
    if names and not any(map(said.wants, names)):
        raise UnreadableFile(
            _("{file} 里没有指定的工作表 {wanted}；有的是：{names}。请改 --columns 里的 sheet。").format(
                file=file, wanted=_("、").join(said.sheets), names=_("、").join(names)
            )
        )


def see(file: str, book: Book, sheet: RawSheet, ask: Ask) -> SheetSeen:
    """Recognise, type and account for one sheet."""
    wanted = ask.said.wants(sheet.name)
    said = ask.said.on(sheet.name)
    done = record(sheet, said) if wanted else None
    if wanted and done is None:
        found = match(sheet, said, file)
        done = conform_sheet(sheet, found, file, said) if found else None
    found = done.parts[0].match if done else None
    line, aside = account(file, book, sheet, found, done, ask.whole, "no_table" if wanted else "left_out")
    incomplete = (
        [*done.incomplete, *doubts.passed_over(sheet, done.parts, done.set_aside, said)] if done else []
    )
    if wanted and not done:
        incomplete = doubts.without_table(sheet)
    line["said"] = heeded(said, found, book, sheet)
    if found and not said.table:
        headers = {name: column.header for name, column in found.columns.items()}
        texts = names_of(sheet, found.rows[0], file)
        line["warnings"] += called.remark(found.table, texts, headers)
    line["warnings"] += [*incomplete, *(_in_vain(said, found, book, sheet) if wanted else [])]
    rows = done.rows if done else pl.DataFrame(schema={"row_id": pl.Int64()})
    held = [column.name for column in rows if column.name == "row_id" or column.null_count() < len(column)]
    return SheetSeen(
        line=line,
        match=found,
        rows=rows.select(held),
        set_aside=aside,
        problems=done.problems if done else pl.DataFrame(schema=PROBLEMS),
        totals=done.totals if done else pl.DataFrame(schema=TOTALS),
        incomplete=tuple(incomplete),
        beside=alike.beside(done.parts) if done else "",
        spans=done.spans if done else None,
        blocks=blocks(sheet, done.parts) if done and ask.kept else (),
    )


def account(
    file: str,
    book: Book,
    sheet: RawSheet,
    found: Match | None,
    done: Whole | None,
    whole: bool = False,
    unread: str = "no_table",
) -> tuple[dict[str, Any], pl.DataFrame]:
    """The sheet's line of SHEETS, and its rows that were set aside. Rows read = kept + set aside, or this raises.

    unread: the reason of all rows of a sheet without a known table.
    """
    if done:
        rest, kept = done.set_aside, done.kept
    else:
        cells = cells_of(sheet.cells) if whole else pl.lit(None, dtype=pl.List(pl.String))
        rest = sheet.cells.select(
            row_id="row", reason=pl.lit(unread), detail=pl.lit(None, dtype=pl.String), cells=cells
        )
        kept = 0
    if len(sheet.damaged):
        damaged = sheet.damaged.select(
            row_id="row", reason=pl.lit("unparsed"), detail="why", cells=pl.concat_list("text")
        )
        rest = pl.concat([rest, damaged]).sort("row_id")
    counts = dict.fromkeys(REASONS, 0) | dict(rest.group_by("reason").len().rows())
    counts["blank"] += sheet.height - kept - len(rest)
    if counts["blank"] < 0 or sum(counts.values()) + kept != sheet.height:
        raise AssertionError(f"rows of {file} do not add up: {sheet.height} read, {kept} kept, {counts}")
    line = blank_line(file, book, sheet, found)
    line |= {"rows_read": sheet.height, "rows_kept": kept, "set_aside": counts}
    line["header_rows"] = list(done.header_rows) if done else []
    line["warnings"] = [*sheet.warnings, *(done.warnings if done else ())]
    return line, rest


def blank_line(file: str, book: Book, sheet: RawSheet, found: Match | None) -> dict[str, Any]:
    """A sheet's line of SHEETS before its rows are counted."""
    return {
        "base": 0,
        "file": file,
        "sha256": book.sha256,
        "sheet": sheet.name,
        "visibility": sheet.visibility,
        "table": found.table.name if found else None,
        "header_rows": list(found.rows) if found else [],
        "columns": _understood(sheet, found),
        "rows_read": 0,
        "rows_kept": 0,
        "set_aside": dict.fromkeys(REASONS, 0),
        "hidden_rows": list(sheet.hidden_rows),
        "hidden_columns": list(sheet.hidden_columns),
        "unmatched_headers": list(found.unmatched) if found else [],
        "said": None,
        "content": None,
        "warnings": list(sheet.warnings),
    }


def _understood(sheet: RawSheet, found: Match | None) -> list[dict[str, Any]]:
    names = {column.place: column.name for column in found.columns.values()} if found else {}
    places = [place for place in sheet.cells.columns if place != "row"]
    return [{"place": int(place[1:]), "name": names.get(place)} for place in places]


def heeded(said: Said, found: Match | None, book: Book, sheet: RawSheet) -> dict[str, Any] | None:
    """What was said that bears on this sheet, as SHEETS.said; words only where its header has them."""
    left = {key_of(header) for header, name in said.words.items() if name is None}
    columns = found.columns.values() if found else ()
    text = book.delimiter is not None
    parts: dict[str, Any] = {
        "table": said.table,
        "sheet": list(said.sheets) if sheet.name is not None else None,
        "header_rows": list(said.header_rows),
        "encoding": said.encoding if text else None,
        "delimiter": said.delimiter if text else None,
        "columns": [{"header": c.header, "column": c.name} for c in columns if c.how == "override"],
        "ignore": [header for header in found.unmatched if key_of(header) in left] if found else [],
    }
    parts = {key: value or None for key, value in parts.items()}
    return parts if any(parts.values()) else None


def _in_vain(said: Said, found: Match | None, book: Book, sheet: RawSheet) -> list[str]:
    """Warnings about what was said of a file and fits nothing in it; of a file as a whole with its first sheet."""
    vain = []
    if found is None and said.header_rows:
        rows = span(said.header_rows)
        vain.append(_("表头已指定在第 {rows} 行，但那里不像已知的表头，没有读入。").format(rows=rows))
    elif found is None and said.table:
        title = _(TABLES[said.table].title)
        vain.append(_("已指定为{title}，但前几行没有它的表头，没有读入。").format(title=title))
    if said.delimiter and book.delimiter and len(sheet.cells.columns) == 2:
        vain.append(_("按指定的分隔符 {sign} 只分出一列。").format(sign=said.delimiter))
    if sheet is book.sheets[0]:
        names = [each.name for each in book.sheets if each.name is not None]
        for pattern, _said in said.in_sheet:
            if names and not any(fits(pattern, name) for name in names):
                vain.append(
                    _("--columns 里的 in_sheet“{pattern}”没有对上任何工作表。").format(pattern=pattern)
                )
    return vain
