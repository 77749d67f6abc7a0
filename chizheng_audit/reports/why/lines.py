"""The answers as JSON Lines: why, then each row followed by its answers, then result. The schema is `reports/schema.json`."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, TextIO

from chizheng_audit.reports.pens.jsonl import encoder
from chizheng_audit.reports.why.view import Line, Number, Place, Row, WhyView


def write(view: WhyView, everything: bool, stream: TextIO) -> None:
    """Write all lines to an open text stream; `everything`: also the answers of rules that do not apply."""
    encode = encoder(stream)
    for line in lines(view, everything):
        stream.write(encode(line) + "\n")


def lines(view: WhyView, everything: bool = False) -> Iterator[dict[str, Any]]:
    """One object a line, in order."""
    yield {
        "type": "why",
        "schema": 1,
        "tool_version": view.tool_version,
        "policy": {"id": view.law_id, "sha256": view.law_sha256, "status": view.law_status},
        "as_of": view.as_of.isoformat(),
        "unmasked": view.unmasked,
        "person": view.person,
        **({"ledger": asdict(view.history)} if view.history else {}),
        "failed": [{"file": file, "why": why} for file, why in view.failed],
    }
    for row in view.rows:
        yield _row(row)
        for line in row.lines:
            if everything or line.answer != "out_of_scope":
                yield _answer(row, line)
    told = Counter(line.answer for row in view.rows for line in row.lines)
    yield {
        "type": "result",
        "rows": len(view.rows),
        "answers": dict(sorted(told.items())),
        "exit_code": view.exit_code,
    }


def _place(place: Place) -> dict[str, Any]:
    """A place as everywhere in JSON Lines; the batch is told of rows of the ledger only."""
    return {key: value for key, value in asdict(place).items() if key != "batch" or value is not None}


def _row(row: Row) -> dict[str, Any]:
    return {
        "type": "row",
        "place": _place(row.place),
        "kind": row.kind,
        "table": row.table,
        "reason": row.reason,
        "remarks": list(row.remarks),
        "cells": [asdict(cell) for cell in row.cells],
        "same_as": _place(row.first) if row.first else None,
        "claims": [_place(place) for place in row.claims],
        "rules": list(row.looked_at),
    }


def _answer(row: Row, line: Line) -> dict[str, Any]:
    return {
        "type": "answer",
        "place": _place(row.place),
        "rule": line.rule,
        "code": line.code,
        "about": line.about,
        "answer": line.answer,
        "not_run": line.not_run,
        "findings": [
            {
                "fingerprint": said.fingerprint,
                "verdict": said.verdict,
                "confidence": said.confidence,
                "message": said.message,
                "at_stake": said.at_stake,
                "evidence": [_place(place) for place in said.evidence],
            }
            for said in line.said
        ],
        "inputs": [{"name": each.name, "title": each.title, "value": each.value} for each in line.inputs],
        "parameters": [_parameter(number) for number in line.numbers],
        "clause": {"key": line.clause, "at": line.clause_at, "says": line.clause_says}
        if line.clause
        else None,
        "evidence_of": [_place(place) for place in line.cited],
    }


def _parameter(number: Number) -> dict[str, Any]:
    return {
        "name": number.name,
        "title": number.title,
        "unit": number.unit,
        "entry": number.key,
        "value": number.value,
        "dated_by": number.column,
        "day": number.day.isoformat() if number.day else None,
        "from": number.since.isoformat() if number.since else None,
        "assumed": number.assumed,
        "note": number.note,
    }
