"""What `audit ledger` prints: tables for people, JSON for machines."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.ledger.entries import Batch, Entry, status_word

if TYPE_CHECKING:
    from rich.table import Table

    from chizheng_audit.ledger.folder import Ledger
    from chizheng_audit.ledger.verifying import Verdict

_DAY = "%Y-%m-%d %H:%M"


def history(ledger: "Ledger", as_json: bool) -> None:
    """All batches, undone ones too."""
    from chizheng_audit.reports.screen import screen

    if as_json:
        _json({"head": _head(ledger), "batches": [_plain(batch) for batch in ledger.batches.values()]})
        return
    table = _table(
        (_("批次"), 0),
        (_("状态"), 0),
        (_("申报条数"), 1),
        (_("金额（元）"), 1),
        (_("文件数"), 1),
        (_("入账时间"), 0),
    )
    for batch in ledger.batches.values():
        now = batch.now
        table.add_row(
            batch.name, _status(batch), *_figures(now), str(len(now.sha256s())), _moment(batch.undone or now)
        )
    console = screen()
    if ledger.batches:
        console.print(table)
    kept = ledger.history
    console.print(
        _("有效批次 {n} 个，{rows} 条，{amount} 元；共 {entries} 笔").format(
            n=len(kept),
            rows=f"{sum(b.now.rows for b in kept):,}",
            amount=f"{sum(b.now.amount for b in kept):,.2f}",
            entries=len(ledger.entries),
        )
    )
    counts = {kind: [e for e in ledger.entries if e.kind == kind] for kind in ("run", "decide")}
    if any(counts.values()):
        console.print(
            _("另记有审计运行 {runs} 次、核实结果 {n} 条").format(
                runs=len(counts["run"]), n=f"{sum(e.rows for e in counts['decide']):,}"
            )
        )
    if ledger.entries:
        console.print(_("校验值 {hash}").format(hash=_head(ledger)))


def batch(ledger: "Ledger", name: str, as_json: bool, unmask: bool) -> None:
    """Every entry of one batch, and the sources of its claims. Raises AuditError where there is no such batch."""
    from chizheng_audit.reports import masking
    from chizheng_audit.reports.screen import Cell, screen

    entries = [entry for entry in ledger.entries if entry.batch == name]
    if not entries:
        there = _("、").join(ledger.batches) or _("还没有批次")
        raise AuditError(_("台账里没有批次 {batch}；已有：{there}。").format(batch=name, there=there))
    found = ledger.batches[name]
    place = masking.plain_text if unmask else masking.masked_place
    if as_json:
        _json(_plain(found) | {"entries": [_entry(entry, place) for entry in entries]})
        return
    console = screen()
    console.print(f"{name}  {_status(found)}", style="bold")
    table = _table(
        (_("第几笔"), 1),
        (_("状态"), 0),
        (_("申报条数"), 1),
        (_("金额（元）"), 1),
        (_("入账时间"), 0),
        (_("校验值"), 0),
    )
    for entry in entries:
        table.add_row(
            str(entry.number), status_word(entry.status), *_figures(entry), _moment(entry), entry.hash[:16]
        )
    console.print(table)
    table = _table((_("来源"), 0), (_("申报条数"), 1), (_("金额（元）"), 1), ("sha256", 0))
    for source in found.now.sources:
        where = place(source.file) + (f" [{place(source.sheet)}]" if source.sheet else "")
        table.add_row(Cell(where), f"{source.rows:,}", f"{source.amount:,.2f}", source.sha256)
    console.print(table)


def verdict(found: "Verdict") -> None:
    """What was looked at, then each fault and each remark."""
    for words in found.faults:
        print(_("改动：{words}").format(words=words))
    for words in found.remarks:
        print(_("说明：{words}").format(words=words))
    counts = {
        "entries": found.entries,
        "n": found.batches,
        "rows": f"{found.rows:,}",
        "amount": f"{found.amount:,.2f}",
    }
    said = _("共 {entries} 笔，有效批次 {n} 个，{rows} 条，{amount} 元。").format(**counts)
    if found.faults:
        print(_("台账有 {n} 处改动或缺失；").format(n=len(found.faults)) + said)
    else:
        print(_("台账完好：") + said)
    if found.head:
        print(_("校验值 {hash}").format(hash=found.head))


def _table(*columns: tuple[str, int]) -> "Table":
    """A table of (heading, whether it is a number)."""
    from rich import box
    from rich.table import Table

    encoding = (sys.stdout.encoding or "ascii").lower()
    table = Table(box=box.SIMPLE_HEAD if encoding.startswith("utf") else box.ASCII, pad_edge=False)
    for heading, number in columns:
        table.add_column(
            heading, justify="right" if number else "left", no_wrap=bool(number), overflow="fold"
        )
    return table


def _status(batch: Batch) -> str:
    return _("已撤销") if batch.undone else status_word(batch.now.status)


def _figures(entry: Entry) -> tuple[str, str]:
    return f"{entry.rows:,}", f"{entry.amount:,.2f}"


def _moment(entry: Entry) -> str:
    return entry.recorded_at.astimezone().strftime(_DAY)


def _head(ledger: "Ledger") -> str:
    return ledger.entries[-1].hash if ledger.entries else ""


def _plain(batch: Batch) -> dict[str, Any]:
    return {
        "batch": batch.name,
        "status": "undone" if batch.undone else batch.now.status,
        "rows": batch.now.rows,
        "amount": str(batch.now.amount),
        "files": len(batch.now.sha256s()),
        "recorded_at": (batch.undone or batch.now).recorded_at.isoformat(),
    }


def _entry(entry: Entry, place: Any) -> dict[str, Any]:
    said = asdict(entry)
    for source in said["sources"]:
        source["file"] = place(source["file"])
        source["sheet"] = source["sheet"] and place(source["sheet"])
        source["amount"] = str(source["amount"])
    return said | {"amount": str(entry.amount), "recorded_at": entry.recorded_at.isoformat()}


def _json(value: Any) -> None:
    escape = (sys.stdout.encoding or "ascii").lower().replace("_", "-") not in ("utf-8", "utf8")
    print(json.dumps(value, ensure_ascii=escape, indent=2))
