"""The folder of a ledger: made whole or not at all, and opened only when it is one and nothing of it is missing."""

import json
import os
import re
import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from deltalake import DeltaTable

from chizheng_audit import __version__
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.ledger import delta
from chizheng_audit.ledger.entries import Batch, Entry, batches, broken_link, of_row, rows_word
from chizheng_audit.ledger.schema import BATCHES, TABLES, VERSION
from chizheng_audit.reading.own_output import LEDGER_MARK, LEDGER_WHAT

KEY = "key"


@dataclass(frozen=True)
class Ledger:
    """An open ledger: its folder, and its entries at the moment of opening, in their order."""

    folder: Path
    entries: tuple[Entry, ...]

    @cached_property
    def batches(self) -> dict[str, Batch]:
        """All batches by name, undone ones too."""
        return batches(self.entries)

    @property
    def history(self) -> list[Batch]:
        """The batches that count as history: whatever their status, those that were not undone."""
        return [batch for batch in self.batches.values() if not batch.undone]

    def key(self) -> bytes:
        """The project key of fingerprints. Raises AuditError where it cannot be read."""
        path = self.folder / KEY
        try:
            found = path.read_bytes().strip()
        except OSError as error:
            raise AuditError(
                _("台账的密钥文件 {path} 读不了：{why}。").format(path=path, why=error.strerror)
            ) from error
        if not found:
            raise AuditError(_("台账的密钥文件 {path} 是空的；请从备份恢复。").format(path=path))
        return found


def opened(folder: Path, strict: bool = True) -> Ledger:
    """The ledger in `folder`. Raises AuditError where it is none, of a later version, or plainly not whole.

    `strict`: with the chain of entries and the presence and size of each file looked at. Their bytes are for `verify`.
    """
    known_folder(folder)
    return _read(folder, delta.load(folder / "batches"), strict)


def renewed(ledger: Ledger, table: DeltaTable | None = None) -> Ledger:
    """`ledger` as it is now, or as `table`, its table of batches, knows it. Nothing is read where nothing was added."""
    table = table or delta.load(ledger.folder / "batches")
    if table.version() == len(ledger.entries):
        return ledger
    return _read(ledger.folder, table, strict=True)


def _read(folder: Path, table: DeltaTable, strict: bool) -> Ledger:
    ledger = Ledger(folder, _entries(folder, delta.parts(table)))
    if strict:
        _whole(ledger, table.version())
    return ledger


def opened_or_made(folder: Path) -> tuple[Ledger, bool]:
    """The ledger in `folder`, and whether it was made just now: it is where there is no folder, or an empty one."""
    made = False
    _bearable(folder)
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        with delta.writing(folder, _("没有建成。")):
            made = _make(folder)
    return opened(folder), made


def _bearable(folder: Path) -> None:
    """Raise AuditError for a path that the library would take for another one."""
    if re.search(r"%[0-9A-Fa-f]{2}", str(folder.absolute())):
        raise AuditError(_("台账的路径 {folder} 不能含百分号；请换一个文件夹名。").format(folder=folder))


def known_folder(folder: Path) -> None:
    """Raise AuditError where `folder` is no ledger that this version can open."""
    _bearable(folder)
    if not folder.is_dir():
        raise AuditError(_("没有台账 {folder}；用 audit ledger record 入账时会新建。").format(folder=folder))
    try:
        said: Any = json.loads((folder / LEDGER_MARK).read_text("utf-8"))
        version = said["version"] if said["what"] == LEDGER_WHAT else None
    except FileNotFoundError:
        version = None
    except OSError as error:
        raise AuditError(
            _("台账 {folder} 读不了：{why}。").format(folder=folder, why=error.strerror)
        ) from error
    except (ValueError, KeyError, TypeError):
        version = None
    if not isinstance(version, int):
        raise AuditError(
            _("{folder} 不是台账：没有可用的 {mark}。台账由 audit ledger record 在空文件夹里建立。").format(
                folder=folder, mark=LEDGER_MARK
            )
        )
    if version > VERSION:
        raise AuditError(
            _(
                "台账 {folder} 是更新版本的程序建的（台账第 {its} 版，本程序到第 {own} 版）；请升级程序。"
            ).format(folder=folder, its=version, own=VERSION)
        )


def _entries(folder: Path, names: list[str]) -> tuple[Entry, ...]:
    """The rows of the table of batches, in their order."""
    if not names:
        return ()
    try:
        rows = pl.read_parquet(
            [folder / "batches" / name for name in names],
            schema=BATCHES,
            missing_columns="insert",
            hive_partitioning=False,
        )
    except delta.FAULTS as error:
        raise _altered(folder) from error
    return tuple(of_row(row) for row in rows.sort("number").iter_rows(named=True))


def _whole(ledger: Ledger, commits: int) -> None:
    """Raise AuditError where an entry or a file is not there as it was left."""
    if commits != len(ledger.entries) or broken_link(ledger.entries) is not None:
        raise _altered(ledger.folder)
    for entry in ledger.entries:
        for part in entry.parts:
            path = ledger.folder / entry.home / part.path
            try:
                size = path.stat().st_size
            except OSError:
                size = -1
            if size != part.size:
                raise AuditError(
                    _("台账{what}文件 {path} {how}；请运行 audit ledger verify 查明，并从备份恢复。").format(
                        what=rows_word(entry), path=path, how=_("缺失") if size < 0 else _("被改动过")
                    )
                )


def _altered(folder: Path) -> AuditError:
    return AuditError(
        _("台账 {folder} 的批次记录有缺失或被改动过；请运行 audit ledger verify 查明，并从备份恢复。").format(
            folder=folder
        )
    )


def _make(folder: Path) -> bool:
    """Make an empty ledger beside and put it in place; False where another process was faster."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        beside.mkdir(mode=0o700)
        for name, schema in TABLES.items():
            delta.create(beside / name, schema)
        with os.fdopen(os.open(beside / KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
            stream.write(os.urandom(32).hex().encode())
        mark = {"what": LEDGER_WHAT, "version": VERSION, "tool_version": __version__}
        (beside / LEDGER_MARK).write_text(json.dumps(mark) + "\n", "utf-8")
        for path in sorted(beside.rglob("*")):
            if path.is_file():
                delta.sync(path)
        with suppress(OSError):
            folder.rmdir()  # an empty one may stand in the way
        try:
            beside.rename(folder)
        except OSError:
            if (folder / LEDGER_MARK).exists():
                return False
            raise
        delta.sync_folder(folder.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return True
