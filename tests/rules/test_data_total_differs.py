from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.tables.system import SHEET_SPAN
from tests.support import audited

NAME = "data_total_differs"
BASE = 3 * SHEET_SPAN


def rows(*amounts: int | None, start: int = 1, base: int = BASE) -> list[dict[str, Any]]:
    """Claims in consecutive rows."""
    return [
        {"row_id": base + row, "amount": None if amount is None else Decimal(amount)}
        for row, amount in enumerate(amounts, start=start)
    ]


def total(
    row: int, amount: Any = None, heads: int | None = None, scope: str = "total", **more: Any
) -> dict[str, Any]:
    stated = None if amount is None else Decimal(amount)
    return {"row_id": BASE + row, "scope": scope, "amount": stated, "heads": heads, "text": "合计"} | more


def told(claims: list[dict[str, Any]], *totals: dict[str, Any]) -> list[tuple[int, str, str]]:
    found = audited(NAME, *claims, totals=list(totals)).findings
    assert found["fingerprint"].is_unique().all()
    return [
        (row - BASE, verdict, variant)
        for row, verdict, variant in found.select("row_id", "verdict", "variant").rows()
    ]


def test_a_right_total_passes() -> None:
    assert told(rows(240, 280), total(3, 520, 2)) == []
    assert told(rows(240, 280), total(3, 520)) == []
    assert told(rows(240, 280), total(3, heads=2)) == []


@pytest.mark.parametrize(
    ("stated", "stake", "excess"),
    [("520.01", "0.01", "0.01"), ("519.99", None, "-0.01"), ("800", "280.00", "280.00")],
)
def test_wrong_money(stated: str, stake: str | None, excess: str) -> None:
    found = audited(NAME, *rows(240, 280), totals=[total(3, stated, 2)]).findings
    assert found.select("row_id", "verdict", "variant", "at_stake", "facts").rows() == [
        (
            BASE + 3,
            "violation",
            "amount",
            stake and Decimal(stake),
            [str(Decimal(stated).quantize(Decimal("0.01"))), "2", "520.00", excess],
        )
    ]


def test_a_wrong_head_count() -> None:
    found = audited(NAME, *rows(240, 280), totals=[total(3, 520, 3)]).findings
    assert found.select("verdict", "variant", "at_stake", "facts").rows() == [
        ("violation", "heads", None, ["3", "2"])
    ]


def test_both_wrong_are_two_findings_of_one_row() -> None:
    found = audited(NAME, *rows(240, 280), totals=[total(3, 800, 3)])
    assert sorted(found.findings["variant"]) == ["amount", "heads"]
    assert found.coverage.select("applied", "flagged").row(0) == (1, 1)


def test_rows_below_and_rows_of_other_sheets_do_not_count() -> None:
    elsewhere = [*rows(7, base=BASE - SHEET_SPAN), *rows(7, base=BASE + SHEET_SPAN)]
    assert told([*rows(240), *rows(280, start=3), *elsewhere], total(2, 240, 1)) == []
    assert told([*rows(240), *rows(280, start=3), *elsewhere], total(2, 520, 2))[0][:2] == (2, "violation")


def test_every_row_of_the_sheet_counts_also_what_was_taken_back() -> None:
    assert told(rows(240, 240, -240), total(4, 240, 3)) == []


BLOCKS = [*rows(100, 200), *rows(300, start=4)]


@pytest.mark.parametrize("stated", [(300, 1), (600, 3)])
def test_a_subtotal_is_of_its_block_or_of_all_so_far(stated: tuple[int, int]) -> None:
    first = total(3, 300, 2, "subtotal")
    assert told(BLOCKS, first, total(5, *stated, "subtotal"), total(6, 600, 3)) == []


def test_a_subtotal_that_states_another_blocks_sum_is_wrong() -> None:
    first = total(3, 300, 2, "subtotal")
    found = audited(NAME, *BLOCKS, totals=[first, total(5, 200, 1, "subtotal")]).findings
    assert found["facts"].to_list() == [["200.00", "1", "300.00", "-100.00"]]


