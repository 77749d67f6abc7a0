from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from tests.support import CLEAN, answers, audited

NAME = "dupes_same_row"
HIRE: dict[str, Any] = {
    "subsidy": "hire",
    "hire_date": date(2022, 3, 1),
    "amount": Decimal("1000.00"),
    "phone": "13800000001",
}
DIFFERENT = {
    "level": "高级工",
    "method": "direct",
    "amount": Decimal("999.00"),
    "issue_date": date(2022, 9, 2),
    "hire_date": date(2022, 3, 2),
    "claim_date": date(2022, 3, 2),
    "prior_level": "初级工",
    "subsidy": "placement",
    "birth_date": date(1990, 3, 7),
    "birth_month": date(1990, 3, 1),
    "sex": "男",
    "age": 32,
}


@pytest.mark.parametrize("subsidy", ["hire", "placement", "training", None])
def test_a_repeated_row_is_flagged(subsidy: str | None) -> None:
    row = HIRE | {"subsidy": subsidy}
    found = audited(NAME, row, row, row).findings
    assert found.select("row_id", "verdict", "at_stake", "evidence").rows() == [
        (2, "suspicion", Decimal("1000.00"), [1, 3]),
        (3, "suspicion", Decimal("1000.00"), [1, 2]),
    ]


@pytest.mark.parametrize("column", [column.name for column in CLAIMS.columns])
def test_a_row_that_differs_in_one_cell_passes(column: str) -> None:
    other = {column: DIFFERENT.get(column, "另外的字")}
    assert answers(NAME, HIRE, HIRE | other) == []
    assert answers(NAME, HIRE, HIRE | {column: None}) == (
        [(2, "suspicion")] if (CLEAN | HIRE).get(column) is None else []
    )


def test_evaluation_claims_with_a_whole_key_are_left_to_the_duplicate_rule() -> None:
    special = {"cert_kind": "专项职业能力证书", "level": None}
    assert answers(NAME, {}, {}) == []
    assert answers(NAME, special, special) == []
    assert audited(NAME, {}, {}).coverage["applied"].to_list() == [2]


@pytest.mark.parametrize("subsidy", ["hire", "placement"])
def test_hires_and_placements_that_tell_person_and_employer_are_left_to_theirs(subsidy: str) -> None:
    row = HIRE | {"subsidy": subsidy, "employer": "中牟示例制造有限公司"}
    assert answers(NAME, row, row) == []
    nobody = row | {"id_no": None}
    assert answers(NAME, nobody, nobody) == [(2, "suspicion")]


@pytest.mark.parametrize("column", ["id_no", "occupation", "level"])
def test_evaluation_claims_without_one_are_not(column: str) -> None:
    assert answers(NAME, {column: None}, {column: None}) == [(2, "suspicion")]


def test_a_row_that_names_nobody_is_open() -> None:
    nobody = HIRE | {"name": None, "id_no": None}
    found = audited(NAME, nobody, nobody).findings
    assert found.select("row_id", "verdict", "facts").rows() == [
        (1, "unverifiable", ["name,id_no"]),
        (2, "unverifiable", ["name,id_no"]),
    ]
    for only in ("name", "id_no"):
        assert answers(NAME, HIRE | {only: None}, HIRE | {only: None}) == [(2, "suspicion")]


def test_a_reversal_is_out_of_scope() -> None:
    back = HIRE | {"amount": Decimal("-1000.00")}
    assert answers(NAME, HIRE, HIRE, back) == []
    assert answers(NAME, back, back) == []


def test_wording() -> None:
    assert audited(NAME, HIRE, HIRE).findings["facts"].to_list() == [["张一丁", "419900199003070018", "2"]]


def test_a_row_that_an_earlier_batch_has_is_flagged() -> None:
    found = audited(NAME, HIRE, HIRE, older=[HIRE, HIRE | {"batch": "2022Q3"}]).findings
    assert found.select("row_id", "variant", "evidence").rows() == [
        (1, "in_ledger", [PAST_CLAIMS_BASE, PAST_CLAIMS_BASE + 1, 2]),
        (2, "in_ledger", [PAST_CLAIMS_BASE, PAST_CLAIMS_BASE + 1, 1]),
    ]
    assert found["facts"].to_list() == [["张一丁", CLEAN["id_no"], "2022Q4", "4"]] * 2
    # told by no number
    masked = HIRE | {"id_no": "4199********0018"}
    assert answers(NAME, masked, older=[masked]) == [(1, "suspicion")]


@pytest.mark.parametrize("column", [column.name for column in CLAIMS.columns])
def test_an_earlier_row_that_differs_in_one_cell_passes(column: str) -> None:
    assert answers(NAME, HIRE, older=[HIRE | {column: DIFFERENT.get(column, "另外的字")}]) == []


def test_what_an_earlier_batch_repeats_is_no_finding_itself() -> None:
    assert answers(NAME, HIRE | {"amount": Decimal("1.00")}, older=[HIRE, HIRE]) == []
    assert answers(NAME, {}, older=[{}]) == []  # the duplicate rule's
    hired = HIRE | {"employer": "示例县制造有限公司"}
    assert answers(NAME, hired, older=[hired]) == []
    assert answers(NAME, HIRE, older=[HIRE | {"amount": Decimal("-1000.00")}]) == []


def test_one_who_says_nobody_is_open_whatever_an_earlier_batch_has() -> None:
    nobody = HIRE | {"name": None, "id_no": None}
    assert answers(NAME, nobody, older=[nobody]) == [(1, "unverifiable")]
