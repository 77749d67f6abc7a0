"""Reversals (冲销, 退回): a negative claim takes back the claim it belongs to; neither is a duplicate."""

import polars as pl

_SAYS = r"冲销|冲红|红冲|^已?(退回|退款|撤销)"
_AGAIN = r"补|重|再|未|不"  # 退回后补报, 退回重报, 退回材料未补齐 … are claims
_KEY = ("subsidy", "person", "trade", "level", "payee")


def netted(claims: pl.DataFrame) -> pl.DataFrame:
    """Add `standing` (String): "claim", "netted" or "reversal".

    A reversal has a negative amount, or an amount and a note that says so and nothing of
    claiming again: what is netted is not looked at for duplicates, so a doubtful word makes none. It takes back one claim of the
    same subsidy, person, occupation, level and payee with the same money, first to first; both become "netted".
    One whose claim is not among the rows is a "reversal": neither a claim nor proof against one.
    """
    said = pl.col("note").str.contains(_SAYS) & ~pl.col("note").str.contains(_AGAIN)
    reversal = (pl.col("amount") < 0) | (pl.col("amount").is_not_null() & said)
    marked = claims.with_columns(_reversal=reversal.fill_null(False))
    if not marked["_reversal"].any():
        return marked.with_columns(standing=pl.lit("claim")).drop("_reversal")
    money = pl.col("amount").abs()
    taken_back = marked.filter("_reversal").select(*_KEY, money).unique()
    people = taken_back.get_column("person").drop_nulls().unique()
    theirs = (
        marked.lazy()
        .select("row_id", "_reversal", *_KEY, money)
        .filter(pl.col("person").is_in(people.implode()))
    )
    candidates = theirs.collect().join(taken_back, on=[*_KEY, "amount"], how="semi", nulls_equal=True)
    turns = candidates.sort("row_id").with_columns(
        turn=pl.int_range(pl.len()).over([*_KEY, "amount", "_reversal"])
    )
    matched = turns.filter(pl.len().over([*_KEY, "amount", "turn"]) == 2).get_column("row_id")
    return marked.with_columns(
        standing=pl.when(pl.col("row_id").is_in(matched.implode()))
        .then(pl.lit("netted"))
        .when("_reversal")
        .then(pl.lit("reversal"))
        .otherwise(pl.lit("claim"))
    ).drop("_reversal")
