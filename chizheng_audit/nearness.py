"""Near-duplicate identities among claims, worked out once a run: when the first rule asks for them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from chizheng_audit import identity
from chizheng_audit.policy import Policy
from chizheng_audit.similarity import Limits, Near, beside_numbers, near
from chizheng_audit.tables.system import SHEET_SPAN

READ = ("row_id", "id_no", "person", "name", "phone", "account")
"""The columns of claims that say who somebody is."""
WHOLE = 2_000_000
"""How many of the latest past claims are compared like those at hand; of older ones only what their numbers tell, lest
memory and time grow with the years."""

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
class Older:
    """The claims of earlier batches, row_ids below 0.

    people: all of them by READ without person, the latest first, in portions. claims: those with given row_ids, as
    case.Tables.past has them.
    """

    people: Callable[[], Iterator[pl.DataFrame]]
    claims: Callable[[pl.Series], pl.DataFrame]


@dataclass(frozen=True)
class _Looked:
    """The past rows (READ) to be compared; how many claims these are of: compared like those at hand, by number only, and
    left out because their number is a wrong one of a damaged column.
    """

    rows: pl.DataFrame
    whole: int
    by_number: int
    damaged: int


@dataclass(frozen=True)
class Nearness:
    """What similarity.near finds among `claims` (with the columns of case.prepare) by what the policy says that day.

    The frames are those of similarity.result; wrong numbers of damaged columns are not compared. `throughout` is the same
    for the claims at hand and those of earlier batches, `older`, together; it is worked out when it is asked for.
    """

    claims: pl.LazyFrame
    damaged_share: float | None = None
    damaged_least: int = 0
    coincidences: float = Limits.coincidences
    older: Older | None = None

    @classmethod
    def of(cls, claims: pl.LazyFrame, law: Policy, day: date, older: Older | None = None) -> "Nearness":
        """The near-duplicates of `claims` (and of `older` ones) under `law`, audited on `day`."""
        share, least = (law.value(name, day) for name in DAMAGED_BY)
        coincidences = law.value(COINCIDENCES, day)
        return cls(
            claims,
            None if share is None or least is None else float(share),
            least or 0,
            Limits.coincidences if coincidences is None else float(coincidences),
            older,
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
        return _wrong_in(self._damaged)

    @cached_property
    def throughout(self) -> "Nearness":
        """The near-duplicates among the claims at hand and those of earlier batches; itself where there are none."""
        if self.looked_at.rows.is_empty():
            return self
        both = pl.concat([self.looked_at.rows, self._sound])
        return Nearness(both.lazy(), coincidences=self.coincidences)

    @cached_property
    def looked_at(self) -> _Looked:
        """What of the earlier batches is compared; their damaged columns are left out as those at hand are."""
        kept = [pl.DataFrame(schema=self._read.schema)]
        whole = by_number = damaged = 0
        told_by_number: Callable[[pl.Series], pl.Series] | None = None
        for portion in self.older.people() if self.older and len(self._sound) else ():
            rows = portion.with_columns(person=identity.person(pl.col("id_no"))).select(READ)
            rows = rows.filter(~_wrong_in(self._damaged_of(rows)))
            damaged += len(portion) - len(rows)
            if whole + len(portion) <= WHOLE and not by_number:
                whole += len(rows)
            else:
                by_number += len(rows)
                told_by_number = told_by_number or beside_numbers(self._sound.get_column("id_no"))
                rows = rows.filter(told_by_number(rows.get_column("id_no")))
            kept.append(rows)
        return _Looked(pl.concat(kept), whole, by_number, damaged)

    @cached_property
    def older_claims(self) -> pl.DataFrame:
        """The claims of earlier batches (as case.Tables.past) of those who are in one cluster with somebody at hand.

        By more than one number, that is: those under the very number are among the past claims of the case.
        """
        assert self.older is not None
        found = self.throughout
        links = found.pairs.filter((pl.col("grade") != "possible") & (pl.col("relation") != "same_number"))
        ends = pl.concat([links.select(entity=end) for end in ("one", "other")])
        linked = found.clusters.join(ends, on="entity", how="semi").select("cluster").unique()
        theirs = found.entities.join(found.clusters.join(linked, on="cluster", how="semi"), on="entity")
        met = theirs.filter(pl.col("row_id") >= 0).select("cluster").unique()
        wanted = theirs.join(met, on="cluster", how="semi").filter(pl.col("row_id") < 0).collect()
        return self.older.claims(wanted.get_column("row_id").sort())

    @property
    def looked_back(self) -> bool:
        """Whether anybody has asked for `older_claims`."""
        return "older_claims" in vars(self)

    @cached_property
    def _read(self) -> pl.DataFrame:
        return self.claims.select(READ).collect()

    @cached_property
    def _damaged(self) -> pl.DataFrame:
        return self._damaged_of(self._read)

    def _damaged_of(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The DAMAGED sheets of `rows` (READ)."""
        if self.damaged_share is None:
            return pl.DataFrame(schema=DAMAGED)
        number = pl.col("id_no")
        right = identity.parse(rows.get_column("person")).get_column("right").fill_null(False)
        doubted = rows.filter(~right)  # a right number is a resident ID
        theirs = doubted.filter(
            number.is_not_null() & ~number.str.contains("*", literal=True) & ~identity.is_document(number)
        )
        every = pl.concat([rows.filter(right).with_columns(wrong=0), theirs.with_columns(wrong=1)])
        sheets = (
            every.lazy()
            .group_by(base=_sheet())
            .agg(numbers=pl.len().cast(pl.Int64), wrong=pl.col("wrong").cast(pl.Int64).sum())
        )
        many = (pl.col("wrong") > pl.col("numbers") * self.damaged_share) & (
            pl.col("wrong") >= self.damaged_least
        )
        return sheets.filter(many).sort("base").collect()

    @cached_property
    def _sound(self) -> pl.DataFrame:
        """The rows that are compared."""
        return self._read if self._damaged.is_empty() else self._read.filter(~self.in_damaged())

    @cached_property
    def _found(self) -> Near:
        return near(self._sound.drop("person"), Limits(coincidences=self.coincidences))


def _wrong_in(damaged: pl.DataFrame) -> pl.Expr:
    """Whether a claim (row_id, person, id_no) has a wrong number in one of these sheets (Boolean, never null)."""
    if damaged.is_empty():
        return pl.lit(False)
    inside = _sheet().is_in(damaged.get_column("base").implode())
    right = identity.check_is_right(pl.col("person")).fill_null(False)  # one of 15 digits, lifted, is
    return inside & pl.col("id_no").is_not_null() & ~right


def _sheet() -> pl.Expr:
    return pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
