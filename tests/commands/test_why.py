"""`audit why` from end to end: the same verdicts as the run, rows that are no claims, exit codes, masks."""

import csv
import json
import shutil
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jsonschema import Draft202012Validator

from chizheng_audit.__main__ import run
from chizheng_audit.audit import run as audit_run
from chizheng_audit.commands import asked
from chizheng_audit.commands.cases import case_of
from chizheng_audit.policy import load_policy
from chizheng_audit.reading.files import read
from chizheng_audit.reading.one_row import one_row
from chizheng_audit.rules import all_rules
from chizheng_audit.why import Subject, answers, subject
from tests.commands.conftest import AGAIN, GOOD, HEAD

SAMPLE = Path(__file__).parents[2] / "sample_data"
ASK = ["--policy", "demo", "--as-of", "2024-03-31", "--quiet"]
VALID = Draft202012Validator(json.loads((files("chizheng_audit.reports") / "schema.json").read_text("utf-8")))
INSURED = "姓名,社会保障号,参保单位,费款所属期\n张一丁,419900199003070018,某公司,202310\n李四,419900199003070034,某公司,202310\n王五,41990019900307,某公司,202310\n"


def why(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code, and the lines, each held against the schema."""
    code = run(["why", *argv, "--format", "jsonl", *ASK])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        VALID.validate(line)
    assert [line["type"] for line in lines[:1] + lines[-1:]] == ["why", "result"]
    assert lines[-1]["exit_code"] == code
    return code, lines


def answered(lines: list[dict[str, Any]]) -> dict[str, str]:
    return {line["code"]: line["answer"] for line in lines if line["type"] == "answer"}


@pytest.fixture(scope="module")
def sample() -> dict[tuple[str, str, int], dict[str, set[str]]]:
    """The answers about every planted row of the sample and about every eleventh claim, by file, sheet and row."""
    rules = all_rules()
    found = read([str(path) for path in sorted(SAMPLE.iterdir()) if path.name != "planted.csv"])
    given = case_of(found, load_policy("demo"), date(2024, 3, 31))
    result = audit_run(given, rules, key=b"test", debug=True)
    lines = found.sheets.to_dicts()
    places, subjects = [], list[Subject]()
    for file, sheet, row in {(p["file"], p["sheet"], int(p["row"])) for p in planted()}:
        line, number = asked.row(f"{file}:{sheet}:{row or 1}" if sheet else f"{file}:{row or 1}", lines, [])
        one = one_row(found, line, number, None)
        places.append((file, sheet, row))
        subjects.append(subject(given, -1 if one.row_id is None else one.row_id, line["base"]))
    for row_id in given.tables.claims.select("row_id").collect().to_series().gather_every(11):
        line = next(each for each in reversed(lines) if each["base"] < row_id)
        places.append((Path(line["file"]).name, line["sheet"] or "", row_id - line["base"]))
        subjects.append(subject(given, row_id))
    told = answers(given, rules, result, subjects)
    return {
        place: {
            each.rule: {each.answer, *each.findings["verdict"]}
            for each in found_
            if not len(each.findings)
            or each.row_id in each.findings["row_id"]  # else it is another row's, for both
        }
        for place, found_ in zip(places, told, strict=True)
    }


def planted() -> list[dict[str, str]]:
    with (SAMPLE / "planted.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_planted_line_has_the_verdict_of_the_run(
    sample: dict[tuple[str, str, int], dict[str, set[str]]],
) -> None:
    for line in planted():
        told = sample[line["file"], line["sheet"], int(line["row"])]
        assert line["verdict"] in told[line["rule"]], line


NOTHING_SAID = {"passed", "out_of_scope", "no_parameter"}


def test_nothing_but_what_was_planted_is_said_of_any_row(
    sample: dict[tuple[str, str, int], dict[str, set[str]]],
) -> None:
    want = {(p["file"], p["sheet"], int(p["row"]), p["rule"]) for p in planted()}
    about_sheets = {name for name, rule in all_rules().items() if rule.about == "sheets"}
    clean = 0
    for (file, sheet, row), told in sample.items():
        for rule, said in told.items():
            at = 0 if rule in about_sheets else row
            assert ((file, sheet, at, rule) in want) == (said.isdisjoint(NOTHING_SAID)), (
                file,
                row,
                rule,
            )
        clean += set.union(*told.values()) == NOTHING_SAID
    assert clean > 30


def test_a_clean_row_and_a_repeated_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = why(capsys, "twice.csv", "--row", "twice.csv:2")
    assert code == 0
    assert set(answered(lines).values()) - {"no_table", "no_parameter"} == {"passed"}
    code, lines = why(capsys, "twice.csv", "--row", "twice.csv:3")
    assert code == 1
    d01 = next(line for line in lines if line.get("code") == "D01" and line["type"] == "answer")
    assert d01["answer"] == "violation"
    assert d01["findings"][0]["evidence"] == [{"file": "twice.csv", "sheet": None, "row": 2}]
    assert d01["clause"]["key"] == "evaluation_once"
    assert d01["parameters"][0]["day"] == "2023-11-08"
    cells = {cell["header"]: cell for cell in lines[1]["cells"]}
    assert (cells["等级"]["raw"], cells["等级"]["value"]) == ("中级", "中级工")


@pytest.mark.parametrize("spelling", ["419900900307001", "４１９９００199003070018", " 419900199003070018 "])
def test_a_person(spelling: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = why(capsys, "twice.csv", "--person", spelling)
    assert code == 1
    assert [line["place"]["row"] for line in lines if line["type"] == "row"] == [2, 3]
    assert lines[0]["person"] == "419900********0018"


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("violation", 0), ("suspicion", 1)])
def test_fail_on(folder: Path, fail_on: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "gap.csv").write_text(HEAD + GOOD.replace("保育师", ""), "utf-8")
    assert why(capsys, "gap.csv", "--row", "gap.csv:2", "--fail-on", fail_on)[0] == code


def test_only_the_rows_asked_for_count(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert why(capsys, "twice.csv", "--row", "twice.csv:2", "--fail-on", "suspicion")[0] == 0


def test_all_lists_what_does_not_apply(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    few, all_ = (
        answered(why(capsys, "good.csv", "--row", "good.csv:2", *more)[1]) for more in ([], ["--all"])
    )
    assert set(all_) == {rule.code for rule in all_rules().values()}
    assert {code for code, answer in all_.items() if answer != "out_of_scope"} == set(few)
    selected = answered(why(capsys, "good.csv", "--row", "good.csv:2", "--select", "D01,I01")[1])
    assert set(selected) == {"D01", "I01"}


def test_rows_that_are_no_claims(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "x.csv").write_text(
        "补贴表,,,,,,,,\n" + HEAD + GOOD + ",,,,,,,,\n" + "合计,,,,,,,480,\n", "utf-8"
    )
    kinds = {}
    for row in (1, 2, 4, 5):
        _code, lines = why(capsys, "x.csv", "--row", f"x.csv:{row}")
        kinds[row] = (lines[1]["kind"], lines[1]["reason"])
        assert lines[1]["remarks"]
    assert kinds == {
        1: ("set_aside", "title"),
        2: ("set_aside", "header"),
        4: ("blank", None),
        5: ("set_aside", "total"),
    }
    code, lines = why(capsys, "x.csv", "--row", "x.csv:5")
    assert (code, answered(lines)["Q03"]) == (1, "violation")


def test_a_row_of_a_copy_is_answered_by_the_first(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(folder / "twice.csv", folder / "zz.csv")
    code, lines = why(capsys, "twice.csv", "zz.csv", "--row", "zz.csv:3")
    assert code == 1
    assert lines[1]["same_as"] == {"file": "twice.csv", "sheet": None, "row": 3}
    assert (answered(lines)["D01"], answered(lines)["Q06"]) == ("violation", "suspicion")


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_row_of_another_table(folder: Path, suffix: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m.csv").write_text(INSURED, "utf-8")
    if suffix == "parquet":
        pl.read_csv(folder / "m.csv", infer_schema=False).write_parquet(folder / "m.parquet")
    for row, claims in ((2, [2]), (3, [])):
        code, lines = why(capsys, "good.csv", f"m.{suffix}", "--row", f"m.{suffix}:{row}")
        assert (code, lines[1]["table"], lines[1]["kind"]) == (0, "insurance", "table")
        assert [place["row"] for place in lines[1]["claims"]] == claims
        assert "S01" in lines[1]["rules"]
        assert next(c for c in lines[1]["cells"] if c["name"] == "month")["value"] == "2023-10-01"


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["good.csv"], "--row"),
        (["good.csv", "--person", "419900199003070018", "--row", "good.csv:2"], "二者取一"),
        (["good.csv", "--person", "张一丁"], "姓名"),
        (["good.csv", "--person", "41990319680815162X"], "没有读到这个人"),
        (["good.csv", "m.csv", "--person", "419900199003070034"], "参保明细 1 行"),
        (["good.csv", "m.parquet", "--person", "419900199003070034"], "参保明细 1 行"),
        (["good.csv", "--row", "god.csv:2"], "good.csv"),
        (["good.csv", "--row", "good.csv:3"], "2 行"),
        (["good.csv", "--row", "good.csv:2", "--format", "json"], "--format"),
        (["good.csv", "--row", "good.csv:2", "--fail-on", "x"], "--fail-on"),
        (["good.csv", "--row", "good.csv:2", "--select", "D99"], "D99"),
    ],
)
def test_mistakes(folder: Path, argv: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "m.csv").write_text(INSURED, "utf-8")
    pl.read_csv(folder / "m.csv", infer_schema=False).write_parquet(folder / "m.parquet")
    assert run(["why", *argv, *ASK]) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert said in caught.err
    assert len(caught.err.splitlines()) == 1


def test_a_file_that_cannot_be_read_makes_the_answer_incomplete(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    code, lines = why(capsys, ".", "--row", "twice.csv:3")
    assert code == 3
    assert [each["file"] for each in lines[0]["failed"]] == ["broken.xlsx"]


@pytest.mark.parametrize("output", ["table", "jsonl"])
def test_nobody_is_named_unless_asked_to(
    folder: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    head = HEAD.strip() + ",联系电话,家长姓名\n"
    (folder / "p.csv").write_text(
        head + GOOD.strip() + ",13812345678,王小明\n" + AGAIN.strip() + ",13812345678,王小明\n", "utf-8"
    )
    secrets = ("张一丁", "419900199003070018", "13812345678", "王小明")
    for argv in (["--row", "p.csv:3", "--all"], ["--person", "419900199003070018"], ["--row", "p.csv:1"]):
        run(["why", "p.csv", *argv, "--format", output, *ASK])
        out = capsys.readouterr().out
        assert [secret for secret in secrets if secret in out] == []
    run(["why", "p.csv", "--row", "p.csv:3", "--unmask", "--format", output, *ASK])
    out = capsys.readouterr().out
    assert [secret for secret in secrets if secret not in out] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("columns", ["80", "120"])
def test_the_screen_keeps_to_its_width(
    folder: Path,
    columns: str,
    language: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from chizheng_audit.reports.typeset import width

    monkeypatch.setenv("COLUMNS", columns)
    run(["why", "twice.csv", "--row", "twice.csv:3", "--all", "--lang", language, *ASK])
    run(["--lang", "zh", "rules", "D01"])
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if width(line) > int(columns)] == []
    assert "S000041000001234000002" in out.replace("\n", "") or columns == "80"
    assert "D01" in out


@pytest.mark.skipif(sys.platform == "win32", reason="a colon cannot stand in a name there")
def test_names_with_colons(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "甲:乙.csv").write_text(HEAD + GOOD, "utf-8")
    assert why(capsys, "甲:乙.csv", "--row", "甲:乙.csv:2")[0] == 0


def test_rows_of_the_ledger_are_named_as_evidence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(["ledger", "record", "good.csv", "--batch", "2023Q3", "--status", "paid", "--quiet"])
    again = (folder / "good.csv").read_text("utf-8").replace("1234000001", "1234000009")
    (folder / "now.csv").write_text(again, "utf-8")
    capsys.readouterr()
    ask = ("now.csv", "--row", "now.csv:2")
    assert why(capsys, *ask)[0] == 0
    code, lines = why(capsys, *ask, "--ledger", "ledger")
    d01 = next(line for line in lines if line.get("code") == "D01" and line["type"] == "answer")
    assert (code, d01["answer"], lines[0]["ledger"]["batches"]) == (1, "violation", 1)
    assert d01["findings"][0]["evidence"] == [
        {"file": "good.csv", "sheet": None, "row": 2, "batch": "2023Q3"}
    ]
    run(["why", *ask, "--ledger", "ledger", *ASK])
    assert "佐证：〔2023Q3〕good.csv 第 2 行" in capsys.readouterr().out
    assert why(capsys, *ask, "--ledger", "ledger", "--batch", "2023Q3")[0] == 0
    assert run(["why", *ask, "--batch", "2023Q3", *ASK]) == 2
