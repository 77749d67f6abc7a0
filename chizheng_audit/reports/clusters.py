"""People whose numbers are near: the largest clusters, and where their numbers differ."""

from dataclasses import dataclass

import polars as pl

from chizheng_audit import identity
from chizheng_audit.nearness import Nearness
from chizheng_audit.reports.shown import Shown
from chizheng_audit.similarity.aligned import GAP, Aligned, aligned
from chizheng_audit.tables.system import SHEET_SPAN

_MOST = 3
_MOST_NUMBERS = 6
_SHORTEST = 15
"""Masks of shorter numbers do not keep their length, and cannot be marked sign by sign."""


@dataclass(frozen=True)
class Member:
    """A number of a cluster: the pair it makes with the first number, the shown name, where it stands first, how many rows."""

    number: Aligned
    name: str
    file: str
    sheet: str | None
    row: int
    rows: int


@dataclass(frozen=True)
class Cluster:
    """Numbers that are connected, those of most rows first; `more` are not shown."""

    members: tuple[Member, ...]
    more: int


@dataclass(frozen=True)
class Clusters:
    """The largest clusters, and how many there are of two numbers or more."""

    worst: tuple[Cluster, ...] = ()
    count: int = 0


def build(near: Nearness, claims: pl.DataFrame, sheets: pl.DataFrame, shown: Shown) -> Clusters:
    """The clusters of `near` among `claims`; `sheets` as they are shown."""
    whole = near.entities.join(near.clusters, on="entity").select("row_id", "cluster")
    rows = claims.lazy().select("row_id", "id_no", "name").join(whole, on="row_id").sort("row_id")
    numbers = (
        rows.filter(pl.col("id_no").is_not_null())
        .group_by("cluster", "id_no", maintain_order=True)
        .agg(pl.col("row_id", "name").first(), rows=pl.len())
        .filter(pl.len().over("cluster") > 1)
        .collect()
    )
    sizes = numbers.group_by("cluster").agg(pl.len(), pl.col("rows").sum())
    worst = sizes.sort("len", "rows", "cluster", descending=[True, True, False]).head(_MOST)
    places = sheets.select("base", "file", "sheet")
    told = (
        numbers.join(worst.select("cluster"), on="cluster", how="semi")
        .with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .join(places, on="base", how="left")
        .with_columns(
            masked=pl.when(shown.unmask).then("id_no").otherwise(identity.mask_id(pl.col("id_no"))),
            name=shown.value(pl.col("name"), "name").fill_null(""),
        )
        .sort("rows", "row_id", descending=[True, False])
    )
    groups = [_cluster(told.filter(pl.col("cluster") == cluster)) for cluster in worst.get_column("cluster")]
    return Clusters(tuple(groups), len(sizes))


def _cluster(numbers: pl.DataFrame) -> Cluster:
    rows = numbers.to_dicts()
    first = rows[0]
    members = tuple(
        Member(
            masked(aligned(first["id_no"], row["id_no"]), first["masked"], row["masked"]),
            row["name"], row["file"] or "", row["sheet"], row["row_id"] - row["base"], row["rows"],
        )
        for row in rows[:_MOST_NUMBERS]
    )  # fmt: skip
    return Cluster(members, len(rows) - len(members))


def masked(pair: Aligned, one: str, other: str) -> Aligned:
    """`pair` with its texts masked (or not) as `one` and `other`, the places that differ as before."""
    hidden = []
    for text, mask in ((pair.one, one), (pair.other, other)):
        bare = text.replace(GAP, "")
        if len(mask) != len(bare) or len(bare) < _SHORTEST:
            return Aligned(one, other, ())
        signs = iter(mask)
        hidden.append("".join(GAP if sign == GAP else next(signs) for sign in text))
    return Aligned(hidden[0], hidden[1], pair.places)
