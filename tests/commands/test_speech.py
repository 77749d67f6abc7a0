"""The command-line library's own words: in the language in force, one sentence for a mistake."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.reports.typeset import width

ENGLISH = (
    "Usage:",
    "Options:",
    "Arguments:",
    "Commands:",
    "Show this message",
    "[default",
    "[required",
    "[OPTIONS]",
)


@pytest.mark.parametrize(
    "argv", [[], ["run"], ["inspect"], ["policy"], ["policy", "show"], ["demo"], ["rules"]]
)
def test_help_in_chinese_and_in_english(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*argv, "-h"]) == 0
    out = capsys.readouterr().out
    assert [word for word in ENGLISH if word in out] == []
    assert "用法：" in out and "显示本说明" in out
    assert run(["--lang", "en", *argv, "-h"]) == 0
    assert "Usage:" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", ["80", "60"])
def test_helps_fit_the_screen_and_tell_all(
    language: str, columns: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for argv in (
        [],
        ["run"],
        ["why"],
        ["payout"],
        ["ledger"],
        ["ledger", "record"],
        ["review"],
        ["anonymise"],
    ):
        assert run(["--lang", language, *argv, "-h"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line for line in lines if width(line) > int(columns)] == []
        assert [line for line in lines if line.endswith("...") and "audit" not in line] == []
        told = [line.strip() for line in lines]
        assert [line for line in told if line[:1] and line[0] in "，。；：、）］"] == []
        # an explanation begins with a capital, unless it begins with a value that is to be given
        own = [
            re.match(r"(?:-[-\w, ]+|[a-z]+)(?:\.{3})?(?: <[^>]*>| FOLDER)?  +(\w+)", line) for line in told
        ]
        first = [each[1] for each in own if each]
        assert first
        assert language == "zh" or [word for word in first if word[0].islower() and word != "unit"] == []
    run(["--lang", "zh", "--version"])


@pytest.mark.parametrize(
    ("argv", "zh", "en"),
    [
        (["run", "x", "--foo"], "没有选项 --foo", "There is no option --foo"),
        (["run"], "缺少参数", "Missing argument"),
        (["payout", "x.csv"], "缺少选项 --out", "Option --out is missing"),
        (["nonsense"], "没有命令 nonsense", "There is no command nonsense"),
        (["run", "x", "--policy"], "选项 --policy 后面要写值", "Option --policy needs a value"),
        (["demo", "d", "--seed", "x"], "--seed 应是数字", "--seed is to be a number"),
        (["demo", "d", "--claims", "3"], "--claims 不能", "--claims cannot be"),
        (["rules", "--nope"], "没有选项 --nope", "There is no option --nope"),
    ],
)
def test_mistakes(argv: list[str], zh: str, en: str, capsys: pytest.CaptureFixture[str]) -> None:
    for language, words in (("zh", zh), ("en", en)):
        assert (
            run([*argv, "--lang", language] if argv[-1] != "--policy" else ["--lang", language, *argv]) == 2
        )
        (line,) = capsys.readouterr().err.splitlines()
        assert words in line
    run(["--lang", "zh", "--version"])


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize(
    "argv", [["rules"], ["dupes", "good.csv", "--format", "jsonl"], ["dupes", "good.csv"], ["policy", "show"]]
)
def test_a_full_disk_is_one_sentence(folder: Path, argv: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "chizheng_audit", *argv, *(["--quiet"] if "good.csv" in argv else [])],
            stdout=full, stderr=subprocess.PIPE, check=False, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith("错误：读写出错")


def test_without_the_dependencies_one_sentence(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-S", "-I", str(root / "cli.py"), "rules"],
        capture_output=True, check=False, cwd=root, env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    if b"chizheng_audit" in done.stderr:  # -I leaves out the folder of the script
        pytest.skip("cannot run isolated")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr.decode()


def test_one_unreadable_file_is_incomplete(folder: Path) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    for command in ("run", "inspect"):
        assert run([command, "broken.xlsx"]) == 3


def test_piped_lines_have_no_trailing_blanks(folder: Path) -> None:
    for argv in (
        ["dupes", "twice.csv"],
        ["inspect", "twice.csv"],
        ["policy", "show"],
        ["rules"],
        ["rules", "D01"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "chizheng_audit", *argv], capture_output=True, check=False, cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        lines = done.stdout.decode().splitlines()
        assert lines and [line for line in lines if line != line.rstrip()] == []
