"""Q05: cells that a claim cannot do without."""

from datetime import date
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "data_required_missing"
HIRE = {"subsidy": "hire", "employer": "甲公司", "hire_date": date(2023, 1, 1)}
PLACED = {"subsidy": "placement", "agency": "乙机构"}


@pytest.mark.parametrize(
    ("row", "missing"),
    [
        ({"name": None}, "name"),
        ({"id_no": None}, "id_no"),
        ({"amount": None}, "amount"),
        ({"occupation": None}, "occupation"),
        ({"level": None}, "level"),
        ({**HIRE, "employer": None}, "employer"),
        ({**HIRE, "hire_date": None}, "hire_date"),
        ({**PLACED, "agency": None, "org": None}, "agency"),
        ({"name": None, "level": None}, "name,level"),
    ],
)
def test_what_is_missing_is_named(row: dict[str, Any], missing: str) -> None:
    assert audited(NAME, row).findings["facts"].to_list() == [[missing]]


@pytest.mark.parametrize(
    "row",
    [
        {},
        HIRE,
        PLACED,
        {"cert_no": None},
        {**HIRE, "level": None},
        {"level": None, "cert_kind": "专项职业能力证书"},
    ],
)
def test_neighbours_that_pass(row: dict[str, Any]) -> None:
    assert answers(NAME, row) == []


def test_an_unreadable_cell_is_not_empty() -> None:
    problem = {
        "row_id": 1,
        "table": "claims",
        "column": "amount",
        "header": "金额",
        "raw": "x",
        "trouble": "unreadable",
    }
    assert answers(NAME, {"amount": None}, problems=[problem]) == []
