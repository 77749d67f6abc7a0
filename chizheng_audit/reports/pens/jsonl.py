"""JSON Lines for machines: run, findings, coverage, summary. The schema is `reports/schema.json`.

Keys stand in a fixed order; money is text with two decimals, days are ISO; a claim's empty cells are left out.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from chizheng_audit.reports.view import SUBJECT, View
from chizheng_audit.reports.writer import Writer

_PLACE = ("row_id", "file", "sheet", "row", "batch")


def lines(view: View) -> Iterator[dict[str, Any]]:
    """One object a line, in order."""
    yield _run(view)
    yield from _findings(view)
    for row in view.coverage.drop("title").iter_rows(named=True):
        yield {"type": "coverage", **row}
    read, kept = int(view.sheets["rows_read"].sum()), int(view.sheets["rows_kept"].sum())
    yield {
        "type": "summary",
        "findings": dict(view.counts),
        "amount_at_stake": str(view.at_stake),
        "amount_at_stake_violations": str(view.at_stake_violations),
        **_standings(view),
        "claims": view.claims,
        "rows_read": read,
        "rows_kept": kept,
        "rows_set_aside": read - kept,
        "exit_code": view.exit_code,
    }


def write_stream(view: View, stream: TextIO) -> None:
    """Write all lines to an open text stream."""
    encode = encoder(stream)
    for line in lines(view):
        stream.write(encode(line) + "\n")


def encoder(stream: TextIO) -> Callable[[Any], str]:
    """What makes a line of an object. Where the stream is not UTF-8, other characters are escaped, so the lines stay JSON
    in any encoding.
    """
    escape = (stream.encoding or "utf-8").lower().replace("_", "-") not in ("utf-8", "utf8", "utf-8-sig")
    return json.JSONEncoder(ensure_ascii=escape, allow_nan=False).encode


def _run(view: View) -> dict[str, Any]:
    sources = [
        {
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
    return {
        "type": "run",
        "schema": 1,
        "tool_version": view.tool_version,
        "command": view.command,
        "policy": {"id": view.law.id, "sha256": view.law.sha256, "status": view.law.status},
        "as_of": view.as_of.isoformat(),
        "unmasked": view.unmasked,
        "reversals_netted": view.netted,
        **({"ledger": asdict(view.history)} if view.history else {}),
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
        },
    }


def _findings(view: View) -> Iterator[dict[str, Any]]:
    addresses = {
        row_id: {"file": file, "sheet": sheet, "row": row} | ({"batch": batch} if batch else {})
        for row_id, file, sheet, row, batch in view.rows.select(*_PLACE).iter_rows()
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
            "subject": {name: str(row[name]) for name in SUBJECT if row[name] is not None},
            "rows": [addresses[row["row_id"]], *(addresses[r] for r in row["evidence"])],
            **_standing(row),
        }


def _standing(row: dict[str, Any]) -> dict[str, Any]:
    """How a finding stands, and what was answered to it; nothing where no ledger was asked."""
    if row["standing"] is None:
        return {}
    told: dict[str, Any] = {"standing": row["standing"], "settled": row["settled"]}
    if row["result"] is not None:
        told["decision"] = {
            "result": row["result"],
            "decided_on": row["decided_on"].isoformat(),
            "decided_by": row["decided_by"],
            "note": row["note"],
            "recovered": None if row["recovered"] is None else str(row["recovered"]),
            "at_stake": None if row["decided_at_stake"] is None else str(row["decided_at_stake"]),
        }
    return told


def _standings(view: View) -> dict[str, Any]:
    if view.standings.is_empty() and not view.history:
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
