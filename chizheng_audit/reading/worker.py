"""Worker processes that read files: a library that crashes, hangs or swells on a broken file takes only itself down.

Processes are started afresh (spawn), so they hold nothing of the caller's; each one ends when its parent does.
This module is all a worker loads before it is told what to call, so its limits hold for everything else.
"""

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from chizheng_audit import i18n
from chizheng_audit.errors import AuditError, UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.allocator import keep_freed_memory

SECONDS, SECONDS_PER_MB = 30.0, 1.0
START_SECONDS = 120.0
LEAST_MEMORY, MEMORY_PER_BYTE = 4 << 30, 60
BYTES_PER_WORKER = 1 << 20
SECONDS_VARIABLE, MEMORY_VARIABLE = "CHIZHENG_SECONDS_PER_FILE", "CHIZHENG_MEMORY_PER_FILE_MB"
"""The environment variables that raise the limits, named where one was reached; `limits` looks at them."""
_AHEAD = 4
_SPAWN = multiprocessing.get_context("spawn")

Task = tuple[str, tuple[Any, ...]]
Answer = TypeVar("Answer")


@dataclass
class _Worker:
    """A process, our end of its pipe, and what it is doing until when; `place` is None while it waits for work."""

    process: BaseProcess
    pipe: Connection
    deadline: float
    ready: bool = False
    place: int | None = None

    def end(self) -> None:
        """End the process at once, whatever it does."""
        self.pipe.close()
        if self.process.is_alive():
            self.process.kill()
        self.process.join()
        self.process.close()


