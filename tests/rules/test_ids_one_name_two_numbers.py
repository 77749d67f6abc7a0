from typing import Any

import pytest

from tests.rules.numbers import LATER, ONE, number, other_digit
from tests.support import answers, audited

NAME = "ids_one_name_two_numbers"
FAR = number("41131719900307555")
SAME = {"phone": "13912345670", "account": "6217001234567890123", "employer": "示例（集团）有限公司"}


def pair(shared: str, id_no: str = FAR, **more: Any) -> list[dict[str, Any]]:
    one = {shared: SAME[shared]}
    return [one, {"id_no": id_no, **one, **LATER, **more}]


@pytest.mark.parametrize(
    ("shared", "confidence"), [("phone", "strong"), ("account", "strong"), ("employer", "possible")]
)
def test_what_is_shared_beside_name_and_birth(shared: str, confidence: str) -> None:
    found = audited(NAME, *pair(shared)).findings
    assert found.select("row_id", "verdict", "variant", "confidence", "evidence").rows() == [
        (2, "suspicion", shared, confidence, [1])
    ]


@pytest.mark.parametrize(
    "more",
    [
        {"name": "王二丙"},
        {"id_no": number("41131719900308555")},
        {"phone": "13912345671"},
        {"phone": None},
        {"id_no": other_digit(ONE, 15)},  # near: that rule's
        {"id_no": "E12345678"},
        {"id_no": "411317900307555"[:6] + "900308555"},
    ],
)
def test_the_nearest_neighbours_pass(more: dict[str, Any]) -> None:
    assert answers(NAME, *pair("phone", **({"id_no": FAR} | more))) == []


def test_a_placeholder_speaks_for_nothing() -> None:
    rows = [{"phone": "13800000000"}, {"phone": "13800000000", "id_no": FAR}]
    assert answers(NAME, *rows) == []


def test_an_old_number_is_lifted_first() -> None:
    assert answers(NAME, *pair("phone", id_no=FAR[:6] + FAR[8:17])) == [(2, "suspicion")]


def test_brackets_of_an_employer_do_not_count() -> None:
    one, other = pair("employer")
    assert answers(NAME, one, other | {"employer": "示例(集团)有限公司"}) == [(2, "suspicion")]


def test_many_rows_of_a_person_are_one_finding_with_the_surest_reason() -> None:
    one = {**SAME}
    found = audited(NAME, *[one] * 20, *[{"id_no": FAR, **one, **LATER}] * 20).findings
    assert found.select("row_id", "variant").rows() == [(21, "phone")]


def test_a_missing_number_is_open() -> None:
    assert answers(NAME, {}, {"id_no": None}) == [(2, "unverifiable")]


def test_wording() -> None:
    assert audited(NAME, *pair("phone")).findings["facts"].to_list() == [["张一丁", FAR, ONE]]
