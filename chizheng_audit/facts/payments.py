"""What employers and agencies were paid for, now and in earlier batches: claims by employer, and sums against the cap."""

import polars as pl

from chizheng_audit import units
from chizheng_audit.case import Case

MONEY = pl.Decimal(14, 2)
_SCOPES = ("forever", "year")


def capped(case: Case) -> tuple[pl.LazyFrame, list[str]]:
    """The claims of `case` in the order of payment (claim date, hire date, row), and the columns that a cap goes by.

    Added: paid (the claimed money, 0 where none is told), cap, paid_year, before (what earlier batches claimed within these
    columns), running (that and what is paid up to here), rank (1 is the first head of all), named (how many heads up to
    here are this employer's by name only), left (of the cap, before this row), payable (the part of paid that is).
    Raises ValueError where the pack's employer_cap_scope is no known word.
    """
    scope = case.value("employer_cap_scope") or "forever"
    if scope not in _SCOPES:
        raise ValueError(f"employer_cap_scope is {scope}, and may be {' or '.join(_SCOPES)}")
    within = ["employer_key", "paid_year"] if scope == "year" else ["employer_key"]
    rows = (
        case.tables.claims.with_columns(
            paid=pl.col("amount").fill_null(0).cast(MONEY),
            cap=pl.lit(case.value("employer_cap")).cast(MONEY),
            paid_year=pl.coalesce("claim_date", "hire_date").dt.year(),
        )
        .join(_before(case, within), on=within, how="left")
        .with_columns(pl.col("before", "heads", "heads_named").fill_null(0))
        .sort("claim_date", "hire_date", "row_id", nulls_last=True)
        .with_columns(
            running=pl.col("before") + pl.col("paid").cum_sum().over(within),
            rank=pl.col("heads") + pl.int_range(1, pl.len() + 1).over(within),
            named=pl.col("heads_named")
            + (pl.col("employer_by") == "name").fill_null(False).cast(pl.Int64).cum_sum().over(within),
        )
        .with_columns(left=pl.max_horizontal(pl.col("cap") - (pl.col("running") - pl.col("paid")), pl.lit(0)))
        .with_columns(payable=pl.min_horizontal("left", "paid"))
    )
    return rows, within


def _before(case: Case, within: list[str]) -> pl.LazyFrame:
    """before, heads and heads_named of each employer (and year) in earlier batches."""
    sums = case.tables.past_sums.filter(pl.col("subsidy") == "hire").rename({"year": "paid_year"}).collect()
    known = units.as_at_hand(case.tables.claims, case.tables.employers, sums.lazy())
    named = pl.col("employer_by") == "name"
    return (
        units.identified(sums, known)
        .lazy()
        .filter(pl.col("employer_key").is_not_null())
        .group_by(within)
        .agg(
            before=pl.col("amount").sum().cast(MONEY),
            heads=pl.col("heads").sum(),
            heads_named=pl.col("heads").filter(named).sum(),
        )
    )
