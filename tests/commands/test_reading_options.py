"""What the commands let users say about reading, and what they write about it."""

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from chizheng_audit.__main__ import run
from tests.commands.conftest import GOOD, HEAD
from tests.commands.test_cli import AUDIT
from tests.reports.test_jsonl_pen import SCHEMA

SAMPLE = Path(__file__).parents[2] / "sample_data"


def run_line(out: str) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(out.splitlines()[0])
    Draft202012Validator(SCHEMA).validate(line)
    return line


def test_overrides_are_recorded(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "own.csv").write_text(
        HEAD.replace("姓名", "学员").replace(",", ";")
        + GOOD.replace(",", ";").replace("保育师", "养老护理员").replace("1234000001", "1234000009"),
        "gb18030",
    )
    (folder / "c.toml").write_text(
        '[file."own.csv"]\nencoding = "gb18030"\ndelimiter = ";"\ncolumns."学员" = "姓名"\nignore = ["评价机构"]\n',
        "utf-8",
    )
    argv = [
        "dupes",
        "own.csv",
        "good.csv",
        "--as",
        "claims=good.csv",
        "--columns",
        "c.toml",
        "--encoding",
        "utf-8",
    ]
    assert run([*argv, "--format", "jsonl", *AUDIT]) == 0
    own, good = run_line(capsys.readouterr().out)["sources"]
    assert own["overrides"] == {
        "encoding": "gb18030",
        "delimiter": ";",
        "columns": [{"header": "学员", "column": "name"}],
        "ignore": ["评价机构"],
    }
    assert good["overrides"] == {"table": "claims", "encoding": "utf-8"}
    assert run([*argv, "--out", "o.xlsx", *AUDIT]) == 0
    text = capsys.readouterr().out
    assert "人工指定：own.csv：编码 gb18030；分隔符 ;；“学员”是姓名" in "".join(text.split("\n  "))
    sheet = openpyxl.load_workbook("o.xlsx")["数据来源"]
    column = [cell.value for cell in sheet[1]].index("人工指定")
    assert "“学员”是姓名；不用 “评价机构”" in sheet.cell(2, column + 1).value
    assert sheet.cell(3, column + 1).value == "表是申报明细；编码 utf-8"


def test_nothing_said_is_recorded_as_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["dupes", "good.csv", "--format", "jsonl", *AUDIT])
    assert run_line(capsys.readouterr().out)["sources"][0]["overrides"] == {}
    run(["dupes", "good.csv", *AUDIT])
    assert "人工指定" not in capsys.readouterr().out


def test_sheets_left_out_are_in_the_account(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.Workbook()
    for name in ("明细", "草稿"):
        sheet = book.create_sheet(name)
        sheet.append(HEAD.strip().split(","))
        sheet.append(GOOD.strip().split(","))
    book.save("x.xlsx")
    (folder / "c.toml").write_text('sheet = "明细"\n', "utf-8")
    assert run(["dupes", "x.xlsx", "--columns", "c.toml", "--format", "jsonl", *AUDIT]) == 0
    sources = run_line(capsys.readouterr().out)["sources"]
    assert {s["sheet"]: s["rows_set_aside"] for s in sources} == {
        "Sheet": {}, "明细": {"header": 1}, "草稿": {"left_out": 2},
    }  # fmt: skip
    assert run(["inspect", "x.xlsx", "--columns", "c.toml"]) == 0
    assert "指定不读 2" in capsys.readouterr().out
    (folder / "c.toml").write_text('sheet = "明 细"\n', "utf-8")
    assert run(["dupes", "x.xlsx", "--columns", "c.toml", *AUDIT]) == 3


@pytest.mark.parametrize("command", [["inspect"], ["run", *AUDIT[:-1]]])
def test_rejects_are_the_rows_set_aside(
    command: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, jsonl = tmp_path / "r.csv", tmp_path / "o.jsonl"
    argv = [command[0], str(SAMPLE), *command[1:], "--rejects", str(out)]
    run([*argv, *(["--out", str(jsonl)] if command[0] == "run" else [])])
    lines = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert f"剔除 {len(lines)} 行（不计空行）" in capsys.readouterr().err
    assert len(lines) > 30
    assert not [line for line in lines if line["原因代码"] == "blank"]
    if jsonl.exists():
        reasons = [s["rows_set_aside"] for s in run_line(jsonl.read_text("utf-8"))["sources"]]
        assert len(lines) == sum(sum(r.values()) - r.get("blank", 0) for r in reasons)


@pytest.mark.parametrize(
    "argv",
    [
        ["inspect", ".", "--rejects", "good.csv"],
        ["dupes", "good.csv", "--rejects", "./good.csv"],
        ["dupes", ".", "--out", "in.xlsx"],
        ["dupes", "good.csv", "--columns", "c.toml", "--rejects", "c.toml"],
    ],
)
def test_nothing_is_written_over_what_is_read(
    folder: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "in.xlsx").write_bytes(b"old")
    (folder / "c.toml").write_text("", "utf-8")
    assert run(argv) == 2
    assert "不能覆盖" in capsys.readouterr().err
    assert (folder / "good.csv").read_text("utf-8") == HEAD + GOOD
    assert (folder / "in.xlsx").read_bytes() == b"old" and (folder / "c.toml").read_bytes() == b""


@pytest.mark.parametrize("command", ["inspect", "dupes"])
def test_limits_of_the_environment_are_heeded(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHIZHENG_WORKERS", "none")
    assert run([command, "good.csv"]) == 2
    assert "CHIZHENG_WORKERS" in capsys.readouterr().err


def test_inspect_tells_of_the_environment(capsys: pytest.CaptureFixture[str]) -> None:
    from chizheng_audit.reading.limits import MEMORY_VARIABLE, SECONDS_VARIABLE, WORKERS_VARIABLE

    run(["inspect", "--help"])
    out = "".join(capsys.readouterr().out.split())
    assert all(variable in out for variable in (MEMORY_VARIABLE, SECONDS_VARIABLE, WORKERS_VARIABLE))
