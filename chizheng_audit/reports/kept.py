"""The lines of a run that was kept as JSON Lines, taken apart by kind; what is damaged, cut or something else is refused."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import SEEK_END
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.finding import VERDICTS
from chizheng_audit.i18n import _
from chizheng_audit.reports.pens.jsonl import canonical
from chizheng_audit.reports.view import SUBJECT

_TEXT, _COUNT = pl.String(), pl.Int64()
PLACE = {"row_id": _COUNT, "batch": _TEXT, "file": _TEXT, "sheet": _TEXT, "row": _COUNT}
_SUBJECT = pl.Struct(dict.fromkeys(SUBJECT, _TEXT))
DECISION = {
    "result": _TEXT,
    "note": _TEXT,
    "decided_by": _TEXT,
    "decided_on": _TEXT,
    "recovered": _TEXT,
    "at_stake": _TEXT,
}
_KINDS: Mapping[str, Mapping[str, pl.DataType]] = {
    "finding": {
        "fingerprint": _TEXT, "rule": _TEXT, "code": _TEXT, "verdict": _TEXT, "confidence": _TEXT, "clause": _TEXT,
        "at_stake": _TEXT, "rows": pl.List(pl.Struct(PLACE)), "covers": pl.List(_COUNT), "message": _TEXT,
        "subject": _SUBJECT, "standing": _TEXT, "settled": pl.Boolean(), "decision": pl.Struct(DECISION),
        "months": pl.Struct({"starts": _TEXT, "strip": _TEXT, "needed": _COUNT}),
    },
    "evidence": {**PLACE, "subject": _SUBJECT, "listed": pl.Boolean()},
    "unit": {
        "payee": _TEXT, "claims": _COUNT, "flagged": _COUNT, "unverifiable": _COUNT, "at_stake": _TEXT,
        "rules": pl.List(pl.Struct({"code": _TEXT, "claims": _COUNT})),
    },
    "cap": {"employer": _TEXT, "year": _COUNT, "claims": _COUNT, "paid": _TEXT, "cap": _TEXT, "over": _TEXT},
    "person": {"claims": pl.List(pl.Struct({"row_id": _COUNT, "day": _TEXT, "flagged": pl.Boolean()}))},
    "cluster": {}, "coverage": {}, "run": {}, "summary": {}, "payout": {},
}  # fmt: skip
"""What is read of the lines of each kind; of those without columns there are few, and they are read one by one."""
_HEAD = 400  # bytes by which a file is known
_NEVER_NULL = {
    "finding": ("fingerprint", "rule", "code", "verdict", "confidence", "message", "rows", "subject"),
    "evidence": ("row_id", "subject"),
}


@dataclass(frozen=True)
class Lines:
    """The lines of a saved run: `frames` by kind, those that are few in `few`, each in the order of the file."""

    frames: Mapping[str, pl.DataFrame]
    few: Mapping[str, list[dict[str, Any]]]

    @property
    def run(self) -> dict[str, Any]:
        """The first line."""
        return self.few["run"][0]

    @property
    def summary(self) -> dict[str, Any]:
        """The last line."""
        return self.few["summary"][0]


SPOILED = (pl.exceptions.PolarsError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What comes of lines that contradict each other."""


def read(path: str) -> Lines:
    """The lines of the run kept in `path`, of this version or an older one, which lacks kinds of lines.

    Raises AuditError for what is no run, not whole, or was changed since.
    """
    texts = _texts(path)
    kinds = texts.str.extract(r'^\{"type": ?"([a-z]+)"')
    try:
        few = {kind: [json.loads(text) for text in texts.filter(kinds == kind)] for kind in _few()}
        frames = {kind: _decoded(kind, texts.filter(kinds == kind)) for kind in _KINDS if _KINDS[kind]}
    except (ValueError, pl.exceptions.PolarsError) as error:
        raise _unread(path, texts) from error
    if not kinds.is_in(list(_KINDS)).fill_null(False).all():
        raise _unread(path, texts)
    lines = Lines(frames, few)
    try:
        _whole(path, lines, len(texts), str(kinds[-1]))
        if not _untouched(path, lines, texts):
            raise changed(path)
    except SPOILED as error:
        raise changed(path) from error
    return lines


