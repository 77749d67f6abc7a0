"""All near-duplicate identities among rows: entities, pairs by the ladder, clusters, and what was not looked at."""

from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import polars as pl

from chizheng_audit.similarity.blocks import LEFT
from chizheng_audit.similarity.chance import chances
from chizheng_audit.similarity.clusters import clusters
from chizheng_audit.similarity.corroborate import CORROBORATED_BY, beside, corroborated
from chizheng_audit.similarity.entities import read_people
from chizheng_audit.similarity.grades import graded
from chizheng_audit.similarity.losses import losses
from chizheng_audit.similarity.mistyped import mistyped, sources
from chizheng_audit.similarity.near_body import by_contact, by_name
from chizheng_audit.similarity.result import CAPPED, CLUSTERS, ENTITIES, PAIRS, RELATIONS, Limits, Near
from chizheng_audit.similarity.same_number import same_number, spread
from chizheng_audit.similarity.unsure import both_mistyped, common_source

_READ = pl.Schema(
    {
        "row_id": pl.Int64(),
        "id_no": pl.String(),
        "name": pl.String(),
        "phone": pl.String(),
        "account": pl.String(),
    }
)
_STANDARD = Limits()


def near(rows: pl.DataFrame, limits: Limits = _STANDARD) -> Near:
    """Who among `rows` may be one person under two numbers, or two under one.

    rows: row_id (Int64, unique), id_no, name, phone, account (String, any null; a column that is not there counts as null).
    Their order changes nothing. What is missing, empty or a placeholder speaks for nothing.
    """
    rows = rows.select(
        (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in _READ.items()
    )
    rows = rows if rows.get_column("row_id").is_sorted() else rows.sort("row_id")
    people, entities, shared, invalid = read_people(rows)
    firsts = _firsts(people, shared)
    with ThreadPoolExecutor(2) as pool:  # none waits for another, and each leaves cores idle at times
        lanes = [
            pool.submit(_by_number, people, shared, firsts, limits),
            pool.submit(_by_name, people, limits),
            pool.submit(_by_contacts, people, limits),
            pool.submit(_by_losses, people),
        ]
        by_chance = pool.submit(chances, people.get_column("body").gather(firsts).drop_nulls())
    every = [step for lane in lanes for step in lane.result()]
    found = _strongest([step.pairs for step in every])
    pairs = _told(graded(found, people, firsts, by_chance.result(), limits), people)
    return Near(
        pairs=pairs,
        entities=entities.cast(ENTITIES),
        clusters=_clusters(pairs, people, shared),
        capped=_capped(every, people, rows),
        invalid=invalid,
        damaged=invalid > limits.damaged,
    )


def _firsts(people: pl.DataFrame, shared: pl.DataFrame) -> pl.Series:
    """The places of the first entity of each number that can be compared."""
    later = shared.filter(pl.col("place") != pl.col("first")).get_column("place")
    head = people.get_column("number").is_not_null().scatter(later, False)
    return head.arg_true().cast(pl.UInt32)


class _Step(NamedTuple):
    """Pairs, and what was too many to be compared (place, size, pairs), found by what rows share."""

    pairs: pl.DataFrame
    left: pl.DataFrame
    by: str
    relation: str


def _by_number(people: pl.DataFrame, shared: pl.DataFrame, firsts: pl.Series, limits: Limits) -> list[_Step]:
    """What the digits and their check say."""
    mends = sources(people, firsts)
    pairs = {
        "mistyped": mistyped(people, firsts, mends),
        "both_mistyped": both_mistyped(people, firsts).with_columns(relation=pl.lit("both_mistyped")),
        "common_source": common_source(mends).with_columns(relation=pl.lit("common_source")),
    }
    steps = [_Step(*same_number(people, shared, limits.group), "number", "same_number")]
    steps += [_Step(*spread(pairs[r], shared, limits.group), "number", r) for r in pairs]
    last = steps[-1].pairs
    spoken_for = beside(last, people, *CORROBORATED_BY).filter(corroborated()).select(last.columns)
    return [*steps[:-1], steps[-1]._replace(pairs=spoken_for)]


def _by_name(people: pl.DataFrame, limits: Limits) -> list[_Step]:
    return [_Step(*by_name(people, limits), "name", "two_digits")]


def _by_contacts(people: pl.DataFrame, limits: Limits) -> list[_Step]:
    return [
        _Step(*by_contact(people, contact, limits), contact, "two_digits") for contact in ("phone", "account")
    ]


def _by_losses(people: pl.DataFrame) -> list[_Step]:
    return [_Step(losses(people), pl.DataFrame(schema=LEFT), "number", "zeros_lost")]


def _strongest(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Each pair once, a < b, with the first relation of the ladder; wrong: which of the two is to be corrected."""
    swap = pl.col("a") > pl.col("b")
    whole = pl.concat(found, how="diagonal").with_columns(pl.col("relation").cast(pl.Enum(RELATIONS)))
    if "correction" not in whole.columns:
        whole = whole.with_columns(correction=pl.lit(None, pl.String))
    single = pl.col("correction").is_not_null() & (pl.col("relation") != "common_source")
    return (
        whole.select(
            pl.min_horizontal("a", "b").alias("a"),
            pl.max_horizontal("a", "b").alias("b"),
            "relation",
            "correction",
            wrong=pl.when(single).then(pl.when(swap).then(pl.lit("b")).otherwise(pl.lit("a"))),
        )
        .sort("a", "b", "relation")
        .unique(["a", "b"], keep="first", maintain_order=True)
    )


def _told(pairs: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    ids = people.get_column("row_id")
    one, other = (ids.gather(pairs.get_column(side)) for side in ("a", "b"))
    corrected = pl.when(pl.col("wrong") == "a").then("one").when(pl.col("wrong") == "b").then("other")
    return (
        pairs.with_columns(one=one, other=other)
        .with_columns(corrected=corrected)
        .select(PAIRS.names())
        .cast(PAIRS)
    )


def _clusters(pairs: pl.DataFrame, people: pl.DataFrame, shared: pl.DataFrame) -> pl.DataFrame:
    ids = people.get_column("row_id")
    later = shared.filter(pl.col("place") != pl.col("first"))
    one_number = later.select(
        one=ids.gather(later.get_column("first")), other=ids.gather(later.get_column("place"))
    )
    sure = pairs.filter(pl.col("grade") != "possible").select("one", "other")
    return clusters(pl.concat([sure, one_number])).cast(CLUSTERS)


def _capped(steps: list[_Step], people: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """What was left, with the value that it shares as it is written in one of its rows."""
    whole = pl.concat(
        step.left.with_columns(by=pl.lit(step.by), relation=pl.lit(step.relation)) for step in steps
    )
    ids = people.get_column("row_id").gather(whole.get_column("place"))
    at = rows.get_column("row_id").search_sorted(ids)
    cells = rows.select(number="id_no", name="name", phone="phone", account="account").gather(at)
    written = pl.concat([whole, cells], how="horizontal")
    value = pl.coalesce(pl.when(pl.col("by") == by).then(by) for by in ("number", "name", "phone", "account"))
    return (
        written.select("relation", "by", value=value, size="size", pairs="pairs")
        .cast(CAPPED)
        .sort("pairs", "by", "value", "relation", descending=[True, False, False, False])
    )
