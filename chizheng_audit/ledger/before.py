"""The claims of the batches that are history: where each stands, read portion by portion or by its address.

A past claim's row_id is its address in the history: the base of its sheet there (see `Before.sheets`) plus its row.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from chizheng_audit.case import past_schema, prepare
from chizheng_audit.ledger.claims import canonical, files, scan, told
from chizheng_audit.ledger.entries import Batch
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.nearness import READ
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from chizheng_audit.tables.system import SHEET_SPAN

_PORTION = 1_000_000
"""Rows that are in hand at a time."""


@dataclass(frozen=True)
class Before:
    """The claims of `batches` (in the order of the ledger), but for those that were read from files `own` (SHA-256)."""

    ledger: Ledger
    batches: list[Batch]
    own: frozenset[str]

    @cached_property
    def sheets(self) -> pl.DataFrame:
        """entry and then (both String, Int64: the sheet's base in the reading of then) of each sheet, and its base here."""
        places = [
            (each.rows_of().entry, source.base) for each in self.batches for source in each.rows_of().sources
        ]
        schema = {"entry": pl.String, "then": pl.Int64}
        return pl.DataFrame(places, schema=schema, orient="row").with_columns(
            base=PAST_CLAIMS_BASE + pl.int_range(pl.len(), dtype=pl.Int64) * SHEET_SPAN
        )

    def addressed(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """`rows` (of schema.CLAIMS) with their addresses as row_id."""
        return (
            rows.with_columns(then=_sheet(pl.col("row_id")))
            .join(self.sheets.lazy(), on=["entry", "then"], how="left", maintain_order="left")
            .with_columns(row_id=pl.col("base") + pl.col("row_id") - pl.col("then"))
            .drop("then", "base")
        )

    def of(self, batches: Iterable[Batch]) -> pl.LazyFrame:
        """The rows of some of the batches, as schema.CLAIMS."""
        some = list(batches)
        return self._of_files(files(self.ledger, some), some)

    def _of_files(self, paths: list[Path], batches: list[Batch]) -> pl.LazyFrame:
        return scan(paths).filter(not_of(batches, self.own))

    def prepared(self, rows: pl.LazyFrame) -> pl.DataFrame:
        """`rows` (of schema.CLAIMS) as Tables.past has them, in the order of the ledger."""
        found = canonical(self.addressed(rows)).join(told(self.batches).lazy(), on="entry").collect()
        ordered = found.sort("row_id")
        prepared = prepare(ordered.select(CLAIMS.schema.names()))
        return prepared.hstack(ordered.select(past_schema().names()[prepared.width :]))

    def people(self) -> Iterator[pl.DataFrame]:
        """All rows by what says who they are (nearness.READ without person), the latest batch first, in portions."""
        paths: list[Path] = []
        count = 0
        for each in reversed(self.batches):
            entry = each.rows_of()
            for part, path in zip(reversed(entry.parts), reversed(files(self.ledger, [each])), strict=True):
                if paths and count + part.rows > _PORTION:
                    yield self._people(paths)
                    paths, count = [], 0
                paths.append(path)
                count += part.rows
        if paths:
            yield self._people(paths)

    def _people(self, paths: list[Path]) -> pl.DataFrame:
        columns = [name for name in READ if name not in ("row_id", "person")]
        rows = self._of_files(paths, self.batches).select("entry", "row_id", *columns)
        return self.addressed(rows).drop("entry").collect(engine="streaming")

    def at(self, addresses: pl.Series) -> pl.DataFrame:
        """The claims at those addresses (Int64), as Tables.past has them."""
        wanted = (
            addresses.to_frame("row_id")
            .with_columns(base=_sheet(pl.col("row_id")))
            .join(self.sheets, on="base")
            .select("entry", row_id=pl.col("row_id") - pl.col("base") + pl.col("then"))
        )
        by_entry = {
            str(entry): part.get_column("row_id")
            for (entry,), part in wanted.partition_by("entry", as_dict=True).items()
        }
        rows = [
            scan(files(self.ledger, [each])).filter(
                pl.col("row_id").is_in(by_entry[each.rows_of().entry].implode())
            )
            for each in self.batches
            if each.rows_of().entry in by_entry
        ]
        return self.prepared(pl.concat(rows) if rows else scan([]))


def not_of(batches: list[Batch], own: frozenset[str]) -> pl.Expr:
    """Whether a row was not read from one of the files `own`."""
    those = [
        (pl.col("entry") == each.rows_of().entry)
        & _sheet(pl.col("row_id")).is_in(
            [source.base for source in each.rows_of().sources if source.sha256 in own]
        )
        for each in batches
        if each.rows_of().sha256s() & own
    ]
    return ~pl.any_horizontal(those) if those else pl.lit(True)


def _sheet(row_id: pl.Expr) -> pl.Expr:
    return row_id // SHEET_SPAN * SHEET_SPAN
