"""What reading a set of files returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl


@dataclass(frozen=True)
class Reading:
    """The typed rows of all files, and the account of every row that was in them.

    tables: canonical table → frame with that table's schema (claims, insurance), rows in the order read.
    scans: canonical table → frames of files that are scanned and not read; see `lazy`.
    sheets, set_aside, problems, totals: see tables.system.
    failed: (file, sentence) of each file that could not be read; the run is then incomplete.
    secret: the unpublished digest of all sources, the default key of fingerprints.
    """

    tables: dict[str, pl.DataFrame]
    sheets: pl.DataFrame
    set_aside: pl.DataFrame
    problems: pl.DataFrame
    totals: pl.DataFrame
    failed: tuple[tuple[str, str], ...]
    secret: bytes
    scans: Mapping[str, tuple[pl.LazyFrame, ...]] = field(default_factory=dict)

    def lazy(self, table: str) -> pl.LazyFrame:
        """All rows of a canonical table, read and scanned, with its schema."""
        return pl.concat([self.tables[table].lazy(), *self.scans.get(table, ())], how="diagonal")
