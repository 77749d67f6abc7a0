from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.demo.people import credit_code
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "dupes_hired_twice"
CODE, OTHER = (credit_code(f"9141990{n}MA0000001") for n in "01")
CODED = HIRE | {"employer_code": CODE}


def test_the_later_claim_is_flagged() -> None:
    later = CODED | {"claim_date": date(2023, 11, 1), "row_id": 1}
    found = audited(NAME, later, CODED | {"row_id": 2})
    assert found.findings.select(
        "row_id", "verdict", "variant", "confidence", "at_stake", "evidence"
    ).rows() == [(1, "violation", "same_hire", "exact", Decimal(1000), [2])]
    assert found.findings["facts"].to_list() == [[HIRE["employer"], "张一丁", HIRE["id_no"], "2"]]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (2, 1, 1)


def test_once_is_once_however_long_ago() -> None:
    again = CODED | {"hire_date": date(2028, 1, 1), "claim_date": date(2029, 2, 1), "row_id": 2}
    found = audited(NAME, CODED, again).findings
    assert found["variant"].to_list() == ["rehired"]
    assert found["facts"].to_list()[0][4:] == ["2022-03-15", "2028-01-01"]


@pytest.mark.parametrize(
    "other",
    [{"id_no": "419900199003070034"}, {"employer_code": OTHER}, {"subsidy": "placement"},
     {"amount": Decimal(-1000)}],
)  # fmt: skip
def test_the_nearest_that_passes(other: dict[str, Any]) -> None:
    assert answers(NAME, CODED, CODED | other) == []


def test_a_claim_that_was_taken_back_may_be_made_again() -> None:
    assert answers(NAME, CODED, CODED | {"amount": Decimal(-1000)}, CODED) == []


def test_one_code_is_one_employer_whatever_its_name() -> None:
    assert len(answers(NAME, CODED, CODED | {"employer": "改了名的公司"})) == 1


def test_by_name_it_is_said() -> None:
    found = audited(NAME, HIRE, HIRE | {"employer": "示例机械有限责任公司"}).findings
    assert found.select("variant", "confidence").rows() == [("same_hire_named", "possible")]
    found = audited(NAME, CODED, HIRE).findings
    assert found.select("variant", "confidence").rows() == [("same_hire_named", "strong")]


def test_null_is_never_a_pass() -> None:
    found = audited(NAME, HIRE | {"id_no": None}, HIRE | {"employer": None}, HIRE | {"id_no": "4199****0018"})
    assert found.findings.select("row_id", "verdict", "variant").rows() == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "missing"),
        (3, "unverifiable", "open_person"),
    ]


def test_out_of_scope() -> None:
    assert answers(NAME, PLACED, PLACED, {}, {}) == []


def test_an_earlier_batch_counts() -> None:
    found = audited(NAME, CODED | {"hire_date": date(2023, 5, 1)}, older=[CODED]).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "violation", "in_ledger")]
    assert found["facts"].to_list()[0][3:] == ["2022Q4", "2022-03-15", "2", "2023-05-01"]
    assert [len(rows) for rows in found["evidence"]] == [1]
    assert (
        answers(NAME, CODED, older=[CODED | {"subsidy": "placement"}, CODED | {"employer_code": OTHER}]) == []
    )


def test_an_earlier_batch_that_gave_only_the_name_is_known_by_it() -> None:
    found = audited(NAME, CODED, older=[HIRE]).findings
    assert found.select("variant", "confidence").rows() == [("in_ledger_named", "strong")]


def test_a_code_left_out_now_is_known_from_an_earlier_batch() -> None:
    found = audited(NAME, HIRE, older=[CODED]).findings
    assert found.select("verdict", "variant").rows() == [("violation", "in_ledger_named")]


def test_a_code_that_only_claims_of_another_subsidy_tell_parts_no_hire_from_its_past() -> None:
    placed = PLACED | {"id_no": "419900199003070034", "employer_code": credit_code("91419900MA0000001")}
    assert answers(NAME, HIRE, placed, older=[HIRE]) == [(1, "violation")]
