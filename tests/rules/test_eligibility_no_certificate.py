from datetime import date
from typing import Any

import pytest

from tests.rules.lists import OTHER, WHO, entry
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "eligibility_no_certificate"
OTHERS = [entry(id_no=OTHER, name="李四", issue_date=date(2020, 5, 1))]
OWN = [*OTHERS, entry(2, issue_date=date(2021, 5, 1))]


@pytest.mark.parametrize("claim", [HIRE, PLACED])
def test_not_in_the_roster(claim: dict[str, Any]) -> None:
    assert answers(NAME, claim, certificates=OTHERS) == [(1, "violation")]
    assert answers(NAME, claim, certificates=OWN) == []


def test_an_evaluation_claim_is_a_certificate_too() -> None:
    assert answers(NAME, HIRE, {}, certificates=OTHERS) == []
    taken_back = {"amount": -240}
    assert answers(NAME, HIRE, {}, taken_back, certificates=OTHERS) == [(1, "violation")]


def test_without_a_roster_it_is_open() -> None:
    found = audited(NAME, HIRE, {"id_no": OTHER, "name": "李四"}).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "unverifiable", "open_claims_only")]
    assert answers(NAME, HIRE, {}) == []


def test_a_roster_that_begins_after_the_hire_is_open() -> None:
    on_the_day = [OTHERS[0] | {"issue_date": HIRE["hire_date"]}]
    assert answers(NAME, HIRE, certificates=on_the_day) == [(1, "violation")]
    later = [OTHERS[0] | {"issue_date": date(2022, 3, 16)}]
    assert audited(NAME, HIRE, certificates=later).findings["variant"].to_list() == ["open_reach"]


def test_without_any_certificates_it_does_not_run() -> None:
    assert audited(NAME, HIRE).coverage.select("status", "detail").row(0) == ("no_table", "certified")


@pytest.mark.parametrize(
    ("row", "listed", "variant"),
    [
        ({"id_no": None}, {}, "missing"),
        ({"id_no": "419900********0018"}, {}, "open_person"),
        ({}, {"name": "王二"}, "open_other_name"),
        ({}, {"id_no": "419900********0018"}, "open_same_name"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], listed: dict[str, Any], variant: str) -> None:
    found = audited(NAME, HIRE | row, certificates=[OTHERS[0], OWN[1] | listed]).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_out_of_scope() -> None:
    rows = [{"id_no": "419900199003070157"}, HIRE | {"amount": -1000}]
    assert audited(NAME, *rows, certificates=OTHERS).coverage["applied"].to_list() == [0]


def test_wording() -> None:
    found = audited(NAME, HIRE, {"id_no": "419900199003070157"}, certificates=OTHERS).findings
    assert found.select("facts", "clause", "confidence", "at_stake").row(0) == (
        ["1", "2020-05-01", "2020-05-01", "1", "张一丁", WHO], "hire", "strong", 1000
    )  # fmt: skip