def _few() -> list[str]:
    return [kind for kind, columns in _KINDS.items() if not columns]


def _texts(path: str) -> pl.Series:
    """The lines of a file that begins as a saved run does and ends with a whole line."""
    try:
        with Path(path).open("rb") as stream:
            head = stream.read(_HEAD).removeprefix(b"\xef\xbb\xbf").replace(b" ", b"")
            stream.seek(-min(_HEAD, stream.seek(0, SEEK_END)), SEEK_END)
            ended = stream.read().endswith(b"\n")
    except OSError as error:
        raise AuditError(
            _("读不了 {path}：{why}。").format(path=path, why=error.strerror or error)
        ) from error
    if head.startswith(b'{"type":"why",'):
        raise AuditError(
            _("{path} 是 audit why 的结果；这里要 audit run 等审计写出的 .jsonl。").format(path=path)
        )
    if not head.startswith(b'{"type":"run","schema":'):
        raise _foreign(path)
    if not ended:
        raise _cut(path)
    try:  # a line is a cell: no JSON holds a bare \x01, and no Python object is made of each
        frame = pl.read_csv(
            path, has_header=False, separator="\x01", quote_char=None, schema={"line": pl.String}, glob=False
        )
    except pl.exceptions.PolarsError as error:
        raise changed(path) from error
    return frame.get_column("line").fill_null("").str.strip_suffix("\r")


def _decoded(kind: str, texts: pl.Series) -> pl.DataFrame:
    columns = _KINDS[kind]
    frame = texts.str.json_decode(pl.Struct(columns)).struct.unnest()
    if any(frame[name].has_nulls() for name in _NEVER_NULL.get(kind, ())):
        raise ValueError(kind)
    return frame


def _whole(path: str, lines: Lines, count: int, last: str) -> None:
    """Raise AuditError where lines are missing."""
    if len(lines.few["run"]) != 1 or len(lines.few["summary"]) != 1 or last != "summary":
        raise _cut(path)
    findings = lines.frames["finding"]["verdict"]
    told = {verdict: int((findings == verdict).sum()) for verdict in VERDICTS}
    if told != lines.summary["findings"] or lines.summary.get("lines", count) != count:
        raise _cut(path)


def _untouched(path: str, lines: Lines, texts: pl.Series) -> bool:
    """Whether the digest in the summary is that of the lines before it; runs of version 1 have none."""
    if lines.run["schema"] == 1:
        return True
    told = str(lines.summary["sha256"])
    whole = Path(path).read_bytes()
    if hashlib.sha256(memoryview(whole)[: whole.rfind(b"\n", 0, -1) + 1]).hexdigest() == told:
        return True
    # another program may have put its own ends of lines, or written the same texts escaped
    digest = hashlib.sha256()
    for text in texts[:-1]:
        digest.update(canonical(json.loads(text)).encode() + b"\n")
    return digest.hexdigest() == told


def _foreign(path: str) -> AuditError:
    return AuditError(_("{path} 不是本工具审计写出的 .jsonl。").format(path=path))


def _cut(path: str) -> AuditError:
    return AuditError(_("{path} 不完整（没有写完，或少了行）；请重新审计。").format(path=path))


def changed(path: str) -> AuditError:
    """What is said of lines that contradict each other."""
    return AuditError(_("{path} 的内容对不上（损坏，或被改动过）；请重新审计。").format(path=path))


def _unread(path: str, texts: pl.Series) -> AuditError:
    """Which line is no line of a run."""
    for number, text in enumerate(texts, start=1):
        try:
            kind = json.loads(text)["type"]
            if _KINDS[kind]:
                _decoded(kind, pl.Series([text]))
        except (ValueError, LookupError, TypeError, pl.exceptions.PolarsError):
            return AuditError(
                _("{path} 第 {n} 行读不懂（损坏，或被改动过）；请重新审计。").format(
                    path=path, n=f"{number:,}"
                )
            )
    return changed(path)
