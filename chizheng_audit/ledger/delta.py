"""Delta Lake tables as the ledger uses them: made empty, then only appended to, one Parquet file a commit.

The files are written here and handed to the table's log, so that their bytes are known by their SHA-256 before the
commit, and are on the disk.
"""

import hashlib
import io
import json
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from arro3.core import Schema as ArrowSchema
from arro3.core import Table
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties
from deltalake.exceptions import CommitFailedError, DeltaError
from deltalake.transaction import AddAction

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

FAULTS = (OSError, DeltaError, pl.exceptions.PolarsError)
"""What goes wrong on a disk, in the words of the libraries."""

_HOOKS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)
_SETTINGS = {"delta.appendOnly": "true", "delta.enableExpiredLogCleanup": "false"}
_FULL = ("No space left", "File too large", "quota exceeded", "os error 28", "os error 27")


class Overtaken(Exception):
    """Another process made the next commit first."""


@dataclass(frozen=True)
class Part:
    """A Parquet file of a table: its name in the table's folder, its bytes, its rows."""

    path: str
    size: int
    sha256: str
    rows: int


def create(folder: Path, schema: pl.Schema) -> None:
    """Make an empty table of `schema` in `folder`."""
    folder.mkdir()
    DeltaTable.create(str(folder), schema=_arrow(schema), configuration=_SETTINGS)


def shaped(folder: Path, schema: pl.Schema) -> None:
    """Give the table in `folder`, if it is empty still, the columns of `schema`, by one more commit."""
    if not parts(load(folder)):
        DeltaTable.create(str(folder), schema=_arrow(schema), configuration=_SETTINGS, mode="overwrite")


def _arrow(schema: pl.Schema) -> ArrowSchema:
    return Table.from_arrow(pl.DataFrame(schema=schema)).schema


def load(folder: Path) -> DeltaTable:
    """The table in `folder` as it is now. Raises AuditError where there is none that can be read."""
    try:
        return DeltaTable(str(folder))
    except FAULTS as error:
        raise AuditError(
            _("台账里的 {table} 表读不了：{folder} 缺失或已损坏；请从备份恢复。").format(
                table=folder.name, folder=folder
            )
        ) from error


def parts(table: DeltaTable) -> list[str]:
    """The names of the files that the table's log holds, in its folder."""
    return [str(path) for path in pl.DataFrame(table.get_add_actions()).get_column("path")]


def write(folder: Path, rows: pl.DataFrame) -> Part:
    """Write `rows` as a file of the table in `folder`, which does not know of it yet. All of it is then on the disk."""
    path = folder / f"{uuid.uuid4().hex}.parquet"
    made = io.BytesIO()  # the library would not say why the disk refuses
    # a higher level costs time and saves nothing; no reader of these rows is helped by the least and most of a column
    rows.write_parquet(made, compression="zstd", compression_level=1, statistics=False)
    content = made.getbuffer()
    try:
        with path.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        drop(path)
        raise
    return Part(path.name, len(content), hashlib.sha256(content).hexdigest(), len(rows))


def commit(table: DeltaTable, folder: Path, part: Part, entry: str, alone: bool = False) -> None:
    """Make `part`, all of whose rows are of `entry`, one of the table's files.

    `alone`: only as the very next commit after the one that `table` knows; raises Overtaken where there is one already.
    """
    known = table.version()
    stats = {"numRecords": part.rows, "nullCount": {"entry": 0}}
    stats |= {"minValues": {"entry": entry}, "maxValues": {"entry": entry}}
    action = AddAction(part.path, part.size, {}, int(time.time() * 1000), True, json.dumps(stats))
    properties = CommitProperties(max_commit_retries=0) if alone else CommitProperties(max_commit_retries=100)
    try:
        table.create_write_transaction(
            [action],
            "append",
            table.schema(),
            commit_properties=properties,
            post_commithook_properties=_HOOKS,
        )
    except CommitFailedError as error:
        if alone and load(folder).version() > known:
            raise Overtaken from error
        raise
    _sync_log(folder)


def drop(path: Path) -> None:
    """Remove a file that no table knows of."""
    with suppress(OSError):
        path.unlink()


@contextmanager
def writing(folder: Path, said: str) -> Iterator[None]:
    """Turn trouble with the disk into one sentence: where, why, and then `said`."""
    try:
        yield
    except FAULTS as error:
        raise AuditError(
            _("写不了台账 {folder}：{why}；{said}").format(folder=folder, why=reason(error), said=said)
        ) from error


def reason(error: Exception) -> str:
    """Why the disk refused, in a few words."""
    words = str(error)
    if any(word in words for word in _FULL):
        return _("磁盘已满")
    if "Read-only file system" in words or "os error 30" in words:
        return _("所在磁盘只读")
    if "ermission denied" in words or "os error 13" in words:
        return _("没有写入权限")
    return (error.strerror if isinstance(error, OSError) else None) or " ".join(words.split())


def sync(path: Path) -> None:
    """Bring a file to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _sync_log(folder: Path) -> None:
    """Bring the newest commits of the log to the disk. That is for a loss of power; the commit stands without."""
    log = folder / "_delta_log"
    for path in sorted(log.glob("*.json"))[-2:]:
        with suppress(OSError):
            sync(path)
    sync_folder(folder)
    sync_folder(log)


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
