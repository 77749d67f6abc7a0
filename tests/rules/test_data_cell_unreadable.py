"""Q01: cells that no grammar knows."""

from tests.support import answers, audited

NAME = "data_cell_unreadable"
PROBLEM = {
    "row_id": 1,
    "table": "claims",
    "column": "amount",
    "header": "补贴金额",
    "raw": "约200",
    "trouble": "unreadable",
}


def test_each_cell_is_told_with_its_text() -> None:
    second = {**PROBLEM, "column": "level", "header": "等级", "raw": "3"}
    found = audited(NAME, {"amount": None}, {}, problems=[PROBLEM, second])
    assert found.findings.select("row_id", "verdict", "facts").rows() == [
        (1, "suspicion", ["补贴金额", "约200"]),
        (1, "suspicion", ["等级", "3"]),
    ]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (2, 1, 1)


def test_other_troubles_and_other_tables_are_not_its_business() -> None:
    assert answers(NAME, {}, problems=[{**PROBLEM, "trouble": "formula"}]) == []
    assert answers(NAME, {}, problems=[{**PROBLEM, "table": "insurance"}]) == []
    assert answers(NAME, {}) == []