def test_a_total_is_of_all_rows_or_of_those_since_the_total_before() -> None:
    claims = [*BLOCKS, *rows(10, 20, start=7), *rows(30, start=10)]
    before = [total(3, 300, 2, "subtotal"), total(5, 300, 1, "subtotal"), total(6, 600, 3)]
    after = total(9, 30, 2, "subtotal")
    for amount, heads in ((60, 3), (660, 6), (30, 1)):
        assert told(claims, *before, after, total(11, amount, heads)) == []
    assert told(claims, *before, after, total(11, 330, 2)) == [
        (11, "violation", "amount"),
        (11, "violation", "heads"),
    ]
    found = audited(NAME, *claims, totals=[*before, after, total(11, 61)]).findings
    assert found["facts"].to_list() == [["61.00", "3", "60.00", "1.00"]]


def test_a_subtotal_without_figures_still_parts_the_blocks() -> None:
    assert told(BLOCKS, total(3, scope="subtotal"), total(5, 300, 1, "subtotal")) == [
        (3, "unverifiable", "open_unstated")
    ]


def test_what_a_subtotal_has_too_much_is_not_at_stake_again_in_the_total() -> None:
    claims = [*BLOCKS, *rows(10, start=7)]
    first, second = total(3, 340, 2, "subtotal"), total(5, 300, 1, "subtotal")

    def stakes(*totals: dict[str, Any]) -> list[tuple[int, Decimal | None]]:
        found = audited(NAME, *claims, totals=list(totals)).findings
        return [(row - BASE, stake) for row, stake in found.select("row_id", "at_stake").rows()]

    assert stakes(first, second, total(6, 640)) == [(3, Decimal(40)), (6, None)]
    assert stakes(first, second, total(6, 650)) == [(3, Decimal(40)), (6, Decimal(10))]
    assert stakes(first, second, total(6, 640), total(8, 15)) == [
        (3, Decimal(40)),
        (6, None),
        (8, Decimal(5)),
    ]


def test_a_total_without_rows_above() -> None:
    assert told([], total(3, 0, 0)) == []
    assert told([], total(3, 240)) == [(3, "violation", "amount")]


def test_an_unread_amount_leaves_the_money_open_but_not_the_heads() -> None:
    assert told(rows(240, None), total(3, 480, 2)) == [(3, "unverifiable", "open_amounts")]
    assert told(rows(240, None), total(3, 240, 2)) == [(3, "unverifiable", "open_amounts")]
    assert told(rows(240, None), total(3, 480, 3)) == [
        (3, "unverifiable", "open_amounts"),
        (3, "violation", "heads"),
    ]
    assert told(rows(240, None), total(3, heads=2)) == []


def test_an_unread_amount_in_another_block_does_not_matter() -> None:
    claims = [*rows(100, None), *rows(300, start=4)]
    first = total(3, heads=2, scope="subtotal")
    assert told(claims, first, total(5, 300, 1, "subtotal")) == []
    assert told(claims, first, total(5, 301, 1, "subtotal")) == [(5, "unverifiable", "open_amounts")]


def test_no_text() -> None:
    assert told(rows(240), total(2, 241, text=None)) == [(2, "violation", "amount")]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([100, 200, None]),
            st.tuples(st.sampled_from(["subtotal", "total"]), st.sampled_from([100, 200, 300, None])),
        ),
        max_size=10,
    )
)
def test_it_agrees_with_a_slow_oracle(lines: list[Any]) -> None:
    claims, totals, want = [], [], {}
    spans: dict[str, list[int | None]] = {"all": [], "own": [], "since": []}
    for row, line in enumerate(lines, start=1):
        if not isinstance(line, tuple):
            claims += rows(line, start=row)
            for span in spans.values():
                span.append(line)
            continue
        scope, stated = line
        totals.append(total(row, stated, scope=scope))
        borne_out = any(None not in span and sum(v or 0 for v in span) == stated for span in spans.values())
        is_open = stated is None or any(None in span for span in spans.values())
        if not borne_out:
            want[row] = "unverifiable" if is_open else "violation"
        spans["own"] = []
        if scope == "total":
            spans["since"] = []
    assert {row: verdict for row, verdict, _ in told(claims, *totals)} == want
