"""A long table in a columnar file: read anew whenever it is asked, and only as far as it is about certain people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Literal, Protocol

import polars as pl

from chizheng_audit.employment.masks import month_number
from chizheng_audit.employment.months import Months
from chizheng_audit.employment.portions import (
    MONTHS,
    NO_WORD,
    WORDS,
    Learned,
    Numbered,
    Portion,
    among,
    maybe,
)
from chizheng_audit.reading.canon import problems_of
from chizheng_audit.reading.columnar import FIRST_ROW
from chizheng_audit.reading.header import Match
from chizheng_audit.reading.sheet import MARKS
from chizheng_audit.reading.typed import BLANKS, CLEAN, cleaned, mapped
from chizheng_audit.reading.values import NOTHING
from chizheng_audit.tables import Column

_PORTION = 1 << 19
_ENGINE: Literal["streaming"] = "streaming"


class Rescanned(Months, Protocol):
    """A sheet whose rows are read anew whenever they are asked for."""

    @property
    def problems(self) -> list[pl.DataFrame]:
        """The cells without a value in the rows that were looked at so far, where they are not told from the first."""

    @property
    def base(self) -> int:
        """What row numbers are added to."""

    def at(self, base: int) -> "Rescanned":
        """The same with its rows counted from `base`."""

    def row(self, row_id: int) -> pl.DataFrame:
        """The row at that address; no row where there is none."""

    def head(self, rows: int) -> pl.DataFrame:
        """The first few rows, all their columns."""


@dataclass(frozen=True)
class Scan:
    """All rows of a table that is scanned; as months of insurance they are employment.Months.

    source: the file's columns. texts: canonical column → its cells as text. base: what
    row numbers are added to. problems: the cells without a value in the rows that were looked at, gathered as they are.
    """

    match: Match
    source: pl.LazyFrame
    texts: Mapping[str, pl.Expr]
    base: int = 0
    problems: list[pl.DataFrame] = field(default_factory=list)

    def at(self, base: int) -> "Scan":
        """See Rescanned."""
        return replace(self, base=base)

    def head(self, rows: int) -> pl.DataFrame:
        """See Rescanned."""
        return self._typed(self._cells(tuple(self.texts)).head(rows).collect())

    def row(self, row_id: int) -> pl.DataFrame:
        """One row, all its columns; none where there is no such row."""
        here = pl.col("row") == row_id - self.base
        return self._typed(self._cells(tuple(self.texts), here).collect(engine=_ENGINE))

    @property
    def reach(self) -> tuple[date | None, date | None]:
        """See Months."""
        column, text = self.match.table.by_name["month"], self.texts["month"]
        spellings = self.source.select(text=text).unique().collect(engine=_ENGINE).to_series().drop_nulls()
        months = pl.select(mapped(pl.lit(spellings), spellings.to_list(), column)).to_series().drop_nulls()
        return months.min(), months.max()  # type: ignore[return-value] # of a column of dates

    def about(self, people: pl.Series) -> Iterator[Portion]:
        """See Months."""
        asked = [name for name in (*MONTHS, *WORDS) if name in self.texts]
        wanted = maybe(self.texts["id_no"], people)
        numbered = Numbered(asked)
        meant = {name: Learned(partial(self._meant, name)) for name in asked}
        texts = {name: self.texts[name] for name in ("id_no", *asked)}
        cells = self.source.filter(wanted).select(**texts)
        for part in cells.collect_batches(chunk_size=_PORTION, engine=_ENGINE):
            rows = among(numbered.rows(part), people)
            values = {name: meant[name].of(numbered.texts(name)).to_series() for name in asked}
            if {*MONTHS} <= {*asked}:
                rows = _without_unread(rows, numbered.texts("paid_for"), values["paid_for"])
            yield _portion(rows, values)
        for name in asked:
            self._remember(
                name, numbered.texts(name), meant[name].of(numbered.texts(name)).to_series(), wanted
            )

    def units(self) -> pl.DataFrame:
        """See Months."""
        asked = {name: self.texts[name] for name in ("employer", "employer_code") if name in self.texts}
        parts = [
            part.unique()
            for part in self.source.select(**asked).collect_batches(chunk_size=_PORTION, engine=_ENGINE)
        ]
        told = pl.concat(parts).unique() if parts else pl.DataFrame(schema=dict.fromkeys(asked, pl.String))
        columns = {name: cleaned(pl.col(name), self.match.table.by_name[name].kind, name) for name in asked}
        return with_all(told.select(**columns), ("employer", "employer_code"), self.match)

    def _meant(self, name: str, texts: pl.Series) -> pl.DataFrame:
        """The values of distinct texts; months as numbers."""
        values = _read(texts, self.match.table.by_name[name])
        number = month_number(pl.col("value")) if name in MONTHS else pl.col("value")
        return values.to_frame("value").select(number)

    def _remember(self, name: str, texts: pl.Series, values: pl.Series, wanted: pl.Expr) -> None:
        """Look up the cells of a column that have no value, if there are any; they are few, and their rows are not read
        before."""
        found, none = self.match.columns[name], pl.DataFrame(schema=MARKS)
        told = partial(problems_of, self.match.table.name, found, marks=none)
        lost = told(pl.int_range(len(texts), eager=True), texts, values).get_column("raw")
        if lost.is_empty():
            return
        here = wanted & self.texts[name].is_in(lost.implode())
        for part in self._cells((name,), here).collect_batches(chunk_size=_PORTION, engine=_ENGINE):
            raw = part.get_column(found.place)
            self.problems.append(told(part.get_column("row") + self.base, raw, values.clear(len(raw))))

    def _cells(self, names: tuple[str, ...], wanted: pl.Expr | None = None) -> pl.LazyFrame:
        places = {self.match.columns[name].place: self.texts[name] for name in names}
        numbered = self.source.with_row_index("row", FIRST_ROW).with_columns(pl.col("row").cast(pl.Int64))
        rows = numbered if wanted is None else numbered.filter(wanted)
        return rows.select("row", **places)

    def _typed(self, cells: pl.DataFrame) -> pl.DataFrame:
        """Cells as values; those that have none are remembered.

        Each spelling is read once: of what is in a long table there are few.
        """
        table, rows = self.match.table, {"row_id": cells.get_column("row") + self.base}
        for name, found in self.match.columns.items():
            if found.place not in cells.columns:
                continue
            raw = cells.get_column(found.place)
            rows[name] = values = _read(raw, table.by_name[name])
            if values.null_count() > raw.null_count():
                none = pl.DataFrame(schema=MARKS)
                self.problems.append(problems_of(table.name, found, rows["row_id"], raw, values, none))
        return pl.DataFrame(rows)


def _read(raw: pl.Series, column: Column) -> pl.Series:
    """The values of cells."""
    spellings = raw.unique()
    text = pl.lit(spellings)
    if column.kind not in CLEAN:
        rows = raw.alias("text").to_frame()  # so that a column of nothing but nulls has all its rows
        value = mapped(pl.col("text"), spellings.drop_nulls().to_list(), column)
        return rows.with_columns(value=value).get_column("value")
    values = pl.select(cleaned(text, column.kind, column.name)).to_series()
    return raw if values.equals(spellings) else raw.replace_strict(spellings, values, return_dtype=pl.String)


def _without_unread(rows: pl.DataFrame, texts: pl.Series, paid_for: pl.Series) -> pl.DataFrame:
    """`rows` without the month where the one that it was paid for cannot be read; the month of booking is not that one."""
    said = texts.is_not_null() & ~texts.str.strip_chars(BLANKS).is_in([*NOTHING])
    unread = (said & paid_for.is_null()).arg_true()
    if unread.is_empty():
        return rows
    lost = pl.col("paid_for").is_in(unread.cast(pl.UInt32).implode())
    return rows.with_columns(month=pl.when(~lost).then("month").otherwise(0))


def _portion(rows: pl.DataFrame, values: Mapping[str, pl.Series]) -> Portion:
    """`rows` with the numbers of texts, and what these mean."""
    absent = {name: pl.repeat(None, len(rows), dtype=pl.Int32, eager=True) for name in MONTHS}
    none = {name: pl.zeros(len(rows), dtype=pl.UInt32, eager=True) for name in WORDS}
    months = {name: values[name].gather(rows[name]) for name in MONTHS if name in values}
    words = {name: rows[name] for name in WORDS if name in values}
    columns = {"who": rows["who"], **absent, **none, **months, **words}
    return Portion(pl.DataFrame(columns), {name: values.get(name, NO_WORD) for name in WORDS})


def with_all(rows: pl.DataFrame, names: tuple[str, ...], match: Match) -> pl.DataFrame:
    """`rows` with all of `names`; null where the file has no such column."""
    gone = {name: pl.lit(None, match.table.schema[name]) for name in names if name not in rows.columns}
    return rows.with_columns(**gone).select(names)
