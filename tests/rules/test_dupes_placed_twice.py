from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.demo.people import credit_code
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "dupes_placed_twice"
CODE = credit_code("91419900MA0000001")
CODED = PLACED | {"employer_code": CODE}
AWAY = {"agency": "另一人力资源有限公司"}


def told(*rows: dict[str, Any]) -> list[tuple[Any, ...]]:
    return audited(NAME, *rows).findings.select("row_id", "verdict", "variant", "evidence").rows()


def test_the_same_person_with_the_same_employer() -> None:
    found = audited(NAME, CODED, CODED | {"hire_date": date(2023, 4, 1), "claim_date": date(2023, 12, 1)})
    assert found.findings.select("row_id", "verdict", "variant", "confidence", "at_stake").rows() == [
        (2, "violation", "same_employer", "exact", Decimal(300))
    ]
    assert found.findings["facts"].to_list() == [["张一丁", PLACED["id_no"], PLACED["employer"], "2"]]


def test_by_two_agencies() -> None:
    later = CODED | AWAY | {"claim_date": date(2023, 12, 1)}
    found = audited(NAME, CODED, later).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(2, "violation", "two_agencies")]
    assert found["facts"].to_list()[0][3:] == ["2", "2", PLACED["agency"], AWAY["agency"]]


@pytest.mark.parametrize("agency", ["示例人力资源有限责任公司", "示例人力资源 有限公司"])
def test_another_way_to_write_the_agency_is_no_other_agency(agency: str) -> None:
    assert [row[2] for row in told(CODED, CODED | {"agency": agency})] == ["same_employer"]


@pytest.mark.parametrize("employer", [None, "示例商贸有限公司"])
def test_one_day_and_two_agencies_is_a_suspicion(employer: str | None) -> None:
    rows = told(PLACED, PLACED | AWAY | {"employer": employer})
    assert [row[1:3] for row in rows if row[1] != "unverifiable"] == [("suspicion", "same_day")]


@pytest.mark.parametrize(
    "other",
    [
        {"id_no": "419900199003070034"},
        {"employer": "示例商贸有限公司"},
        {"employer": "示例商贸有限公司", "hire_date": date(2023, 1, 1)} | AWAY,
        {"subsidy": "hire"},
    ],
)
def test_the_nearest_that_passes(other: dict[str, Any]) -> None:
    assert answers(NAME, PLACED, PLACED | other) == []


def test_a_claim_that_was_taken_back_may_be_made_again() -> None:
    assert answers(NAME, CODED, CODED | {"amount": Decimal(-300)}, CODED) == []


def test_by_name_it_is_less_sure() -> None:
    assert audited(NAME, PLACED, PLACED).findings["confidence"].to_list() == ["strong"]


def test_null_is_never_a_pass() -> None:
    rows = (PLACED | {"id_no": None}, PLACED | {"employer": None}, PLACED | {"id_no": "4199****0018"})
    assert [row[1:3] for row in told(*rows)] == [
        ("unverifiable", "missing"),
        ("unverifiable", "missing"),
        ("unverifiable", "open_person"),
    ]


def test_out_of_scope() -> None:
    assert answers(NAME, HIRE, HIRE, {}, {}) == []


def test_an_earlier_batch_counts() -> None:
    found = audited(NAME, CODED | AWAY, older=[CODED]).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "violation", "in_ledger")]
    assert found["facts"].to_list()[0][3:] == ["2022Q4", PLACED["agency"], "2", AWAY["agency"]]
    assert answers(NAME, CODED, older=[CODED | {"subsidy": "hire"}]) == []


def test_a_code_that_only_claims_of_another_subsidy_tell_parts_no_placement_from_its_past() -> None:
    hired = CODED | {"subsidy": "hire", "id_no": "419900199003070034"}
    assert answers(NAME, PLACED, hired, older=[PLACED]) == [(1, "violation")]
