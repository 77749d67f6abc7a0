"""Columns of random numbers that follow from a seed, made at once however many they are."""

import polars as pl

COUNTIES = [*range(980101, 980108), *range(980222, 980229), *range(980381, 980388)]
"""Of a province that does not exist."""


class Draws:
    """Columns of random numbers, a new one at each call, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed * 100_000

    def numbers(self, count: int) -> pl.Series:
        """UInt64, uniform."""
        self._seed += 1
        return pl.int_range(count, eager=True).hash(self._seed)

    def below(self, count: int, limit: int) -> pl.Series:
        """Int64 from 0 to limit - 1."""
        return (self.numbers(count) % limit).cast(pl.Int64)

    def chance(self, count: int, percent: float) -> pl.Series:
        """Boolean, true in so many of a hundred."""
        return self.below(count, 10_000) < int(percent * 100)

    def of(self, count: int, values: list[str]) -> pl.Series:
        """Strings of `values`, each equally often."""
        return pl.Series(values).gather(self.below(count, len(values)))
