"""Of many numbers those that are at distance 1 of one of a few, or the same otherwise written: what numbers alone tell."""

from collections.abc import Callable

import polars as pl

from chizheng_audit.similarity.mistyped import sources
from chizheng_audit.similarity.parsed import read_numbers
from chizheng_audit.similarity.unsure import both_mistyped


def beside_numbers(few: pl.Series) -> Callable[[pl.Series], pl.Series]:
    """A test of numbers (String, any null), true (Boolean, never null) for those that one of `few` may be related to.

    By legacy_15, lookalike, mistyped, lost_or_added, both_mistyped or common_source (see RELATIONS); it is not asked
    whether a name or contact speaks for it.
    """
    own = read_numbers(few)
    numbers, otherwise = (rows.get_column("number").unique().implode() for rows in (own, _otherwise(own)))
    wrong = _wrong(own)
    right = own.filter(pl.col("right").fill_null(False)).get_column("body").unique()
    mends = sources(wrong, _places(wrong)).get_column("body").unique()
    mended, near = mends.implode(), pl.concat([right, mends]).unique().implode()

    def test(many: pl.Series) -> pl.Series:
        rows = read_numbers(many)
        doubted = _wrong(rows)
        found = sources(doubted, _places(doubted))
        told = found.filter(found.get_column("body").is_in(near)).get_column("a").unique()
        texts = pl.concat([doubted.get_column("text").gather(told), _both_wrong(wrong, doubted)])
        return rows.select(
            pl.any_horizontal(
                (pl.col("right") & pl.col("body").is_in(mended)).fill_null(False),
                pl.col("text").is_in(texts.implode()).fill_null(False),
                pl.col("number").is_in(otherwise).fill_null(False),
                (pl.col("number").is_in(numbers) & _is_otherwise()).fill_null(False),
            )
        ).to_series()

    return test


def _is_otherwise() -> pl.Expr:
    """Whether a number is not written as the number of 18 characters that it is."""
    return pl.col("number") != pl.col("written")


def _otherwise(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(_is_otherwise())


def _wrong(rows: pl.DataFrame) -> pl.DataFrame:
    """Each wrong number once."""
    return rows.filter(pl.col("text").is_not_null() & ~pl.col("right").fill_null(False)).unique(
        "text", maintain_order=True
    )


def _places(rows: pl.DataFrame) -> pl.Series:
    return pl.int_range(len(rows), dtype=pl.UInt32, eager=True)


def _both_wrong(few: pl.DataFrame, many: pl.DataFrame) -> pl.Series:
    """The texts of `many` (each once, as `few`) at distance 1 of one of `few`."""
    both = pl.concat([few, many])
    pairs = both_mistyped(both, _places(both)).filter((pl.col("a") < len(few)) & (pl.col("b") >= len(few)))
    return both.get_column("text").gather(pairs.get_column("b"))
