"""`audit ledger stats` at the counter: the same figures as a table and as JSON."""

import json
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from tests.commands.test_standing import TWICE, answer


@pytest.fixture
def known(folder: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A ledger with a batch in which one claim of 240.00 is one too many, as a recorded run found."""
    assert run(["ledger", "record", "twice.csv", "--batch", "A", "--status", "claimed", "-q"]) == 0
    assert run([*TWICE, "--ledger", "ledger", "--record-run"]) == 1
    capsys.readouterr()
    return folder / "ledger"


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    capsys.readouterr()
    assert run(["ledger", "stats", "--format", "json"]) == 0
    return {name: each["amount"] for name, each in json.loads(capsys.readouterr().out)["sums"].items()}


def test_figures(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing = dict.fromkeys(
        ("found", "confirmed", "stopped", "owed", "recovered", "unplaced", "not_paid"), "0.00"
    )
    assert told(capsys) == nothing | {"found": "240.00"}
    answer(known, "true_error", "40.00")
    assert told(capsys) == nothing | {"found": "240.00", "confirmed": "240.00", "stopped": "240.00", "recovered": "40.00", "not_paid": "40.00"}  # fmt: skip
    run(["ledger", "stats"])
    assert "已追回里有 1 笔 40.00 元，台账里没有支付过" in capsys.readouterr().out
    run(["ledger", "record", "--batch", "A", "--status", "paid", "-q"])
    assert told(capsys) == nothing | {"found": "240.00", "confirmed": "240.00", "owed": "240.00", "recovered": "40.00"}  # fmt: skip
    run(["ledger", "stats"])
    out = capsys.readouterr().out
    assert "没有支付过" not in out
    lines = [line.split() for line in out.splitlines() if line.strip()]
    assert ["列为疑点", "1", "240.00"] in [line[:3] for line in lines]
    assert ["应追回", "1", "240.00"] in [line[:3] for line in lines]
    assert next(line for line in lines if line[0] == "D01")[2:] == ["1", "0", "1", "0", "0", "100%"]


def test_on_a_narrow_screen_no_column_is_lost(
    known: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run(["--lang", "en", "ledger", "stats"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "…" not in "".join(lines)
    line = next(line.split() for line in lines if line.startswith(" D01"))
    assert line[-6:] == ["1", "0", "0", "0", "0", "—"]


def test_without_findings(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["ledger", "record", "good.csv", "--batch", "A", "--status", "paid", "-q"])
    assert run(["ledger", "stats"]) == 0
    assert "还没有记下任何疑点" in capsys.readouterr().out
    assert set(told(capsys).values()) == {"0.00"}


@pytest.mark.parametrize("argv", [["--format", "xml"], ["--ledger", "none"], ["--ledger", "good.csv"]])
def test_mistakes(folder: Path, argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ledger", "stats", *argv]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
