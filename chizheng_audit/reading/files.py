"""From files to one Reading: each sheet recognised, typed and accounted for; no file stops the others."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError, UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.canon import Conformed, conform
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.header import Match, match
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.result import Reading
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.workbook import read_workbook, sniff
from chizheng_audit.reading.worker import Workers
from chizheng_audit.tables import TABLES
from chizheng_audit.tables.system import PROBLEMS, SET_ASIDE, SHEET_SPAN, SHEETS, TOTALS

REASONS = tuple(field.name for field in SHEETS["set_aside"].fields)  # type: ignore[attr-defined] # a Struct
_ID_CELL = r"^\s*[0-9]{17}[0-9Xx]\s*$"

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Seen:
    """One sheet as the reader saw it: the cells, what they were understood as, and the typed rows."""

    file: str
    book: Book
    sheet: RawSheet
    match: Match | None
    conformed: Conformed | None
    base: int


def look(
    files: Sequence[str],
    overrides: Overrides | None = None,
    passwords: tuple[str, ...] = (),
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Iterator[Seen | tuple[str, UnreadableFile]]:
    """Each sheet of each file in order; a file that cannot be read comes as (file, why)."""
    overrides = overrides or Overrides()
    base = SHEET_SPAN
    for file, book in _books(files, passwords, encoding):
        if progress:
            progress(file)
        if isinstance(book, UnreadableFile):
            yield file, book
            continue
        said = overrides.said(file)
        for sheet in book.sheets:
            found = match(sheet, said)
            done = conform(sheet, found, base, file) if found else None
            yield Seen(file, book, sheet, found, done, base)
            base += SHEET_SPAN


def _books(
    files: Sequence[str], passwords: tuple[str, ...], encoding: str | None
) -> Iterator[tuple[str, Book | UnreadableFile]]:
    """Text is read here; workbooks in worker processes, because their libraries can take a process down."""
    kinds = [_kind(file) for file in files]
    tasks = [(file, (file, passwords)) for file, kind in zip(files, kinds, strict=True) if kind != "text"]
    with Workers() as workers:
        answers = workers.read_all(tasks, read_workbook)
        for file, kind in zip(files, kinds, strict=True):
            if kind == "text":
                try:
                    yield file, read_text(file, encoding=encoding)
                except AuditError as error:
                    yield file, UnreadableFile(str(error))
                except OSError as error:
                    yield (
                        file,
                        UnreadableFile(_("打不开 {file}：{why}。").format(file=file, why=error.strerror)),
                    )
            else:
                yield file, next(answers)


def _kind(file: str) -> str:
    try:
        with Path(file).open("rb") as stream:
            head = stream.read(8192)
    except OSError:
        return "text"  # opening it again says why it cannot be read
    return "text" if sniff(head, file) == "text" else "workbook"


def read(
    files: Sequence[str],
    overrides: Overrides | None = None,
    passwords: tuple[str, ...] = (),
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read `files` into one Reading. A file that cannot be read does not stop the others."""
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in TABLES}
    sheets: list[dict[str, Any]] = []
    aside, problems, totals = ([pl.DataFrame(schema=s)] for s in (SET_ASIDE, PROBLEMS, TOTALS))
    failed: list[tuple[str, str]] = []
    secrets: list[str] = []
    alike: dict[int, list[tuple[pl.DataFrame, dict[str, Any]]]] = {}
    for seen in look(files, overrides, passwords, encoding, progress):
        if isinstance(seen, tuple):
            failed.append((seen[0], str(seen[1])))
            continue
        secrets.append(seen.book.secret)
        line, rest = account(seen)
        aside.append(rest)
        if seen.match and seen.conformed:
            rows = seen.conformed.rows
            copy = _is_copy(rows, line, alike)
            if not copy:  # a copy is told by data_same_file_twice; its rows are not claimed again
                parts[seen.match.table.name].append(rows)
                problems.append(seen.conformed.problems)
                totals.append(seen.conformed.totals)
        elif _holds_people(seen.sheet):
            failed.append(
                (_place(seen), _("看不出这张表是什么，但其中有身份证号；请用 --as 或 --columns 说明。"))
            )
        sheets.append(line)
    return Reading(
        tables={name: pl.concat([TABLES[name].empty(), *frames]) for name, frames in parts.items()},
        sheets=pl.DataFrame(sheets, schema=SHEETS),
        set_aside=pl.concat(aside),
        problems=pl.concat(problems),
        totals=pl.concat(totals),
        failed=tuple(failed),
        secret=hashlib.sha256("".join(sorted(secrets)).encode()).digest(),
    )


