from typing import Any

import polars as pl
import pytest

from chizheng_audit.tables.system import SHEET_SPAN
from tests.rules.numbers import number, other_digit
from tests.support import answers, audited, case

NAME = "data_ids_damaged"
NEXT = SHEET_SPAN


def rows(wrong: int, right: int, base: int = SHEET_SPAN) -> list[dict[str, Any]]:
    """Claims of one sheet, each of its own day of birth; no two are near."""
    ids = [
        number(f"41990119{60 + at // 300}{at // 28 % 10 + 1:02}{at % 28 + 1:02}{at * 7 % 1000:03}")
        for at in range(wrong + right)
    ]
    ids = [other_digit(each, 16) if at < wrong else each for at, each in enumerate(ids)]
    return [
        {"row_id": base + 2 + at, "id_no": each, "name": f"王{chr(0x5200 + at)}"}
        for at, each in enumerate(ids)
    ]


def sheet(*claims: dict[str, Any], base: int = SHEET_SPAN) -> dict[str, Any]:
    return {"base": base, "file": "甲.xlsx", "sheet": "明细", "table": "claims", "rows_kept": len(claims)}


@pytest.mark.parametrize(
    ("wrong", "right", "flagged"), [(31, 72, True), (30, 70, False), (29, 3, False), (30, 3, True)]
)
def test_share_and_number_decide(wrong: int, right: int, flagged: bool) -> None:
    claims = rows(wrong, right)
    assert answers(NAME, *claims, sheets=[sheet(*claims)]) == ([(SHEET_SPAN, "suspicion")] if flagged else [])


@pytest.mark.parametrize("other", ["419900********0018", "E12345678", None])
def test_masked_numbers_and_other_documents_do_not_count(other: str | None) -> None:
    claims = rows(31, 50)
    more = [{"row_id": SHEET_SPAN + 500 + at, "id_no": other} for at in range(60)]
    assert answers(NAME, *claims, *more, sheets=[sheet(*claims)]) == [(SHEET_SPAN, "suspicion")]


def test_wrong_numbers_of_the_sheet_are_told_no_more_and_compared_no_more() -> None:
    claims = rows(40, 5)
    twin = {
        "row_id": 2 * SHEET_SPAN + 2,
        "id_no": other_digit(claims[44]["id_no"], 16),
        "name": claims[44]["name"],
    }
    near_one = {
        "row_id": 2 * SHEET_SPAN + 3,
        "id_no": other_digit(claims[0]["id_no"], 3),
        "name": claims[0]["name"],
    }
    sheets = [sheet(*claims), sheet(twin, near_one, base=2 * SHEET_SPAN)]
    assert answers("ids_invalid", *claims, twin, sheets=sheets) == [(twin["row_id"], "suspicion")]
    assert answers("ids_near", *claims, twin, near_one, sheets=sheets) == [(twin["row_id"], "suspicion")]
    whole = case(*claims, twin, sheets=sheets)
    assert whole.tables.near.entities.collect().height == 6


def test_wording() -> None:
    claims = rows(40, 10)
    found = audited(NAME, *claims, sheets=[sheet(*claims)]).findings
    assert found["facts"].to_list() == [["50", "40", "80"]]
    assert found.select(pl.col("evidence").list.len()).item() == 0
