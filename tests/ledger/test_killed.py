"""Processes that are killed, many at once, or whose disk is full: no claim is lost, and none is doubled.

CHIZHENG_KILLS says how many processes are killed (30 unless told).
"""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.verifying import verify
from tests.ledger.support import ROWS, counted

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("CHIZHENG_KILLS", "30"))
IN_ONE = 8  # batches that a process could record before it is killed


def worker(folder: Path, *names: str, **options: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ledger.worker", str(folder), *names],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )  # fmt: skip


def ready(process: "subprocess.Popen[str]") -> None:
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n", process.stderr and process.stderr.read()


def said(process: "subprocess.Popen[str]", code: int | None = 0) -> list[str]:
    out, error = process.communicate()
    assert code is None or process.returncode == code, error
    return out.splitlines()


def whole(folder: Path) -> dict[str, int]:
    """How many claims each batch has, once the ledger has been looked at from end to end."""
    assert verify(folder).faults == ()
    return counted(opened(folder))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
def test_killed_at_any_moment(tmp_path: Path) -> None:
    folder, chance = tmp_path / "ledger", random.Random(2023)
    told: set[str] = set()
    killed_at_work = 0
    wanted = [f"B{n:04}" for n in range(KILLS * IN_ONE)]
    for _turn in range(KILLS):
        left = [name for name in wanted if name not in told][:IN_ONE]
        process = worker(folder, *left)
        ready(process)
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        lines = said(process, code=None)
        killed_at_work += len(lines) < IN_ONE
        told |= {line.split()[0] for line in lines if line.endswith("done")}
        # what is done can be refused when it comes again: it was committed and could not be told any more
        told |= {line.split()[0] for line in lines if " refused " in line and "已在台账" in line}
        if folder.exists():
            now = whole(folder)
            assert told <= now.keys()
            assert set(now.values()) <= {ROWS}
    assert killed_at_work > KILLS / 2
    last = [name for name in wanted if name not in told][:3]
    lines = said(worker(folder, *last))[1:]
    assert len(lines) == len(last)
    assert whole(folder).keys() >= told | set(last)


def test_four_at_once(tmp_path: Path) -> None:
    """Four processes make the ledger, record a batch of their own each, and all want the same batch and the same file."""
    folder = tmp_path / "ledger"
    names = [[f"P{n}", "same", f"F{n}=one file.csv", f"Q{n}"] for n in range(4)]
    lines = [line for process in [worker(folder, *each) for each in names] for line in said(process)[1:]]
    done = sorted(line.split()[0].partition("=")[0] for line in lines if line.endswith("done"))
    of_file = [name for name in done if name.startswith("F")]
    assert len(of_file) == 1
    expected = sorted([*(f"{x}{n}" for n in range(4) for x in "PQ"), "same", *of_file])
    assert done == expected
    assert whole(folder) == dict.fromkeys(expected, ROWS)
    assert len(opened(folder).entries) == len(expected)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB; only where tests may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False)  # fmt: skip
    if mounted.returncode:
        pytest.skip("no right to mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(sys.platform == "win32", reason="no tmpfs")
def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    """The disk is filled so far that recording fails at one step after the other."""
    from chizheng_audit.errors import AuditError
    from tests.ledger.support import put

    folder, filler = small_disk / "ledger", small_disk / "filler"
    put(folder, "first")
    known, refused = {"first"}, 0
    for step in range(40):
        left = 4096 * step
        free = os.statvfs(small_disk)
        filler.write_bytes(b"")
        free = os.statvfs(small_disk)
        filler.write_bytes(b"x" * max(free.f_bavail * free.f_frsize - left, 0))
        try:
            put(folder, f"B{step}")
            known.add(f"B{step}")
        except AuditError as error:
            refused += 1
            assert "磁盘已满" in str(error), error
            assert "什么也没有入账" in str(error)
        filler.unlink()
        assert whole(folder) == dict.fromkeys(sorted(known), ROWS)
    assert refused >= 3
    assert len(known) >= 3


def test_a_full_disk_when_it_is_made(small_disk: Path) -> None:
    from chizheng_audit.errors import AuditError
    from tests.ledger.support import put

    (small_disk / "filler").write_bytes(b"x" * (2 * 1024 * 1024 - 3 * 4096))
    with pytest.raises(AuditError, match="磁盘已满"):
        put(small_disk / "ledger", "first")
    assert sorted(path.name for path in small_disk.iterdir()) == ["filler"]


def test_a_read_only_disk(small_disk: Path) -> None:
    from chizheng_audit.errors import AuditError
    from tests.ledger.support import put, undone

    put(small_disk / "ledger", "first")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for act in (lambda: put(small_disk / "ledger", "second"), lambda: undone(small_disk / "ledger", "first")):
        with pytest.raises(AuditError, match="只读"):
            act()
    assert whole(small_disk / "ledger") == {"first": ROWS}


@pytest.mark.skipif(sys.platform == "win32", reason="no limits")
def test_a_file_that_may_not_grow(tmp_path: Path) -> None:
    """The same by a limit on the size of files, which needs no rights: small files can be written, claims cannot."""
    folder = tmp_path / "ledger"
    said(worker(folder, "first"))

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    lines = said(worker(folder, "second", preexec_fn=limited))
    assert "磁盘已满" in lines[1]
    assert whole(folder) == {"first": ROWS}
    assert list((folder / "claims").glob("*.parquet")) != []
    assert len(list((folder / "claims").glob("*.parquet"))) == 1
