"""What the table of batches says: entries in a chain, and which of them are in force.

Runs and decisions are entries of the same chain, so that they too are seen by one commit and verified.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from chizheng_audit.i18n import N_, _
from chizheng_audit.ledger.delta import Part

STATUSES = ("claimed", "approved", "paid")
"""How far a batch has come, in this order."""
STATUS_WORDS = {"claimed": N_("已申报"), "approved": N_("已审定"), "paid": N_("已支付")}


_HOMES = {"run": "runs", "decide": "decisions"}


def status_word(status: str | None) -> str:
    """A status as people say it; an undo has none."""
    return _(STATUS_WORDS[status]) if status else _("撤销")


@dataclass(frozen=True)
class Source:
    """A sheet that claims were read from; see schema.BATCHES."""

    base: int
    file: str
    sheet: str | None
    sha256: str
    content: str
    rows: int
    amount: Decimal


@dataclass(frozen=True)
class Entry:
    """One entry; see schema.BATCHES. `hash` is "" until it is sealed."""

    number: int
    entry: str
    kind: str
    batch: str
    status: str | None
    claims_of: str | None
    recorded_at: datetime
    tool_version: str
    keys: str | None
    rows: int
    amount: Decimal
    sources: tuple[Source, ...]
    parts: tuple[Part, ...]
    previous: str = ""
    hash: str = ""

    @property
    def home(self) -> str:
        """The table that has its rows."""
        return _HOMES.get(self.kind, "claims")

    @property
    def of_batch(self) -> bool:
        """Whether it tells of a batch; else of a run or of decisions."""
        return self.kind not in _HOMES

    def sha256s(self) -> frozenset[str]:
        """The SHA-256 of each file that the claims were read from."""
        return frozenset(source.sha256 for source in self.sources)


def digest(entry: Entry) -> str:
    """The hash that `entry` should have: of all its fields but `hash` itself, so also of the entry before.

    What is null is left out, so that entries of an older version, which lack a field, keep theirs.
    """
    said = {name: value for name, value in _plain(entry).items() if name != "hash"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """`value` as JSON has it, without nulls."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return str(value)
    return {name: _plain(each) for name, each in vars(value).items() if each is not None}


def of_row(row: Mapping[str, Any]) -> Entry:
    """An entry from a row of the table of batches."""
    kinds: dict[str, Any] = {"sources": Source, "parts": Part}
    lists = {
        name: tuple(kind(**{f.name: one[f.name] for f in fields(kind)}) for one in row[name] or ())
        for name, kind in kinds.items()
    }
    return Entry(**{f.name: row[f.name] for f in fields(Entry)} | lists)


def broken_link(entries: Sequence[Entry]) -> int | None:
    """The number of the first entry that is not what its hash says, or does not follow the one before."""
    before = ""
    for place, entry in enumerate(entries, start=1):
        if entry.number != place or entry.previous != before or entry.hash != digest(entry):
            return place
        before = entry.hash
    return None


@dataclass(frozen=True)
class Batch:
    """A batch as it stands: its entries since it was last undone, or the undone ones.

    `now` is the entry that holds, `rows_of` the one that wrote its claims.
    """

    name: str
    entries: tuple[Entry, ...]
    undone: Entry | None

    @property
    def now(self) -> Entry:
        """The last entry before any undo."""
        return self.entries[-1]

    def rows_of(self) -> Entry:
        """The entry whose rows are the batch's claims."""
        return next(e for e in self.entries if e.entry == self.now.claims_of)


def batches(entries: Iterable[Entry]) -> dict[str, Batch]:
    """The batches by name, in the order in which each first came; undone ones too."""
    found: dict[str, Batch] = {}
    for entry in entries:
        if not entry.of_batch:
            continue
        before = found.get(entry.batch)
        if entry.kind == "undo":
            assert before is not None
            found[entry.batch] = Batch(entry.batch, before.entries, entry)
        elif before is None or before.undone:
            found[entry.batch] = Batch(entry.batch, (entry,), None)
        else:
            found[entry.batch] = Batch(entry.batch, (*before.entries, entry), None)
    return found


def rows_word(entry: Entry) -> str:
    """What the rows of an entry are called."""
    if entry.kind == "run":
        return _("第 {n} 笔（审计运行）的").format(n=entry.number)
    if entry.kind == "decide":
        return _("第 {n} 笔（核实结果）的").format(n=entry.number)
    return _("批次 {batch} 的明细").format(batch=entry.batch)
