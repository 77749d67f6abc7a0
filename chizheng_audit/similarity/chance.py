"""How many pairs a name has by chance: so many namesakes, and so rarely do two strangers' numbers come so close."""

from functools import cache
from itertools import combinations

import polars as pl

LITTLE = 100
"""A file of fewer people says little about how numbers and names are spread; it is taken as one of so many more people of
one county, born on any day of forty years, of any serial."""

_ENOUGH = 100_000
"""Of more people only so many are asked: every tenth of a million."""


def chances(body: pl.Series) -> tuple[float, float, float]:
    """For two strangers of one sex: that at most one, at most two of 17 digits differ; that birth and serial agree.

    Told from how often each region, year of birth, day of birth and serial occurs among `body`, taking these four as
    independent.
    """
    body = body.gather_every(max(len(body) // _ENOUGH, 1))
    weight = LITTLE / (LITTLE + len(body))
    parts = [
        [(1 - weight) * seen + weight * assumed for seen, assumed in zip(own, usual, strict=True)]
        for own, usual in zip(_parts(body), _usual(), strict=True)
    ]
    total = [1.0, 0.0, 0.0]
    for part in parts:
        total = [sum(total[k] * part[d - k] for k in range(d + 1)) for d in range(3)]
    return total[0] + total[1], sum(total), parts[1][0] * parts[2][0] * parts[3][0]


def _parts(body: pl.Series) -> list[list[float]]:
    """Region, year, day and serial: the chances that 0, 1 and 2 digits of them differ."""
    return [
        _by_distance(body // 10**11, 6),
        _by_distance(body // 10**7 % 10**4, 4),
        _by_distance(body // 10**3 % 10**4, 4),
        _by_distance(body % 10**3, 3, by_sex=True),
    ]


@cache
def _usual() -> list[list[float]]:
    """The same where next to nothing is known."""
    days = (
        pl.date_range(pl.date(1960, 1, 1), pl.date(1999, 12, 31), eager=True)
        .dt.strftime("%Y%m%d")
        .cast(pl.Int64)
    )
    serials = pl.int_range(100_000, eager=True) % 1000
    return [[1.0, 0.0, 0.0], *_parts(days * 1000)[1:3], _parts(serials)[3]]


def _by_distance(values: pl.Series, digits: int, *, by_sex: bool = False) -> list[float]:
    """Chance that 0, 1 and 2 of the `digits` of two people's values differ; `by_sex`: of one sex (odd or even).

    Masking k places and counting who agrees on the rest counts each pair that differs in d places once for each choice of
    the other k - d masked places.
    """
    counts = values.to_frame("value").group_by("value").len("people").sort("value")
    counts = counts.with_columns(sex=pl.col("value") % 2 if by_sex else pl.lit(0))
    masked = [places for k in range(3) for places in combinations(range(digits), k)]
    agreeing = dict(zip(masked, _agreeing(counts, masked), strict=True))
    pairs = _agreeing(counts, [tuple(range(digits))])[0]
    if not pairs:
        return [0.0, 0.0, 0.0]
    agree = [sum(pairs for places, pairs in agreeing.items() if len(places) == k) for k in range(3)]
    none = agree[0]
    one = agree[1] - digits * none
    two = agree[2] - digits * (digits - 1) // 2 * none - (digits - 1) * one
    return [none / pairs, one / pairs, two / pairs]


def _agreeing(counts: pl.DataFrame, masked: list[tuple[int, ...]]) -> list[int]:
    """For each of `masked`, digits counted from the last: pairs of people of one sex that agree on all others."""
    people = pl.col("people").cast(pl.Int64)
    twice = {}
    for number, places in enumerate(masked):
        value = pl.col("value")
        for place in places:
            value = value - value // 10**place % 10 * 10**place
        twice[str(number)] = (people * (people.sum().over("sex", value) - 1)).sum()
    return [int(pairs) // 2 for pairs in counts.select(**twice).row(0)]
