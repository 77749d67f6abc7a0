"""All pairs of short texts that are near by their longest common subsequence, without comparing all with all.

A pair of ratio s (0 to 100) or more, of la ≤ lb characters, shares at least t = s(la + lb)/200 of them, counted as often as
they occur. Put the characters of every text in one order, the rarest first: then the first la - t + 1 of the one and the
first lb - t + 1 of the other have one in common (if the rest of the one comes later, t - 1 can be shared at most). So texts
are paired that share one of their few rarest characters; of these, bit masks of their characters leave those worth scoring.
"""

import polars as pl
from rapidfuzz import fuzz

PAIRS_OF_TEXTS = pl.Schema({"one": pl.String(), "other": pl.String(), "score": pl.Float64()})
"""one < other."""

_AT_ONCE = 4_000_000
"""Pairs in hand at a time, which bounds the memory."""


def near_texts(texts: pl.Series, least: float) -> pl.DataFrame:
    """Pairs (PAIRS_OF_TEXTS) of the distinct `texts` (String; null and "" left out) with a ratio of at least `least`.

    least: above 0, to 100; the ratio is rapidfuzz's, see texts.text_scores. Ordered by one, other.
    """
    words = texts.rename("text").unique().drop_nulls().to_frame().filter(pl.col("text") != "").sort("text")
    words = words.with_row_index("place").with_columns(length=pl.col("text").str.len_chars().cast(pl.Int64))
    signs = _signs(words)
    share = least / 200
    length, place = pl.col("length"), pl.col("turn")
    # the shorter of a pair meets texts that are at least as long; the longer one those that are not too short
    shorter = length - (2 * share * length - _SLACK).ceil().cast(pl.Int64) + 1
    shortest = (length * share / (1 - share) - _SLACK).ceil().cast(pl.Int64)
    longer = length - (share * (length + shortest) - _SLACK).ceil().cast(pl.Int64) + 1
    first = signs.filter(place < shorter).select("token", a="place")
    second = signs.filter(place < longer).select("token", b="place")
    masks = words.join(_masks(signs), on="place", maintain_order="left")
    found = [_scored(pairs, masks, share, least) for pairs in _candidates(first, second)]
    whole = pl.concat([pl.DataFrame(schema=PAIRS_OF_TEXTS), *found])
    return whole.unique(["one", "other"]).sort("one", "other")


_SLACK = 1e-9
"""Binary noise of a product that is a whole number."""


def _signs(words: pl.DataFrame) -> pl.DataFrame:
    """Each character of each text: place, length, sign, token (the character and which of its like in the text), turn.

    turn counts a text's tokens from 0, the rarest of all texts first.
    """
    each = words.select("place", "length", sign=pl.col("text").str.split("")).explode("sign")
    each = each.with_columns(again=pl.int_range(pl.len()).over("place", "sign"))
    tokens = (
        each.group_by("sign", "again").len().sort("len", "sign", "again").with_row_index("token").drop("len")
    )
    ranked = each.join(tokens, on=["sign", "again"]).sort("place", "token")
    return ranked.with_columns(turn=pl.int_range(pl.len()).over("place"))


def _masks(signs: pl.DataFrame) -> pl.DataFrame:
    """A bit for each of a text's characters (64 of them, several share one): place, mask (UInt64)."""
    bit = pl.lit(2, pl.UInt64).pow(pl.col("sign").hash(29) % 64).cast(pl.UInt64)
    return signs.group_by("place").agg(mask=bit.bitwise_or())


def _candidates(first: pl.DataFrame, second: pl.DataFrame) -> list[pl.DataFrame]:
    """Pairs a, b of places that share a token, in pieces of bounded size."""
    sizes = second.group_by("token").len("met")
    counted = first.join(sizes, on="token").sort("token", "a")
    piece = (pl.col("met").cum_sum() // _AT_ONCE).alias("piece")
    return [
        part.select("token", "a").join(second, on="token").select("a", "b").filter(pl.col("a") != pl.col("b"))
        for part in counted.with_columns(piece).partition_by("piece", maintain_order=True)
    ]


def _scored(pairs: pl.DataFrame, words: pl.DataFrame, share: float, least: float) -> pl.DataFrame:
    """Those of `pairs` (a the shorter, or as long) that are near, as PAIRS_OF_TEXTS."""
    told = pl.DataFrame(
        {
            f"{column}_{side}": words.get_column(column).gather(pairs.get_column(side))
            for column in ("length", "mask")
            for side in ("a", "b")
        }
    )
    needed = (share * (pl.col("length_a") + pl.col("length_b")) - _SLACK).ceil().cast(pl.Int64)

    def alone(one: str, other: str) -> pl.Expr:
        own = (pl.col(f"mask_{one}") & ~pl.col(f"mask_{other}")).bitwise_count_ones().cast(pl.Int64)
        return own <= pl.col(f"length_{one}") - needed

    worth = told.select(
        (pl.col("length_a") <= pl.col("length_b")) & alone("a", "b") & alone("b", "a")
    ).to_series()
    kept = (
        pairs.filter(worth)
        .select(one=pl.min_horizontal("a", "b"), other=pl.max_horizontal("a", "b"))
        .unique()
    )
    text = words.get_column("text")
    both = pl.DataFrame({c: text.gather(kept.get_column(c)) for c in ("one", "other")})
    scores = [fuzz.ratio(one, other, score_cutoff=least) for one, other in both.iter_rows()]
    near = both.with_columns(score=pl.Series(scores, dtype=pl.Float64))
    return near.filter(pl.col("score") >= least)
