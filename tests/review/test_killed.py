"""Imports that are killed, or run at once: of every workbook all answers are there, or none.

CHIZHENG_KILLS says how many processes are killed (30 unless told).
"""

import os
import random
import shutil
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


@pytest.mark.skipif(sys.platform == "win32", reason="no tmpfs")
def test_a_full_disk_records_nothing(books: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    """The disk is filled so far that importing fails at one step after the other, and is then made read-only."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)], capture_output=True, check=False).returncode:  # fmt: skip
        pytest.skip("no right to mount a file system")
    try:
        shutil.copytree("ledger", disk / "ledger")
        filler, refused, done = disk / "filler", 0, 0
        for step, path in enumerate(books[:30]):
            filler.write_bytes(b"")
            free = os.statvfs(disk)
            filler.write_bytes(b"x" * max(free.f_bavail * free.f_frsize - 4096 * step, 0))
            before = len(decisions.every(opened(disk / "ledger")))
            code = run(["review", "import", path, "--ledger", str(disk / "ledger"), "-q"])
            err = capsys.readouterr().err
            filler.unlink()
            assert verify(disk / "ledger").faults == ()
            after = len(decisions.every(opened(disk / "ledger")))
            assert (code, after - before) in ((0, EACH), (2, 0))
            refused, done = refused + (code == 2), done + (code == 0)
            assert code == 0 or ("磁盘已满" in err and "什么也没有记入" in err), err
        assert refused >= 2 and done >= 2
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        assert run(["review", "import", books[40], "--ledger", str(disk / "ledger"), "-q"]) == 2
        assert "只读" in capsys.readouterr().err
    finally:
        subprocess.run(["umount", str(disk)], check=True)
