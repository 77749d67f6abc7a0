"""What reading a set of files returns."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from chizheng_audit.reading.blocks import Block
from chizheng_audit.reading.scan import Rescanned
from chizheng_audit.tables.system import SHEET_SPAN


@dataclass(frozen=True)
class Reading:
    """The typed rows of all files, and the account of every row that was in them.

    tables: canonical table → frame with that table's schema (claims, insurance), rows in the order read.
    scans: canonical table → files that are scanned and not read.
    sheets, set_aside, problems, totals: see tables.system.
    failed: (file, sentence) of each file that could not be read; the run is then incomplete.
    secret: the unpublished digest of all sources, the default key of fingerprints.
    blocks: base of a sheet → its header and kept rows as they stand, where they were asked for.
    """

    tables: dict[str, pl.DataFrame]
    sheets: pl.DataFrame
    set_aside: pl.DataFrame
    problems: pl.DataFrame
    totals: pl.DataFrame
    failed: tuple[tuple[str, str], ...]
    secret: bytes
    scans: Mapping[str, tuple[Rescanned, ...]] = field(default_factory=dict)
    blocks: Mapping[int, tuple[Block, ...]] = field(default_factory=dict)

    def row(self, table: str, row_id: int) -> pl.DataFrame:
        """The row of a canonical table at that address, read or scanned; no row where there is none."""
        held = self.tables[table].filter(pl.col("row_id") == row_id)
        scans = [scan for scan in self.scans.get(table, ()) if scan.base == row_id // SHEET_SPAN * SHEET_SPAN]
        return scans[0].row(row_id) if scans else held

    def sample(self, table: str) -> pl.LazyFrame:
        """The rows of a canonical table that were read, and the first few of those that are scanned."""
        scans = self.scans.get(table, ())
        return pl.concat([self.tables[table], *(scan.head(1) for scan in scans)], how="diagonal").lazy()
