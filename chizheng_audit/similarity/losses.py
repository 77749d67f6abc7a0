"""Numbers that went through a number format: digits past the fifteenth lost, or rounded to what a double keeps."""

import polars as pl

from chizheng_audit.similarity.corroborate import CORROBORATED_BY, beside, corroborated


def losses(people: pl.DataFrame) -> pl.DataFrame:
    """Pairs a, b of entities with their relation: zeros_lost or float_image."""
    numbers = (
        people.select("body", "check", "right").with_row_index("place").filter(pl.col("body").is_not_null())
    )
    pairs = pl.concat([_zeros(numbers), _images(numbers)])
    spoken_for = beside(pairs, people, *CORROBORATED_BY).filter(corroborated())
    return spoken_for.select(
        a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"), relation="relation"
    ).unique()


def _zeros(numbers: pl.DataFrame) -> pl.DataFrame:
    """One ends in 000 – its check may even be right, one in eleven is –, the other begins with its 15 digits."""
    keyed = numbers.with_columns(key=pl.col("body") // 100)
    rounded = keyed.filter((pl.col("check") == 0) & (pl.col("key") * 100 == pl.col("body")))
    rounded = rounded.select(a="place", key="key", whole="body")
    others = keyed.filter(pl.col("key").is_in(rounded.get_column("key").unique().implode()))
    met = others.join(rounded, on="key").rename({"place": "b"})
    differ = (pl.col("body") != pl.col("whole")) | (pl.col("check") != 0)
    return met.filter(differ).select("a", "b", relation=pl.lit("zeros_lost"))


def _images(numbers: pl.DataFrame) -> pl.DataFrame:
    """One is wrong and is the double nearest to the other."""
    value = pl.col("body") * 10 + pl.col("check")
    whole = numbers.select("place", "right", value=pl.when(pl.col("check") < 10).then(value))
    whole = whole.with_columns(image=pl.col("value").cast(pl.Float64).cast(pl.Int64))
    images = whole.filter(~pl.col("right") & (pl.col("value") == pl.col("image"))).select(
        a="place", image="image"
    )
    others = whole.filter(pl.col("image").is_in(images.get_column("image").unique().implode()))
    met = others.join(images, on="image").filter(pl.col("value") != pl.col("image"))
    return met.select("a", b="place", relation=pl.lit("float_image"))
