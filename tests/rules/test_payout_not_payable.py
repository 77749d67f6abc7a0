from decimal import Decimal
from typing import Any

import pytest

from tests.rules.paying import line, told, transfer
from tests.support import audited

NAME = "payout_not_payable"


@pytest.mark.parametrize("amount", [0, "-0.01", "-240"])
def test_no_positive_amount(amount: Any) -> None:
    found = audited(NAME, {}, payments=[transfer(amount=Decimal(amount))], paying=True).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("violation", "amount", None)]
    assert found["facts"].to_list() == [[str(Decimal(amount).quantize(Decimal("0.01")))]]


def test_the_smallest_that_passes() -> None:
    assert told(NAME, line(amount=Decimal("0.01"))) == []


def test_a_claim_and_its_reversal() -> None:
    rows = line(), line(amount=Decimal(-240)), line(cert_no="S000041000001224000777", level="高级工")
    assert told(NAME, *rows) == [(1, "violation", "netted"), (2, "violation", "reversal")]


def test_a_reversal_alone() -> None:
    assert told(NAME, line(amount=Decimal(-240))) == [(1, "violation", "reversal")]


def test_null_is_never_a_pass() -> None:
    rows = line(amount=None), line(subsidy=None), line(subsidy="training"), line(subsidy=None, amount=None)
    assert told(NAME, *rows) == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "open_subsidy"),
        (3, "unverifiable", "open_subsidy"),
        (4, "unverifiable", "missing"),
    ]


def test_out_of_scope() -> None:
    assert audited(NAME, line(amount=Decimal(-1))).coverage["applied"].to_list() == [0]
