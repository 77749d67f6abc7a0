"""The test of the rules is tested: what is planted is caught, and a rule that sleeps, or a plant that does nothing, is missed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.__main__ import run as command
from chizheng_audit.audit import Audit
from chizheng_audit.case import Case
from chizheng_audit.rule import Rule
from chizheng_audit.rules import all_rules
from chizheng_audit.selftest.field import Field
from chizheng_audit.selftest.running import PLANTS, Result, selftest
from tests.anonymise.copies import LAW, SAMPLE, audited, copied, laid_out
from tests.commands.conftest import GOOD, HEAD

LAWLESS = {"C04", "E09"}
"""Rules whose parameter the pack has not."""
WITHOUT = LAWLESS | {rule.code for name, rule in all_rules().items() if name.startswith("payout_")}
"""And those of payment batches, which no run over claims looks at."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("copy")
    copied(SAMPLE, out)
    return out


def outcome(
    copy: Path,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    rules: dict[str, Rule] | None = None,
    seed: int = 1,
) -> dict[str, Result]:
    """Results by code. The files of each copy are read in this process, and in the order that is asked for."""
    rules = rules or all_rules()

    def judge(files: Sequence[str]) -> tuple[Case, Audit]:
        return audited(files, monkeypatch, rules)

    return {result.code: result for result in selftest(laid_out(copy), folder, rules, judge, seed)}


def test_every_rule_has_a_plant_or_lacks_its_parameter() -> None:
    codes = {rule.code: rule for rule in all_rules().values()}
    assert set(codes) - set(PLANTS) <= WITHOUT
    assert all(LAW.lacks(codes[code].parameters) for code in LAWLESS)
    assert set(PLANTS) <= set(codes)


def test_everything_planted_in_the_sample_is_caught(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = outcome(copy, tmp_path, monkeypatch)
    assert {code for code, result in results.items() if result.missed} == set()
    assert {code for code, result in results.items() if not result.planted} == WITHOUT
    assert all(results[code].why for code in WITHOUT)
    assert {results[code].why for code in LAWLESS} == {"政策包没有 每人的次数上限", "政策包没有 申报期限"}


def test_a_rule_that_sleeps_misses(copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def asleep(rule: Rule) -> Rule:
        return replace(rule, check=lambda case: rule.check(case).filter(pl.lit(False)))

    names = (
        "dupes_same_certificate",
        "ids_near",
        "insurance_hire_short",
        "data_total_differs",
        "data_same_file_twice",
    )
    rules = {name: asleep(rule) if name in names else rule for name, rule in all_rules().items()}
    results = outcome(copy, tmp_path, monkeypatch, rules)
    assert {code for code, result in results.items() if result.missed} == {rules[name].code for name in names}


def test_a_plant_that_does_nothing_is_missed(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that the copy holds by itself counts as caught."""
    for method in ("write", "hide", "reckon"):
        monkeypatch.setattr(Field, method, lambda *_args, **_cells: None)
    monkeypatch.setattr(Field, "submit_twice", lambda _field, row: row["row_id"] >> 32 << 32)
    results = outcome(copy, tmp_path, monkeypatch)
    assert {code for code, result in results.items() if result.caught} == set()
    assert sum(result.planted for result in results.values()) > 60


def test_what_cannot_be_planted_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "q").mkdir()
    rows = [
        GOOD,
        GOOD.replace("张一丁", "李二乙")
        .replace("199003070018", "199003070034")
        .replace("000001,", "000002,"),
    ]
    (tmp_path / "q" / "a.csv").write_text(HEAD + "".join(rows), "utf-8")
    copied(tmp_path / "q", tmp_path / "copy")
    results = outcome(tmp_path / "copy", tmp_path, monkeypatch)
    assert not any(result.missed for result in results.values())
    assert {code for code, result in results.items() if result.caught} >= {
        "D01",
        "D02",
        "D03",
        "A01",
        "A05",
        "I01",
        "I02",
        "I03",
        "Q01",
    }
    for code, words in {
        "D05": "没有这种补贴",
        "A04": "没有证书类别一栏",
        "Q04": "文本文件",
        "E05": "没有财政供养人员",
        "I05": "不足 3 行",
    }.items():
        assert not results[code].planted and words in (results[code].why or "")


def test_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "q").mkdir()
    other = (
        GOOD.replace("张一丁", "李二乙").replace("199003070018", "199003070034").replace("000001,", "000002,")
    )
    (tmp_path / "q" / "good.csv").write_text(HEAD + GOOD + other, "utf-8")
    argv = [
        "selftest",
        "q",
        "--policy",
        "demo",
        "--as-of",
        "2024-03-31",
        "--format",
        "json",
        "--quiet",
        "--select",
        "D01,I01,E05",
    ]
    assert command([*argv, "--keep", "kept"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [(line["code"], line["planted"], line["caught"]) for line in told["rules"]] == [
        ("D01", 2, 2),
        ("E05", 0, 0),
        ("I01", 3, 3),
    ]
    assert told["seed"] == 2023 and told["rules"][1]["not_applicable"]
    kept = {path: path.read_bytes() for path in sorted((tmp_path / "kept").rglob("*.csv"))}
    assert len(kept) >= 2 and not any("张一丁".encode() in data for data in kept.values())
    assert command([*argv, "--keep", "kept"]) == 2 and "已有文件" in capsys.readouterr().err
    assert command([*argv, "--keep", "kept", "--force"]) == 0
    assert {path: path.read_bytes() for path in kept} == kept
    assert command([*argv, "--keep", "q/inside"]) == 2 and "在一处" in capsys.readouterr().err
    before = set(tmp_path.rglob("*"))
    assert command(["selftest", "q", "--policy", "demo", "--select", "D01", "--lang", "en", "--quiet"]) == 0
    assert "2 planted, 2 caught, 0 missed" in capsys.readouterr().out and set(tmp_path.rglob("*")) == before


def test_a_miss_is_exit_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.csv").write_text(HEAD + GOOD, "utf-8")
    monkeypatch.setattr(Field, "write", lambda *_args, **_cells: None)
    assert command(["selftest", "good.csv", "--policy", "demo", "--select", "I01", "--quiet"]) == 1
    assert "漏查 3 处" in capsys.readouterr().out
