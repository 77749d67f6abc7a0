"""The frames that a ledger gives to a case: what earlier batches claimed, as far as it bears on the batch at hand.

Their row_ids are negative, so that they are told from rows that were read, and ascend in the order of the ledger.
"""

import polars as pl

PAST_CLAIMS_BASE = -(1 << 62)
PAST_SHEETS_BASE = -(1 << 61)
"""Where the row_ids of past claims and of past sheets begin."""

PAST_PLACE = pl.Schema(
    {
        "batch": pl.String(),
        "status": pl.String(),  # claimed | approved | paid
        "file": pl.String(),
        "sheet": pl.String(),
        "row": pl.Int64(),
    }
)
"""Where a past claim stood; follows the columns of prepared claims."""

PAST_SUMS = pl.Schema(
    {
        "subsidy": pl.String(),
        "employer_code": pl.String(),
        "employer": pl.String(),
        "batch": pl.String(),
        "year": pl.Int32(),  # of the claim date, else of the hire date
        "heads": pl.Int64(),  # claims less those that were taken back
        "amount": pl.Decimal(18, 2),
    }
)
"""What each employer claimed in each earlier batch, all people together; one row a spelling of code and name, and year."""

PAST_SHEETS = pl.Schema(
    {
        "base": pl.Int64(),  # of the sheet at hand
        "row_id": pl.Int64(),  # of the earlier one
        "batch": pl.String(),
        "status": pl.String(),
        "file": pl.String(),
        "sheet": pl.String(),
        "sha256": pl.String(),
        "same_bytes": pl.Boolean(),  # else the same claims in the same order
        "compared": pl.Boolean(),  # whether its claims are among the past ones
        "amount": pl.Decimal(18, 2),
    }
)
"""One row a sheet at hand that an earlier batch has already."""
