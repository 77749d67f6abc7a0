"""Near texts; the only home of rapidfuzz beside the header."""

import polars as pl
from rapidfuzz import fuzz


def text_scores(pairs: pl.DataFrame, one: str, other: str) -> pl.Series:
    """How near the texts of the columns `one` and `other` are (Float64, 0 to 100), one score a row.

    A text that holds the other whole (two characters or more) is as near as can be. Each distinct pair is scored once.
    """
    distinct = pairs.select(one, other).unique()
    scores = [_score(a, b) for a, b in distinct.rows()]
    scored = distinct.with_columns(pl.Series("score", scores, dtype=pl.Float64))
    return pairs.join(scored, on=[one, other], how="left", maintain_order="left").get_column("score")


def _score(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    return 100.0 if len(short) >= 2 and short in long else fuzz.ratio(one, other)
