"""Wrong numbers next to wrong ones: none of the two can tell how the other should be."""

import polars as pl
from rapidfuzz.distance import OSA

from chizheng_audit import identity
from chizheng_audit.similarity.blocks import pairs_within, runs

_LONGEST = 21


def both_mistyped(people: pl.DataFrame, firsts: pl.Series) -> pl.DataFrame:
    """Pairs a, b of first entities whose numbers, both wrong, have distance 1.

    Two texts at distance 1 agree once the right character is left out of one or of both; those that agree so are few and
    are compared.
    """
    wrong = _wrong(people, firsts)
    text = pl.col("text")
    shorter = [
        wrong.filter(text.str.len_bytes() > n).select(
            "place", key=pl.concat_str(text.str.head(n), text.str.slice(n + 1)).hash(19)
        )
        for n in range(_LONGEST)
    ]
    kept = pl.concat([wrong.select("place", key=text.hash(19)), *shorter])
    place = kept.get_column("place")
    close = pairs_within(*runs(kept.get_column("key")), lambda pairs: pairs)
    pairs = pl.DataFrame({c: place.gather(close.get_column(c)) for c in ("a", "b")}).select(
        a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b")
    )
    pairs = pairs.filter(pl.col("a") != pl.col("b")).unique()
    texts = people.get_column("text")
    both = zip(texts.gather(pairs.get_column("a")), texts.gather(pairs.get_column("b")), strict=True)
    near = pl.Series([OSA.distance(a, b, score_cutoff=1) == 1 for a, b in both], dtype=pl.Boolean)
    return pairs.filter(near)


def _wrong(people: pl.DataFrame, firsts: pl.Series) -> pl.DataFrame:
    wrong = firsts.filter(~people.get_column("right").gather(firsts).fill_null(False))
    return pl.DataFrame({"place": wrong, "text": people.get_column("text").gather(wrong)})


def common_source(found: pl.DataFrame) -> pl.DataFrame:
    """Pairs a, b of first entities, both wrong, with one right number at distance 1 of either; correction if just one.

    found: see mistyped.sources.
    """
    place, body = found.get_column("a"), found.get_column("body")
    ties = pairs_within(
        *runs(body.cast(pl.UInt64).hash(23)),
        lambda pairs: pairs.filter(body.gather(pairs.get_column("a")) == body.gather(pairs.get_column("b"))),
    )
    pairs = pl.DataFrame(
        {
            "a": place.gather(ties.get_column("a")),
            "b": place.gather(ties.get_column("b")),
            "body": body.gather(ties.get_column("a")),
        }
    ).with_columns(a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"))
    pairs = pairs.filter(pl.col("a") != pl.col("b"))
    one = pl.when(pl.col("body").n_unique() == 1).then(pl.col("body").first())
    sure = pairs.group_by("a", "b").agg(body=one)
    return sure.select("a", "b", correction=identity.spelled(pl.col("body")))
