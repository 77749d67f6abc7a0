"""A long table in a large text file: read block by block, once to account for every row, and anew for the rows of
certain people. Never more of it in memory than a block.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from chizheng_audit.employment.portions import ASKED, Portion, of_values
from chizheng_audit.i18n import _
from chizheng_audit.reading import doubts
from chizheng_audit.reading.delimited import book_of, growing
from chizheng_audit.reading.dialect import Dialect
from chizheng_audit.reading.header import Match, match
from chizheng_audit.reading.limits import long_text
from chizheng_audit.reading.look import REASONS, FileSeen, SheetSeen, blank_line, heeded
from chizheng_audit.reading.parts import Whole, conform_sheet
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.scan import with_all
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.text_source import NotUtf8, Source
from chizheng_audit.tables.system import PROBLEMS, SET_ASIDE, TOTALS

_SHOWN = 3
_UNIT = ("employer", "employer_code")
_TOLD = 20  # sentences about single blocks; more are no help


@dataclass(frozen=True)
class TextScan:
    """All rows of the table, as employment.Months and reading.scan.Rescanned; what is told of them is told in `look`."""

    source: Source
    said: Said
    match: Match
    first: pl.DataFrame
    ends: tuple[date | None, date | None]
    employers: pl.DataFrame
    base: int = 0
    problems: list[pl.DataFrame] = field(default_factory=list)

    def at(self, base: int) -> "TextScan":
        """See Rescanned."""
        return replace(self, base=base)

    def head(self, rows: int) -> pl.DataFrame:
        """See Rescanned; at most a few are known."""
        return self.first.head(rows).with_columns(pl.col("row_id") + self.base)

    def row(self, row_id: int) -> pl.DataFrame:
        """See Rescanned."""
        here = pl.col("row_id") == row_id - self.base
        for portion in _portions(self.source, self.said, self.match):
            found = portion.done.rows.filter(here)
            if len(found):
                return found.with_columns(pl.col("row_id") + self.base)
        return self.first.clear()

    @property
    def reach(self) -> tuple[date | None, date | None]:
        """See Months."""
        return self.ends

    def units(self) -> pl.DataFrame:
        """See Months."""
        return self.employers

    def about(self, people: pl.Series) -> Iterator[Portion]:
        """See Months."""
        portions = _portions(self.source, self.said, self.match)
        return of_values((with_all(part.done.rows, ASKED, self.match) for part in portions), people)


@dataclass(frozen=True)
class _Portion:
    """One block's rows. sheet: its cells, under the header. done: what they are, less what the header is told for."""

    sheet: RawSheet
    done: Whole


def look_at_long_text(file: str, said: Said) -> FileSeen | None:
    """The file looked through, or None when it is not a long table in a large text file, or one whose columns change.

    Raises UnreadableFile as read_text does.
    """
    try:
        if Path(file).stat().st_size < long_text():
            return None
    except OSError:
        return None  # reading it says why
    source = Source(file, said.encoding)
    try:
        return _look(source, said)
    except NotUtf8:
        source.look_closer()
        return _look(source, said)


def _look(source: Source, said: Said) -> FileSeen | None:
    table = next(growing(source, said.delimiter))
    first = RawSheet(name=None, cells=table.cells(), height=table.height)
    found = match(first, said)
    if found is None or not found.table.long:
        return None
    account = _Account()
    for portion in _portions(source, said, found):
        if len(portion.done.parts) > 1 or portion.done.parts[0].match.columns != found.columns:
            return None
        account.add(portion, said)
    return account.seen(source, said, found, table.dialect)


def _portions(source: Source, said: Said, found: Match) -> Iterator[_Portion]:
    header: pl.DataFrame | None = None
    for table in growing(source, said.delimiter):
        cells, damaged = table.drained()
        if header is None:
            header = cells.filter(pl.col("row").is_in(found.rows))
            own = cells
        else:
            own = pl.concat([header, cells])
        if cells.is_empty() and damaged.is_empty():
            continue
        sheet = RawSheet(name=None, cells=own, height=table.height, damaged=damaged)
        yield _Portion(sheet, conform_sheet(sheet, found, source.path, said))


class _Account:
    """What the portions come to."""

    def __init__(self) -> None:
        self.kept = self.height = 0
        self.aside = [pl.DataFrame(schema=SET_ASIDE)]
        self.problems = [pl.DataFrame(schema=PROBLEMS)]
        self.warnings: dict[str, None] = {}
        self.incomplete: dict[str, None] = {}
        self.first: pl.DataFrame | None = None
        self.units = pl.DataFrame(schema=dict.fromkeys(_UNIT, pl.String))
        self.months: list[date] = []

    def add(self, portion: _Portion, said: Said) -> None:
        """One more portion."""
        done, sheet = portion.done, portion.sheet
        begun = self.first is not None
        aside = done.set_aside.filter(~pl.col("row_id").is_in(done.header_rows)) if begun else done.set_aside
        damaged = sheet.damaged.select(
            row_id="row", reason=pl.lit("unparsed"), detail="why", cells=pl.concat_list("text")
        )
        self.aside += [aside, damaged]
        self.problems.append(done.problems)
        self.warnings |= dict.fromkeys(done.warnings)
        self.incomplete |= dict.fromkeys(
            [*done.incomplete, *doubts.passed_over(sheet, done.parts, done.set_aside, said)]
        )
        self.kept, self.height = self.kept + len(done.rows), sheet.height
        if self.first is None:
            self.first = done.rows.head(_SHOWN)
        rows = with_all(done.rows, (*_UNIT, "month"), done.parts[0].match)
        self.units = pl.concat([self.units, rows.select(_UNIT)]).unique()
        ends = rows.select(pl.col("month").min(), last=pl.col("month").max()).row(0)
        self.months = [month for month in (*self.months, *ends) if month]

    def seen(self, source: Source, said: Said, found: Match, written: Dialect) -> FileSeen:
        """The file with its one sheet. Rows read = kept + set aside."""
        aside = pl.concat(self.aside).sort("row_id")
        counts = dict.fromkeys(REASONS, 0) | dict(aside.group_by("reason").len().rows())
        counts["blank"] += self.height - self.kept - len(aside)
        if counts["blank"] < 0:
            raise AssertionError(f"rows of {source.path} do not add up: {self.height}, {self.kept}, {counts}")
        first = pl.DataFrame() if self.first is None else self.first
        sheet = RawSheet(name=None, cells=pl.DataFrame(schema={"row": pl.Int64}), height=self.height)
        book = book_of(source, written, sheet)
        line = blank_line(source.path, book, sheet, found)
        line |= {"rows_read": self.height, "rows_kept": self.kept, "set_aside": counts}
        partly = _("文件大，逐块读取。")
        line["warnings"] = [partly, *list(self.warnings)[:_TOLD], *list(self.incomplete)[:_TOLD]]
        line["said"] = heeded(said, found, book, sheet)
        line["columns"] = [{"place": int(c.place[1:]), "name": c.name} for c in found.columns.values()]
        ends = (min(self.months, default=None), max(self.months, default=None))
        scan = TextScan(source, said, found, first, ends, self.units)
        seen = SheetSeen(
            line=line,
            match=found,
            rows=first,
            set_aside=aside,
            problems=pl.concat(self.problems),
            totals=pl.DataFrame(schema=TOTALS),
            incomplete=tuple(self.incomplete)[:_TOLD],
            scan=scan,
        )
        return FileSeen(
            source.path, source.sha256, source.secret, book.format, (seen,), book.encoding, book.delimiter
        )
