"""Seals under the ledger's key: whose workbook it is, and whether a cell was changed that was not to be filled in.

Plain hashes would not do: who edits a cell could make them anew, and an ID could be found by trial.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

_CELL = 8
_WHOLE = 32


@dataclass(frozen=True)
class Sent:
    """A finding as it was sent out. number: as it stands in the sheet; cells: a seal of each locked cell, by column."""

    number: str
    fingerprint: str
    facts: str
    group: str | None
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Letter:
    """What a workbook says of itself: of which ledger, run and unit, in which language, made on which day."""

    what: str
    version: int
    ledger: str
    run: str
    unit: str | None
    language: str
    made_on: str

    @property
    def day(self) -> date:
        """The day on which it was made."""
        return date.fromisoformat(self.made_on)


def ledger_mark(key: bytes) -> str:
    """What tells one ledger from another and nothing of its key."""
    return _hmac(key, "ledger", 16)


def cell(key: bytes, fingerprint: str, name: str, value: Any) -> str:
    """The seal of one cell of a finding's row."""
    return _hmac(key, f"{fingerprint}\x1f{name}\x1f{plain(value)}", _CELL)


def whole(key: bytes, letter: Letter, sent: list[Sent]) -> str:
    """The seal of all that the hidden sheet says."""
    told = [letter.__dict__, [asdict(each) for each in sent]]
    return _hmac(key, json.dumps(told, ensure_ascii=False, sort_keys=True), _WHOLE)


def plain(value: Any) -> str:
    """A cell as programs agree on it: numbers with two decimals, line ends and outer blanks alike."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{Decimal(str(value)):.2f}"
    return str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _hmac(key: bytes, text: str, digits: int) -> str:
    return hmac.new(key, f"review\x1f{text}".encode(), hashlib.sha256).hexdigest()[:digits]
