"""Pairs of places that share a key: keys are sorted, places with the same one stand together.

A block that is over-full is split by further keys, of which any pair that is looked for shares at least one (pigeonhole);
so nothing is lost, and what is over-full even then is reported.
"""

from collections.abc import Callable, Iterator

import polars as pl

_AT_ONCE = 2_000_000
"""Pairs in hand at a time, which bounds the memory."""

LEFT = {"place": pl.UInt32, "size": pl.Int64, "pairs": pl.Int64}
"""A run that was left: one of its places, how many it has, how many pairs those are."""

Keep = Callable[[pl.DataFrame], pl.DataFrame]
"""Takes pairs `a`, `b` of places (UInt32), gives back those that hold, perhaps with more columns."""
Keys = Callable[[pl.Series], list[pl.Series]]
"""Takes places, gives back further keys of them (null: none)."""


def runs(key: pl.Series) -> tuple[pl.Series, pl.DataFrame]:
    """The places (UInt32) of `key` (UInt64 hashes, no null) in its order, and where more than one are together.

    The second has start and length (UInt32). Low bits of the key make room for the place, so places may be together
    that do not share it: who asks compares.
    """
    count = max(len(key), 1)
    low = (1 << (count - 1).bit_length()) - 1
    of_place, of_key = pl.lit(low, pl.UInt64), pl.lit(~low % 2**64, pl.UInt64)
    packed = key.to_frame("key").select((pl.col("key") & of_key) | pl.int_range(pl.len(), dtype=pl.UInt64))
    packed = packed.to_series().sort(multithreaded=False).to_frame("packed")  # by two threads it costs twice
    parts = packed.select(
        place=(pl.col("packed") & of_place).cast(pl.UInt32),
        goes_on=((pl.col("packed") ^ pl.col("packed").shift(-1)) <= of_place).fill_null(False),
    )
    goes_on, came = pl.col("goes_on"), pl.col("goes_on").shift(1, fill_value=False)
    ends = parts.select(start=goes_on & ~came, last=came & ~goes_on)
    together = pl.DataFrame({end: ends.get_column(end).arg_true() for end in ("start", "last")})
    return parts.get_column("place"), together.select("start", length=pl.col("last") - pl.col("start") + 1)


def pairs_within(places: pl.Series, together: pl.DataFrame, keep: Keep) -> pl.DataFrame:
    """All pairs of each run of `places` that `keep` keeps."""
    kept = [keep(pairs) for pairs in _pieces(places, together)]
    return pl.concat(kept) if kept else keep(_pairs(places, together.clear().select(at="start", end="start")))


def _pieces(places: pl.Series, together: pl.DataFrame) -> Iterator[pl.DataFrame]:
    first = together.select(
        at=pl.int_ranges("start", pl.col("start") + pl.col("length") - 1, dtype=pl.UInt32),
        end=pl.col("start") + pl.col("length"),
    ).explode("at")
    sizes = first.select((pl.col("end") - pl.col("at") - 1).cast(pl.UInt64).cum_sum() // _AT_ONCE).to_series()
    if first.is_empty():
        return
    if sizes[-1] == 0:
        yield _pairs(places, first)
        return
    for _, piece in first.with_columns(piece=sizes).group_by("piece", maintain_order=True):
        yield _pairs(places, piece)


def _pairs(places: pl.Series, first: pl.DataFrame) -> pl.DataFrame:
    pairs = first.select("at", other=pl.int_ranges(pl.col("at") + 1, "end", dtype=pl.UInt32)).explode("other")
    one, other = (places.gather(pairs.get_column(c)) for c in ("at", "other"))
    return pl.DataFrame({"one": one, "two": other}).select(
        a=pl.min_horizontal("one", "two"), b=pl.max_horizontal("one", "two")
    )


def members(places: pl.Series, together: pl.DataFrame) -> pl.DataFrame:
    """The places (UInt32) of runs, each with the number of its run: columns run, place."""
    at = (
        together.with_row_index("run")
        .select("run", at=pl.int_ranges("start", pl.col("start") + pl.col("length"), dtype=pl.UInt32))
        .explode("at")
    )
    return at.select("run", place=places.gather(at.get_column("at")))


def pairs_that_share(
    key: pl.Series, further: Keys, keep: Keep, block: int, part: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs of places that share `key` and that `keep` keeps; and the runs that were left, as place (one of them), size, pairs.

    Runs longer than `block` are split by each of their `further` keys, parts longer than `part` are left.
    """
    places, together = runs(key)
    large = together.filter(pl.col("length") > block)
    found = [pairs_within(places, together.filter(pl.col("length") <= block), keep)]
    left = [_left(places, large.clear())]
    if not large.is_empty():
        crowd = members(places, large)
        crowd_places = crowd.get_column("place")
        run = crowd.get_column("run").hash(11)
        for number, value in enumerate(further(crowd_places)):
            there = value.is_not_null().arg_true()
            inner, parts = runs(run.gather(there) ^ value.gather(there).hash(13 + number))
            inner = crowd_places.gather(there.gather(inner))
            found.append(pairs_within(inner, parts.filter(pl.col("length") <= part), keep))
            left.append(_left(inner, parts.filter(pl.col("length") > part)))
    return pl.concat(found).unique(), pl.concat(left)


def _left(places: pl.Series, together: pl.DataFrame) -> pl.DataFrame:
    size = pl.col("length").cast(pl.Int64)
    return together.select(
        place=places.gather(together.get_column("start")), size=size, pairs=size * (size - 1) // 2
    )
