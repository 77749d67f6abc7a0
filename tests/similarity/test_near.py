"""`near` against comparing everything with everything: for each relation none missed, none extra."""

from collections import Counter
from random import Random
from typing import Any

import polars as pl
import pytest

from bench.people import make_people
from chizheng_audit.demo.people import check_character
from chizheng_audit.similarity import CAPPED, CLUSTERS, ENTITIES, PAIRS, RELATIONS, Limits, near
from tests.similarity.oracle import all_pairs, entities

FORCED = Limits(block=3)


def crowded(count: int, seed: int) -> pl.DataFrame:
    """Rows of few regions, days, names and contacts, so that every relation meets every other."""
    random = Random(seed)
    names = [
        "王芳",
        "王方",
        "王丽",
        "曾国强",
        "增国强",
        "曾 国强",
        "单洁",
        "善洁",
        "丹洁",
        "欧阳建国",
        "测试",
        "",
        None,
        "张某某",
    ]
    phones = [f"1390000{n:04}" for n in range(1, 9)] + ["13800000000", "", None, "0", None]
    accounts = [f"62170000000000{n:05}" for n in range(101, 107)] + [None] * 6
    rows = []
    for row in range(count):
        region = random.choice(["419901", "419902", "980133"])
        body = f"{region}19{random.choice([79, 80, 81])}0{random.choice([1, 2])}1{random.choice([1, 2])}{random.randrange(60):03}"
        number = body + check_character(body)
        for _ in range(random.choice([0, 0, 0, 1, 1, 2])):
            number = edited(number, random)
        rows.append(
            (
                row * 11 % count,
                number if random.random() > 0.03 else None,
                *map(random.choice, (names, phones, accounts)),
            )
        )
    return pl.DataFrame(rows, ["row_id", "id_no", "name", "phone", "account"], orient="row").cast(
        {"row_id": pl.Int64}
    )


def edited(number: str, random: Random) -> str:
    at, sign = random.randrange(len(number)), random.choice("0123456789X")
    body = number[:17]
    return random.choice(
        [
            number[:at] + sign + number[at + 1 :],
            number[:at] + number[at + 1 : at + 2] + number[at : at + 1] + number[at + 2 :],
            number[:at] + number[at + 1 :],
            number[:at] + sign + number[at:],
            number.replace("0", "O", 1),
            number[:6] + number[8:17],
            number[:15] + "000",
            str(int(float(number))) if number.isdigit() and len(number) == 18 else number,
            body[:-1] + sign.replace("X", "0") + number[17:],
            body + check_character(body) if len(body) == 17 and body.isdigit() else number,
            f"4.{number[1:6]}E+17",
            "A" + number[1:],
        ]
    )


SETS = {
    "realistic": lambda: make_people(1100, seed=3, share=0.012).rows,
    "crowded": lambda: crowded(420, 1),
    "more crowded": lambda: crowded(420, 2),
}


@pytest.fixture(scope="module", params=SETS)
def compared(request: pytest.FixtureRequest) -> tuple[pl.DataFrame, dict[tuple[int, int], str]]:
    rows = SETS[request.param]()
    return rows, all_pairs(rows.to_dicts())


def told(pairs: pl.DataFrame) -> dict[tuple[int, int], str]:
    return {(one, other): said for one, other, said in pairs.select("one", "other", "relation").iter_rows()}


@pytest.mark.parametrize("limits", [Limits(), FORCED], ids=["as usual", "blocks split"])
def test_none_missed_none_extra(
    compared: tuple[pl.DataFrame, dict[tuple[int, int], str]], limits: Limits
) -> None:
    rows, want = compared
    found = near(rows, limits)
    got = told(found.pairs)
    assert len(got) == len(found.pairs)
    assert {pair: said for pair, said in got.items() if want.get(pair) != said} == {}
    assert {pair: said for pair, said in want.items() if pair not in got} == {}
    assert found.capped.is_empty()


def test_the_sets_hold_every_relation() -> None:
    held = Counter(said for make in SETS.values() for said in told(near(make()).pairs).values())
    assert set(held) == set(RELATIONS)
    assert min(held.values()) >= 5, held


def test_the_schemas_are_as_declared() -> None:
    for rows in (crowded(60, 5), crowded(60, 5).clear(), crowded(60, 5).select("row_id", "id_no")):
        found = near(rows)
        assert found.pairs.schema == PAIRS
        assert found.entities.schema == ENTITIES
        assert found.clusters.schema == CLUSTERS
        assert found.capped.schema == CAPPED


def test_every_row_has_its_entity() -> None:
    rows = crowded(400, 7)
    found = near(pl.concat([rows, rows.with_columns(pl.col("row_id") + 1000)]))
    people = entities(rows.to_dicts())
    assert found.entities.get_column("row_id").to_list() == [*range(400), *range(1000, 1400)]
    assert set(found.entities.get_column("entity")) == {person.row for person in people.values()}
    halves = found.entities.get_column("entity")
    assert halves.head(400).equals(halves.tail(400))


def test_the_order_of_rows_changes_nothing() -> None:
    rows = crowded(400, 11)
    one, other = near(rows), near(rows.sample(fraction=1, shuffle=True, seed=5))
    assert one.pairs.equals(other.pairs)
    assert one.entities.equals(other.entities)
    assert one.clusters.equals(other.clusters)
    assert one.invalid == other.invalid


def test_an_unrelated_person_adds_nothing() -> None:
    rows = crowded(200, 19)
    stranger = rows_of((10_000, "419955196511110014", "欧阳娜娜", "13955556666", "6217000099998888777"))
    before, after = near(rows), near(pl.concat([rows, stranger]))
    assert told(before.pairs) == told(after.pairs)
    assert before.clusters.equals(after.clusters)


def test_pairs_come_in_order_and_once() -> None:
    pairs = near(crowded(400, 13)).pairs
    assert pairs.select("one", "other").equals(pairs.select("one", "other").unique().sort("one", "other"))
    assert (pairs.get_column("one") < pairs.get_column("other")).all()


def test_the_callers_frame_is_left_as_it_was() -> None:
    rows = crowded(200, 17)
    kept = rows.clone().to_dicts()
    near(rows)
    assert rows.to_dicts() == kept


def rows_of(*rows: tuple[Any, ...]) -> pl.DataFrame:
    kinds = {
        "row_id": pl.Int64,
        "id_no": pl.String,
        "name": pl.String,
        "phone": pl.String,
        "account": pl.String,
    }
    return pl.DataFrame([(*row, *[None] * (5 - len(row))) for row in rows], kinds, orient="row")
