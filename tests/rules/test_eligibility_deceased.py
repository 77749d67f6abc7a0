from datetime import date
from typing import Any

import pytest

from tests.rules.lists import OTHER, WHO, entry
from tests.rules.stays import HIRE
from tests.support import answers, audited

NAME = "eligibility_deceased"
DEAD = entry(died=date(2022, 8, 31))


def test_before_the_day_but_not_on_it() -> None:
    assert answers(NAME, {}, deceased=[DEAD]) == [(1, "violation")]
    assert answers(NAME, {}, deceased=[entry(died=date(2022, 9, 1))]) == []
    assert answers(NAME, HIRE, deceased=[entry(died=date(2022, 3, 14))]) == [(1, "violation")]
    assert answers(NAME, HIRE, deceased=[entry(died=date(2022, 3, 15))]) == []


def test_the_first_of_the_same_month_may_be_no_day() -> None:
    row = {"issue_date": date(2022, 9, 2)}
    assert answers(NAME, row, deceased=[entry(died=date(2022, 9, 1))]) == [(1, "suspicion")]
    assert answers(NAME, row, deceased=[entry(died=date(2022, 8, 1))]) == [(1, "violation")]


@pytest.mark.parametrize(
    ("row", "listed", "variant"),
    [
        ({"id_no": None}, {}, "missing"),
        ({"issue_date": None}, {}, "missing"),
        ({}, {"died": None}, "open_died"),
        ({}, {"id_no": None}, "open_same_name"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], listed: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row, deceased=[DEAD | listed]).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_others_pass() -> None:
    assert answers(NAME, {}, deceased=[DEAD | {"id_no": OTHER}]) == []


def test_out_of_scope_and_without_a_list() -> None:
    assert audited(NAME, {"subsidy": None}, deceased=[DEAD]).coverage["applied"].to_list() == [0]
    assert audited(NAME, {}).coverage.select("status", "detail").row(0) == ("no_table", "deceased")


def test_wording() -> None:
    found = audited(NAME, {}, deceased=[DEAD]).findings
    assert found.select("variant", "confidence", "facts", "evidence").row(0) == (
        "died", "exact", ["张一丁", WHO, "2022-09-01", "2022-08-31"], [DEAD["row_id"]]
    )  # fmt: skip
    other = audited(NAME, {}, deceased=[DEAD | {"name": "李四"}]).findings
    assert other.select("variant", "confidence").row(0) == ("died_other", "possible")
