"""JSON Lines for machines, and the form in which a run is kept: `reports/saved.py` makes the view of them again.

Run, findings, the rows of evidence, what pictures show, coverage, summary. The schema is `reports/schema.json`. Keys stand
in a fixed order; money is text with two decimals, days are ISO; a claim's empty cells are left out.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from chizheng_audit.reports.view import SUBJECT, View
from chizheng_audit.reports.waived import Waived
from chizheng_audit.reports.writer import Writer

SCHEMA = 2
"""The version of what is written. 1 lacked all that pens other than this one need."""

_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_PLACE = ("row_id", "file", "sheet", "row", "batch")
_ANSWER = ("result", "note", "decided_by", "decided_on", "recovered", "decided_at_stake")


def lines(view: View) -> Iterator[dict[str, Any]]:
    """One object a line, in order."""
    return (line for line, _text in _sealed(view))


def write_stream(view: View, stream: TextIO, more: Iterable[dict[str, Any]] = ()) -> None:
    """Write all lines to an open text stream, those of `more` before the summary."""
    encode = encoder(stream)
    for line, text in _sealed(view, more):
        stream.write((encode(line) if _escapes(stream) else text) + "\n")


def canonical(line: Mapping[str, Any]) -> str:
    """A line as it stands in UTF-8, of which the digest in the summary is made."""
    return _ENCODE(line)


def _sealed(view: View, more: Iterable[dict[str, Any]] = ()) -> Iterator[tuple[dict[str, Any], str]]:
    """The lines and their texts, the last with how many they are and the digest of those before it."""
    count, digest = 0, hashlib.sha256()
    for part in (_run(view), *_told(view), more):
        for line in part:
            count += 1
            text = canonical(line)
            digest.update(text.encode() + b"\n")
            yield line, text
    last = _summary(view) | {"lines": count + 1, "sha256": digest.hexdigest()}
    yield last, canonical(last)


def encoder(stream: TextIO) -> Callable[[Any], str]:
    """What makes a line of an object. Where the stream is not UTF-8, other characters are escaped, so the lines stay JSON
    in any encoding.
    """
    return json.JSONEncoder(ensure_ascii=_escapes(stream), allow_nan=False).encode


def _escapes(stream: TextIO) -> bool:
    return (stream.encoding or "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig")


def _told(view: View) -> Iterator[Iterator[dict[str, Any]]]:
    yield _findings(view)
    yield _evidence(view)
    yield _units(view)
    yield from (_caps(view), _people(view), _clusters(view), _coverage(view))


def _run(view: View) -> Iterator[dict[str, Any]]:
    sources = [
        {
            "base": row["base"],
            "file": row["file"],
            "sha256": row["sha256"],
            "sheet": row["sheet"],
            "table": row["table"],
            "header_rows": row["header_rows"],
            "rows_read": row["rows_read"],
            "rows_kept": row["rows_kept"],
            "rows_set_aside": {reason: n for reason, n in row["set_aside"].items() if n},
            "unmatched_headers": row["unmatched_headers"],
            "overrides": {key: value for key, value in (row["said"] or {}).items() if value},
            "warnings": row["warnings"],
        }
        for row in view.sheets.iter_rows(named=True)
    ]
    law = view.law
    yield {
        "type": "run",
        "schema": SCHEMA,
        "tool_version": view.tool_version,
        "command": view.command,
        "language": view.language,
        "policy": {
            "id": law.id,
            "sha256": law.sha256,
            "status": law.status,
            "title": law.title,
            "assumptions": law.assumptions,
            "assumed": [{"parameter": name, "note": note} for name, note in law.assumed],
            "clauses": {
                key: {"at": at, "says": law.clauses[key].removeprefix(at).lstrip("：: ")}
                for key, at in law.stands.items()
            },
        },
        "as_of": view.as_of.isoformat(),
        "unmasked": view.unmasked,
        "fingerprint_key": view.keyed,
        "reversals_netted": view.netted,
        "reversals_unmatched": view.reversals,
        **({"ledger": asdict(view.history)} if view.history else {}),
        **({"waivers": _waivers(view.waived)} if view.waived else {}),
        "sources": sources,
        "unread": [
            {"file": file, "why": why}
            for why, files in (("own_output", view.own), ("unknown_kind", view.unread))
            for file in files
        ],
        "failed": [{"file": file, "why": why} for file, why in view.failed],
        "unchecked": {
            "tables": list(view.unchecked.tables),
            "parameters": list(view.unchecked.parameters),
            "clauses": list(view.unchecked.clauses),
            "words": view.unchecked_words,
        },
    }


def _findings(view: View) -> Iterator[dict[str, Any]]:
    addresses = {
        row_id: {"file": file, "sheet": sheet, "row": row}
        | ({"batch": batch} if batch else {})
        | {"row_id": row_id}
        for row_id, file, sheet, row, batch in view.rows.select(*_PLACE).iter_rows()
    }
    months = {
        strip["fingerprint"]: {
            "starts": _day(strip["starts"]),
            "strip": strip["strip"],
            "needed": strip["needed"],
        }
        for strip in view.figures.strips.iter_rows(named=True)
    }
    for row in view.findings.iter_rows(named=True):
        yield {
            "type": "finding",
            "fingerprint": row["fingerprint"],
            "rule": row["rule"],
            "code": row["code"],
            "verdict": row["verdict"],
            "confidence": row["confidence"],
            "clause": row["clause"],
            "message": row["message"],
            "at_stake": None if row["at_stake"] is None else str(row["at_stake"]),
            "subject": _subject(row),
            "rows": [addresses[row["row_id"]], *(addresses[r] for r in row["evidence"])],
            **({"covers": row["covers"]} if row["covers"] else {}),
            **({"months": months[row["fingerprint"]]} if row["fingerprint"] in months else {}),
            **_standing(row),
        }


def _evidence(view: View) -> Iterator[dict[str, Any]]:
    """The rows of which no finding tells the claim already."""
    told = view.findings.filter(~view.findings["listed"])
    for row in view.rows.join(told, on="row_id", how="anti", maintain_order="left").iter_rows(named=True):
        yield {
            "type": "evidence",
            **{name: row[name] for name in _PLACE if name != "batch" or row[name]},
            "subject": _subject(row),
            **({"listed": True} if row["listed"] else {}),
        }


def _units(view: View) -> Iterator[dict[str, Any]]:
    by_unit: dict[str | None, list[dict[str, Any]]] = {}
    for payee, code, rows in view.figures.by_unit.iter_rows():
        by_unit.setdefault(payee, []).append({"code": code, "claims": rows})
    for row in view.figures.units.iter_rows(named=True):
        yield {
            "type": "unit",
            **row,
            "at_stake": str(row["at_stake"]),
            "rules": by_unit.get(row["payee"], []),
        }


def _caps(view: View) -> Iterator[dict[str, Any]]:
    for row in view.figures.caps.iter_rows(named=True):
        yield {"type": "cap", **row, **{name: str(row[name]) for name in ("paid", "cap", "over")}}


def _people(view: View) -> Iterator[dict[str, Any]]:
    """People claimed for twice, each with the claims that findings name."""
    rows = view.figures.lives.iter_rows(named=True)
    for _person, claims in groupby(rows, lambda row: row["person"]):
        told = [{"row_id": c["row_id"], "day": _day(c["day"]), "flagged": c["flagged"]} for c in claims]
        yield {"type": "person", "claims": told}


def _clusters(view: View) -> Iterator[dict[str, Any]]:
    for cluster in view.clusters.worst:
        members = [asdict(member.number) | _member(asdict(member)) for member in cluster.members]
        yield {"type": "cluster", "members": members, "more": cluster.more}


def _member(member: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in member.items() if name != "number"}


def _coverage(view: View) -> Iterator[dict[str, Any]]:
    pages = {page.name: page for page in view.programme}
    for row in view.coverage.iter_rows(named=True):
        page = pages.get(row["rule"])
        told = {"verdict": page.verdict, "paragraphs": dict(page.paragraphs), "clause": page.clause,
                "parameters": list(page.parameters)} if page else None  # fmt: skip
        yield {"type": "coverage", **row, "page": told}


def _summary(view: View) -> dict[str, Any]:
    read, kept = int(view.sheets["rows_read"].sum()), int(view.sheets["rows_kept"].sum())
    steps = dict(view.figures.funnel)
    return {
        "type": "summary",
        "findings": dict(view.counts),
        "amount_at_stake": str(view.at_stake),
        "amount_at_stake_violations": str(view.at_stake_violations),
        **_standings(view),
        "claims": view.claims,
        "claims_flagged": steps["flagged"],
        "claims_violating": steps["violations"],
        "rows_read": read,
        "rows_kept": kept,
        "rows_set_aside": read - kept,
        "clusters": view.clusters.count,
        "exit_code": view.exit_code,
    }


def _subject(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in SUBJECT if row[name] is not None}


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None


def _standing(row: dict[str, Any]) -> dict[str, Any]:
    """How a finding stands, and what was answered to it; nothing where no ledger was asked."""
    if row["standing"] is None:
        return {}
    told: dict[str, Any] = {"standing": row["standing"], "settled": row["settled"]}
    if any(row[name] is not None for name in _ANSWER):
        told["decision"] = {
            "result": row["result"],
            "decided_on": _day(row["decided_on"]),
            "decided_by": row["decided_by"],
            "note": row["note"],
            "recovered": None if row["recovered"] is None else str(row["recovered"]),
            "at_stake": None if row["decided_at_stake"] is None else str(row["decided_at_stake"]),
        }
    return told


def _waivers(waived: Waived) -> dict[str, Any]:
    lines = [
        asdict(line)
        | {
            "at_stake": str(line.at_stake),
            "approved_on": line.approved_on.isoformat(),
            "expires_on": line.expires_on.isoformat(),
            "max_amount": None if line.max_amount is None else str(line.max_amount),
        }
        for line in waived.lines
    ]
    return {"file": waived.file, "entries": lines}


def _standings(view: View) -> dict[str, Any]:
    if view.standings.is_empty() and not (view.history or view.waived):
        return {}
    return {
        "standings": {
            row["standing"]: {"findings": row["findings"], "amount_at_stake": str(row["at_stake"])}
            for row in view.standings.iter_rows(named=True)
        }
    }


def _write(view: View, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        write_stream(view, stream)


WRITER = Writer(".jsonl", _write)
