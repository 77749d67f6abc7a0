"""Looking for what was altered: the chain of entries, the bytes of each file, and what they add up to."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.ledger import delta
from chizheng_audit.ledger.claims import scan
from chizheng_audit.ledger.entries import Entry, batches, digest, of_row, rows_word
from chizheng_audit.ledger.folder import known_folder
from chizheng_audit.ledger.schema import BATCHES, TABLES
from chizheng_audit.tables.system import SHEET_SPAN

_SHOWN = 5


@dataclass(frozen=True)
class Verdict:
    """faults: what was altered or is missing. remarks: what is odd and changes nothing. head: the last entry's hash."""

    faults: tuple[str, ...]
    remarks: tuple[str, ...]
    entries: int
    batches: int
    rows: int
    amount: Decimal
    head: str


def verify(folder: Path, head: str | None = None, progress: Callable[[str], None] | None = None) -> Verdict:
    """Look at all of the ledger in `folder`. `head` is a hash noted down earlier, or its beginning.

    Raises AuditError where it cannot be opened at all.
    """
    known_folder(folder)
    table = delta.load(folder / "batches")
    entries, told = _entries(folder / "batches", delta.parts(table), table.version())
    told += _chain(entries)
    if head and not any(entry.hash.startswith(head.lower()) for entry in entries):
        told.append((True, _("没有校验值为 {head} 的一笔：那时的记录后来被换过或删过。").format(head=head)))
    for entry in entries:
        told += _sums(entry)
        told += _parts(folder / entry.home, entry, progress)
    for home in TABLES:
        if home != "batches":
            told += _log(folder / home, [entry for entry in entries if entry.home == home])
    told += _originals(entries)
    in_force = [b for b in batches(_sound(entries)).values() if not b.undone]
    return Verdict(
        faults=tuple(words for bad, words in told if bad),
        remarks=tuple(words for bad, words in told if not bad),
        entries=len(entries),
        batches=len(in_force),
        rows=sum(b.now.rows for b in in_force),
        amount=sum((b.now.amount for b in in_force), Decimal("0.00")),
        head=entries[-1].hash if entries else "",
    )


def _entries(folder: Path, names: list[str], commits: int) -> tuple[list[Entry], list[tuple[bool, str]]]:
    entries: list[Entry] = []
    told: list[tuple[bool, str]] = []
    for name in names:
        try:
            rows = pl.read_parquet(
                folder / name, schema=BATCHES, missing_columns="insert", hive_partitioning=False
            )
            entries += [of_row(row) for row in rows.iter_rows(named=True)]
        except (*delta.FAULTS, TypeError, KeyError):
            missing = not (folder / name).exists()
            why = _("缺失") if missing else _("读不出，已被改动")
            told.append((True, _("批次记录文件 {path} {what}。").format(path=folder / name, what=why)))
    if commits != len(names):
        told.append(
            (
                True,
                _("批次表应有 {n} 笔提交，其记录文件只有 {m} 个：{folder} 里有提交记录缺失或被改动。").format(
                    n=commits, m=len(names), folder=folder / "_delta_log"
                ),
            )
        )
    return sorted(entries, key=lambda entry: entry.number), told


def _chain(entries: list[Entry]) -> list[tuple[bool, str]]:
    told: list[str] = []
    before, place = "", 1
    for entry in entries:
        if entry.number != place:
            told.append(
                _("第 {place} 笔缺失：其后是第 {number} 笔。").format(place=place, number=entry.number)
                if entry.number > place
                else _("第 {number} 笔出现了两次。").format(number=entry.number)
            )
        elif entry.previous != before:
            told.append(_("{which}接不上前一笔：前一笔被换过或删过。").format(which=_which(entry)))
        if entry.hash != digest(entry):
            told.append(_("{which}的内容与其校验值不符：这一笔被改动过。").format(which=_which(entry)))
        before, place = entry.hash, entry.number + 1
    return [(True, words) for words in told]


def _which(entry: Entry) -> str:
    """An entry by its number and what it tells of."""
    if entry.of_batch:
        return _("第 {number} 笔（批次 {batch}）").format(number=entry.number, batch=entry.batch)
    kind = _("审计运行") if entry.kind == "run" else _("核实结果")
    return _("第 {number} 笔（{kind}）").format(number=entry.number, kind=kind)


def _sums(entry: Entry) -> list[tuple[bool, str]]:
    """An entry whose own figures do not agree."""
    if entry.kind != "record":
        return []
    rows = (sum(s.rows for s in entry.sources), sum(p.rows for p in entry.parts))
    amount = sum((s.amount for s in entry.sources), Decimal(0))
    if rows == (entry.rows, entry.rows) and amount == entry.amount:
        return []
    return [
        (
            True,
            _("批次 {batch} 记为 {rows} 条、{amount} 元，其各来源合计却是 {n} 条、{sum} 元。").format(
                batch=entry.batch, rows=f"{entry.rows:,}", amount=f"{entry.amount:,.2f}",
                n=f"{rows[0]:,}", sum=f"{amount:,.2f}",
            ),
        )
    ]  # fmt: skip


