"""The whole way: every planted defect of a generated quarter is found, and nothing else is flagged."""

import csv
import json
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.demo import make_demo

SAMPLE = Path(__file__).parents[1] / "sample_data"


def planted(folder: Path) -> set[tuple[str, str, str, str, int]]:
    with (folder / "planted.csv").open(encoding="utf-8-sig", newline="") as lines:
        return {
            (row["code"], row["verdict"], row["file"], row["sheet"], int(row["row"]))
            for row in csv.DictReader(lines)
        }


def found(folder: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str, str, str, int]]:
    monkeypatch.chdir(folder)
    assert run(["run", ".", "--policy", "demo", "--as-of", "2024-03-31", "--out", str(out), "--quiet"]) == 1
    findings = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    return {
        (f["code"], f["verdict"], f["rows"][0]["file"], f["rows"][0]["sheet"] or "", f["rows"][0]["row"] or 0)
        for f in findings
        if f["type"] == "finding"
    }


@pytest.mark.parametrize("seed", [1, 2023])
def test_planted_and_nothing_else(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_demo(str(tmp_path / "q"), seed=seed, claims=600)
    want, have = planted(tmp_path / "q"), found(tmp_path / "q", tmp_path / "out.jsonl", monkeypatch)
    assert have - want == set()
    assert want - have == set()


def test_committed_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert found(SAMPLE, tmp_path / "out.jsonl", monkeypatch) == planted(SAMPLE)


def test_committed_sample_is_what_the_generator_makes(tmp_path: Path) -> None:
    make_demo(str(tmp_path), seed=2023, claims=600)
    made = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    kept = {p.name: p.read_bytes() for p in SAMPLE.iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []
