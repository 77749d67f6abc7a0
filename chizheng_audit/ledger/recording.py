"""Adding to a ledger: a batch with its claims, a later status of it, or its reversal.

The claims are written first and are seen by nobody; the entry in the table of batches then makes them visible by one
commit, which must be the very next after the entries that were looked at. Who is overtaken looks again.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from chizheng_audit import __version__
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.ledger import delta, keys
from chizheng_audit.ledger.entries import STATUSES, Batch, Entry, Source, status_word
from chizheng_audit.ledger.folder import Ledger, renewed
from chizheng_audit.ledger.schema import CLAIMS
from chizheng_audit.ledger.sealing import forget, sealed
from chizheng_audit.tables import CLAIMS as CANONICAL
from chizheng_audit.tables.system import SHEET_SPAN

_PART_ROWS = 1_000_000
_NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Wanted:
    """What is to be recorded: the batch's name, its status and the moment.

    head: the hash of the last entry that the claims were compared with, "" for none; where others have added entries since,
    nothing is recorded. None: they were not compared with any.
    """

    batch: str
    status: str
    at: datetime
    head: str | None = None


def refuse(ledger: Ledger, wanted: Wanted, files: Mapping[str, str]) -> None:
    """Raise AuditError where `wanted` cannot be recorded; `files` are its files: SHA-256 → name.

    What others have added since the claims were compared may hold these very claims under another batch's name.

    A batch comes forward (claimed → approved → paid), never back, and each status once. A file belongs to one batch
    until that is undone.
    """
    for batch in ledger.history:
        for entry in batch.entries:
            if batch.name == wanted.batch and entry.status != wanted.status:
                continue  # the same files at a later status
            again = next((source for source in entry.sources if source.sha256 in files), None)
            if again:
                raise AuditError(
                    _(
                        "文件 {file} 已在台账批次 {batch} 中（{status}，{day} 入账），不能重复入账；"
                        "那次若有误，先 audit ledger undo {batch}。"
                    ).format(
                        file=files[again.sha256],
                        batch=batch.name,
                        status=status_word(entry.status),
                        day=entry.recorded_at.date().isoformat(),
                    )
                )
    before = ledger.batches.get(wanted.batch)
    if before and not before.undone:
        its = before.now.status or STATUSES[0]
        if STATUSES.index(wanted.status) <= STATUSES.index(its):
            raise AuditError(
                _(
                    "批次 {batch} 在台账中已是“{its}”，不能再记为“{status}”：状态只能依次向后。"
                    "记错了先 audit ledger undo {batch}；另一批材料请另起批次名。"
                ).format(batch=wanted.batch, its=status_word(its), status=status_word(wanted.status))
            )
    _unlooked(ledger, wanted)


def _unlooked(ledger: Ledger, wanted: Wanted) -> None:
    """Raise AuditError where entries were added after those that the claims were compared with."""
    if wanted.head is not None and wanted.head != (ledger.entries[-1].hash if ledger.entries else ""):
        raise AuditError(_("核对之后台账又有新的入账，其中可能有同样的申报；请重新核对后再入账。"))


def record(ledger: Ledger, wanted: Wanted, claims: pl.DataFrame, sheets: pl.DataFrame) -> Entry:
    """Record `claims` (with the columns of case.prepare) and the SHEETS they were read from. Returns the entry.

    A batch that is there already is superseded: its claims are from now on these. Raises AuditError, with nothing
    recorded, where `refuse` does and where the disk does.
    """
    named = sheets.filter(pl.col("table") == "claims").select("sha256", "file").unique(maintain_order=True)
    files = dict(named.rows())
    refuse(ledger, wanted, files)
    name = uuid.uuid4().hex
    folder = ledger.folder / "claims"
    with delta.writing(ledger.folder, _("什么也没有入账。")):
        sources = _sources(claims, sheets)
        written = _written(folder, name, claims, sheets)
        try:
            refuse(renewed(ledger), wanted, files)  # others may have been faster meanwhile
            for part in written:
                delta.commit(delta.load(folder), folder, part, name)
        except BaseException:
            forget(folder, written)
            raise
        entry = Entry(
            number=0,
            entry=name,
            kind="record",
            batch=wanted.batch,
            status=wanted.status,
            claims_of=name,
            recorded_at=wanted.at,
            tool_version=__version__,
            keys=keys.stamp(),
            rows=len(claims),
            amount=sum((source.amount for source in sources), _NOTHING),
            sources=sources,
            parts=written,
        )
        return sealed(ledger, entry, lambda now: refuse(now, wanted, files))


def advance(ledger: Ledger, wanted: Wanted) -> Entry:
    """Record a later status of the claims that a batch has. Raises AuditError where it has none or is not before it."""
    batch = known(ledger, wanted.batch)
    refuse(ledger, wanted, {})
    now = batch.now
    entry = replace(
        now,
        entry=uuid.uuid4().hex,
        kind="advance",
        status=wanted.status,
        recorded_at=wanted.at,
        tool_version=__version__,
        keys=None,
        parts=(),
    )

    with delta.writing(ledger.folder, _("什么也没有入账。")):
        return sealed(ledger, entry, lambda later: _still(later, wanted.batch, now))


def undo(ledger: Ledger, batch: str, at: datetime) -> Entry:
    """Take a batch back with all its statuses, by one more entry; it is then no history. Nothing is erased.

    Raises AuditError for a batch that is not there or was undone before.
    """
    now = known(ledger, batch).now
    entry = replace(
        now,
        entry=uuid.uuid4().hex,
        kind="undo",
        status=None,
        claims_of=None,
        recorded_at=at,
        tool_version=__version__,
        keys=None,
        parts=(),
        sources=(),
        rows=-now.rows,
        amount=-now.amount,
    )
    with delta.writing(ledger.folder, _("没有撤销。")):
        return sealed(ledger, entry, lambda later: _still(later, batch, now))


def _still(ledger: Ledger, batch: str, now: Entry) -> None:
    if known(ledger, batch).now != now:
        raise AuditError(
            _("批次 {batch} 刚被另一进程改动；请看 audit ledger show {batch} 后重试。").format(batch=batch)
        )


def known(ledger: Ledger, name: str) -> Batch:
    """The batch of that name, in force. Raises AuditError where there is none."""
    batch = ledger.batches.get(name)
    if batch is None:
        there = _("、").join(each.name for each in ledger.history) or _("还没有批次")
        raise AuditError(_("台账里没有批次 {batch}；已有：{there}。").format(batch=name, there=there))
    if batch.undone:
        raise AuditError(
            _("批次 {batch} 已于 {day} 撤销。").format(
                batch=name, day=batch.undone.recorded_at.date().isoformat()
            )
        )
    return batch


def _sources(claims: pl.DataFrame, sheets: pl.DataFrame) -> tuple[Source, ...]:
    """The sheets of claims, each with how many rows and how much money it brought; a copy of another brings none."""
    base = pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
    sums = claims.group_by(base=base).agg(
        rows=pl.len().cast(pl.Int64), amount=pl.col("amount").cast(pl.Decimal(18, 2)).sum()
    )
    found = (
        sheets.filter(pl.col("table") == "claims")
        .select("base", "file", "sheet", "sha256")
        .join(sums, on="base", how="left", maintain_order="left")
        .join(keys.contents(claims), on="base", how="left", maintain_order="left")
        .with_columns(
            pl.col("rows").fill_null(0), pl.col("amount").fill_null(0), pl.col("content").fill_null("")
        )
    )
    return tuple(Source(**row) for row in found.iter_rows(named=True))


def _written(folder: Path, name: str, claims: pl.DataFrame, sheets: pl.DataFrame) -> tuple[delta.Part, ...]:
    """Write the rows of the entry called `name` as files that the table of claims does not know of yet."""
    parts: list[delta.Part] = []
    try:
        for top in range(0, max(len(claims), 1), _PART_ROWS):
            parts.append(delta.write(folder, _rows(name, claims[top : top + _PART_ROWS], sheets)))
    except BaseException:
        forget(folder, parts)
        raise
    return tuple(parts)


def _rows(name: str, claims: pl.DataFrame, sheets: pl.DataFrame) -> pl.DataFrame:
    """Claims as the ledger keeps them: with their entry, where they stood, and their keys."""
    base = claims.select(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
    places = base.join(
        sheets.select("base", "file", "sheet"), on="base", how="left", maintain_order="left"
    )  # by itself: a join of all columns would copy them
    return (
        claims.select(CANONICAL.schema.names())
        .hstack(keys.keyed(claims))
        .hstack(places)
        .with_columns(entry=pl.lit(name), row=pl.col("row_id") - pl.col("base"))
        .select(pl.col(column).cast(dtype) for column, dtype in CLAIMS.items())
    )
