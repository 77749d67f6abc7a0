from typing import Any

import pytest

from tests.rules.numbers import LATER, ONE, number
from tests.support import answers, audited

NAME = "ids_one_number_two_names"
LEGACY = number("41990019900307123")


def called(name: str | None, **more: Any) -> dict[str, Any]:
    return {"name": name, **LATER, **more}


@pytest.mark.parametrize(
    ("one", "other", "variant"),
    [
        ("张一丁", "王二丙", "other_person"),
        ("张一丁", "章一丁", "typo_sound"),
        ("张一丁", "张一甲", "typo_near"),
        ("张一丁", "张一", "typo_near"),
        ("张丽", "张伟", "other_person"),  # of two characters one is half of the name
        ("顏一丁", "颜一丁", "typo_variant"),
        ("曾国", "增国", "typo_sound"),
    ],
)
def test_how_the_names_differ(one: str, other: str, variant: str) -> None:
    found = audited(NAME, called(one), called(other) | {"issue_date": None}).findings
    assert found.select("row_id", "variant", "confidence", "verdict").rows() == [
        (2, variant, "strong", "suspicion")
    ]


@pytest.mark.parametrize(
    "other",
    [
        {},
        called("张 一丁"),
        called("张·一丁"),
        called("张某某"),
        called("测试"),
        called("王二丙", id_no=number("41990019900307003")),
        called("王二丙", id_no="E12345678"),
    ],
)
def test_one_name_or_another_number_passes(other: dict[str, Any]) -> None:
    assert answers(NAME, {}, other) == []


def test_old_and_new_number_are_one() -> None:
    rows = ({"id_no": LEGACY}, called("王二丙", id_no=LEGACY[:6] + LEGACY[8:17]))
    assert answers(NAME, *rows) == [(2, "suspicion")]


def test_each_further_name_is_told_once_however_many_rows_it_has() -> None:
    rows = [{}] * 40 + [called("王二丙")] * 40 + [called("李三乙")]
    found = audited(NAME, *rows).findings
    assert found.select("row_id", "evidence").rows() == [(41, [1, 81]), (81, [1, 41])]


def test_which_name_came_first_is_told_by_the_date_and_not_the_row() -> None:
    assert answers(NAME, called("王二丙"), {}) == [(1, "suspicion")]


@pytest.mark.parametrize(("row", "missing"), [({"id_no": None}, "id_no"), ({"name": None}, "name")])
def test_without_a_name_or_number_it_is_open(row: dict[str, Any], missing: str) -> None:
    found = audited(NAME, {}, row).findings
    assert found.select("row_id", "verdict", "facts").rows() == [(2, "unverifiable", [missing])]


def test_wording() -> None:
    assert audited(NAME, {}, called("王二丙")).findings["facts"].to_list() == [[ONE, "2", "王二丙", "张一丁"]]
