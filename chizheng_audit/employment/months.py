"""Where month rows come from: held in memory, or scanned anew; either way only as far as they are about some people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import polars as pl

from chizheng_audit.credit_code import credit_code
from chizheng_audit.employment.portions import ASKED, Portion, of_values
from chizheng_audit.folding import run_together
from chizheng_audit.units import name_key

SLICE = 1 << 20
"""Rows that are looked at together."""


class Months(Protocol):
    """Rows of the insurance table, with the columns of ASKED."""

    @property
    def reach(self) -> tuple[date | None, date | None]:
        """The first and the last month that any row tells of; None without a month."""

    def about(self, people: pl.Series) -> Iterator[Portion]:
        """All rows that are about one of `people` (canonical IDs, each once), in portions."""

    def units(self) -> pl.DataFrame:
        """The distinct pairs of employer and employer_code of all rows."""


@dataclass(frozen=True)
class Held:
    """Month rows in memory."""

    rows: pl.DataFrame

    @property
    def reach(self) -> tuple[date | None, date | None]:
        """See Months."""
        return self.rows.get_column("month").min(), self.rows.get_column("month").max()  # type: ignore[return-value] # of a column of dates

    def about(self, people: pl.Series) -> Iterator[Portion]:
        """See Months."""
        return of_values(self.rows.select(ASKED).iter_slices(SLICE), people)

    def units(self) -> pl.DataFrame:
        """See Months."""
        return self.rows.select("employer", "employer_code").unique()


@dataclass(frozen=True)
class Ranges:
    """Rows of the spans table."""

    rows: pl.DataFrame

    @property
    def reach(self) -> tuple[date | None, date | None]:
        """The first and the last month that a span tells of."""
        ends = self.rows.select(pl.col("since").min(), until=pl.coalesce("until", "since").max())
        return ends.item(0, "since"), ends.item(0, "until")

    def units(self) -> pl.DataFrame:
        """See Months."""
        return self.rows.select("employer", "employer_code").unique()


def reach_of(sources: Sequence[Months | Ranges]) -> tuple[date | None, date | None]:
    """The first and the last month of all sources."""
    ends = [source.reach for source in sources]
    return (
        min((first for first, _last in ends if first), default=None),
        max((last for _first, last in ends if last), default=None),
    )


def unit(name: pl.Expr) -> pl.Expr:
    """A unit's name for comparing, as units.name_key folds it; one without letters is compared as it stands."""
    return pl.coalesce(name_key(name), run_together(name))


def code(raw: pl.Expr) -> pl.Expr:
    """What tells a unit before its name: a credit code whose check character is right."""
    return credit_code(raw)
