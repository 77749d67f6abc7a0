"""What a worker process may be made to do; importable by name, as its tasks must be."""

import os
import time
from pathlib import Path

import polars as pl

from chizheng_audit import i18n
from chizheng_audit.errors import AuditError
from chizheng_audit.reading.sheet import Book, RawSheet


def fine(name: str) -> Book:
    cells = pl.DataFrame({"row": [1], "c1": [i18n.language()]}, schema={"row": pl.Int64, "c1": pl.String})
    return Book(name, str(os.getpid()), "", "csv", (RawSheet(None, cells, 1),))


def abort(name: str) -> Book:
    if name.startswith("bad"):
        os.abort()
    return fine(name)


def hang(name: str) -> Book:
    if name.startswith("bad"):
        time.sleep(600)
    return fine(name)


def swell(name: str) -> Book:
    if name.startswith("bad"):
        return fine(name + "x" * (8 << 30))
    return fine(name)


def stumble(name: str) -> Book:
    if name.startswith("mistake"):
        raise AuditError("一句话。")
    raise ZeroDivisionError("inner words")


def tell_and_hang(note: str) -> Book:
    if note == "quick":
        return fine(note)
    Path(note).write_text(str(os.getpid()), "ascii")
    time.sleep(600)
    return fine(note)
