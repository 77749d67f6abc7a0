"""`audit policy`: what is printed is the pack, whole, at any width; faults end with code 2."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from chizheng_audit.__main__ import run
from chizheng_audit.policy import available, load_policy
from chizheng_audit.reports.parameters import column


def printed(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert run(["policy", *argv]) == 0
    answer = capsys.readouterr()
    assert answer.err == ""
    return answer.out


def read(capsys: pytest.CaptureFixture[str], *argv: str) -> Any:
    return json.loads(printed(capsys, *argv, "--format", "json"))


def closed(text: str) -> str:
    """Text without blanks and line breaks, to look for what was wrapped."""
    return re.sub(r"\s", "", text)


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    packs = read(capsys, "list")
    assert [pack["id"] for pack in packs] == available()
    for pack in packs:
        law = load_policy(pack["id"])
        assert [pack[key] for key in ("title", "place", "status", "issued")] == [
            law.title,
            law.place,
            law.status,
            law.issued,
        ]
        assert len(pack["assumptions"]) == len(law.assumptions())


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("argv", [["list"], *(["show", name] for name in available())])
def test_no_line_is_too_wide(
    argv: list[str], width: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = printed(capsys, *argv).splitlines()
    assert lines
    assert max(cell_len(line) for line in lines) <= width


def test_list_counts_assumptions(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    lines = printed(capsys, "list").splitlines()
    for name in available():
        line = next(line for line in lines if line.split()[:1] == [name])
        assert line.split()[-1] == str(len(load_policy(name).assumptions()))


@pytest.mark.parametrize("name", available())
def test_show_leaves_nothing_out(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    text, law = closed(printed(capsys, "show", name)), load_policy(name)
    words = [law.title, law.place, law.source, law.sha256, *law.lineage]
    for key, clause in law.clauses.items():
        words += [key, clause.at, clause.says]
    for parameter in law.parameters.values():
        words += [parameter.name, parameter.unit, *map(column, parameter.dated_by)]
        for value in parameter.values:
            words += [value.start.isoformat(), value.note]
            words += (
                [column(str(each)) for each in value.value] if isinstance(value.value, list | dict) else []
            )
    assert [word for word in words if closed(word) not in text] == []
    assert text.count("推定") >= len(law.assumptions())


def test_show_is_the_default_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert read(capsys, "show")["id"] == "zhongmu_2022"


def test_show_as_json_is_the_pack(capsys: pytest.CaptureFixture[str]) -> None:
    shown, law = read(capsys, "show", "demo"), load_policy("demo")
    assert shown["lineage"] == ["demo", "zhongmu_2022"]
    assert shown["sha256"] == law.sha256
    assert set(shown["parameters"]) == set(law.parameters)
    scale = shown["parameters"]["evaluation_amount"]
    assert (scale["clause"], scale["unit"], scale["by"]) == ("evaluation", "元", ["level"])
    assert scale["values"][0]["from"] == "2022-01-01"
    assert scale["values"][0]["value"]["高级技师"] == 380
    assert shown["parameters"]["direct_share"]["values"][0]["value"] == "0.5"
    assert {a["parameter"] for a in shown["assumptions"]} == {name for name, _note in law.assumptions()}


def test_a_pack_of_ones_own_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.toml"
    path.write_text('id = "x"\ntitle = "甲"\nplace = "乙"\nstatus = "test"\nextends = "demo"\n', "utf-8")
    assert printed(capsys, "check", str(path)) == "ok\n"


def test_faults_are_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.toml"
    path.write_text('id = "x"\ntitle = "甲"\nstatus = "no"\n', "utf-8")
    assert run(["policy", "check", str(path)]) == 2
    answer = capsys.readouterr()
    assert answer.out == ""
    assert "缺少 place" in answer.err and "status 只能是" in answer.err
    assert "Traceback" not in answer.err


@pytest.mark.parametrize(
    "argv", [["show", "nowhere"], ["list", "--format", "xml"], ["show", "--format", "xml"]]
)
def test_mistakes_are_two(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["policy", *argv]) == 2
    assert capsys.readouterr().err.count("\n") == 1
