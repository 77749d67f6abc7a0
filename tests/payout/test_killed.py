"""Processes that are killed while they pay a batch: nothing is booked twice, nothing is lost, no file is half there.

CHIZHENG_KILLS says how many processes are killed (10 unless told).
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.verifying import verify
from chizheng_audit.payout.checking import check
from tests.ledger.support import counted
from tests.payout.conftest import Said
from tests.payout.support import DAY, Payees, rows, write

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CHIZHENG_KILLS", "10"))
LINES = 30


def worker(*argv: str) -> "subprocess.Popen[str]":
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.payout.worker", "payout", *argv],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip


def until(process: "subprocess.Popen[str]", word: str) -> None:
    """Read what it says up to that word, or to the end."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == word:
            return


def looked_at(out: Path, ledger: Path, batch: str) -> bool:
    """Whether the batch is booked, once nothing is half there."""
    booked = False
    if ledger.exists():
        assert verify(ledger).faults == ()
        booked = batch in opened(ledger).batches
    if (out / "pay.csv").exists():
        said = json.loads((out / "certificate.json").read_text("utf-8"))
        assert [each["lines"] for each in said["files"]] == [LINES - 1, 1, 0]
        faults = check(out / "certificate.json", opened(ledger) if booked else None).faults
        assert faults == ()
    else:
        assert not booked  # files are there before the entry
    return booked


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_any_moment(here: Path, payout: Said) -> None:
    chance = random.Random(2023)
    seen = {"booked": 0, "written": 0, "nothing": 0}
    expected: dict[str, int] = {}
    for turn in range(KILLS):
        payees, batch, out = Payees(turn), f"B{turn:03}", Path(f"out{turn}")
        lines = [payees.line(证书编号=f"S000041000001234{turn:03}{at:03}") for at in range(LINES)]
        lines[-1]["收款户名"] = ""
        write(here / f"{batch}.csv", rows(lines))
        argv = [f"{batch}.csv", "--out", str(out), "--ledger", "ledger", "--batch", batch, "--record"]
        process = worker(*argv, "--policy", "demo", "--as-of", DAY)
        until(process, "ready")
        if turn % 2:
            until(process, "written")
            time.sleep(chance.uniform(0, 0.1))
        else:
            time.sleep(chance.uniform(0.2, 1.5))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        booked = looked_at(out, Path("ledger"), batch)
        seen["booked" if booked else "written" if (out / "pay.csv").exists() else "nothing"] += 1
        # the clerk tries again: it is refused where it was booked, and else done once
        again = payout(*argv, "--force", code=2 if booked else 0)[1]
        assert not booked or "不能再付" in again
        assert looked_at(out, Path("ledger"), batch)
        expected[batch] = LINES - 1
        assert counted(opened(Path("ledger"))) == expected
        assert opened(Path("ledger")).batches[batch].now.amount == Decimal(240) * (LINES - 1)
    assert seen["nothing"] + seen["written"] >= 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_two_at_once_book_it_once(here: Path, payout: Said) -> None:
    payees = Payees()
    write(here / "first.csv", rows([payees.line()]))
    payout("first.csv", "--out", "first", "--ledger", "ledger", "--batch", "A", "--record")
    write(here / "b.csv", rows([payees.line() for _ in range(LINES)]))
    both = [
        worker("b.csv", "--out", out, "--ledger", "ledger", "--batch", "B", "--record", "--policy", "demo", "--as-of", DAY)
        for out in ("one", "two")
    ]  # fmt: skip
    for process in both:
        process.communicate()
    assert sorted(process.returncode for process in both) == [0, 2]
    assert counted(opened(Path("ledger"))) == {"A": 1, "B": LINES}
    paid = [out for out in ("one", "two") if Path(out, "pay.csv").exists()]
    assert len(paid) == 1  # the files of the one that came late are withdrawn
