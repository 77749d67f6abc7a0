"""Hire subsidies summed by employer in the order of payment, against the cap of the pack."""

import polars as pl

from chizheng_audit.case import Case

MONEY = pl.Decimal(14, 2)
_SCOPES = ("forever", "year")


def capped(case: Case) -> tuple[pl.LazyFrame, list[str]]:
    """The claims of `case` in the order of payment (claim date, hire date, row), and the columns that a cap goes by.

    Added: paid (the claimed money, 0 where none is told), cap, year, running (paid up to here within these columns),
    rank (1 is the first head), left (of the cap, before this row), payable (the part of paid that is).
    Raises ValueError where the pack's employer_cap_scope is no known word.
    """
    scope = case.value("employer_cap_scope") or "forever"
    if scope not in _SCOPES:
        raise ValueError(f"employer_cap_scope is {scope}, and may be {' or '.join(_SCOPES)}")
    within = ["employer_key", "year"] if scope == "year" else ["employer_key"]
    rows = (
        case.tables.claims.with_columns(
            paid=pl.col("amount").fill_null(0).cast(MONEY),
            cap=pl.lit(case.value("employer_cap")).cast(MONEY),
            year=pl.coalesce("claim_date", "hire_date").dt.year(),
        )
        .sort("claim_date", "hire_date", "row_id", nulls_last=True)
        .with_columns(
            running=pl.col("paid").cum_sum().over(within), rank=pl.int_range(1, pl.len() + 1).over(within)
        )
        .with_columns(left=pl.max_horizontal(pl.col("cap") - (pl.col("running") - pl.col("paid")), pl.lit(0)))
        .with_columns(payable=pl.min_horizontal("left", "paid"))
    )
    return rows, within
