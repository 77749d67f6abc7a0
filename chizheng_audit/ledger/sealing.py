"""The one commit by which anything becomes visible: an entry sealed into the chain of the table of batches.

What it makes visible was written before, as files that no entry names yet.
"""

import json
import os
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.ledger import delta
from chizheng_audit.ledger.entries import Entry, digest
from chizheng_audit.ledger.folder import Ledger, renewed
from chizheng_audit.ledger.schema import BATCHES, TABLES, VERSION
from chizheng_audit.reading.own_output import LEDGER_MARK

_TURNS = 200
_PAUSE = 0.05


def sealed(ledger: Ledger, entry: Entry, check: Callable[[Ledger], None]) -> Entry:
    """Commit `entry` as the next of the chain, after `check` of the ledger as it then is."""
    folder = ledger.folder / "batches"
    for _turn in range(_TURNS):
        table = delta.load(folder)
        ledger = renewed(ledger, table)
        check(ledger)
        last = ledger.entries[-1].hash if ledger.entries else ""
        ready = replace(entry, number=len(ledger.entries) + 1, previous=last)
        ready = replace(ready, hash=digest(ready))
        part = delta.write(folder, pl.DataFrame([asdict(ready)], schema=BATCHES))
        try:
            delta.commit(table, folder, part, ready.entry, alone=True)
        except delta.Overtaken:
            delta.drop(folder / part.path)
            time.sleep(random.uniform(0, _PAUSE))
            continue
        except BaseException:
            forget(folder, (part,))
            raise
        return ready
    raise AuditError(_("台账 {folder} 一直被别的进程占用；请稍后再试。").format(folder=ledger.folder))


def added(ledger: Ledger, entry: Entry, rows: pl.DataFrame, check: Callable[[Ledger], None]) -> Entry:
    """Write `rows` into the table that `entry` has its rows in, and seal the entry; see `sealed`.

    `rows` has all columns of the table but `entry`.
    """
    folder = ledger.folder / entry.home
    name = uuid.uuid4().hex
    _brought_up(ledger.folder)
    told = rows.with_columns(entry=pl.lit(name)).select(
        pl.col(column).cast(dtype) for column, dtype in TABLES[entry.home].items()
    )
    part = delta.write(folder, told)
    try:
        delta.commit(delta.load(folder), folder, part, name)
    except BaseException:
        forget(folder, (part,))
        raise
    return sealed(ledger, replace(entry, entry=name, parts=(part,)), check)


def forget(folder: Path, written: Sequence[delta.Part]) -> None:
    """Remove files that were written, unless the table knows of them already."""
    try:
        known_files = set(delta.parts(delta.load(folder)))
    except (AuditError, *delta.FAULTS):
        return
    for part in written:
        if part.path not in known_files:
            delta.drop(folder / part.path)


def _brought_up(folder: Path) -> None:
    """Make a ledger of an older version one of this: its tables of runs and decisions, empty until now, get their columns."""
    path = folder / LEDGER_MARK
    mark = json.loads(path.read_text("utf-8"))
    if mark["version"] >= VERSION:
        return
    for home in ("runs", "decisions"):
        delta.shaped(folder / home, TABLES[home])
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.write_text(json.dumps(mark | {"version": VERSION}) + "\n", "utf-8")
    delta.sync(beside)
    beside.replace(path)
