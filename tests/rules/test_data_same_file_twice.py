from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.tables.history import PAST_SHEETS_BASE
from chizheng_audit.tables.system import SHEET_SPAN
from tests.support import audited

NAME = "data_same_file_twice"


def sheet(place: int, **said: Any) -> dict[str, Any]:
    return {
        "base": place * SHEET_SPAN,
        "file": f"第{place}份.xlsx",
        "sha256": f"{place}",
        "sheet": "明细",
        "table": "claims",
        "rows_kept": 57,
        "content": "c0",
    } | said


def told(*sheets: dict[str, Any]) -> list[tuple[int, str, str, list[str], list[int]]]:
    found = audited(NAME, sheets=list(sheets)).findings
    return found.select("row_id", "verdict", "variant", "facts", "evidence").rows()


def test_the_same_cells_in_another_file() -> None:
    assert told(sheet(2), sheet(1)) == [
        (2 * SHEET_SPAN, "suspicion", "same_cells", ["57", "第1份.xlsx [明细]"], [SHEET_SPAN])
    ]


def test_the_money_of_the_copy_is_at_stake() -> None:
    rows = [
        {"row_id": SHEET_SPAN + 2, "amount": Decimal(240)},
        {"row_id": SHEET_SPAN + 3, "amount": Decimal(280)},
    ]
    other = [
        {"row_id": 3 * SHEET_SPAN + 2, "amount": Decimal(1000)},
        {"row_id": SHEET_SPAN + 4, "amount": None},
    ]
    found = audited(NAME, *rows, *other, sheets=[sheet(1), sheet(2)]).findings
    assert found["at_stake"].to_list() == [Decimal("520.00")]
    assert audited(NAME, sheets=[sheet(1), sheet(2)]).findings["at_stake"].to_list() == [None]


def test_the_same_bytes_under_another_name() -> None:
    assert told(sheet(1, sha256="s"), sheet(2, sha256="s")) == [
        (2 * SHEET_SPAN, "suspicion", "same_bytes", ["第1份.xlsx [明细]", "57"], [SHEET_SPAN])
    ]


def test_two_sheets_of_one_file_are_not_called_two_files() -> None:
    one, two = sheet(1), sheet(2, file="第1份.xlsx", sha256="1", sheet="明细 (2)")
    assert [variant for _, _, variant, _, _ in told(one, two)] == ["same_cells"]


def test_each_copy_points_at_the_first() -> None:
    found = told(sheet(1), sheet(2), sheet(3))
    assert [(row_id, evidence) for row_id, *_, evidence in found] == [
        (2 * SHEET_SPAN, [SHEET_SPAN]),
        (3 * SHEET_SPAN, [SHEET_SPAN]),
    ]


def test_a_text_file_has_no_sheet_name() -> None:
    assert told(sheet(1, sheet=None), sheet(2, sheet=None))[0][3] == ["57", "第1份.xlsx"]


def test_other_content_passes_and_so_does_content_that_was_never_compared() -> None:
    assert told(sheet(1), sheet(2, content="c1")) == []
    assert told(sheet(1, content=None), sheet(2, content=None)) == []


@pytest.mark.parametrize("other", [{"table": None}, {"table": "insurance"}, {"rows_kept": 0}])
def test_sheets_without_claims_are_out_of_scope(other: dict[str, Any]) -> None:
    assert told(sheet(1, **other), sheet(2, **other)) == []
    assert told(sheet(1, **other), sheet(2)) == []


def earlier(**said: Any) -> dict[str, Any]:
    return {
        "base": SHEET_SPAN, "row_id": PAST_SHEETS_BASE, "batch": "2022Q4", "status": "paid", "file": "旧.xlsx",
        "sheet": "明细", "sha256": "s", "same_bytes": True, "compared": True, "amount": Decimal(520),
    } | said  # fmt: skip


@pytest.mark.parametrize(
    ("said", "variant", "facts"),
    [
        ({}, "bytes_in_ledger", ["2022Q4", "旧.xlsx [明细]", "57"]),
        ({"same_bytes": False}, "cells_in_ledger", ["57", "2022Q4", "旧.xlsx [明细]"]),
        ({"compared": False, "sheet": None}, "own_in_ledger", ["2022Q4", "旧.xlsx", "57"]),
    ],
)
def test_a_sheet_that_an_earlier_batch_has(said: dict[str, Any], variant: str, facts: list[str]) -> None:
    found = audited(NAME, sheets=[sheet(1), sheet(2, content="c2")], past_sheets=[earlier(**said)]).findings
    assert found.select("row_id", "verdict", "variant", "facts", "evidence", "at_stake").rows() == [
        (SHEET_SPAN, "suspicion", variant, facts, [PAST_SHEETS_BASE], Decimal("520.00"))
    ]


def test_its_fingerprint_is_not_where_it_stands() -> None:
    one = audited(NAME, sheets=[sheet(1)], past_sheets=[earlier()]).findings
    two = audited(NAME, sheets=[sheet(1), sheet(2, file="x", content="c2")], past_sheets=[earlier(base=2 * SHEET_SPAN, file="y")]).findings  # fmt: skip
    assert one["fingerprint"].to_list() == two["fingerprint"].to_list()