def _parts(folder: Path, entry: Entry, progress: Callable[[str], None] | None) -> list[tuple[bool, str]]:
    """Files of claims that are not what they were when they were recorded, and in what."""
    told: list[str] = []
    changed: list[Path] = []
    for part in entry.parts:
        if progress:
            progress(part.path)
        path = folder / part.path
        place = {"path": path, "what": rows_word(entry)}
        try:
            with path.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != part.sha256:
                    changed.append(path)
        except FileNotFoundError:
            told.append(_("{what}文件 {path} 缺失（{rows} 条）。").format(rows=f"{part.rows:,}", **place))
        except OSError as error:
            told.append(_("{what}文件 {path} 读不了：{why}。").format(why=error.strerror, **place))
    if changed:
        try:
            how = "；".join(_differences([folder / part.path for part in entry.parts], entry))
        except delta.FAULTS:
            how = _("已读不出")
        paths = _("、").join(map(str, changed))
        told.append(
            _("{what}文件 {path} 被改动过：{how}。").format(what=rows_word(entry), path=paths, how=how)
        )
    return [(True, words) for words in told]


def _differences(paths: list[Path], entry: Entry) -> list[str]:
    """What of each source has become other rows or another sum."""
    if not entry.of_batch:
        return [_("内容变了")]
    base = pl.col("row_id") // SHEET_SPAN * SHEET_SPAN
    sums = (
        scan(paths)
        .group_by(base=base)
        .agg(rows=pl.len(), amount=pl.col("amount").cast(pl.Decimal(18, 2)).sum())
        .collect()
    )
    now = {row["base"]: row for row in sums.iter_rows(named=True)}
    told = []
    for source in entry.sources:
        found = now.pop(source.base, {"rows": 0, "amount": Decimal(0)})
        if (found["rows"], found["amount"]) != (source.rows, source.amount):
            place = f"{source.file} [{source.sheet}]" if source.sheet else source.file
            told.append(
                _("{place} 入账 {n} 条 {a} 元，现为 {m} 条 {b} 元").format(
                    place=place, n=f"{source.rows:,}", a=f"{source.amount:,.2f}",
                    m=f"{found['rows']:,}", b=f"{found['amount']:,.2f}",
                )
            )  # fmt: skip
    if now:
        told.append(_("多出 {n} 条不属于任何来源").format(n=f"{sum(r['rows'] for r in now.values()):,}"))
    return told or [_("各来源的条数与金额未变，其他内容变了")]


def _log(folder: Path, entries: list[Entry]) -> list[tuple[bool, str]]:
    """Files that a table has and no entry, or an entry and not the table."""
    in_log = set(delta.parts(delta.load(folder)))
    named = {part.path: entry for entry in entries for part in entry.parts}
    told = [
        (
            True,
            _("{what}文件 {path} 已不在 {table} 表的提交记录里。").format(
                what=rows_word(entry), path=path, table=folder.name
            ),
        )
        for path, entry in named.items()
        if path not in in_log
    ]
    left = {path.name for path in folder.glob("*.parquet")} | in_log
    if unnamed := left - named.keys():
        told.append(
            (
                False,
                _("有 {n} 个明细文件不属于任何一笔：是入账中断留下的，不可见，也不计入。").format(
                    n=f"{len(unnamed):,}"
                ),
            )
        )
    return told


def _originals(entries: list[Entry]) -> list[tuple[bool, str]]:
    """Source files that still stand where they were read from and are no longer the same."""
    known: dict[str, set[str]] = {}
    for entry in entries:
        if entry.kind == "run":
            continue  # files are put right after an audit; that is its purpose
        for source in entry.sources:
            known.setdefault(source.file, set()).add(source.sha256)
    changed = []
    for file, sha256s in known.items():
        try:
            with Path(file).open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() not in sha256s:
                    changed.append(file)
        except OSError:
            continue  # not there any more, which is as it may be
    if not changed:
        return []
    names = _("、").join(changed[:_SHOWN]) + (_(" 等") if len(changed) > _SHOWN else "")
    return [(False, _("原件 {n} 个与入账时不同：{files}。").format(n=f"{len(changed):,}", files=names))]


def _sound(entries: list[Entry]) -> list[Entry]:
    """`entries` without reversals of what is not there, so that they can be counted."""
    seen: set[str] = set()
    kept = []
    for entry in entries:
        if entry.kind == "record":
            seen.add(entry.batch)
        if entry.of_batch and entry.batch in seen:
            kept.append(entry)
    return kept
