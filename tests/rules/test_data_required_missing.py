from datetime import date
from typing import Any

import pytest

from tests.support import audited

NAME = "data_required_missing"
HIRE = {"subsidy": "hire", "employer": "中牟示例制造有限公司", "hire_date": date(2022, 3, 1)}
PLACEMENT = {"subsidy": "placement", "org": None, "agency": "中牟示例人力资源有限公司"}
SPECIAL = {"cert_kind": "专项职业能力证书", "level": None}


def missing(row: dict[str, Any], **more: Any) -> list[str]:
    found = audited(NAME, row, **more).findings
    assert found["verdict"].to_list() in ([], ["suspicion"])
    return found["facts"].explode().to_list()


@pytest.mark.parametrize("row", [{}, HIRE, PLACEMENT, {"subsidy": "training"}, {"subsidy": None}, SPECIAL])
def test_a_whole_row_passes(row: dict[str, Any]) -> None:
    assert missing(row) == []


@pytest.mark.parametrize("column", ["name", "id_no", "amount"])
@pytest.mark.parametrize("row", [{}, HIRE, PLACEMENT, {"subsidy": "training"}, {"subsidy": None}])
def test_what_every_row_needs(row: dict[str, Any], column: str) -> None:
    assert missing(row | {column: None}) == [column]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({}, "occupation"),
        ({}, "level"),
        (SPECIAL, "occupation"),
        (HIRE, "employer"),
        (HIRE, "hire_date"),
        (PLACEMENT, "agency"),
    ],
)
def test_what_each_subsidy_needs(row: dict[str, Any], column: str) -> None:
    assert missing(row | {column: None}) == [column]


@pytest.mark.parametrize("column", ["occupation", "level", "org", "cert_no", "method", "issue_date", "note"])
def test_what_a_subsidy_does_not_need(column: str) -> None:
    assert missing(HIRE | {column: None}) == []


def test_an_agency_named_as_the_body_will_do() -> None:
    assert missing(PLACEMENT | {"agency": None, "org": "中牟示例人力资源有限公司"}) == []


def test_every_gap_is_named() -> None:
    gaps = dict.fromkeys(["name", "id_no", "amount", "occupation", "level"])
    assert missing(gaps) == ["name,id_no,amount,occupation,level"]


def test_a_cell_that_could_not_be_read_is_not_empty() -> None:
    cell = {
        "row_id": 1,
        "table": "claims",
        "column": "level",
        "header": "等级",
        "raw": "3",
        "trouble": "unreadable",
    }
    assert missing({"level": None}, problems=[cell]) == []
    assert missing({"level": None, "amount": None}, problems=[cell]) == ["amount"]
    for other in ({"row_id": 2}, {"column": "name"}, {"table": "insurance"}):
        assert missing({"level": None}, problems=[cell | other]) == ["level"]
