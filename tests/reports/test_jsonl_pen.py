"""JSON Lines keep to their schema, whatever the rows hold."""

import io
import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from chizheng_audit.reports import write
from chizheng_audit.reports.pens import jsonl
from chizheng_audit.reports.view import View
from tests.reports.conftest import SECRETS

SCHEMA = json.loads((files("chizheng_audit.reports") / "schema.json").read_text("utf-8"))
VALID = Draft202012Validator(SCHEMA)


@pytest.mark.parametrize("which", ["view", "open_view", "empty_view"])
def test_each_line_is_valid(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    view: View = request.getfixturevalue(which)
    write(view, tmp_path / "o.jsonl")
    # not splitlines: a text may hold a line separator of its own
    lines = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").split("\n")[:-1]]
    for line in lines:
        VALID.validate(line)
    kinds = [line["type"] for line in lines]
    assert kinds[0] == "run"
    assert kinds[-1] == "summary"
    assert kinds.count("finding") == len(view.findings)
    assert kinds.count("coverage") == len(view.coverage)


@pytest.mark.parametrize("spoiled", [{"at_stake": 240.0}, {"extra": 1}, {"rows": []}, {"verdict": "guilty"}])
def test_the_schema_refuses(view: View, spoiled: dict[str, Any]) -> None:
    finding = next(line for line in jsonl.lines(view) if line["type"] == "finding")
    assert VALID.is_valid(finding)
    assert not VALID.is_valid(finding | spoiled)


def test_contract(view: View) -> None:
    lines = list(jsonl.lines(view))
    run, summary = lines[0], lines[-1]
    assert run["policy"]["status"] == "draft"
    assert run["as_of"] == date(2024, 3, 31).isoformat()
    assert run["failed"] == [{"file": "坏 419900********0018.xlsx", "why": "打不开"}]
    for source in run["sources"]:
        assert source["rows_read"] == source["rows_kept"] + sum(source["rows_set_aside"].values())
    finding = lines[1]
    assert finding["at_stake"] == "240.00"
    assert [place["row"] for place in finding["rows"]] == [9, 5]
    assert summary["amount_at_stake"] == str(view.at_stake)
    assert summary["rows_read"] == summary["rows_kept"] + summary["rows_set_aside"]


def test_other_encodings_still_are_json(view: View) -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="gbk", errors="replace", newline="\n")
    jsonl.write_stream(view, stream)
    stream.flush()
    again = [json.loads(line) for line in raw.getvalue().decode("ascii").split("\n")[:-1]]
    assert again == list(jsonl.lines(view))


def test_nothing_private_in_the_bytes_and_the_same_bytes_again(view: View, tmp_path: Path) -> None:
    write(view, tmp_path / "a.jsonl")
    write(view, tmp_path / "b.jsonl")
    data = (tmp_path / "a.jsonl").read_bytes()
    assert data == (tmp_path / "b.jsonl").read_bytes()
    assert [s for s in SECRETS if s.encode() in data or json.dumps(s).encode() in data] == []
