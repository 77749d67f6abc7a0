from datetime import date
from typing import Any

import pytest

from tests.rules.numbers import ONE, number
from tests.support import answers, audited

NAME = "ids_disagree_with_columns"  # 张一丁: born 1990-03-07, 男; the claim's day is 2022-09-01
WOMAN = number("41990019900307002")


@pytest.mark.parametrize(
    ("row", "variant"),
    [
        ({"birth_date": date(1990, 3, 8)}, "birth"),
        ({"birth_month": date(1990, 4, 1)}, "month"),
        ({"sex": "女"}, "sex"),
        ({"sex": "男", "id_no": WOMAN}, "sex"),
        ({"age": 29}, "age"),
        ({"age": 35}, "age"),
        ({"birth_date": date(1990, 3, 7), "sex": "女"}, "sex"),
        ({"birth_date": date(1990, 3, 8), "id_no": "419900900307123"}, "birth"),
    ],
)
def test_each_contradiction_is_named(row: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row).findings
    assert found.select("verdict", "variant").rows() == [("suspicion", variant)]


@pytest.mark.parametrize(
    "row",
    [
        {"birth_date": date(1990, 3, 7), "birth_month": date(1990, 3, 1), "sex": "男", "age": 32},
        {"age": 30},
        {"age": 34},
        {"sex": "女", "id_no": WOMAN},
        {"birth_date": date(1990, 3, 7), "id_no": "419900900307123"},
    ],
)
def test_what_agrees_passes(row: dict[str, Any]) -> None:
    found = audited(NAME, row)
    assert found.findings.is_empty()
    assert found.coverage["applied"].to_list() == [1]


def test_a_year_is_full_on_the_birthday() -> None:
    day = {"issue_date": date(2022, 3, 6)}
    assert answers(NAME, {"age": 29} | day) == []
    assert answers(NAME, {"age": 34} | day) == [(1, "suspicion")]
    assert answers(NAME, {"age": 34, "issue_date": date(2022, 3, 7)}) == []


@pytest.mark.parametrize("row", [{}, {"sex": "男", "id_no": "E12345678"}])
def test_without_the_columns_or_a_resident_id_it_does_not_apply(row: dict[str, Any]) -> None:
    assert audited(NAME, row).coverage["applied"].to_list() == [0]


@pytest.mark.parametrize(
    ("row", "variant"),
    [
        ({"sex": "男", "id_no": None}, "missing"),
        ({"sex": "男", "id_no": "419900********0018"}, "open_masked"),
        ({"birth_date": date(1990, 3, 7), "id_no": number("41990019900230001")}, "open_birth"),
        ({"sex": "男", "id_no": "41990019900307001"}, "open_birth"),
    ],
)
def test_what_cannot_be_compared_is_open(row: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_before_the_pack_says_how_far_ages_may_be_apart_they_are_open() -> None:
    found = audited(NAME, {"age": 32}, {"sex": "男"}, as_of=date(2021, 12, 31)).findings
    assert found.select("row_id", "variant").rows() == [(1, "open_law")]


def test_wording() -> None:
    rows = ({"birth_date": date(1992, 5, 1)}, {"sex": "女"}, {"age": 50})
    assert audited(NAME, *rows).findings["facts"].to_list() == [
        ["张一丁", ONE, "1992-05-01", "1990-03-07"],
        ["张一丁", ONE, "女", "男"],
        ["张一丁", ONE, "50", "32"],
    ]
