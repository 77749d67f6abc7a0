"""A long table in a columnar file: read anew whenever it is asked, and only as far as it is about certain people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Protocol

import polars as pl

from chizheng_audit.employment.months import ASKED, Months, about
from chizheng_audit.reading.canon import problems_of
from chizheng_audit.reading.header import Match
from chizheng_audit.reading.sheet import MARKS
from chizheng_audit.reading.typed import CLEAN, cleaned, mapped
from chizheng_audit.tables import Column

_PORTION = 1 << 18
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

    source: the file's columns, and `row`, its rows' numbers. texts: canonical column → its cells as text. base: what
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

    def about(self, people: pl.Series) -> Iterator[pl.DataFrame]:
        """See Months."""
        asked = tuple(name for name in ASKED if name in self.texts)
        wanted = self._cells(asked, about(self.texts["id_no"], people))
        for cells in wanted.collect_batches(chunk_size=_PORTION, engine=_ENGINE):
            number = cells.get_column(self.match.columns["id_no"].place)
            rows = self._typed(cells, without="id_no").with_columns(id_no=number)
            yield with_all(rows, ASKED, self.match)

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

    def _cells(self, names: tuple[str, ...], wanted: pl.Expr | None = None) -> pl.LazyFrame:
        places = {self.match.columns[name].place: self.texts[name] for name in names}
        rows = self.source if wanted is None else self.source.filter(wanted)
        return rows.select("row", **places)

    def _typed(self, cells: pl.DataFrame, without: str = "") -> pl.DataFrame:
        """Cells as values, but for the column `without`; those that have none are remembered.

        Each spelling is read once: of what is in a long table there are few.
        """
        table, rows = self.match.table, {"row_id": cells.get_column("row") + self.base}
        for name, found in self.match.columns.items():
            if name == without or found.place not in cells.columns:
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


def with_all(rows: pl.DataFrame, names: tuple[str, ...], match: Match) -> pl.DataFrame:
    """`rows` with all of `names`; null where the file has no such column."""
    gone = {name: pl.lit(None, match.table.schema[name]) for name in names if name not in rows.columns}
    return rows.with_columns(**gone).select(names)
