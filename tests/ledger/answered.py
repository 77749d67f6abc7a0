"""Findings made by hand, the runs that found them, and the answers that they are given, for tests of the ledger."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.finding import FINDINGS
from chizheng_audit.ledger import decisions, runs
from chizheng_audit.ledger.entries import Entry, Source
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.schema import DECISIONS
from chizheng_audit.tables.system import SHEET_SPAN, SHEETS
from tests.ledger.support import sha256
from tests.support import claims

MOMENT = datetime(2024, 4, 1, 12, tzinfo=UTC)


def findings(*rows: dict[str, Any]) -> pl.DataFrame:
    """FINDINGS that state only what matters; the fingerprint is the letter `f` made long."""
    full = []
    for place, row in enumerate(rows):
        given = {
            "f": "a", "rule": "dupes_same_certificate", "code": "D01", "verdict": "violation", "confidence": "exact",
            "variant": "", "facts": [], "at_stake": "240.00", "row_id": SHEET_SPAN + 2 + place, "evidence": [], "covers": [],
        } | row  # fmt: skip
        stake = given["at_stake"]
        given["at_stake"] = None if stake is None else Decimal(stake)
        full.append(given | {"fingerprint": str(given.pop("f")) * 32})
    return pl.DataFrame(full, schema=FINDINGS)


def ran(
    folder: Path, found: pl.DataFrame, *rows: dict[str, Any], file: str = "a.csv", batch: str | None = None
) -> Entry:
    """Remember a run over claims (see tests.support.claims; in rows 2, 3, 4 … of `file`) that found `found`."""
    table = claims(*({"row_id": SHEET_SPAN + 2 + place, **row} for place, row in enumerate(rows or [{}] * 9)))
    sheet = {"base": SHEET_SPAN, "file": file, "sha256": sha256(file), "table": "claims", "rows_kept": len(table)}  # fmt: skip
    run = runs.Run("run", MOMENT, batch, date(2024, 3, 31), "demo", "00", True)
    return runs.record(opened(folder), run, found, table, pl.DataFrame([sheet], schema=SHEETS))


def answered(folder: Path, *answers: dict[str, Any]) -> Entry:
    """Record decisions that state only what matters; fingerprint by the letter `f`."""
    full = []
    for answer in answers:
        given = {
            "f": "a", "rule": "dupes_same_certificate", "verdict": "violation", "result": "not_true", "note": "查过",
            "decided_by": "李四", "decided_on": date(2024, 4, 1), "recovered": None, "at_stake": "240.00",
            "recorded_at": MOMENT,
        } | answer  # fmt: skip
        for name in ("recovered", "at_stake"):
            given[name] = None if given[name] is None else Decimal(given[name])
        full.append(given | {"fingerprint": str(given.pop("f")) * 32})
    rows = pl.DataFrame(full, schema={k: v for k, v in DECISIONS.items() if k != "entry"})
    source = Source(0, "答.xlsx", None, "00", "", len(full), Decimal("0.00"))
    return decisions.add(opened(folder), rows, [source], MOMENT)
