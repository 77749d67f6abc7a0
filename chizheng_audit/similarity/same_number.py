"""One number: two names, or written in two ways; and how pairs of numbers become pairs of those who bear them."""

import polars as pl

from chizheng_audit.similarity.blocks import pairs_within
from chizheng_audit.similarity.corroborate import beside


def same_number(people: pl.DataFrame, groups: pl.DataFrame, most: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs a, b with their relation, and the groups of more than `most` pairs, whose first is paired with each other."""
    ends = (
        groups.with_row_index()
        .group_by("first", maintain_order=True)
        .agg(start=pl.col("index").first(), length=pl.len())
    )
    size = pl.col("length").cast(pl.Int64)
    ends = ends.with_columns(pairs=size * (size - 1) // 2)
    small, large = ends.filter(pl.col("pairs") <= most), ends.filter(pl.col("pairs") > most)

    def differ(pairs: pl.DataFrame) -> pl.DataFrame:
        return _related(people, pairs)

    stars = groups.join(large, on="first", how="semi").filter(pl.col("place") != pl.col("first"))
    found = pl.concat(
        [
            pairs_within(groups.get_column("place"), small.select("start", "length"), differ),
            differ(stars.select(a="first", b="place")),
        ]
    )
    left = large.select(place="first", size=size, pairs=pl.col("pairs") - (size - 1))
    return found, left


def _related(people: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    both = beside(pairs, people, "name", "written", "old")
    relation = (
        pl.when(pl.col("name_a") != pl.col("name_b"))
        .then(pl.lit("same_number"))
        .when(pl.col("old_a") != pl.col("old_b"))
        .then(pl.lit("legacy_15"))
        .when(pl.col("written_a") != pl.col("written_b"))
        .then(pl.lit("lookalike"))
    )
    return both.select("a", "b", relation=relation).filter(pl.col("relation").is_not_null())


def spread(pairs: pl.DataFrame, groups: pl.DataFrame, most: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs a, b of first entities as pairs of all entities with those numbers, other columns repeated.

    Where that makes more than `most` pairs of one, the first ones stand for all; the second frame tells (place, size,
    pairs not made).
    """
    sizes = groups.group_by("first").len("size")
    sized = pairs
    for side in ("a", "b"):
        sized = sized.join(sizes.rename({"first": side, "size": f"size_{side}"}), on=side, how="left")
    sized = sized.with_columns(pl.col("size_a", "size_b").fill_null(1).cast(pl.Int64))
    many = pl.col("size_a") * pl.col("size_b")
    left = sized.filter(many > most).select(
        place=pl.when(pl.col("size_a") >= pl.col("size_b")).then("a").otherwise("b"),
        size=pl.max_horizontal("size_a", "size_b"),
        pairs=many - 1,
    )
    whole = sized.filter((many > 1) & (many <= most))
    for side in ("a", "b"):
        borne = groups.select(pl.col("first").alias(side), pl.col("place").alias(f"every_{side}"))
        whole = whole.join(borne, on=side, how="left").with_columns(
            pl.coalesce(f"every_{side}", side).alias(side)
        )
    alone = sized.filter((many == 1) | (many > most))
    return pl.concat([alone.select(pairs.columns), whole.select(pairs.columns)]), left
