"""CPU seconds (user + system, children included), wall seconds and peak memory of one whole process."""

import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What one run cost. `peak_mb` is the largest single process."""

    cpu: float
    wall: float
    peak_mb: float


def measure(arguments: list[str], folder: str) -> Figure:
    """Run `arguments` in `folder` to its end, its output thrown away. An exit code above 1 stops the bench."""
    start = time.perf_counter()
    with subprocess.Popen(
        arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        assert process.stderr is not None
        words = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(
            f"{' '.join(arguments)} ended with {process.returncode}:\n{words.decode(errors='replace')[-2000:]}"
        )
    return Figure(usage.ru_utime + usage.ru_stime, time.perf_counter() - start, usage.ru_maxrss / 1024)


def apart(function: Callable[..., object], *arguments: object) -> None:
    """Call `function` in a process of its own: a measured process begins as big as the one that starts it."""
    process = multiprocessing.get_context("spawn").Process(target=function, args=arguments)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{function.__name__} failed")


def median(figures: list[Figure]) -> Figure:
    """The run in the middle by CPU time."""
    return sorted(figures, key=lambda figure: figure.cpu)[len(figures) // 2]
