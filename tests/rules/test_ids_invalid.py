from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from stdnum.iso7064 import mod_11_2

from tests.support import answers, audited

NAME = "ids_invalid"
LOST = {"table": "claims", "column": "id_no", "header": "身份证号", "raw": "419900199003070000"}


def with_check(body: str) -> str:
    return body + str(mod_11_2.calc_check_digit(body))


def told(id_no: str | None, **more: Any) -> tuple[str, str, str]:
    """(verdict, variant, confidence) of the only finding."""
    found = audited(NAME, {"id_no": id_no, **more}).findings
    assert len(found) == 1
    return found.select("verdict", "variant", "confidence").row(0)


@pytest.mark.parametrize(
    "id_no",
    [
        "419900199003070018",
        "41990019900307123X",
        "419900900307123",
        with_check("11010119900307001"),
        with_check("41990019000101001"),
        with_check("41990020000229001"),
        with_check("83000019900307001"),
    ],
)
def test_a_sound_number_passes(id_no: str) -> None:
    assert answers(NAME, {"id_no": id_no}) == []


@pytest.mark.parametrize(
    ("id_no", "variant"),
    [
        ("41990019900307001", "length"),
        ("4199001990030700188", "length"),
        ("4199001990030700A8", "characters"),
        ("41990090030712X", "characters"),
        (with_check("00990019900307001"), "region"),
        ("009900900307123", "region"),
        (with_check("41770019900307001"), "region_unlisted"),
        (with_check("41990019900230001"), "birth"),
        (with_check("41990019900001001"), "birth"),
        ("419900900230123", "birth"),
        (with_check("41990018991231001"), "birth"),
        (with_check("41990019010229001"), "birth"),
        ("419900199003070017", "check"),
        ("41990019900307001X", "check"),
    ],
)
def test_each_defect_is_named(id_no: str, variant: str) -> None:
    confidence = {"region": "strong", "region_unlisted": "possible"}.get(variant, "exact")
    assert told(id_no) == ("suspicion", variant, confidence)


def test_of_several_defects_the_first_is_named() -> None:
    assert told("0X77")[1] == "length"
    assert told("007700199002300017")[1] == "birth"
    assert told("007700199003070017")[1] == "check"
    assert told(with_check("00770019900307001"))[1] == "region"


@pytest.mark.parametrize("id_no", ["E12345678", "G1234567", "H12345678", "M1234567890"])
def test_another_document_is_open_and_not_too_short(id_no: str) -> None:
    assert told(id_no) == ("unverifiable", "open_document", "exact")


@pytest.mark.parametrize("id_no", ["12345678", "4199001990X", "4E17", "ABCDEFGH", "E1234567890123"])
def test_what_no_document_looks_like_is_a_wrong_number(id_no: str) -> None:
    assert told(id_no)[:2] == ("suspicion", "length")


@pytest.mark.parametrize("column", ["issue_date", "hire_date", "claim_date"])
def test_nobody_is_born_after_the_event(column: str) -> None:
    id_no = with_check("41990020200307001")
    dates = {"issue_date": None, "hire_date": None, "claim_date": None}
    assert told(id_no, **dates | {column: date(2020, 3, 6)})[1] == "birth"
    assert answers(NAME, {"id_no": id_no, **dates, column: date(2020, 3, 7)}) == []


def test_nobody_is_born_after_the_audit() -> None:
    row = {"id_no": with_check("41990020200307001"), "issue_date": None}
    assert answers(NAME, row, as_of=date(2020, 3, 6)) == [(1, "suspicion")]
    assert answers(NAME, row, as_of=date(2020, 3, 7)) == []


def test_what_cannot_be_read_is_open() -> None:
    assert told(None) == ("unverifiable", "missing", "exact")
    assert told("419900********0018") == ("unverifiable", "open_masked", "exact")
    lost = {**LOST, "row_id": 1, "trouble": "precision_lost"}
    found = audited(NAME, {"id_no": None}, problems=[lost, lost]).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", "open_precision")]


@pytest.mark.parametrize(
    "other", [{"row_id": 2}, {"column": "cert_no"}, {"table": "insurance"}, {"trouble": "unreadable"}]
)
def test_only_the_cell_itself_explains_why_it_is_empty(other: dict[str, Any]) -> None:
    problem = {**LOST, "row_id": 1, "trouble": "precision_lost", **other}
    found = audited(NAME, {"id_no": None}, problems=[problem]).findings
    why = "open_unread" if other == {"trouble": "unreadable"} else "missing"
    assert found.select("verdict", "variant").rows() == [("unverifiable", why)]


@pytest.mark.parametrize("subsidy", ["evaluation", "hire", "placement", "training"])
def test_it_applies_to_every_subsidy_and_to_reversals(subsidy: str) -> None:
    row = {"id_no": "419900199003070017", "subsidy": subsidy}
    assert answers(NAME, row, row | {"amount": Decimal(-240)}) == [(1, "suspicion"), (2, "suspicion")]


@pytest.mark.parametrize("id_no", ["419900199003070000", str(int(float("419900199003070018")))])
def test_what_lost_digits_explain_is_left_to_that_rule(id_no: str) -> None:
    assert told(id_no)[:2] == ("unverifiable", "open_precision")
    assert answers("data_precision_lost", {"id_no": id_no}) == [(1, "violation")]


def test_wording() -> None:
    rows = (
        {"id_no": "41990019900307001"},
        {"id_no": with_check("41770019900307001")},
        {"id_no": "419900199003070017"},
    )
    assert audited(NAME, *rows).findings["facts"].to_list() == [
        ["41990019900307001", "17"],
        [with_check("41770019900307001"), "4177"],
        ["419900199003070017"],
    ]
