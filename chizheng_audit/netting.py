"""Reversals: a negative claim takes back the claim it belongs to; neither is a duplicate.

A word alone reverses nothing. A row with a positive amount would be paid, whatever its note says, so it stays a claim for
every rule: it is checked, its duplicates are found, and data_reversal_doubtful reports it where the note plainly
says 冲销 or 退回. To net it would let a note hide a second payment.
"""

import polars as pl

from chizheng_audit.folding import run_together

_KEY = ("subsidy", "person", "trade", "level", "payee", "amount")
NETTED_BY = ("row_id", "issue_date", "number", "subsidy", "person", "trade", "level", "payee", "amount")
"""The columns of claims that `netted` looks at."""
_BY_NUMBER = ("subsidy", "person", "number", "payee", "amount")


def netted(claims: pl.DataFrame) -> pl.DataFrame:
    """Add `standing` (String): "claim", "netted" or "reversal".

    A reversal has a negative amount. It takes back the claim of the same certificate number, else the earliest of the
    same subsidy, person, occupation, level and payee, always with the same money; both become "netted". Brackets,
    width and blanks do not tell payees apart. One whose claim is not among the rows is a "reversal": neither a claim
    nor proof against one.
    """
    marked = claims.with_columns(_reversal=(pl.col("amount") < 0).fill_null(False))
    if not marked["_reversal"].any():
        return marked.with_columns(standing=pl.lit("claim")).drop("_reversal")
    people = marked.filter("_reversal").get_column("person").drop_nulls().unique()
    theirs = (
        marked.lazy()
        .filter(pl.col("person").is_in(people.implode()))
        .select("row_id", "_reversal", "issue_date", "number", *_KEY)
        .with_columns(pl.col("amount").abs(), payee=run_together(pl.col("payee")))
        .collect()
    )
    numbered = _paired(theirs.filter(pl.col("number").is_not_null()), _BY_NUMBER)
    others = _paired(theirs.filter(~pl.col("row_id").is_in(numbered.implode())), _KEY)
    matched = pl.concat([numbered, others])
    return marked.with_columns(
        standing=pl.when(pl.col("row_id").is_in(matched.implode()))
        .then(pl.lit("netted"))
        .when("_reversal")
        .then(pl.lit("reversal"))
        .otherwise(pl.lit("claim"))
    ).drop("_reversal")


def _paired(rows: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    """The row_ids of reversals and claims of one key, the earliest with the earliest."""
    turns = rows.sort("issue_date", "number", "row_id", nulls_last=True).with_columns(
        turn=pl.int_range(pl.len()).over([*key, "_reversal"])
    )
    return turns.filter(pl.len().over([*key, "turn"]) == 2).get_column("row_id")
