"""Q06: the same rows in two sheets."""

from typing import Any

import pytest

from chizheng_audit.tables.system import SHEET_SPAN
from tests.support import audited

NAME = "data_same_file_twice"
SPAN = SHEET_SPAN
SHEET = {
    "base": SPAN, "file": "a.xlsx", "sheet": "s", "visibility": "visible", "table": "claims", "rows_kept": 5,
    "hidden_rows": [], "hidden_columns": [], "content": "x", "sha256": "1",
}  # fmt: skip


@pytest.mark.parametrize(("sha256", "variant"), [("1", "same_bytes"), ("2", "same_cells")])
def test_the_later_sheet_is_told(sha256: str, variant: str) -> None:
    later = {**SHEET, "base": 2 * SPAN, "file": "b.xlsx", "sha256": sha256}
    found = audited(NAME, {}, sheets=[SHEET, later]).findings
    assert found.select("row_id", "verdict", "variant", "evidence").rows() == [
        (2 * SPAN, "suspicion", variant, [SPAN])
    ]


@pytest.mark.parametrize(
    "change", [{"content": "y"}, {"content": None}, {"table": "insurance"}, {"rows_kept": 0}]
)
def test_neighbours_that_pass(change: dict[str, Any]) -> None:
    assert audited(NAME, {}, sheets=[SHEET, {**SHEET, "base": 2 * SPAN, **change}]).findings.is_empty()
