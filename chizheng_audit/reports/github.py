"""Annotations for GitHub Actions: the worst findings as workflow commands. Names no person, see `reports/bare.py`."""

from collections import Counter
from collections.abc import Iterator
from typing import TextIO

from chizheng_audit.i18n import _
from chizheng_audit.reports import bare
from chizheng_audit.reports.beside import failure
from chizheng_audit.reports.verdict import sentence
from chizheng_audit.reports.view import View

MOST = 10
"""GitHub shows ten annotations of each level of a step; more would only fill the log."""
_LEVELS = {"violation": "error", "suspicion": "warning", "unverifiable": "notice"}


def write(view: View, stream: TextIO) -> None:
    """Print the annotations, and how many there would be."""
    for line in lines(view):
        stream.write(line + "\n")


def lines(view: View) -> Iterator[str]:
    """One workflow command a line; the verdict of the run is the first notice."""
    yield _command("notice", sentence(view), title="chizheng_audit")
    told = Counter({"notice": 1})
    for file, why in bare.failures(view):
        told["error"] += 1
        yield _command("error", failure(file, why), title="chizheng_audit")
    left = 0
    for found in bare.findings(view):
        level = _LEVELS[found.verdict]
        if found.settled or told[level] >= MOST:
            left += not found.settled
            continue
        told[level] += 1
        own = found.places[0]
        place = {"file": own.file} if own.file and not own.batch else {}
        yield _command(level, found.text, **place, **({"line": str(own.row)} if place and own.row else {}),
                       title=f"{found.code} {found.title}")  # fmt: skip
    if left:
        yield _("另有 {n} 条没有标注；--out x.sarif 或 --out x.jsonl 写出全部。").format(n=f"{left:,}")


def _command(level: str, text: str, **properties: str) -> str:
    told = ",".join(f"{name}={_escaped(value, ':', ',')}" for name, value in properties.items())
    return f"::{level} {told}::{_escaped(text)}"


def _escaped(text: str, *more: str) -> str:
    """As workflow commands want it; a text can so never end its command or begin another."""
    for sign in ("%", "\r", "\n", *more):
        text = text.replace(sign, "".join(f"%{byte:02X}" for byte in sign.encode()))
    return text
