"""Q07: formulas and error values in money and identifiers."""

import pytest

from tests.support import answers

NAME = "data_formula_cell"
PROBLEM = {
    "row_id": 1,
    "table": "claims",
    "column": "amount",
    "header": "补贴金额",
    "raw": "约200",
    "trouble": "formula",
}


@pytest.mark.parametrize("trouble", ["formula", "error", "no_result"])
@pytest.mark.parametrize("column", ["amount", "id_no", "cert_no"])
def test_each_kind_is_told(trouble: str, column: str) -> None:
    assert answers(NAME, {}, problems=[{**PROBLEM, "trouble": trouble, "column": column}]) == [
        (1, "suspicion")
    ]


def test_neighbours_that_pass() -> None:
    assert answers(NAME, {}, problems=[{**PROBLEM, "column": "note"}]) == []
    assert answers(NAME, {}, problems=[{**PROBLEM, "trouble": "unreadable"}]) == []
    assert answers(NAME, {}) == []
