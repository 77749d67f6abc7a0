"""How near two texts are."""

import polars as pl
from rapidfuzz import fuzz


def text_scores(pairs: pl.DataFrame, one: str, other: str) -> pl.Series:
    """How near the texts of the columns `one` and `other` are (Float64, 0 to 100), one score a row.

    The score is rapidfuzz's ratio; null where a text is null. Each distinct pair is scored once.
    """
    distinct = pairs.select(one, other).drop_nulls().unique()
    scores = [fuzz.ratio(a, b) for a, b in distinct.iter_rows()]
    scored = distinct.with_columns(score=pl.Series(scores, dtype=pl.Float64))
    return (
        pairs.select(one, other)
        .join(scored, on=[one, other], how="left", maintain_order="left")
        .get_column("score")
    )
