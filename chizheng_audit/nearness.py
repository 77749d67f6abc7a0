"""Near-duplicate identities among claims, worked out once a run: when the first rule asks for them."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from chizheng_audit import identity
from chizheng_audit.policy import Policy
from chizheng_audit.similarity import Limits, Near, near
from chizheng_audit.tables.system import SHEET_SPAN

_READ = ("row_id", "id_no", "person", "name", "phone", "account")

DAMAGED = pl.Schema(
    {
        "base": pl.Int64(),  # the sheet, see tables.system
        "numbers": pl.Int64(),  # how many resident IDs it has, masked ones and other documents left out
        "wrong": pl.Int64(),  # how many of them are not right by their check
    }
)
"""Sheets whose ID column is damaged: so many wrong numbers are nobody's slips."""

DAMAGED_BY = ("ids_damaged_share", "ids_damaged_least")
"""Parameters: the share of wrong numbers above which a column is damaged, and how many there must be."""
COINCIDENCES = "near_name_coincidences"
"""Parameter: how many pairs chance may make of a name, if the name alone is to speak for a pair."""


@dataclass(frozen=True)
class Nearness:
    """What similarity.near finds among `claims` (with the columns of case.prepare) by what the policy says that day.

    The frames are those of similarity.result; wrong numbers of damaged columns are not compared.
    """

    claims: pl.LazyFrame
    damaged_share: float | None = None
    damaged_least: int = 0
    coincidences: float = Limits.coincidences

    @classmethod
    def of(cls, claims: pl.LazyFrame, law: Policy, day: date) -> "Nearness":
        """The near-duplicates of `claims` under `law`, audited on `day`."""
        share, least = (law.value(name, day) for name in DAMAGED_BY)
        coincidences = law.value(COINCIDENCES, day)
        return cls(
            claims,
            None if share is None or least is None else float(share),
            least or 0,
            Limits.coincidences if coincidences is None else float(coincidences),
        )

    @property
    def pairs(self) -> pl.LazyFrame:
        """PAIRS of similarity."""
        return self._found.pairs.lazy()

    @property
    def entities(self) -> pl.LazyFrame:
        """ENTITIES of similarity."""
        return self._found.entities.lazy()

    @property
    def clusters(self) -> pl.LazyFrame:
        """CLUSTERS of similarity."""
        return self._found.clusters.lazy()

    @property
    def capped(self) -> pl.DataFrame:
        """CAPPED of similarity: what was too many to be compared."""
        return self._found.capped

    @property
    def damaged(self) -> pl.LazyFrame:
        """The sheets of DAMAGED."""
        return self._damaged.lazy()

    def in_damaged(self) -> pl.Expr:
        """Whether a claim (row_id, person, id_no) has a wrong number in a damaged column (Boolean, never null)."""
        if self._damaged.is_empty():
            return pl.lit(False)
        sheet = pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
        inside = sheet.is_in(self._damaged.get_column("base").implode())
        right = identity.check_is_right(pl.col("person")).fill_null(False)  # one of 15 digits, lifted, is
        return inside & pl.col("id_no").is_not_null() & ~right

    @cached_property
    def _read(self) -> pl.DataFrame:
        return self.claims.select(_READ).collect()

    @cached_property
    def _damaged(self) -> pl.DataFrame:
        if self.damaged_share is None:
            return pl.DataFrame(schema=DAMAGED)
        number = pl.col("id_no")
        right = identity.parse(self._read.get_column("person")).get_column("right").fill_null(False)
        doubted = self._read.filter(~right)  # a right number is a resident ID
        theirs = doubted.filter(
            number.is_not_null() & ~number.str.contains("*", literal=True) & ~identity.is_document(number)
        )
        every = pl.concat([self._read.filter(right).with_columns(wrong=0), theirs.with_columns(wrong=1)])
        sheets = (
            every.lazy()
            .group_by(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
            .agg(numbers=pl.len().cast(pl.Int64), wrong=pl.col("wrong").cast(pl.Int64).sum())
        )
        many = (pl.col("wrong") > pl.col("numbers") * self.damaged_share) & (
            pl.col("wrong") >= self.damaged_least
        )
        return sheets.filter(many).sort("base").collect()

    @cached_property
    def _found(self) -> Near:
        rows = self._read if self._damaged.is_empty() else self._read.filter(~self.in_damaged())
        return near(rows.drop("person"), Limits(coincidences=self.coincidences))
