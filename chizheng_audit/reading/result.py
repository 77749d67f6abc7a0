"""What reading a set of files returns."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Reading:
    """The typed rows of all files, and the account of every row that was in them.

    tables: canonical table → frame with that table's schema (claims, insurance), rows in the order read.
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
