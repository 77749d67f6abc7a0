"""What is written never takes the place of what is read, nor, unasked, of other people's files."""

import shutil
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from tests.commands.test_cli import AUDIT, jsonl


@pytest.mark.parametrize("name", ["o.xlsx", "o.jsonl"])
def test_only_its_own_output_is_replaced(folder: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["dupes", "good.csv", "--out", name, *AUDIT]
    assert run(argv) == 0 and run(argv) == 0
    (folder / name).write_bytes(b"somebody's")
    assert run(argv) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / name).read_bytes() == b"somebody's"
    assert run([*argv, "--force"]) == 0


def test_rejects_likewise(folder: Path) -> None:
    for language in ("zh", "en"):
        argv = ["dupes", "good.csv", "--rejects", "r.csv", *AUDIT]
        assert run([*argv, "--lang", language]) == 0 and run(argv) == 0
    (folder / "r.csv").write_text("x", "utf-8")
    assert run(argv) == 2


def test_force_never_replaces_what_is_read(folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.save("in.xlsx")
    before = (folder / "in.xlsx").read_bytes()
    (folder / "link.xlsx").hardlink_to(folder / "in.xlsx")
    for name in ("in.xlsx", "./in.xlsx", "link.xlsx"):
        assert run(["dupes", "good.csv", "in.xlsx", "--out", name, "--force", *AUDIT]) == 2
    assert run(["dupes", "good.csv", "--key", "k.jsonl", "--out", "k.jsonl", "--force", *AUDIT]) == 2
    assert not (folder / "k.jsonl").exists()
    assert (folder / "in.xlsx").read_bytes() == before


def test_two_results_in_one_file(folder: Path) -> None:
    assert run(["dupes", "good.csv", "--out", "a.jsonl", "--out", "./a.jsonl", *AUDIT]) == 2
    assert run(["dupes", "good.csv", "--rejects", "a.jsonl", "--out", "a.jsonl", *AUDIT]) == 2
    (folder / "d.xlsx").mkdir()
    assert run(["dupes", "good.csv", "--out", "d.xlsx", *AUDIT]) == 2


def test_its_own_output_is_not_audited(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in").mkdir()
    shutil.move(folder / "good.csv", folder / "in" / "good.csv")
    outs = ["--out", "in/o.xlsx", "--out", "in/o.jsonl", "--rejects", "in/r.csv"]
    assert run(["dupes", "in", *outs, *AUDIT]) == 0
    capsys.readouterr()
    assert run(["dupes", "in", "--format", "jsonl", *AUDIT]) == 0
    first = jsonl(capsys.readouterr().out)[0]
    assert [source["file"] for source in first["sources"]] == ["in/good.csv"]  # type: ignore[attr-defined,index] # JSON
    assert first["unread"] == [
        {"file": f"in/{name}", "why": "own_output"} for name in ("o.jsonl", "o.xlsx", "r.csv")
    ]
    assert run(["dupes", "in", *AUDIT]) == 0
    assert "本工具的输出，未读 3 个：in/o.jsonl、in/o.xlsx、in/r.csv" in capsys.readouterr().out
    assert run(["dupes", "in/o.xlsx", *AUDIT]) == 2
    assert "本工具自己写出的文件" in capsys.readouterr().err
    assert run(["dupes", "in/*.*", *AUDIT]) == 0


def test_what_is_not_read_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / ".old").mkdir()
    (folder / ".old" / "x.csv").write_text("x", "utf-8")
    (folder / "sub").mkdir()
    for name in ("a.zip", "sub/b 13812345678.pdf", "c.toml"):
        (folder / name).write_text("", "utf-8")
    assert run(["dupes", ".", "--columns", "c.toml", "--format", "jsonl", *AUDIT]) == 1
    first = jsonl(capsys.readouterr().out)[0]
    assert first["unread"] == [
        {"file": name, "why": "unknown_kind"} for name in (".old/", "a.zip", "sub/b 138****5678.pdf")
    ]
    assert run(["dupes", ".", "--columns", "c.toml", "--out", "../o.xlsx", *AUDIT]) == 1
    line = "未读的文件 3 个：.old/、a.zip、sub/b 138****5678.pdf"
    assert line in capsys.readouterr().out
    import openpyxl

    cells = [cell.value for row in openpyxl.load_workbook("../o.xlsx")["数据来源"] for cell in row]
    assert line in cells


def test_demo_leaves_other_files_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "planted.csv").write_text("mine", "utf-8")
    argv = ["demo", str(tmp_path), "--claims", "200"]
    assert run(argv) == 2
    assert (tmp_path / "planted.csv").read_text("utf-8") == "mine"
    assert run([*argv, "--force"]) == 0
    assert run([*argv, "--only", "foo", "--force"]) == 2
    (tmp_path / "file").write_text("x")
    assert run(["demo", str(tmp_path / "file")]) == 2
    capsys.readouterr()
    assert run(["demo", str(tmp_path / "few"), "--claims", "200", "--only", "csv"]) == 0
    assert "没有预设问题" in capsys.readouterr().err