@dataclass
class Workers:
    """A pool of worker processes for the length of a `with` block.

    most: how many at once (all processors by default); never more are started than there are tasks, nor more
    than one for each megabyte to read: starting one costs as much as reading that.
    seconds, seconds_per_mb: the time one file may take. least_memory: bytes of address space (Linux) a file may take
    at least. debug: tell the exception's own words in the sentence.
    """

    most: int = field(default_factory=lambda: os.cpu_count() or 1)
    seconds: float = SECONDS
    seconds_per_mb: float = SECONDS_PER_MB
    least_memory: int = LEAST_MEMORY
    debug: bool = False
    _pool: list[_Worker] = field(default_factory=list, init=False, repr=False)

    def __enter__(self) -> "Workers":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker; none outlives this."""
        while self._pool:
            self._pool.pop().end()

    def read_all(
        self, tasks: Sequence[Task], function: Callable[..., Answer]
    ) -> Iterator[Answer | UnreadableFile]:
        """`function(*arguments)` for each (file, arguments), in the order given, each in a worker.

        `function` must be importable by its name. Whatever goes wrong with a file comes as its UnreadableFile.
        A few files are read ahead of the one asked for, not all of them, so that memory stays bounded.
        """
        waiting = deque(range(len(tasks)))
        bulk = sum(_size(file) for file, _arguments in tasks)
        answers: dict[int, Answer | UnreadableFile] = {}
        try:
            for place in range(len(tasks)):
                while place not in answers:
                    left = len(waiting) + sum(w.place is not None for w in self._pool)
                    self._hire(min(self.most, left, 1 + bulk // BYTES_PER_WORKER))
                    self._employ(waiting, place, tasks, function, answers)
                    self._collect(tasks, answers)
                self._employ(waiting, place, tasks, function, answers)  # they work while the caller does
                yield answers.pop(place)
        finally:
            for worker in [w for w in self._pool if w.place is not None]:
                self._dismiss(worker)  # the caller stopped early; nobody waits for this any more

    def _seconds(self, file: str) -> float:
        """The time this file may take."""
        return self.seconds + self.seconds_per_mb * _size(file) / 2**20

    def _employ(
        self,
        waiting: deque[int],
        place: int,
        tasks: Sequence[Task],
        function: Callable[..., Answer],
        answers: dict[int, Answer | UnreadableFile],
    ) -> None:
        """Give each idle worker its next file, if that is not too far ahead of the one asked for."""
        for worker in [w for w in self._pool if w.ready and w.place is None]:
            if waiting and waiting[0] < place + _AHEAD * self.most:
                self._give(worker, waiting.popleft(), tasks, function, answers)

    def _hire(self, wanted: int) -> None:
        while len(self._pool) < wanted:
            ours, theirs = _SPAWN.Pipe()
            process = _SPAWN.Process(
                target=_serve, args=(theirs, i18n.language(), self.least_memory, self.debug), daemon=True
            )
            process.start()
            theirs.close()
            self._pool.append(_Worker(process, ours, time.monotonic() + START_SECONDS))

    def _dismiss(self, worker: _Worker) -> None:
        self._pool.remove(worker)
        worker.end()

    def _give(
        self,
        worker: _Worker,
        place: int,
        tasks: Sequence[Task],
        function: Callable[..., Answer],
        answers: dict[int, Answer | UnreadableFile],
    ) -> None:
        file, arguments = tasks[place]
        size = _size(file)
        worker.place = place
        worker.deadline = time.monotonic() + self._seconds(file)
        try:
            worker.pipe.send((file, size, function, arguments))
        except OSError:
            answers[place] = _died(file)
            self._dismiss(worker)

    def _collect(self, tasks: Sequence[Task], answers: dict[int, Any]) -> None:
        """Wait for the next news of any worker, and take it in."""
        busy = [w for w in self._pool if w.place is not None or not w.ready]
        if not busy:
            return
        patience = max(0.0, min(w.deadline for w in busy) - time.monotonic())
        heard = set(wait([w.pipe for w in busy], patience))
        for worker in busy:
            file = tasks[worker.place][0] if worker.place is not None else ""
            if worker.pipe in heard:
                try:
                    answer = worker.pipe.recv()
                except (EOFError, OSError, pickle.UnpicklingError):
                    if worker.place is None:
                        raise AuditError(
                            _("读文件的进程启动不了；请检查内存和安装是否完整后重试。")
                        ) from None
                    answers[worker.place] = _died(file)
                    self._dismiss(worker)
                    continue
                if worker.place is not None:
                    answers[worker.place] = answer
                worker.ready, worker.place = True, None
            elif time.monotonic() >= worker.deadline:
                if worker.place is None:
                    raise AuditError(_("读文件的进程启动不了；请检查内存和安装是否完整后重试。"))
                answers[worker.place] = _slow(file, self._seconds(file))
                self._dismiss(worker)


def _size(file: str) -> int:
    try:
        return Path(file).stat().st_size
    except OSError:
        return 0


def _died(file: str) -> UnreadableFile:
    return UnreadableFile(
        _(
            "读 {file} 时读取程序崩溃，文件可能已损坏或异常庞大；请用 Excel 或 WPS 另存为 xlsx，或调大环境变量 {variable}。"
        ).format(file=file, variable=MEMORY_VARIABLE)
    )


def _slow(file: str, seconds: float) -> UnreadableFile:
    return UnreadableFile(
        _(
            "读 {file} 超过时限（{seconds} 秒），已停止；文件可能已损坏或异常庞大，请用 Excel 或 WPS 另存为 xlsx，或拆小，或调大环境变量 {variable}。"
        ).format(file=file, seconds=round(seconds), variable=SECONDS_VARIABLE)
    )


def _swollen(file: str) -> UnreadableFile:
    return UnreadableFile(
        _(
            "读 {file} 需要的内存太多，已停止；请删去表格以外的内容后另存，或拆小，或调大环境变量 {variable}。"
        ).format(file=file, variable=MEMORY_VARIABLE)
    )


def _serve(pipe: Connection, language: str, least_memory: int, debug: bool) -> None:
    """A worker's life: say that it is ready, then answer one task after another until nobody asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    threading.Thread(target=_end_with_parent, daemon=True).start()
    keep_freed_memory()
    os.environ["POLARS_MAX_THREADS"] = "1"  # there are as many workers as processors; set before polars loads
    if not debug:
        silence = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):  # libraries print about broken files, and about their own crash
            os.dup2(silence, stream)
    i18n.set_language(language)
    try:
        pipe.send(None)
        while True:
            pipe.send(_answer(pipe.recv_bytes(), least_memory, debug))
    except (EOFError, OSError):
        return


def _answer(asked: bytes, least_memory: int, debug: bool) -> Any:
    file, size, function, arguments = pickle.loads(asked)
    _limit_memory(max(least_memory, size * MEMORY_PER_BYTE))
    try:
        answer = function(*arguments)
    except UnreadableFile as error:
        return error
    except AuditError as error:
        return UnreadableFile(str(error))
    except MemoryError:
        return _swollen(file)
    except BaseException as error:  # a panic of a Rust library is not an Exception
        why = f"{type(error).__name__}: {error}" if debug else type(error).__name__
        return UnreadableFile(
            _(
                "{file} 读不了，文件可能已损坏（{why}）；请用 Excel 或 WPS 打开后另存为 xlsx，或重新导出。"
            ).format(file=file, why=why)
        )
    return answer


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _limit_memory(allowance: int) -> None:
    """Let this process grow by `allowance` bytes of address space from where it stands; only Linux keeps to it."""
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415 - not on every system

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    soft = pages * resource.getpagesize() + allowance
    resource.setrlimit(
        resource.RLIMIT_AS, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard)
    )
