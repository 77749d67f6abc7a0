"""Entities that pairs connect, by one number for all of them."""

import polars as pl


def clusters(links: pl.DataFrame) -> pl.DataFrame:
    """`links` (one, other: Int64) as entity → cluster, the smallest entity that a chain of links leads to.

    Each takes the smallest number among itself and its neighbours, then the one that this one has, until nothing changes.
    """
    both = pl.concat([links.select("one", "other"), links.select(one="other", other="one")]).unique()
    label = both.select(entity="one").unique().with_columns(cluster="entity")
    while True:
        offered = (
            both.join(label, left_on="other", right_on="entity").group_by("one").agg(pl.col("cluster").min())
        )
        lower = label.join(offered, left_on="entity", right_on="one").select(
            "entity", cluster=pl.min_horizontal("cluster", "cluster_right")
        )
        jumped = lower.join(lower, left_on="cluster", right_on="entity").select(
            "entity", cluster="cluster_right"
        )
        if jumped.sort("entity").equals(label.sort("entity")):
            return label.sort("entity")
        label = jumped
