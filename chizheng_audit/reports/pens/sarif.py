"""SARIF 2.1.0, for code scanning and other viewers of findings. Names no person, see `reports/bare.py`."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from chizheng_audit.i18n import _
from chizheng_audit.reading.own_output import SARIF_HEAD
from chizheng_audit.reports import bare
from chizheng_audit.reports.bare import Bare, Place
from chizheng_audit.reports.view import View
from chizheng_audit.reports.writer import Writer

LEVELS = {"violation": "error", "suspicion": "warning", "unverifiable": "none"}
_LANGUAGES = {"zh": "zh-CN", "en": "en-US"}


def _write(view: View, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        _stream(view, stream)


def _stream(view: View, stream: TextIO) -> None:
    """Result by result, for there may be many."""
    told = _dumped(_run(view))
    stream.write(SARIF_HEAD + told.removeprefix("{").removesuffix("}") + ', "results": [')
    for number, result in enumerate(_results(view)):
        stream.write(("," if number else "") + "\n" + _dumped(result))
    stream.write("\n]}]}\n")


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _run(view: View) -> dict[str, Any]:
    """The run without its results; `tool` is first, as SARIF_HEAD begins."""
    notes = [
        {"level": "error", "message": {"text": why}, "locations": [_location(Place(file, None, None, None))]}
        for file, why in bare.failures(view)
    ]
    notes += [
        {
            "level": "error",
            "message": {"text": _("规则出错：{kind}").format(kind=bare.why_failed(row["detail"]))},
            "associatedRule": {"id": row["code"]},
        }
        for row in view.coverage.iter_rows(named=True)
        if row["status"] == "failed"
    ]
    return {
        "tool": {
            "driver": {
                "name": "chizheng_audit",
                "version": view.tool_version,
                "rules": [_rule(view, row) for row in view.coverage.iter_rows(named=True)],
            }
        },
        "language": _LANGUAGES[view.language],
        "invocations": [
            {
                "executionSuccessful": view.complete,
                "exitCode": view.exit_code,
                "toolExecutionNotifications": notes,
            }
        ],
        "artifacts": [
            {"location": {"uri": Place(file, None, None, None).uri}, "hashes": {"sha-256": sha256}}
            for file, sha256 in bare.files(view).items()
        ],
        "properties": {
            "policy": view.law.id,
            "policySha256": view.law.sha256,
            "asOf": view.as_of.isoformat(),
            "amountAtStake": str(view.at_stake),
        },
    }


def _rule(view: View, row: dict[str, Any]) -> dict[str, Any]:
    page = next((page for page in view.programme if page.name == row["rule"]), None)
    what = page.paragraphs.get(_("查什么")) if page else None
    told: dict[str, Any] = {
        "id": row["code"],
        "name": row["rule"],
        "shortDescription": {"text": row["title"]},
    }
    if page and what:
        told |= {"fullDescription": {"text": what}, "help": {"text": page.clause or what}}
    if page:
        told["defaultConfiguration"] = {"level": LEVELS[page.verdict]}
    return told


def _results(view: View) -> Iterator[dict[str, Any]]:
    index = {rule: place for place, rule in enumerate(view.coverage["rule"])}
    for found in bare.findings(view):
        yield {
            "ruleId": found.code,
            "ruleIndex": index[found.rule],
            # what could not be verified did not fail: there was not enough to decide
            "kind": "open" if found.verdict == "unverifiable" else "fail",
            "level": LEVELS[found.verdict],
            "message": {"text": found.text},
            "locations": [_location(found.places[0])],
            **(
                {"relatedLocations": [_location(place) for place in found.places[1:]]}
                if found.places[1:]
                else {}
            ),
            "partialFingerprints": {"chizhengAudit/v1": found.fingerprint},
            **({"suppressions": [{"kind": "external"}]} if found.settled else {}),
            "properties": _properties(found),
        }


def _properties(found: Bare) -> dict[str, Any]:
    told = {"verdict": found.verdict, "confidence": found.confidence}
    return told | ({"amountAtStake": found.at_stake} if found.at_stake is not None else {})


def _location(place: Place) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": place.uri}}
    if place.row:
        physical["region"] = {"startLine": place.row}
    sheet = {"logicalLocations": [{"name": place.sheet}]} if place.sheet else {}
    return {"physicalLocation": physical, **sheet}


WRITER = Writer(".sarif", _write)
