from collections import Counter
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.similarity import blocks
from chizheng_audit.similarity.blocks import pairs_that_share, pairs_within, runs

keys = st.lists(st.integers(0, 6), max_size=40)


def pairs_of(frame: pl.DataFrame) -> set[tuple[int, int]]:
    found = frame.select("a", "b").rows()
    assert len(found) == len({*found})
    return {*found}


@pytest.mark.parametrize("at_once", [2_000_000, 3])
@settings(deadline=None)
@given(values=keys)
def test_those_that_share_a_key_are_paired(at_once: int, values: list[int]) -> None:
    blocks._AT_ONCE, usual = at_once, blocks._AT_ONCE
    try:
        found = pairs_within(*runs(pl.Series(values, dtype=pl.UInt64).hash(3)), lambda pairs: pairs)
    finally:
        blocks._AT_ONCE = usual
    assert pairs_of(found) == {
        (a, b) for a, b in combinations(range(len(values)), 2) if values[a] == values[b]
    }


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 1), st.integers(0, 3), st.one_of(st.none(), st.integers(0, 3))), max_size=40
    ),
    st.integers(1, 5),
)
def test_a_split_block_gives_what_shares_a_further_key(
    rows: list[tuple[int, int, int | None]], block: int
) -> None:
    key, one, other = (pl.Series([row[n] for row in rows], dtype=pl.Int64) for n in range(3))
    found, left = pairs_that_share(
        key.hash(1), lambda at: [one.gather(at), other.gather(at)], lambda pairs: pairs, block, 10**6
    )
    sizes = Counter(row[0] for row in rows)
    want = {
        (a, b)
        for a, b in combinations(range(len(rows)), 2)
        if rows[a][0] == rows[b][0]
        and (
            sizes[rows[a][0]] <= block
            or rows[a][1] == rows[b][1]
            or (rows[a][2] is not None and rows[a][2] == rows[b][2])
        )
    }
    assert pairs_of(found) == want
    assert left.is_empty()


def test_what_is_over_full_even_then_is_told() -> None:
    key, parts = pl.Series([1] * 10), pl.Series([*[7] * 6, *range(4)])
    found, left = pairs_that_share(key.hash(1), lambda at: [parts.gather(at)], lambda pairs: pairs, 4, 5)
    assert found.is_empty()
    assert left.select("size", "pairs").rows() == [(6, 15)]
