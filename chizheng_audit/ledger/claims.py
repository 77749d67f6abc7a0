"""The claims of a ledger, scanned lazily: only files that an entry in force names, so what is not committed is not seen."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from chizheng_audit.ledger.entries import Batch
from chizheng_audit.ledger.folder import Ledger
from chizheng_audit.ledger.schema import CLAIMS
from chizheng_audit.tables import CLAIMS as CANONICAL


def files(ledger: Ledger, batches: Iterable[Batch]) -> list[Path]:
    """The Parquet files that hold the claims of `batches`."""
    return [ledger.folder / "claims" / part.path for batch in batches for part in batch.rows_of().parts]


def scan(paths: list[Path]) -> pl.LazyFrame:
    """The rows of these files as schema.CLAIMS; columns that an older version did not write are null."""
    if not paths:
        return pl.LazyFrame(schema=CLAIMS)
    return pl.scan_parquet(
        paths, schema=CLAIMS, missing_columns="insert", extra_columns="ignore", hive_partitioning=False
    )


def canonical(rows: pl.LazyFrame) -> pl.LazyFrame:
    """`rows` with the types of the canonical table of claims."""
    return rows.with_columns(
        pl.col(name).cast(dtype) for name, dtype in CANONICAL.schema.items() if isinstance(dtype, pl.Enum)
    )


def told(batches: Iterable[Batch]) -> pl.DataFrame:
    """entry, number, batch, status: what is said of the rows of each entry, by the batches in force."""
    return pl.DataFrame(
        [(b.rows_of().entry, b.now.number, b.name, b.now.status) for b in batches],
        schema={"entry": pl.String, "number": pl.Int64, "batch": pl.String, "status": pl.String},
        orient="row",
    )


def listed(ledger: Ledger, batches: list[Batch]) -> pl.LazyFrame:
    """The claims of `batches`: batch, status, file, sheet, row, then the canonical columns, in the order recorded."""
    rows = canonical(scan(files(ledger, batches))).join(told(batches).lazy(), on="entry")
    return rows.sort("number", "row_id").select(
        "batch", "status", "file", "sheet", "row", *(c.name for c in CANONICAL.columns)
    )


def like() -> pl.Expr:
    """What makes prepared claims alike (UInt64): subsidy, person, and certificate number, else occupation and level.

    Not who claims: of a person's certificate that two claim for, one is one too many.
    """
    return pl.struct(pl.col("subsidy").cast(pl.String), who().alias("who"), what().alias("what")).hash(0)


def who() -> pl.Expr:
    """The person; where the number tells none, the name and the number as they stand."""
    return pl.coalesce("person", pl.concat_str(pl.col("name", "id_no").fill_null(""), separator="\x1e"))


def what() -> pl.Expr:
    """What is claimed for: the certificate's number, else occupation and level; null where nothing is said of it."""
    named = pl.concat_str(pl.col("trade", "level").cast(pl.String).fill_null(""), separator="\x1e")
    return pl.coalesce("number", pl.when(named != "\x1e").then(named))
