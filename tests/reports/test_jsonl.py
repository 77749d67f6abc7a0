"""The machine's output keeps to its schema and shows nobody's data."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from chizheng_audit.__main__ import run

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    out = tmp_path_factory.mktemp("out") / "x.jsonl"
    run(["run", str(SAMPLE), "--policy", "demo", "--as-of", "2024-03-31", "--out", str(out), "--quiet"])
    return out.read_text("utf-8").splitlines()


def test_every_line_fits_the_schema(lines: list[str]) -> None:
    schema = json.loads((files("chizheng_audit") / "reports" / "schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for line in lines:
        assert list(validator.iter_errors(json.loads(line))) == []
    kinds = [json.loads(line)["type"] for line in lines]
    assert kinds[0] == "run"
    assert kinds[-1] == "summary"
    assert {"finding", "coverage"} <= set(kinds)


def test_rows_add_up_and_nothing_is_unmasked(lines: list[str]) -> None:
    summary = json.loads(lines[-1])
    assert summary["rows_read"] == summary["rows_kept"] + summary["rows_set_aside"]
    for source in json.loads(lines[0])["sources"]:
        assert source["rows_read"] == source["rows_kept"] + sum(source["rows_set_aside"].values())
    clean = (SAMPLE / "职业介绍补贴.csv").read_text("utf-8").splitlines()[2:]
    numbers = [line.split(",")[1] for line in clean]
    assert numbers
    assert not [number for number in numbers if any(number in line for line in lines)]
