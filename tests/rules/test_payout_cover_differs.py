from decimal import Decimal
from typing import Any

import pytest

from tests.rules.paying import line, told, transfer
from tests.support import audited

NAME = "payout_cover_differs"


def cover(amount: Any = None, lines: int | None = None) -> list[dict[str, Any]]:
    stated = None if amount is None else Decimal(amount)
    return [{"row_id": 0, "stated_amount": stated, "stated_lines": lines}]


@pytest.mark.parametrize("stated", [(480, 2), (480, None), (None, 2), ("480.00", None)])
def test_a_right_cover_passes(stated: tuple[Any, int | None]) -> None:
    assert told(NAME, line(), line(), cover=cover(*stated)) == []


@pytest.mark.parametrize(
    ("stated", "excess", "stake"),
    [("479.99", "0.01", Decimal("0.01")), ("480.01", "-0.01", None), ("240", "240.00", Decimal(240))],
)
def test_wrong_money(stated: str, excess: str, stake: Decimal | None) -> None:
    found = audited(NAME, line(), line(), paying=True, cover=cover(stated)).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("violation", "amount", stake)]
    assert found["facts"].to_list() == [
        [str(Decimal(stated).quantize(Decimal("0.01"))), "2", "480.00", excess]
    ]


def test_a_wrong_number_of_lines() -> None:
    found = audited(NAME, line(), line(), paying=True, cover=cover(480, 3))
    assert found.findings.select("verdict", "variant", "facts").rows() == [("violation", "count", ["3", "2"])]
    assert found.coverage.select("applied", "flagged").row(0) == (1, 1)


def test_both_wrong_are_two() -> None:
    assert [kind for _row, _verdict, kind in told(NAME, line(), cover=cover(1, 7))] == ["amount", "count"]


def test_an_unread_amount_leaves_the_money_open_and_not_the_number() -> None:
    rows = line(), line(amount=None)
    assert told(NAME, *rows, cover=cover(240, 2)) == [(0, "unverifiable", "open_amounts")]
    assert told(NAME, *rows, cover=cover(None, 2)) == []


def test_lines_of_a_summary_are_what_counts() -> None:
    assert told(NAME, {}, {}, payments=[transfer()], cover=cover(240, 1)) == []


def test_out_of_scope() -> None:
    assert told(NAME, line()) == []
    assert audited(NAME, line(), paying=True).coverage["applied"].to_list() == [0]