def _is_copy(
    rows: pl.DataFrame,
    line: dict[str, Any],
    alike: dict[int, list[tuple[pl.DataFrame, dict[str, Any]]]],
) -> bool:
    """Whether these rows, cell for cell, came before. Only sheets of one length are compared, by a digest of their cells."""
    same = alike.setdefault(len(rows), [])
    same.append((rows, line))
    if len(same) == 1 or rows.is_empty():
        return False
    for each, its_line in same:
        its_line["content"] = its_line["content"] or _content(each)
    return line["content"] in [its_line["content"] for _each, its_line in same[:-1]]


def account(seen: Seen) -> tuple[dict[str, Any], pl.DataFrame]:
    """The sheet's line of SHEETS, and its rows that were set aside. Rows read = kept + set aside, or this raises."""
    sheet, done = seen.sheet, seen.conformed
    damaged = sheet.damaged.select(
        row_id=pl.col("row") + seen.base,
        reason=pl.lit("unparsed"),
        text=pl.concat_str("why", pl.lit("："), "text"),
    )
    if done:
        rest, kept = done.set_aside, len(done.rows)
    else:
        rest = sheet.cells.select(
            row_id=pl.col("row") + seen.base, reason=pl.lit("no_table"), text=pl.lit("")
        )
        kept = 0
    rest = pl.concat([rest, damaged]).sort("row_id")
    counts = dict.fromkeys(REASONS, 0) | dict(rest.group_by("reason").len().rows())
    counts["blank"] += sheet.height - kept - len(rest)
    if counts["blank"] < 0 or sum(counts.values()) + kept != sheet.height:
        raise AssertionError(f"rows of {seen.file} do not add up: {sheet.height} read, {kept} kept, {counts}")
    line = {
        "base": seen.base,
        "file": seen.file,
        "sha256": seen.book.sha256,
        "sheet": sheet.name,
        "visibility": sheet.visibility,
        "table": seen.match.table.name if seen.match else None,
        "header_rows": list(seen.match.rows) if seen.match else [],
        "rows_read": sheet.height,
        "rows_kept": kept,
        "set_aside": counts,
        "hidden_rows": list(sheet.hidden_rows),
        "hidden_columns": list(sheet.hidden_columns),
        "unmatched_headers": list(seen.match.unmatched) if seen.match else [],
        "content": None,
        "warnings": [*sheet.warnings, *(done.warnings if done else ())],
    }
    return line, rest


def _content(rows: pl.DataFrame) -> str:
    """A digest of the kept cells in order, to know a re-saved copy by."""
    cells = (
        rows.drop("row_id").lazy().select(one=pl.struct(pl.all()).hash(17), two=pl.struct(pl.all()).hash(71))
    )
    place = pl.int_range(pl.len(), dtype=pl.UInt64) * 2 + 1
    sums = cells.select((pl.col("one") * place).sum(), (pl.col("two") * place).sum()).collect().row(0)
    return "".join(f"{value:016x}" for value in sums)


def _holds_people(sheet: RawSheet) -> bool:
    places: Iterable[str] = [c for c in sheet.cells.columns if c != "row"]
    tests = [pl.col(c).str.contains(_ID_CELL).any() for c in places]
    return bool(tests) and any(bool(v) for v in sheet.cells.head(2000).select(tests).row(0))


def _place(seen: Seen) -> str:
    return f"{seen.file} [{seen.sheet.name}]" if seen.sheet.name else seen.file
