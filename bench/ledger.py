"""`python -m bench.ledger`: what a ledger of ten million claims costs, beside a bare join and a bare write by Polars.

Each job runs in a process of its own and counts its own seconds, from when everything is imported and the batch at hand
is in memory. The yardstick of the check joins the ledger's Parquet files with the batch by ID, occupation and level, as
one would write it by hand; that of recording writes the batch as Parquet.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from bench import ledgers
from bench.measure import Figure, apart, median

if TYPE_CHECKING:
    from chizheng_audit.case import Tables

ROOT = Path(__file__).parent.parent
PEOPLE = 35_000_000
"""Of whom a quarter of those in the batch at hand have been claimed for before."""
BARS = {"check": ("bare_join", 1.3), "record": ("bare_write", 2.0)}
"""Our CPU time may be so many times that of the yardstick."""
OPEN = 1.0
"""Seconds in which a ledger is open."""


def main() -> None:
    """Make the ledger, run everything in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quarters", type=int, default=20, help="of 500,000 claims each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="a ledger that an earlier run made, or where to keep it")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.job:
        _work(asked.job, Path(asked.folder), asked.quarters)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(asked.folder or f"{scratch}/ledger")
        if not folder.exists():
            apart(ledgers.make, str(folder), asked.quarters, PEOPLE)
        runs: dict[str, list[Figure]] = {name: [] for name in JOBS}
        for _turn in range(asked.rounds):
            for name in JOBS:
                runs[name].append(_apart(name, folder, asked.quarters))
    print(f"{asked.quarters * ledgers.QUARTER:,} claims in the ledger, {ledgers.QUARTER:,} in the batch")
    for name, figures in runs.items():
        figure = median(figures)
        print(f"  {name:12} {figure.cpu:7.2f} CPU s {figure.wall:7.2f} s {figure.peak_mb:7.0f} MB")
    for name, (yardstick, bar) in BARS.items():
        ratios = sorted(a.cpu / b.cpu for a, b in zip(runs[name], runs[yardstick], strict=True))
        print(f"  {name} / {yardstick}: {ratios[len(ratios) // 2]:.2f} (bar {bar})")
    print(f"  open: {min(figure.wall for figure in runs['open']):.2f} s (bar {OPEN})")


def _apart(name: str, folder: Path, quarters: int) -> Figure:
    command = [sys.executable, "-m", "bench.ledger", "--job", name, "--folder", str(folder)]
    done = subprocess.run(
        [*command, "--quarters", str(quarters)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr[-2000:]}")
    return Figure(**json.loads(done.stdout))


def _work(name: str, folder: Path, quarters: int) -> None:
    import resource

    from chizheng_audit.rules import all_rules

    all_rules()
    with suppress(ImportError):
        import numpy  # noqa: F401 - Polars does so at a time of its own, where it is installed; users do not have it
    claims, sheets = ledgers.quarter(quarters, PEOPLE)
    wall, cpu = time.perf_counter(), time.process_time()
    JOBS[name](folder, claims, sheets)
    used = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}
    print(json.dumps(used | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _open(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    from chizheng_audit.ledger.folder import opened

    opened(folder)


def _check(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    """The history, and the rule that looks for the same certificate."""
    _tables, flagged = _ruled("dupes_same_certificate", folder, claims, sheets)
    assert flagged > 0


def _near(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    """The history, and the rule that looks for the same certificate under a near number, there and at hand."""
    tables, _flagged = _ruled("dupes_near_person", folder, claims, sheets)
    assert len(tables.near.older_claims) > 0
    looked = tables.near.looked_at
    assert looked.whole + looked.by_number > 0


def _ruled(name: str, folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> "tuple[Tables, int]":
    """The tables of the batch with its history, and how many rows the rule flags."""
    from chizheng_audit.audit import run
    from chizheng_audit.case import Case, Tables
    from chizheng_audit.ledger.folder import opened
    from chizheng_audit.ledger.past import past
    from chizheng_audit.nearness import Nearness
    from chizheng_audit.policy import load_policy
    from chizheng_audit.rules import all_rules
    from chizheng_audit.tables.system import PROBLEMS, TOTALS

    older = past(opened(folder), claims, sheets)
    law, day = load_policy("demo"), date(2024, 1, 1)
    tables = Tables(
        claims=older.at_hand.lazy(), problems=pl.LazyFrame(schema=PROBLEMS), totals=pl.LazyFrame(schema=TOTALS),
        sheets=sheets.lazy(), past=older.claims.lazy(), past_sums=older.sums.lazy(), past_sheets=older.sheets.lazy(),
        near=Nearness.of(older.at_hand.lazy(), law, day, older.older),
    ).looking_back()  # fmt: skip
    found = run(Case(tables, law, day), {name: all_rules()[name]}, b"k", debug=True)
    assert found.coverage["status"].item() == "ran"
    return tables, int(found.coverage["flagged"].item())


def _bare_join(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    key = ["id_no", "occupation", "level"]
    mine = claims.lazy().select("row_id", *(pl.col(name).cast(pl.String) for name in key))
    found = pl.scan_parquet(folder / "claims" / "*.parquet").join(mine, on=key, suffix="_mine")
    assert len(found.collect()) > 0


def _record(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    from chizheng_audit.ledger import recording
    from chizheng_audit.ledger.folder import opened

    wanted = recording.Wanted("bench", "paid", datetime(2024, 1, 1, tzinfo=UTC))
    recording.record(opened(folder), wanted, claims, sheets)


def _bare_write(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    from chizheng_audit.tables import CLAIMS

    path = folder.with_name(f"{folder.name}.bare.parquet")
    claims.select(CLAIMS.schema.names()).write_parquet(path)
    path.unlink()


def _undo(folder: Path, claims: pl.DataFrame, sheets: pl.DataFrame) -> None:
    """Take the recorded batch back, for the next turn."""
    from chizheng_audit.ledger import recording
    from chizheng_audit.ledger.folder import opened

    recording.undo(opened(folder), "bench", datetime(2024, 1, 1, tzinfo=UTC))


JOBS: dict[str, Callable[[Path, pl.DataFrame, pl.DataFrame], None]] = {
    "open": _open, "check": _check, "near": _near, "bare_join": _bare_join, "record": _record, "bare_write": _bare_write, "undo": _undo,
}  # fmt: skip


if __name__ == "__main__":
    main()
