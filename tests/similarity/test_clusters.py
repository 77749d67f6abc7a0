import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.similarity.clusters import clusters

links = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60)


def told(pairs: list[tuple[int, int]]) -> dict[int, int]:
    frame = pl.DataFrame(pairs, {"one": pl.Int64, "other": pl.Int64}, orient="row")
    return dict(clusters(frame).rows())


@settings(deadline=None)
@given(links)
def test_a_cluster_is_what_links_connect(pairs: list[tuple[int, int]]) -> None:
    groups: list[set[int]] = []
    for one, other in pairs:
        met = [group for group in groups if group & {one, other}]
        groups = [group for group in groups if group not in met] + [{one, other}.union(*met)]
    assert told(pairs) == {entity: min(group) for group in groups for entity in group}


def test_a_long_chain_is_one() -> None:
    assert {*told([(n, n + 1) for n in range(1000)]).values()} == {0}
