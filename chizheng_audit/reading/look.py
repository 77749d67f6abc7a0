"""One file, looked through: each sheet recognised, typed and accounted for. This is what a worker process does.

Row numbers stand in for `row_id` here (a base of 0); the caller, who knows all files, gives each sheet its base.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.canon import Conformed, cells_of, conform
from chizheng_audit.reading.columnar import columnar, read_columnar
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.header import Match, Said, match
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.workbook import read_workbook, sniff
from chizheng_audit.tables.system import PROBLEMS, SHEETS, TOTALS

REASONS = tuple(field.name for field in SHEETS["set_aside"].fields)  # type: ignore[attr-defined] # a Struct
_ID_CELL = r"^\s*[0-9]{17}[0-9Xx]\s*$"
_HEAD = 8192
_SEARCHED = 2000


@dataclass(frozen=True)
class Ask:
    """How to look at a file: what its user said of it, passwords to try, and whether to bring the cells of every
    row that was set aside (else those of sheets without a known table stay behind)."""

    said: Said
    passwords: tuple[str, ...] = ()
    encoding: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class SheetSeen:
    """One sheet as it was understood.

    line: its row of SHEETS (base 0). match: the header, or None where no table was recognised; `rows` is then
    empty, else the kept rows, with only those columns of the table that hold something. set_aside, problems,
    totals: see tables.system. holds_people: no table, but resident IDs.
    """

    line: dict[str, Any]
    match: Match | None
    rows: pl.DataFrame
    set_aside: pl.DataFrame
    problems: pl.DataFrame
    totals: pl.DataFrame
    holds_people: bool


@dataclass(frozen=True)
class FileSeen:
    """One file; `secret` is the digest that is never published, `format` e.g. "xlsx" or "csv gb18030"."""

    file: str
    sha256: str
    secret: str
    format: str
    sheets: tuple[SheetSeen, ...]


def look(file: str, ask: Ask) -> FileSeen:
    """Look through one file. Raises AuditError with one sentence when it cannot be read."""
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(_HEAD)
        if kind := columnar(head):
            book = read_columnar(file, kind)
        elif sniff(head, file) == "text":
            book = read_text(file, ask.encoding)
        else:
            book = read_workbook(file, ask.passwords)
    except OSError as error:
        raise UnreadableFile(_("打不开 {file}：{why}。").format(file=file, why=error.strerror)) from error
    return FileSeen(
        file,
        book.sha256,
        book.secret,
        book.format,
        tuple(see(file, book, sheet, ask) for sheet in book.sheets),
    )


def see(file: str, book: Book, sheet: RawSheet, ask: Ask) -> SheetSeen:
    """Recognise, type and account for one sheet."""
    found = match(sheet, ask.said)
    done = conform(sheet, found, file) if found else None
    line, aside = account(file, book, sheet, found, done, ask.whole)
    rows = done.rows if done else pl.DataFrame(schema={"row_id": pl.Int64()})
    held = [column.name for column in rows if column.name == "row_id" or column.null_count() < len(column)]
    return SheetSeen(
        line=line,
        match=found,
        rows=rows.select(held),
        set_aside=aside,
        problems=done.problems if done else pl.DataFrame(schema=PROBLEMS),
        totals=done.totals if done else pl.DataFrame(schema=TOTALS),
        holds_people=found is None and _holds_people(sheet),
    )


def account(
    file: str, book: Book, sheet: RawSheet, found: Match | None, done: Conformed | None, whole: bool = False
) -> tuple[dict[str, Any], pl.DataFrame]:
    """The sheet's line of SHEETS, and its rows that were set aside. Rows read = kept + set aside, or this raises."""
    if done:
        rest, kept = done.set_aside, len(done.rows)
    else:
        cells = cells_of(sheet.cells) if whole else pl.lit(None, dtype=pl.List(pl.String))
        rest = sheet.cells.select(
            row_id="row", reason=pl.lit("no_table"), detail=pl.lit(None, dtype=pl.String), cells=cells
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
        "rows_read": 0,
        "rows_kept": 0,
        "set_aside": dict.fromkeys(REASONS, 0),
        "hidden_rows": list(sheet.hidden_rows),
        "hidden_columns": list(sheet.hidden_columns),
        "unmatched_headers": list(found.unmatched) if found else [],
        "content": None,
        "warnings": list(sheet.warnings),
    }


def _holds_people(sheet: RawSheet) -> bool:
    tests = [pl.col(c).str.contains(_ID_CELL).any() for c in sheet.cells.columns if c != "row"]
    return bool(tests) and any(bool(v) for v in sheet.cells.head(_SEARCHED).select(tests).row(0))
