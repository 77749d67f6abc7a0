"""How findings stand to what the ledger knows, in every report, and what that does to the exit code."""

import json
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from jsonschema import Draft202012Validator

from chizheng_audit.__main__ import run
from chizheng_audit.ledger import decisions, runs
from chizheng_audit.ledger.entries import Source
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.schema import DECISIONS
from tests.ledger.answered import MOMENT, answered

TWICE = ["dupes", "twice.csv", "--policy", "demo", "--as-of", "2024-03-31", "--quiet", "--select", "D01"]


@pytest.fixture
def known(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A ledger with a batch of its own, and a recorded run with one finding of 240.00 in it."""
    (folder / "other.csv").write_text((folder / "good.csv").read_text("utf-8").replace("199003070018", "199003070034").replace("1234000001", "1234000009"), "utf-8")  # fmt: skip
    assert run(["ledger", "record", "other.csv", "--batch", "A", "--status", "paid", "--quiet"]) == 0
    assert run([*TWICE, "--ledger", "ledger", "--record-run"]) == 1
    capsys.readouterr()
    return folder / "ledger"


def answer(folder: Path, result: str, recovered: str | None = None, at_stake: str = "240.00") -> None:
    """Answer the only finding that the ledger remembers; at_stake: what it says was at stake then."""
    told = runs.known(opened(folder)).row(0, named=True)
    row = {
        "fingerprint": told["fingerprint"], "rule": told["rule"], "verdict": told["verdict"], "result": result,
        "note": "证书号有误，419900199003070018", "decided_by": "李小四", "decided_on": date(2024, 4, 1),
        "recovered": recovered and Decimal(recovered), "at_stake": Decimal(at_stake),
    }  # fmt: skip
    rows = pl.DataFrame([row], schema={name: dtype for name, dtype in DECISIONS.items() if name != "entry"})
    source = Source(0, "x.xlsx", None, "0", "", 1, Decimal("0.00"))
    decisions.add(opened(folder), rows, [source], MOMENT)


def lines(capsys: pytest.CaptureFixture[str], *argv: str, code: int = 1) -> list[dict[str, Any]]:
    capsys.readouterr()
    assert run([*TWICE, "--format", "jsonl", *argv]) == code
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    schema = json.loads((files("chizheng_audit") / "reports" / "schema.json").read_text("utf-8"))
    for line in said:
        assert list(Draft202012Validator(schema).iter_errors(line)) == []
    return [line for line in said if line["type"] in ("finding", "summary")]


def test_without_a_ledger_nothing_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, summary = lines(capsys)
    assert "standing" not in found and "standings" not in summary


def test_new_then_open_then_decided(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found, summary = lines(capsys, "--ledger", "ledger")
    assert (found["standing"], found["settled"]) == ("open", False)
    assert summary["standings"] == {"open": {"findings": 1, "amount_at_stake": "240.00"}}
    answer(known, "not_true")
    found, summary = lines(capsys, "--ledger", "ledger", code=0)
    assert (found["standing"], found["settled"]) == ("decided", True)
    assert found["decision"] == {
        "result": "not_true", "decided_on": "2024-04-01", "decided_by": "李*四", "note": "证书号有误，419900********0018",
        "recovered": None, "at_stake": "240.00",
    }  # fmt: skip
    # still counted
    assert summary["findings"]["violation"] == 1
    assert summary["amount_at_stake"] == "240.00"
    assert summary["standings"] == {"decided": {"findings": 1, "amount_at_stake": "240.00"}}


def test_a_run_is_recorded_only_when_asked(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entries = len(opened(known).entries)
    lines(capsys, "--ledger", "ledger")
    assert len(opened(known).entries) == entries
    lines(capsys, "--ledger", "ledger", "--record-run")
    assert len(opened(known).entries) == entries + 1


@pytest.mark.parametrize(
    ("result", "recovered", "at_stake", "code"),
    [
        ("not_true", None, "240.00", 0),
        ("known", None, "240.00", 0),
        ("true_error", None, "240.00", 1),  # confirmed, and the money is still out
        ("true_fraud", "100.00", "240.00", 1),
        ("true_fraud", "240.00", "240.00", 0),
        ("not_true", None, "239.00", 1),  # it has grown since
    ],
)
def test_exit_code(known: Path, capsys: pytest.CaptureFixture[str], result: str, recovered: str | None, at_stake: str, code: int) -> None:  # fmt: skip
    answer(known, result, recovered, at_stake)
    lines(capsys, "--ledger", "ledger", code=code)


def test_every_pen_tells(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(known, "not_true")
    assert run([*TWICE, "--ledger", "ledger", "--out", "x.xlsx", "--out", "x.html"]) == 0
    out = capsys.readouterr().out
    assert "其中（各类里同一申报只计一次）：已核实 1 条 240.00 元" in out
    assert "已了结 1 条，不在上面列出：D01 不属实 1" in out
    assert "1. 违规 D01" not in out
    sheet = openpyxl.load_workbook("x.xlsx")["重复申报"]
    cells = dict(zip((c.value for c in sheet[1]), (c.value for c in sheet[2]), strict=True))
    assert cells["状态"] == "已核实"
    assert (cells["核实结果"], cells["核实说明"], cells["核实人"], cells["核实日期"], cells["整改情况"]) == ("不属实", "证书号有误，419900********0018", "李*四", "2024-04-01", None)  # fmt: skip
    page = Path("x.html").read_text("utf-8")
    assert "已核实 1 条 240.00 元" in page
    assert "核实结果：不属实（2024-04-01、李*四）；证书号有误，419900********0018" in page
    assert "李小四" not in page + out


def test_what_came_back_is_told(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answer(known, "true_error", "100.00", "200.00")
    run([*TWICE, "--ledger", "ledger"])
    out = capsys.readouterr().out
    assert "1. 违规 D01" in out and "未结" in out
    assert "属实-差错" in out and "已追回 100.00 元" in out and "核实时涉及 200.00 元" in "".join(out.split("\n   "))  # fmt: skip


@pytest.mark.parametrize("argv", [["--record-run"], ["--ledger", "ledger", "--key", "k"]])
def test_mistakes(known: Path, argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*TWICE, *argv]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_the_ledgers_own_key_may_be_named(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, "--ledger", "ledger", "--key", "ledger/key")[0]["standing"] == "open"


def test_history_counts_runs_and_answers(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    answered(known, {"f": "b"})
    run(["ledger", "history"])
    assert "另记有审计运行 1 次、核实结果 1 条" in capsys.readouterr().out
