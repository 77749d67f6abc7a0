from itertools import combinations

import polars as pl
import pytest

from bench.people import make_people
from chizheng_audit import identity
from chizheng_audit.similarity.chance import _by_distance, chances


def test_a_part_is_counted_exactly() -> None:
    values = [101, 101, 103, 211, 212, 999, 100, 100, 100, 345]
    for by_sex in (False, True):
        pairs = [(f"{a:03}", f"{b:03}") for a, b in combinations(values, 2) if not by_sex or a % 2 == b % 2]
        apart = [sum(x != y for x, y in zip(a, b, strict=True)) for a, b in pairs]
        want = [apart.count(d) / len(pairs) for d in range(3)]
        assert _by_distance(pl.Series(values), 3, by_sex=by_sex) == pytest.approx(want)


def test_strangers_are_as_near_as_foretold() -> None:
    """30,000 people of 21 counties: pairs of one sex counted by sorting out those that share a part, against the estimate."""
    rows = make_people(30_000, seed=5, share=0).rows
    body = identity.parse(rows.get_column("id_no")).get_column("body")
    one, two, elsewhere = chances(body)
    keep = rows.select(
        "row_id", body=body, packed=identity.parse(rows.get_column("id_no")).get_column("packed")
    )
    near = set()
    for part in (pl.col("body") // 10**7, pl.col("body") // 1000 % 10**4, pl.col("body") % 1000):
        keyed = keep.with_columns(part=part)
        met = keyed.join(keyed, on="part").filter(pl.col("row_id") < pl.col("row_id_right"))
        met = met.with_columns(apart=identity.differing(pl.col("packed"), pl.col("packed_right")))
        met = met.filter((pl.col("apart") <= 2) & (pl.col("body") % 2 == pl.col("body_right") % 2))
        near |= set(met.select("row_id", "row_id_right", "apart").rows())
    sexes = body.to_frame().group_by(pl.col("body") % 2).len().get_column("len").cast(pl.Int64)
    pairs = int((sexes * (sexes - 1) // 2).sum())
    assert len(near) == pytest.approx(two * pairs, rel=0.15)
    assert sum(apart <= 1 for *_, apart in near) == pytest.approx(one * pairs, rel=0.35)
    assert 0 < elsewhere < one < two < 1e-4


def test_of_nobody_little_is_assumed() -> None:
    one, two, elsewhere = chances(pl.Series([], dtype=pl.Int64))
    assert 0 < elsewhere < one < two < 1e-3
