import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from chizheng_audit import i18n
from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.sheet import Book
from chizheng_audit.reading.worker import Workers
from tests.reading import culprits


def tasks(*names: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(name, (name,)) for name in names]


def gone(pid: int) -> bool:
    """Whether a process has ended (a zombie that nobody has collected yet has)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def shape(answers: list[Book | UnreadableFile]) -> list[str]:
    return ["bad" if isinstance(answer, UnreadableFile) else answer.path for answer in answers]


def test_a_crash_costs_one_file_and_the_order_stands() -> None:
    names = ("a", "bad 1", "b", "bad 2", "c")
    with Workers(most=2) as workers:
        answers = list(workers.read_all(tasks(*names), culprits.abort))
    assert shape(answers) == ["a", "bad", "b", "bad", "c"]
    assert "bad 1" in str(answers[1]) and "崩溃" in str(answers[1])
    assert all(isinstance(a, UnreadableFile) or a.sheets[0].cells.height == 1 for a in answers)


def test_a_hang_is_ended_in_time_and_the_worker_replaced() -> None:
    began = time.monotonic()
    with Workers(most=1, seconds=1.0) as workers:
        answers = list(workers.read_all(tasks("a", "bad", "b"), culprits.hang))
    assert shape(answers) == ["a", "bad", "b"] and "时限" in str(answers[1])
    assert time.monotonic() - began < 60


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's address space")
def test_memory_is_limited() -> None:
    with Workers(most=1, least_memory=2 << 30) as workers:
        answers = list(workers.read_all(tasks("bad", "b"), culprits.swell))
    assert shape(answers) == ["bad", "b"] and "CHIZHENG_MEMORY_PER_FILE_MB" in str(answers[0])


def test_exceptions_become_sentences_and_only_debug_tells_more() -> None:
    with Workers(most=1) as workers:
        mistake, error = workers.read_all(tasks("mistake", "x.xlsx"), culprits.stumble)
    assert str(mistake) == "一句话。"
    assert isinstance(error, UnreadableFile) and "x.xlsx" in str(error) and "inner words" not in str(error)
    with Workers(most=1, debug=True) as workers:
        (error,) = workers.read_all(tasks("x.xlsx"), culprits.stumble)
    assert "inner words" in str(error)


def test_no_process_is_started_for_nothing_nor_more_than_there_are_tasks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Workers() as workers:
        assert list(workers.read_all([], culprits.fine)) == []
        assert workers._pool == []
    monkeypatch.setattr("chizheng_audit.reading.worker.BYTES_PER_WORKER", 1)
    here = str(Path(__file__))
    with Workers(most=8) as workers:
        answers = workers.read_all([(here, (here,)), (here, (here,))], culprits.fine)
        next(answers)
        assert len(workers._pool) == 2
        assert len(list(answers)) == 1


def test_workers_speak_the_language_of_their_parent() -> None:
    with Workers(most=1) as workers:
        (answer,) = workers.read_all(tasks("a"), culprits.fine)
    assert isinstance(answer, Book) and answer.sheets[0].cells.get_column("c1").to_list() == [i18n.language()]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_a_caller_that_stops_early_leaves_no_process_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chizheng_audit.reading.worker.BYTES_PER_WORKER", 1)
    note = tmp_path / "pid"
    here = str(Path(__file__))
    with Workers(most=1) as workers:
        answers = workers.read_all(
            [(here, ("quick",)), (here, (str(note),)), (here, ("quick",))], culprits.tell_and_hang
        )
        first = next(answers)
        idle = int(first.sha256) if isinstance(first, Book) else 0
        assert not gone(idle)
        until(lambda: note.exists() and note.read_text("ascii") != "")
    busy = int(note.read_text("ascii"))
    assert gone(busy) and gone(idle)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    code = (
        "from chizheng_audit.reading.worker import Workers\n"
        "from tests.reading import culprits\n"
        f"with Workers(most=1) as w: list(w.read_all([('x', ({str(note)!r},))], culprits.tell_and_hang))"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stderr=subprocess.DEVNULL,
    ) as parent:
        until(lambda: note.exists() and note.read_text("ascii") != "")
        parent.kill()
    child = int(note.read_text("ascii"))
    until(lambda: gone(child))
    assert gone(child)


def until(true: object, seconds: float = 60) -> None:
    assert callable(true)
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
