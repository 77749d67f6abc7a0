"""How many pairs a name has by chance: so many namesakes, and so rarely do two strangers' numbers come so close."""

from functools import cache
from itertools import combinations

import polars as pl

LITTLE = 100
"""A file of fewer people says little about how numbers and names are spread; it is taken as one of so many more people of
one county, born on any day of forty years, of any serial."""

_NO_DIGIT = 10**12
"""A power of ten beyond all digits: what it masks is 0."""
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
    return [_by_distance(body // 10**11, 6), *_born(body // 10**3 % 10**8), _serial(body % 10**3)]


def _born(days: pl.Series) -> list[list[float]]:
    return [_by_distance(days // 10**4, 4), _by_distance(days % 10**4, 4)]


def _serial(serials: pl.Series) -> list[float]:
    return _by_distance(serials, 3, by_sex=True)


@cache
def _usual() -> list[list[float]]:
    """The same where next to nothing is known."""
    born = pl.date_range(pl.date(1960, 1, 1), pl.date(1999, 12, 31), eager=True).dt
    days = born.year().cast(pl.Int64) * 10**4 + born.month().cast(pl.Int64) * 100 + born.day()
    return [[1.0, 0.0, 0.0], *_born(days), _serial(pl.int_range(100_000, eager=True) % 1000)]


def _by_distance(values: pl.Series, digits: int, *, by_sex: bool = False) -> list[float]:
    """Chance that 0, 1 and 2 of the `digits` of two people's values differ; `by_sex`: of one sex (odd or even).

    Masking k places and counting who agrees on the rest counts each pair that differs in d places once for each choice of
    the other k - d masked places.
    """
    sex = pl.col("value") % 2 if by_sex else pl.lit(0, pl.Int64)
    people = values.to_frame("value").group_by("value").agg(people=pl.len().cast(pl.Int64), sex=sex.first())
    agree = _agreeing(people, digits)
    pairs = _pairs(people.group_by("sex").agg(pl.col("people").sum()))
    if not pairs:
        return [0.0, 0.0, 0.0]
    none = agree[0]
    one = agree[1] - digits * none
    two = agree[2] - digits * (digits - 1) // 2 * none - (digits - 1) * one
    return [none / pairs, one / pairs, two / pairs]


def _agreeing(people: pl.DataFrame, digits: int) -> list[int]:
    """Pairs of people (value, people, sex) of one sex that agree but for k masked digits, k = 0, 1, 2; over all choices."""
    masks = pl.DataFrame(
        [
            (k, *(10**place for place in places), *[_NO_DIGIT] * (2 - k))
            for k in range(3)
            for places in combinations(range(digits), k)
        ],
        schema={"masked": pl.Int64, "one": pl.Int64, "two": pl.Int64},
        orient="row",
    ).with_row_index("mask")
    value = pl.col("value")
    rest = value - value // pl.col("one") % 10 * pl.col("one") - value // pl.col("two") % 10 * pl.col("two")
    met = (
        people.join(masks, how="cross")
        .group_by((pl.col("mask") * 2 + pl.col("sex")) * _NO_DIGIT + rest)
        .agg(pl.col("people").sum(), pl.col("masked").first())
    )
    return [_pairs(met.filter(pl.col("masked") == k)) for k in range(3)]


def _pairs(met: pl.DataFrame) -> int:
    return int(met.select((pl.col("people") * (pl.col("people") - 1)).sum()).item()) // 2
