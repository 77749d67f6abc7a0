from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.tables import CLAIMS
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
