"""What is to be paid: the lines of a payment batch, one a claim, or one a payee where the batch sums up.

Made of what was read, and only where something is to be paid: in other runs there are no lines, and the rules about
them have nothing to look at.
"""

from collections.abc import Collection

import polars as pl

from chizheng_audit.folding import run_together
from chizheng_audit.similarity.contacts import account_codes
from chizheng_audit.tables.kinds import MONEY
from chizheng_audit.tables.system import SHEET_SPAN

PAYABLE = pl.Schema(
    {
        "row_id": pl.Int64(),
        "per": pl.String(),  # claim | payee
        "name": pl.String(),  # the person claimed for; null where the line sums up
        "claimant": pl.String(),  # the unit that claims; null where none is named
        "holder": pl.String(),  # the name of the account; null where the batch has no such column
        "holder_told": pl.Boolean(),  # whether its sheet has that column
        "account": pl.String(),
        "amount": MONEY,
        "heads": pl.Int64(),  # how many people a line says it is for
        "subsidy": pl.String(),  # null where the line sums up
        "standing": pl.String(),  # of the claim, see netting; "claim" where the line sums up
        "paid_to": pl.String(),  # key of who is paid: the holder, else the claimant, else the person
        "account_key": pl.UInt64(),  # null for what is no account
    }
)
"""One row a line of the batch."""

COVER = pl.Schema(
    {
        "row_id": pl.Int64(),
        "stated_amount": pl.Decimal(18, 2),  # what the cover sheet says; null where it says nothing
        "stated_lines": pl.Int64(),
    }
)
"""At most one row: the cover sheet of a batch."""

AUDITED = ("evaluation", "hire", "placement")
"""The subsidies that rules look at; claims for others are recognised, and no rule judges them."""


def unit_key(name: pl.Expr) -> pl.Expr:
    """The name of a unit or person as a key: width, blanks, brackets and hyphens do not tell two apart."""
    key = run_together(name)
    return pl.when(key != "").then(key)


def of_claims(claims: pl.DataFrame, holders: Collection[int] | None = None) -> pl.DataFrame:
    """The lines (PAYABLE) of a batch that has a row a claim; `claims` as prepared.

    holders: the bases of the sheets that have a column for the name of the account, whether or not a cell of it is
    filled; None: those that tell any.
    """
    return _lines(
        claims.select(
            "row_id",
            "name",
            "holder",
            "account",
            "amount",
            "standing",
            per=pl.lit("claim"),
            claimant="payee",
            heads=pl.lit(1, dtype=pl.Int64),
            subsidy=pl.col("subsidy").cast(pl.String),
        ),
        holders,
    )


def of_summary(payments: pl.DataFrame, holders: Collection[int] | None = None) -> pl.DataFrame:
    """The lines (PAYABLE) of a batch that has a row a payee; `payments` as the canonical table, `holders` as of_claims."""
    return _lines(
        payments.select(
            "row_id",
            "holder",
            "account",
            "amount",
            "heads",
            per=pl.lit("payee"),
            name=pl.lit(None, dtype=pl.String),
            claimant=pl.coalesce("unit", "holder"),
            subsidy=pl.lit(None, dtype=pl.String),
            standing=pl.lit("claim"),
        ),
        holders,
    )


def _lines(rows: pl.DataFrame, holders: Collection[int] | None) -> pl.DataFrame:
    base = pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
    told = pl.col("holder").is_not_null().any().over(base) if holders is None else base.is_in([*holders])
    keyed = rows.with_columns(
        holder_told=told,
        paid_to=unit_key(pl.coalesce("holder", "claimant", "name")),
        account_key=account_codes(rows.get_column("account")),
    )
    return keyed.select(pl.col(name).cast(dtype) for name, dtype in PAYABLE.items())
