"""Imports that are killed, or run at once: of every workbook all answers are there, or none.

CHIZHENG_KILLS says how many processes are killed (30 unless told).
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.ledger import decisions
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.verifying import verify
from tests.review.conftest import HEAD, filled

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CHIZHENG_KILLS", "30"))
UNITS, EACH = 2 * KILLS, 3


@pytest.fixture
def books(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Workbooks of UNITS units with EACH findings, all filled in, of the ledger `ledger` in the working directory."""
    monkeypatch.chdir(tmp_path)
    line = (
        "张一丁,{id},保育师,四级/中级工,S0000410000012{serial:09},2023-10-{day:02},考试,240,学校{unit:03}\n"
    )
    text = HEAD + "".join(
        line.format(id=f"41990019900307{unit + 1:04}", serial=unit * 10 + n, day=8 + n, unit=unit)
        for unit in range(UNITS)
        for n in range(EACH + 1)
    )
    (tmp_path / "claims.csv").write_text(text, "utf-8")
    run(["ledger", "record", "claims.csv", "--batch", "A", "--status", "claimed", "-q"])
    assert run(["review", "export", "claims.csv", "--out", "out", "--policy", "demo", "--select", "D01", "--batch", "A", "-q"]) == 0  # fmt: skip
    paths = [str(path) for path in sorted((tmp_path / "out").iterdir())]
    assert len(paths) == UNITS
    for path in paths:
        filled(path)
    return paths


def worker(*files: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.review.worker", str(Path("ledger").absolute()), *files],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def counted() -> dict[str, int]:
    """How many answers of each workbook are booked, once the ledger has been looked at from end to end."""
    assert verify(Path("ledger")).faults == ()
    told = decisions.every(opened(Path("ledger")))
    assert not told["fingerprint"].is_duplicated().any()
    return dict(told.group_by("source").len().rows())


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_any_moment(books: list[str]) -> None:
    chance, done, at_work = random.Random(2023), set[str](), 0
    for _turn in range(KILLS):
        now = counted()
        left = [path for path in books if path not in now]
        process = worker(*left)
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        out, error = process.communicate()
        assert not error, error
        lines = out.splitlines()
        at_work += len(lines) < len(left)
        done |= {line.split()[0] for line in lines if line.endswith("done")}
        now = counted()
        assert done <= now.keys()
        assert set(now.values()) <= {EACH}
    assert at_work > KILLS / 2
    worker(*books).communicate()
    assert counted() == dict.fromkeys(books, EACH)


def test_four_at_once(books: list[str]) -> None:
    """All want all: every answer is booked once, and who was overtaken is told."""
    processes = [worker(*books[:6]) for _n in range(4)]
    lines = [line for process in processes for line in process.communicate()[0].splitlines()]
    refused = [line for line in lines if "refused" in line]
    assert all("另一进程" in line for line in refused)
    assert {line.split()[0] for line in lines if line.endswith("done")} == {*books[:6]}
    assert counted() == dict.fromkeys(books[:6], EACH)
