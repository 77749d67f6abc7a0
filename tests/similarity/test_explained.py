"""The ladder for one pair against the sweep over all pairs."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import polars as pl
import pytest

from chizheng_audit.similarity import RELATIONS, compare_names, near
from chizheng_audit.similarity.aligned import aligned, distance
from chizheng_audit.similarity.compared import comparable
from chizheng_audit.similarity.explained import Two, ladder, read_two, verdict
from tests.rules.numbers import ONE, number, other_digit
from tests.similarity.test_near import crowded


def test_the_rungs_are_the_relations_in_their_order() -> None:
    rungs = ladder(Two(*read_two(ONE, ONE)))
    assert tuple(rung.relation for rung in rungs) == RELATIONS


def test_the_first_rung_that_holds_is_what_the_sweep_finds() -> None:
    rows = pl.concat([crowded(420, seed).with_columns(pl.col("row_id") + seed * 1000) for seed in (11, 12)])
    swept = near(rows)
    found = {
        (one, other): said for one, other, said in swept.pairs.select("one", "other", "relation").iter_rows()
    }
    entities = set(swept.entities.get_column("entity"))
    people = [
        row
        for row in comparable(rows).sort("row_id").to_dicts()
        if row["row_id"] in entities and row["id_no"]
    ]
    # most pairs are near nothing, and most relations hold often: some of each will do
    kept: dict[str | None, list[tuple[Any, Any]]] = {}
    for pair in combinations(people, 2):
        kept.setdefault(found.get((pair[0]["row_id"], pair[1]["row_id"])), []).append(pair)
    assert set(kept) == {None, *RELATIONS}
    pairs = [(said, *pair) for said, all_ in kept.items() for pair in all_[:: max(len(all_) // 60, 1)]]
    names = compare_names(*(pl.Series([pair[side]["name"] for pair in pairs]) for side in (1, 2)))
    wrong = [
        (said, one, other)
        for (said, one, other), name in zip(pairs, names, strict=True)
        if _told(one, other, str(name)) != said
    ]
    assert wrong == []


def _told(one: dict[str, Any], other: dict[str, Any], names: str) -> str | None:
    def same(key: str) -> bool:
        return one[key] is not None and one[key] == other[key]

    numbers = read_two(one["id_no"], other["id_no"])
    bare = Two(*numbers, phone=same("phone_key"), account=same("account_key"))
    # who has no name is nobody's namesake, nor under two names
    two = replace(bare, names=("same" if bare.same_key else "other") if names == "unknown" else names)
    holding = verdict(ladder(two))
    return holding.relation if holding else None


def test_what_is_not_known_is_said_to_decide() -> None:
    rungs = {
        rung.relation: rung.holds for rung in ladder(Two(*read_two(ONE, number(other_digit(ONE[:17], 13)))))
    }
    assert rungs["recomputed_check"] is None
    assert rungs["mistyped"] is False
    assert rungs["distant"] is None


def test_fitting() -> None:
    one, other = read_two(ONE, other_digit(ONE, 18))
    assert (one.right, one.fitting, other.right, other.fitting) == (True, "8", False, "8")
    assert read_two("41990", ONE)[0].fitting is None


@pytest.mark.parametrize(
    ("one", "other", "carets"),
    [
        ("1234", "1234", ""),
        ("1234", "1934", " ^"),
        ("1234", "1324", " ^^"),
        ("1234", "134", " ^"),
        ("1234", "12934", "  ^"),
        ("123456", "234561", "^     ^"),
    ],
)
def test_carets_stand_where_they_differ(one: str, other: str, carets: str) -> None:
    both = aligned(one, other)
    assert "".join("^" if at in both.places else " " for at in range(len(both.one))).rstrip() == carets
    assert (both.one.replace("-", ""), both.other.replace("-", "")) == (one, other)
    assert len(both.places) >= distance(one, other)
