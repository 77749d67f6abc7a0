from decimal import Decimal
from typing import Any

import pytest

from tests.rules.paying import ORG, told, transfer
from tests.support import audited

NAME = "payout_sum_differs"


def test_more_than_was_claimed() -> None:
    found = audited(NAME, {}, {}, paying=True, payments=[transfer(amount=Decimal("480.01"))]).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("violation", "amount", Decimal("0.01"))]
    assert found["facts"].to_list() == [[ORG, "480.01", "2", "480.00", "0.01"]]


def test_less_than_was_claimed_has_nothing_at_stake() -> None:
    found = audited(NAME, {}, {}, paying=True, payments=[transfer()]).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("violation", "amount", None)]


@pytest.mark.parametrize(
    "lines",
    [
        [transfer(amount=Decimal(480))],
        [transfer(amount=Decimal(480), heads=2)],
        [transfer(), transfer(2)],
        [transfer(amount=Decimal(480), unit=f" {ORG}")],
        [transfer(amount=Decimal(480), unit=None, holder=ORG)],
    ],
)
def test_the_sum_of_its_claims_passes(lines: list[dict[str, Any]]) -> None:
    assert told(NAME, {}, {}, payments=lines) == []


def test_both_lines_of_a_unit_are_told() -> None:
    rows = [transfer(), transfer(2, amount=Decimal(241))]
    assert told(NAME, {}, {}, payments=rows) == [(1, "violation", "amount"), (2, "violation", "amount")]


def test_other_people() -> None:
    found = audited(NAME, {}, paying=True, payments=[transfer(heads=2)]).findings
    assert found.select("verdict", "variant", "facts").rows() == [("violation", "heads", [ORG, "2", "1"])]


def test_a_reversal_counts_as_what_it_is() -> None:
    rows = {}, {}, {"amount": Decimal(-240)}
    assert told(NAME, *rows, payments=[transfer()]) == []


def test_null_is_never_a_pass() -> None:
    def kinds(*claims: dict[str, Any], **more: Any) -> list[tuple[int, str, str]]:
        return told(NAME, *claims, payments=[transfer(**more)])

    assert kinds({}, amount=None) == [(1, "unverifiable", "missing")]
    assert kinds({"org": "另一所学校"}) == [(1, "unverifiable", "open_claims")]
    assert kinds({}, {"amount": None}) == [(1, "unverifiable", "open_amounts")]
    assert kinds({"subsidy": "training"}) == [(1, "unverifiable", "open_subsidy")]
    assert kinds({}, unit=None) == [(1, "unverifiable", "open_payee")]


def test_out_of_scope() -> None:
    assert audited(NAME, {}, paying=True).coverage["applied"].to_list() == [0]
    assert audited(NAME, {}, payments=[transfer(amount=Decimal(1))]).coverage["applied"].to_list() == [0]
