from datetime import date
from typing import Any

import pytest

from tests.rules.lists import OTHER, WHO, entry
from tests.rules.stays import HIRE
from tests.support import answers, audited

NAME = "eligibility_on_payroll"
EVENT = date(2022, 9, 1)
DATED = entry(unit="示例小学", post="事业编制", since=date(2019, 9, 1))


def test_on_the_list_on_the_day() -> None:
    assert answers(NAME, {}, payroll=[DATED]) == [(1, "violation")]
    hire = HIRE | {"hire_date": EVENT}
    assert answers(NAME, hire, payroll=[DATED | {"since": EVENT, "until": EVENT}]) == [(1, "violation")]


@pytest.mark.parametrize(
    "other", [{"since": date(2022, 9, 2)}, {"until": date(2022, 8, 31)}, {"id_no": OTHER}]
)
def test_before_and_after_and_others_pass(other: dict[str, Any]) -> None:
    found = audited(NAME, {}, payroll=[DATED | other])
    assert found.coverage.select("status", "passed").row(0) == ("ran", 1)


def test_the_day_of_a_hire_is_the_hire() -> None:
    assert answers(NAME, HIRE, payroll=[DATED | {"since": date(2022, 3, 16)}]) == []
    assert answers(NAME, HIRE, payroll=[DATED | {"since": date(2022, 3, 15)}]) == [(1, "violation")]


@pytest.mark.parametrize("until", [None, EVENT])
def test_a_list_that_does_not_say_since_when_is_a_suspicion(until: date | None) -> None:
    assert answers(NAME, {}, payroll=[entry(post="行政", until=until)]) == [(1, "suspicion")]
    assert answers(NAME, {}, payroll=[entry(post="行政", until=date(2022, 8, 31))]) == []


def test_of_several_entries_one_that_holds_is_enough() -> None:
    left = DATED | {"until": date(2020, 1, 1)}
    again = entry(2, post="行政编制", since=date(2021, 1, 1))
    found = audited(NAME, {}, payroll=[left, again]).findings
    assert found.select("verdict", "evidence").rows() == [("violation", [again["row_id"]])]


def test_public_welfare_posts_are_allowed_by_the_pack() -> None:
    assert answers(NAME, {}, payroll=[DATED | {"post": "公益性岗位人员"}]) == []


def test_persons_are_one_by_their_canonical_numbers() -> None:
    found = answers(NAME, {"id_no": "419900900307123"}, payroll=[DATED | {"id_no": "41990019900307123X"}])
    assert found == [(1, "violation")]
    passport = {"id_no": "E12345678"}
    assert answers(NAME, passport, payroll=[DATED | passport]) == [(1, "violation")]


def test_another_name_is_said_and_lowers_the_confidence() -> None:
    found = audited(NAME, {}, payroll=[DATED | {"name": "李四"}]).findings
    assert found.select("verdict", "confidence", "variant").rows() == [
        ("violation", "possible", "dated_other")
    ]
    assert found["facts"][0].to_list()[-1] == "李四"
    assert audited(NAME, {"name": "张 一丁"}, payroll=[DATED]).findings["confidence"].to_list() == ["exact"]
    assert audited(NAME, {}, payroll=[DATED | {"name": None}]).findings["confidence"].to_list() == ["exact"]


@pytest.mark.parametrize(
    ("number", "alike"),
    [
        ("419900********0018", True),
        ("4199**********0018", True),
        (None, True),
        ("419900199003070000", True),
        ("419900********0034", False),
        ("419901********0018", False),
    ],
)
def test_a_number_that_is_no_key_is_open_for_its_namesakes(number: str | None, alike: bool) -> None:
    masked = DATED | {"id_no": number}
    found = audited(NAME, {}, payroll=[masked]).findings
    assert found.select("variant", "evidence", "facts").rows() == (
        [("open_same_name", [masked["row_id"]], ["1"])] if alike else []
    )
    assert answers(NAME, {"name": "李四"}, payroll=[masked]) == []


@pytest.mark.parametrize(
    ("row", "variant"),
    [
        ({"id_no": None}, "missing"),
        ({"issue_date": None}, "missing"),
        ({"id_no": WHO[:6] + "********0018"}, "open_person"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row, payroll=[DATED]).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("unverifiable", variant, None)]


def test_who_is_not_on_the_list_needs_no_date() -> None:
    assert answers(NAME, {"issue_date": None, "id_no": OTHER}, payroll=[DATED]) == []


def test_without_the_list_it_does_not_run() -> None:
    assert audited(NAME, {}).coverage.select("status", "detail").row(0) == ("no_table", "payroll")


def test_out_of_scope() -> None:
    rows = [{"subsidy": "training"}, {"subsidy": None}, {"amount": -240}]
    assert audited(NAME, *rows, payroll=[DATED]).coverage["applied"].to_list() == [0]


def test_wording() -> None:
    found = audited(NAME, {}, payroll=[DATED]).findings
    assert found.select("facts", "at_stake", "clause").row(0) == (
        ["张一丁", WHO, "2022-09-01", "示例小学", "事业编制", "2019-09-01", None], 240, "beneficiaries"
    )  # fmt: skip
