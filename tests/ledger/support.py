"""What tests of the ledger share: invented batches, each from a file of its own, and a ledger to put them in."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.case import prepare
from chizheng_audit.ledger import recording
from chizheng_audit.ledger.claims import listed
from chizheng_audit.ledger.entries import Entry
from chizheng_audit.ledger.folder import Ledger, opened, opened_or_made
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN, SHEETS

NOON = datetime(2024, 3, 31, 12, tzinfo=UTC)
ROWS = 400


def sha256(file: str) -> str:
    """A made-up digest that is always the same for `file`."""
    return (file.encode().hex() * 64)[:64]


def batch(file: str, rows: int = ROWS, **columns: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(prepared claims, SHEETS) of a file of `rows` people nobody else has; `columns` are the same in all rows."""
    place = pl.int_range(rows, eager=True)
    serial = (place + sum(map(ord, file)) * 10_000).cast(pl.String).str.zfill(8).str.tail(8)
    frame = pl.DataFrame({"row_id": place + SHEET_SPAN + 2, "id_no": "4199" + serial.str.head(2) + "19900307" + serial.str.tail(4),
                          "cert_no": "S00004100000122400" + serial.str.tail(4)})  # fmt: skip
    told = {"subsidy": "evaluation", "name": "张一丁", "occupation": "保育师", "level": "中级工",
            "issue_date": date(2023, 10, 8), "amount": Decimal(240), "org": file, **columns}  # fmt: skip
    full = frame.with_columns(pl.lit(value).alias(name) for name, value in told.items())
    typed = full.select(pl.col(name).cast(CLAIMS.schema[name]) for name in full.columns)
    claims = pl.concat([CLAIMS.empty(), typed], how="diagonal")
    sheet = {"base": SHEET_SPAN, "file": file, "sha256": sha256(file), "table": "claims", "rows_kept": rows}
    return prepare(claims), pl.DataFrame([sheet], schema=SHEETS)


def put(folder: Path, name: str, status: str = "paid", file: str | None = None, **columns: Any) -> Entry:
    """Record one such batch, from a file of its own name."""
    ledger, _made = opened_or_made(folder)
    return recording.record(
        ledger, recording.Wanted(name, status, NOON), *batch(file or f"{name}.csv", **columns)
    )


def advanced(folder: Path, name: str, status: str) -> Entry:
    """Record a later status of a batch."""
    return recording.advance(opened(folder), recording.Wanted(name, status, NOON))


def undone(folder: Path, name: str) -> Entry:
    """Undo a batch."""
    return recording.undo(opened(folder), name, NOON)


def counted(ledger: Ledger) -> dict[str, int]:
    """How many different claims each batch in force has; fails where one stands twice."""
    rows = listed(ledger, ledger.history).collect()
    assert not rows.select("batch", "file", "row").is_duplicated().any()
    return dict(rows.group_by("batch").len().sort("batch").iter_rows())
