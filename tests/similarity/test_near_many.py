"""`near` against everything with everything once more, at 30,000 rows: which pairs need be asked is told by brute force."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

import polars as pl
import pytest
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bench.people import make_people
from chizheng_audit.similarity import RELATIONS, Limits, near
from tests.similarity.oracle import Person, entities, relation

Told = dict[tuple[int, int], str]


@pytest.fixture(scope="module")
def many() -> tuple[pl.DataFrame, Told]:
    rows = make_people(23_500, seed=12, share=0.014).rows
    asked = candidates(list(entities(rows.to_dicts()).values()))
    return rows, {(a.row, b.row): said for a, b in asked if (said := relation(a, b))}


def candidates(people: list[Person]) -> Iterator[tuple[Person, Person]]:
    """All pairs but those that no relation can hold of: other numbers, not at distance 1, and nothing shared.

    Two right numbers are never at distance 1 (see tests of the check), so one of the two is wrong: each of those is
    compared with every number there is.
    """
    by: dict[tuple[str, str], list[Person]] = defaultdict(list)
    for who in people:
        shared = [("key", who.key), ("phone", who.phone), ("account", who.account)]
        for kind, value in [*shared, *(("sound", said) for said in who.said)]:
            if value:
                by[kind, value].append(who)
    for alike in by.values():
        yield from combinations(alike, 2)
    keys = sorted({who.key for who in people if who.key})
    for wrong in sorted({who.key for who in people if who.key and not who.right}):
        for other, distance, _ in process.extract_iter(wrong, keys, scorer=OSA.distance, score_cutoff=1):
            if distance == 1:
                for a in by["key", wrong]:
                    for b in by["key", other]:
                        yield (a, b) if a.row < b.row else (b, a)


@pytest.mark.parametrize("limits", [Limits(), Limits(block=3)], ids=["as usual", "blocks split"])
def test_none_missed_none_extra(many: tuple[pl.DataFrame, Told], limits: Limits) -> None:
    rows, want = many
    found = near(rows, limits)
    got = {(one, other): said for one, other, said in found.pairs.select("one", "other", "relation").rows()}
    assert got == want
    assert found.capped.is_empty()


def test_every_relation_is_among_them(many: tuple[pl.DataFrame, Told]) -> None:
    rows, want = many
    assert len(rows) > 30_000
    held = Counter(want.values())
    assert set(held) == set(RELATIONS) and min(held.values()) > 100, held
