from typing import Any

import pytest

from tests.support import audited

NAME = "data_formula_cell"
CELL = {
    "row_id": 1,
    "table": "claims",
    "column": "amount",
    "header": "补贴金额",
    "raw": "=VLOOKUP(A2,B:C,2)",
    "trouble": "formula",
}


@pytest.mark.parametrize("column", ["amount", "id_no", "cert_no"])
@pytest.mark.parametrize("trouble", ["formula", "error", "no_result"])
def test_each_trouble_has_its_words(column: str, trouble: str) -> None:
    found = audited(NAME, {}, {}, problems=[CELL | {"column": column, "trouble": trouble}]).findings
    assert found.select("row_id", "verdict", "variant", "facts", "at_stake").rows() == [
        (1, "suspicion", trouble, ["补贴金额", "=VLOOKUP(A2,B:C,2)"], None)
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"column": "level"},
        {"column": "prior_cert_no"},
        {"trouble": "unreadable"},
        {"trouble": "precision_lost"},
        {"table": "insurance"},
        {"row_id": 2},
    ],
)
def test_the_nearest_neighbours_pass(other: dict[str, Any]) -> None:
    assert audited(NAME, {}, problems=[CELL | other]).findings.is_empty()


def test_two_cells_of_a_row_are_two_findings_of_one_row() -> None:
    found = audited(NAME, {}, problems=[CELL, CELL | {"column": "id_no", "raw": None}])
    assert found.findings["facts"].to_list() == [["补贴金额", "=VLOOKUP(A2,B:C,2)"], ["补贴金额", ""]]
    assert found.coverage.select("applied", "flagged").row(0) == (1, 1)
