"""Q04: what a sheet hides."""

from typing import Any

import pytest

from chizheng_audit.tables.system import SHEET_SPAN
from tests.support import audited

NAME = "data_hidden_rows"
SPAN = SHEET_SPAN
SHEET = {
    "base": SPAN, "file": "a.xlsx", "sheet": "s", "visibility": "visible", "table": "claims", "rows_kept": 5,
    "hidden_rows": [], "hidden_columns": [], "content": "x", "sha256": "1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "variant"),
    [
        ({"visibility": "hidden"}, "sheet"),
        ({"visibility": "veryHidden"}, "sheet"),
        ({"hidden_rows": [3, 4]}, "rows"),
        ({"hidden_columns": [2]}, "columns"),
    ],
)
def test_hidden(change: dict[str, Any], variant: str) -> None:
    found = audited(NAME, {"row_id": SPAN + 3}, sheets=[{**SHEET, **change}]).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(SPAN, "suspicion", variant)]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"hidden_rows": [9]},
        {"visibility": "hidden", "rows_kept": 0},
        {"visibility": "hidden", "table": None},
        {"visibility": "hidden", "table": "insurance"},
    ],
)
def test_neighbours_that_pass(change: dict[str, Any]) -> None:
    assert audited(NAME, {}, sheets=[{**SHEET, **change}]).findings.is_empty()
