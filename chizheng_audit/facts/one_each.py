"""One finding for several claims: the first of them, which speaks for the others."""

import polars as pl

from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.tables import CLAIMS

ORDER = ("claim_date", "hire_date")
"""The order in which claims are paid, as far as they say; the row is the last resort."""

_CELLS = tuple(column.name for column in CLAIMS.columns if column.name not in ORDER)


def one_each(rows: pl.LazyFrame, key: str | list[str], apart: pl.Expr | None = None) -> pl.LazyFrame:
    """The first claim of each group of `key`, by ORDER and then by what the claims say, never by where they stand.

    Rows for which `apart` holds are each a group of their own: nothing says that they are about the same.
    Added: `count`, `total` (money of the group), `covers` (row_ids of the others), `evidence` (the first LISTED of them).
    """
    return (
        rows.with_columns(_apart=None if apart is None else pl.when(apart).then("row_id"))
        .sort(*ORDER, *_CELLS, "row_id", nulls_last=True)
        .group_by([*([key] if isinstance(key, str) else key), "_apart"], maintain_order=True)
        .agg(
            pl.all().first(),
            count=pl.len(),
            total=pl.col("amount").cast(pl.Decimal(14, 2)).sum(),
            covers=pl.col("row_id").slice(1),
        )
        .with_columns(evidence=pl.col("covers").list.head(LISTED))
    )
