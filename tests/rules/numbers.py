"""Numbers for tests of rules on identities; all of a region that does not exist."""

from datetime import date
from typing import Any

from chizheng_audit.demo.people import check_character

ONE = "419900199003070018"
"""The number of support.CLEAN."""
LATER: dict[str, Any] = {"issue_date": date(2022, 10, 1)}


def number(body: str) -> str:
    """`body` (17 digits) with its check character."""
    return body + check_character(body)


def other_digit(text: str, at: int) -> str:
    """`text` with another digit at place `at` (from 1)."""
    return text[: at - 1] + str((int(text[at - 1]) + 1) % 10) + text[at:]
