"""Numbers that went through a number format: digits past the fifteenth lost, or rounded to what a double keeps."""

import polars as pl

from chizheng_audit.similarity.corroborate import CORROBORATED_BY, beside, corroborated


def losses(people: pl.DataFrame) -> pl.DataFrame:
    """Pairs a, b of entities with their relation: zeros_lost or float_image."""
    pairs = pl.concat([_zeros(people), _images(people)])
    spoken_for = beside(pairs, people, *CORROBORATED_BY).filter(corroborated())
    return spoken_for.select(
        a=pl.min_horizontal("a", "b"), b=pl.max_horizontal("a", "b"), relation="relation"
    ).unique()


def _zeros(people: pl.DataFrame) -> pl.DataFrame:
    """One ends in 000 – its check may even be right, one in eleven is –, the other begins with its 15 digits."""
    body, check = people.get_column("body"), people.get_column("check")
    key = body // 100
    rounded = _at((key * 100 == body) & (check == 0), key=key)
    met = _at(key.is_in(rounded.get_column("key").unique().implode()), key=key).join(rounded, on="key")
    one, other = met.get_column("place"), met.get_column("place_right")
    differ = (body.gather(one) != body.gather(other)) | (check.gather(one) != 0)
    return met.filter(differ).select(a="place_right", b="place", relation=pl.lit("zeros_lost"))


def _images(people: pl.DataFrame) -> pl.DataFrame:
    """One is wrong and is the double nearest to the other."""
    whole = people.select(
        "right", value=pl.when(pl.col("check") < 10).then(pl.col("body") * 10 + pl.col("check"))
    )
    value, right = whole.get_column("value"), whole.get_column("right")
    image = value.cast(pl.Float64).cast(pl.Int64)
    images = _at(~right & (value == image), key=image)
    others = _at(image.is_in(images.get_column("key").unique().implode()) & (value != image), key=image)
    met = others.join(images, on="key")
    return met.select(a="place_right", b="place", relation=pl.lit("float_image"))


def _at(which: pl.Series, key: pl.Series) -> pl.DataFrame:
    """The places (UInt32) where `which` is true, with their key."""
    places = which.fill_null(False).arg_true().cast(pl.UInt32)
    return pl.DataFrame({"place": places, "key": key.gather(places)})
