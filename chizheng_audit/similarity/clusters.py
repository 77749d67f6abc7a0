"""Entities that pairs connect, by one number for all of them."""

import polars as pl


def clusters(links: pl.DataFrame) -> pl.DataFrame:
    """`links` (one, other: Int64) as entity → cluster, the smallest entity that a chain of links leads to.

    Each takes the smallest number among itself and its neighbours, then the one that this one has, until nothing changes.
    """
    both = pl.concat([links.select("one", "other"), links.select(one="other", other="one")])
    label = both.select(entity=pl.col("one").unique().sort()).with_columns(cluster="entity")
    place = label.with_row_index("place").select("entity", "place")
    ends = both.join(place, left_on="one", right_on="entity").join(place, left_on="other", right_on="entity")
    one, other = ends.get_column("place"), ends.get_column("place_right")
    cluster = place.get_column("place")
    while True:
        offered = (
            pl.DataFrame({"place": one, "low": cluster.gather(other)})
            .group_by("place")
            .agg(pl.col("low").min())
        )
        own = cluster.gather(offered.get_column("place"))
        lower = cluster.clone().scatter(
            offered.get_column("place"), offered.select(pl.min_horizontal("low", own)).to_series()
        )
        jumped = lower.gather(lower)
        if jumped.equals(cluster):
            return label.with_columns(cluster=label.get_column("entity").gather(cluster))
        cluster = jumped
