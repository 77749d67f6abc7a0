"""The counter: exit codes, errors in one sentence, pure machine output, help that is quick."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from chizheng_audit.__main__ import run

AUDIT = ["--policy", "demo", "--as-of", "2024-03-31", "--quiet"]


def jsonl(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_clean_is_zero(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dupes", "good.csv", *AUDIT]) == 0


def test_findings_are_one_and_output_is_pure(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dupes", "twice.csv", "--format", "jsonl", *AUDIT]) == 1
    lines = jsonl(capsys.readouterr().out)
    assert [line["type"] for line in lines if line["type"] != "coverage"] == [
        "run",
        "finding",
        "evidence",
        "unit",
        "person",
        "summary",
    ]
    assert lines[1]["code"] == "D01"
    assert lines[-1]["exit_code"] == 1


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("violation", 1), ("suspicion", 1)])
def test_fail_on(folder: Path, fail_on: str, code: int) -> None:
    assert run(["dupes", "twice.csv", "--fail-on", fail_on, *AUDIT]) == code


def test_an_unreadable_file_does_not_stop_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    assert run(["dupes", ".", "--format", "jsonl", *AUDIT]) == 3
    lines = jsonl(capsys.readouterr().out)
    assert [f["file"] for f in lines[0]["failed"]] == ["broken.xlsx"]  # type: ignore[attr-defined,index] # JSON
    assert "D01" in {line.get("code") for line in lines if line["type"] == "finding"}


def test_people_in_an_unknown_table_are_not_passed_over(folder: Path) -> None:
    (folder / "odd.csv").write_text("甲,乙,丙\n张一丁,419900199003070018,x\n", "utf-8")
    assert run(["dupes", "good.csv", "odd.csv", *AUDIT]) == 3


def test_a_table_without_people_is_only_mentioned(folder: Path) -> None:
    (folder / "prices.csv").write_text("物料,数量\n螺丝,3\n", "utf-8")
    assert run(["dupes", "good.csv", "prices.csv", *AUDIT]) == 0


@pytest.mark.parametrize(
    "argv",
    [
        ["dupes", "missing.csv"],
        ["dupes", "good.csv", "--policy", "nowhere"],
        ["dupes", "good.csv", "--as-of", "yesterday"],
        ["dupes", "good.csv", "--select", "D99"],
        ["dupes", "good.csv", "--out", "x.pdf"],
        ["dupes", "good.csv", "--format", "xml"],
        ["dupes", "good.csv", "--fail-on", "sometimes"],
        ["dupes", "good.csv", "--as", "wages=good.csv"],
        ["dupes", "good.csv", "--columns", "none.toml"],
        ["dupes", "good.csv", "--password-file", "none.txt"],
        ["rules", "D99"],
        ["--lang", "fr", "rules"],
        ["inspect", "missing.csv"],
        ["dupes"],
        ["nonsense"],
    ],
)
def test_mistakes_are_two_and_one_sentence(
    folder: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(argv) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err
    assert "Traceback" not in caught.err


@pytest.mark.parametrize(
    ("kind", "ending"), [("sarif", ".sarif"), ("XLSX", ".xlsx"), ("junit", ".junit.xml")]
)
def test_a_kind_of_file_as_format_is_told_of_out(
    folder: Path, capsys: pytest.CaptureFixture[str], kind: str, ending: str
) -> None:
    assert run(["dupes", "good.csv", "--format", kind, *AUDIT]) == 2
    assert f"--out 文件名{ending}" in capsys.readouterr().err


def test_nothing_read_is_two(folder: Path) -> None:
    (folder / "prices.csv").write_text("物料,数量\n螺丝,3\n", "utf-8")
    assert run(["dupes", "prices.csv", *AUDIT]) == 2


def test_mostly_invalid_ids_are_remarked_on(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["ids", "twice.csv", "--as-of", "2024-03-31"])  # the county's pack does not know the invented region
    assert "--policy demo" in capsys.readouterr().err
    run(["ids", "twice.csv", *AUDIT])
    run(["ids", "twice.csv", "--as-of", "2024-03-31", "--quiet"])
    assert "--policy demo" not in capsys.readouterr().err


def test_who_uses_the_pack_of_the_demo_is_not_told_to(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / "twice.csv").read_text("utf-8")
    wrong = re.sub(r"\b(4199\d{13})(\w)", lambda id_no: id_no[1] + ("1" if id_no[2] != "1" else "2"), text)
    (folder / "wrong.csv").write_text(wrong, "utf-8")
    run(["ids", "wrong.csv", *AUDIT[:-1]])
    told = capsys.readouterr().err
    assert "身份证号多数不成立" in told and "--policy demo" not in told


def test_select_and_ignore(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(
        [
            "run",
            "twice.csv",
            "--select",
            "D01,D02",
            "--ignore",
            "dupes_same_certificate",
            "--format",
            "jsonl",
            *AUDIT,
        ]
    )
    covered = [line["code"] for line in jsonl(capsys.readouterr().out) if line["type"] == "coverage"]
    assert covered == ["D02"]


def test_a_key_makes_fingerprints_comparable(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def fingerprints(*argv: str) -> list[object]:
        run(["dupes", *argv, "--format", "jsonl", *AUDIT])
        return [line["fingerprint"] for line in jsonl(capsys.readouterr().out) if line["type"] == "finding"]

    (folder / "copy.csv").write_text((folder / "twice.csv").read_text("utf-8") + "\n", "utf-8")
    assert fingerprints("twice.csv", "--key", "k") == fingerprints("copy.csv", "--key", "k")
    assert (folder / "k").stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    assert fingerprints("twice.csv") == fingerprints("twice.csv")
    assert fingerprints("twice.csv") != fingerprints("copy.csv")


def test_columns_file_names_an_offices_own_words(folder: Path) -> None:
    (folder / "own.csv").write_text("学员,号码,档次,钱\n张一丁,419900199003070018,中级工,240\n", "utf-8")
    (folder / "own.toml").write_text(
        '[file."own*".columns]\n"学员" = "姓名"\n"号码" = "id_no"\n"档次" = "level"\n"钱" = "amount"\n',
        "utf-8",
    )
    assert run(["inspect", "own.csv", "--columns", "own.toml"]) == 0
    assert run(["amounts", "own.csv", "--columns", "own.toml", *AUDIT]) == 0
    assert run(["amounts", "own.csv", *AUDIT]) == 3


def test_inspect_masks(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["inspect", "good.csv"]) == 0
    out = capsys.readouterr().out
    assert "419900199003070018" not in out
    assert "张一丁" not in out
    assert "419900********0018" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_help_is_quick_and_does_not_import_polars(language: str) -> None:
    code = (
        "import sys; from chizheng_audit.__main__ import run\n"
        f"assert run(['--lang', '{language}', '--help']) == 0\n"
        "assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_every_console_encoding(folder: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "chizheng_audit", "dupes", "twice.csv", *AUDIT],
        env={"PYTHONIOENCODING": encoding, "PATH": "", "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert b"Traceback" not in done.stderr
    assert b"D01" in done.stdout


def test_every_rule_is_listed_and_explained(capsys: pytest.CaptureFixture[str]) -> None:
    from chizheng_audit.rules import all_rules

    assert run(["rules"]) == 0
    listed = capsys.readouterr().out
    for name, rule in all_rules().items():
        assert rule.code in listed
        for language in ("zh", "en"):
            assert run(["rules", name, "--lang", language]) == 0
            told = capsys.readouterr().out
            assert rule.code in told
            assert language == "zh" or not set(told) & set("：；，（）")
    run(["--lang", "zh", "rules"])
