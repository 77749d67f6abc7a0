from typing import Any

import pytest

from chizheng_audit.tables.system import SHEET_SPAN
from tests.support import audited

NAME = "data_hidden_rows"
BASE = SHEET_SPAN
SHEET: dict[str, Any] = {
    "base": BASE,
    "file": "第四季度.xlsx",
    "sheet": "明细",
    "visibility": "visible",
    "table": "claims",
    "rows_kept": 3,
    "hidden_rows": [],
    "hidden_columns": [],
}
ROWS = [{"row_id": BASE + row} for row in (4, 5, 6)]


def told(**said: Any) -> list[tuple[int, str, str, list[str]]]:
    found = audited(NAME, *ROWS, sheets=[SHEET | said]).findings
    return found.select("row_id", "verdict", "variant", "facts").rows()


def test_an_open_sheet_passes() -> None:
    assert told() == []


@pytest.mark.parametrize("visibility", ["hidden", "veryHidden"])
def test_a_hidden_sheet(visibility: str) -> None:
    assert told(visibility=visibility) == [(BASE, "suspicion", "sheet", ["3"])]


def test_hidden_rows_count_only_where_they_hold_claims() -> None:
    assert told(hidden_rows=[1, 3, 7]) == []
    assert told(hidden_rows=[6, 1, 4]) == [(BASE, "suspicion", "rows", ["2", "4、6"])]


def test_rows_of_another_sheet_are_not_this_ones() -> None:
    other = SHEET | {"base": 2 * SHEET_SPAN, "hidden_rows": [4]}
    assert audited(NAME, *ROWS, sheets=[SHEET, other]).findings.is_empty()


def test_hidden_columns() -> None:
    assert told(hidden_columns=[3, 5]) == [(BASE, "suspicion", "columns", ["2", "3、5"])]


def test_many_numbers_are_cut_short() -> None:
    assert told(hidden_columns=list(range(1, 11)))[0][3] == ["10", "1、2、3、4、5、6、7、8、9、10"]
    assert told(hidden_columns=list(range(1, 12)))[0][3] == ["11", "1、2、3、4、5、6、7、8、9、10…"]


def test_each_kind_of_hiding_is_a_finding_and_the_sheet_counts_once() -> None:
    hiding = {"visibility": "hidden", "hidden_rows": [4], "hidden_columns": [1]}
    found = audited(NAME, *ROWS, sheets=[SHEET | hiding])
    assert sorted(found.findings["variant"]) == ["columns", "rows", "sheet"]
    assert found.findings["fingerprint"].is_unique().all()
    assert found.coverage.select("applied", "flagged").row(0) == (1, 1)


@pytest.mark.parametrize("other", [{"table": None}, {"table": "insurance"}, {"rows_kept": 0}])
def test_sheets_without_claims_are_out_of_scope(other: dict[str, Any]) -> None:
    hidden = SHEET | {"visibility": "hidden", "hidden_columns": [1]} | other
    found = audited(NAME, *ROWS, sheets=[hidden])
    assert found.findings.is_empty()
    assert found.coverage["applied"].to_list() == [0]


def test_lists_that_are_not_there_hide_nothing() -> None:
    assert told(hidden_rows=None, hidden_columns=None) == []


def test_the_finding_is_of_the_sheet_wherever_the_folder_is() -> None:
    prints = {
        audited(NAME, *ROWS, sheets=[SHEET | {"file": file, "hidden_rows": rows}]).findings["fingerprint"][0]
        for file in ("第四季度.xlsx", "2023/第四季度.xlsx")
        for rows in ([4], [4, 5])
    }
    assert len(prints) == 1
