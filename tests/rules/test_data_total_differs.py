"""Q03: stated totals against the rows above them, and an oracle that adds up by hand."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.tables.system import SHEET_SPAN
from tests.support import answers, audited

NAME = "data_total_differs"
S = SHEET_SPAN


def total(row: int, amount: int | None, heads: int | None = None, scope: str = "total") -> dict[str, Any]:
    return {"row_id": S + row, "scope": scope, "amount": amount, "heads": heads, "text": "合计"}


ROWS = [{"row_id": S + n} for n in (2, 3, 5, 6)]


def test_sums_that_agree() -> None:
    totals = [total(4, 480, 2, "subtotal"), total(7, 480, 2, "subtotal"), total(8, 960, 4)]
    assert answers(NAME, *ROWS, totals=totals) == []


def test_a_sum_and_a_head_count_that_differ() -> None:
    found = audited(NAME, *ROWS, totals=[total(7, 961), total(8, 960, 5)]).findings
    assert found.select("row_id", "verdict", "variant", "at_stake").rows() == [
        (S + 7, "violation", "amount", Decimal("1.00")),
        (S + 8, "violation", "heads", None),
    ]


def test_an_unread_amount_leaves_the_sum_open() -> None:
    rows = [{"row_id": S + 2}, {"row_id": S + 3, "amount": None}]
    assert answers(NAME, *rows, totals=[total(4, 480)]) == [(S + 4, "unverifiable")]


def test_rows_of_other_sheets_do_not_count() -> None:
    assert answers(NAME, {"row_id": S + 2}, {"row_id": 2 * S + 2}, totals=[total(4, 240, 1)]) == []


def test_nothing_stated_is_out_of_scope() -> None:
    found = audited(NAME, *ROWS, totals=[total(7, None)])
    assert found.coverage["applied"].item() == 0


@given(st.lists(st.integers(1, 999), min_size=1, max_size=8), st.integers(0, 8000))
def test_one_total_below_all(amounts: list[int], stated: int) -> None:
    rows = [{"row_id": S + n, "amount": Decimal(a)} for n, a in enumerate(amounts, start=2)]
    flagged = answers(NAME, *rows, totals=[total(len(amounts) + 2, stated)]) != []
    assert flagged == (stated != sum(amounts))
