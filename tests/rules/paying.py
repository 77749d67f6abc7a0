"""What tests of the payout_ rules share."""

from decimal import Decimal
from typing import Any

from tests.support import CLEAN, audited

ORG = CLEAN["org"]
ONE, TWO = "6217001234567890123", "6217001234567890131"


def line(**more: Any) -> dict[str, Any]:
    """A claim that is to be paid to its body's account."""
    return {"account": ONE, "holder": ORG, **more}


def transfer(number: int = 1, **more: Any) -> dict[str, Any]:
    """A line of a summary: all of the clean body's money."""
    return {"row_id": (5 << 32) + number, "unit": ORG, "account": ONE, "amount": Decimal(240), **more}


def told(name: str, *rows: dict[str, Any], **kwargs: Any) -> list[tuple[int, str, str]]:
    """(row, verdict, variant) of each finding of the rule over lines that are to be paid."""
    found = audited(name, *rows, paying=True, **kwargs).findings
    assert found["fingerprint"].is_unique().all()
    return [(row % (1 << 32), *rest) for row, *rest in found.select("row_id", "verdict", "variant").rows()]
