"""What CI services are given: SARIF, JUnit and annotations keep to their forms and name nobody, even of an unmasked run."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as Xml

import polars as pl
import pytest

from chizheng_audit.__main__ import run
from chizheng_audit.reading.files import read
from chizheng_audit.reading.paths import expand
from chizheng_audit.reports import github, write
from chizheng_audit.reports.view import View
from chizheng_audit.tables import TABLES
from tests.reports.conftest import BROKEN, HOSTILE, ROWS, RULES, SECRETS

SAMPLE = Path(__file__).parents[2] / "sample_data"
PRIVATE = ("name", "id_no", "phone", "account", "cert_no", "prior_cert_no", "legal_person", "student_no")


def exported(view: View, folder: Path) -> dict[str, str]:
    """The three exports as text."""
    texts = {}
    for suffix in (".sarif", ".junit.xml"):
        write(view, folder / f"o{suffix}")
        texts[suffix] = (folder / f"o{suffix}").read_bytes().decode()
    stream = io.StringIO()
    github.write(view, stream)
    return texts | {"github": stream.getvalue()}


def private_values() -> list[str]:
    """Whatever the sample says of people: names, IDs, phones, accounts, numbers of certificates."""
    found = read(expand([str(SAMPLE)]))
    values: set[str] = set()
    for name, frame in found.tables.items():
        assert name in TABLES
        for column in set(PRIVATE) & set(frame.columns):
            values |= set(frame[column].drop_nulls().cast(pl.String))
    return sorted(value for value in values if len(value) > 1)


def test_an_unmasked_run_of_the_sample_names_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outs = [word for suffix in (".sarif", ".junit.xml") for word in ("--out", str(tmp_path / f"o{suffix}"))]
    command = ["run", str(SAMPLE), "--policy", "demo", "--as-of", "2024-03-31", "--unmask", "--quiet"]
    assert run([*command, *outs, "--format", "github", "--out", str(tmp_path / "o.jsonl")]) == 1
    told = capsys.readouterr().out
    assert run(["report", str(tmp_path / "o.jsonl"), "--format", "github", "--quiet"]) == 0
    assert capsys.readouterr().out == told
    values = private_values()
    assert len(values) > 1_500
    open_text = (tmp_path / "o.jsonl").read_text("utf-8")
    assert sum(value in open_text for value in values) > 100  # so the search can find them
    sarif = (tmp_path / "o.sarif").read_text("utf-8")
    for text in (sarif, unquote(sarif), (tmp_path / "o.junit.xml").read_text("utf-8"), told):
        assert [value for value in values if value in text] == []


@pytest.mark.parametrize("which", ["view", "open_view"])
def test_hostile_rows_get_through_nowhere(which: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    view: View = request.getfixturevalue(which)
    rows = view.rows.with_columns(
        pl.col("file") + "_41990019900307001X王小明6222021234567890123\n::error::%0A"
    )
    failed = (("王小明.xlsx", "读到 419900199003070018 时，王小明 的"),)
    texts = exported(replace(view, rows=rows, failed=failed if which == "open_view" else ()), tmp_path)
    for text in (*texts.values(), unquote(texts[".sarif"])):
        assert [
            s
            for s in (*SECRETS, "41990019900307001X")
            if s in text and (s != "王小明" or which == "open_view")
        ] == []
        assert [s for s in HOSTILE if s in text] == []
    assert all(
        line.startswith(("::error ", "::warning ", "::notice ")) for line in texts["github"].split("\n")[:-1]
    )
    assert "%25" in texts["github"] and "\n::error::" not in texts["github"].replace("%0A", "")


def test_sarif_keeps_to_its_form(view: View, tmp_path: Path) -> None:
    log = json.loads(exported(view, tmp_path)[".sarif"])
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (told,) = log["runs"]
    rules = told["tool"]["driver"]["rules"]
    assert (
        told["tool"]["driver"]["name"] and [rule["id"] for rule in rules] == view.coverage["code"].to_list()
    )
    assert all(rule["shortDescription"]["text"] for rule in rules)
    results = told["results"]
    assert [r["partialFingerprints"]["chizhengAudit/v1"] for r in results] == view.findings[
        "fingerprint"
    ].to_list()
    levels = {
        "violation": ("fail", "error"),
        "suspicion": ("fail", "warning"),
        "unverifiable": ("open", "none"),
    }
    for result, finding in zip(results, view.findings.iter_rows(named=True), strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding["code"]
        assert (result["kind"], result["level"]) == levels[finding["verdict"]]
        assert result["message"]["text"]
        assert len(result.get("relatedLocations", [])) == min(len(finding["evidence"]), 5)
        for place in [*result["locations"], *result.get("relatedLocations", [])]:
            uri = place["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"[A-Za-z0-9%._/~-]+", uri)
        region = results and result["locations"][0]["physicalLocation"].get("region")
        assert (region or {}).get("startLine") == finding["row"]
    (invocation,) = told["invocations"]
    assert invocation["executionSuccessful"] is False  # a file could not be read
    assert invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert all(len(file["hashes"]["sha-256"]) == 64 for file in told["artifacts"])


def test_junit_has_a_case_a_rule(make: Callable[..., View], tmp_path: Path) -> None:
    view = make(ROWS, {**RULES, "data_broken": BROKEN}, failed=(("坏.xlsx", "打不开"),))
    suites = Xml.fromstring(exported(view, tmp_path)[".junit.xml"])
    (suite,) = suites
    cases = suite.findall("testcase")
    outcomes = {case.get("name", "").split(" ")[0]: {each.tag for each in case} for case in cases}
    assert outcomes == {
        "坏.xlsx": {"error"},
        "A91": {"failure"},
        "D91": {"failure"},
        "I91": {"skipped"},
        "Q91": {"failure"},
        "Q92": {"failure"},
        "Q99": {"error"},
    }
    for element in (suites, suite):
        for called, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(element.get(called, "")) == len(suite.findall(f"testcase/{tag}"))
        assert int(element.get("tests", "")) == len(cases) == len(view.coverage) + 1
    broken = next(each for case in cases for each in case if "Q99" in case.get("name", ""))
    assert broken.get("message") == "规则出错：ValueError"  # and not what it said, which holds a cell
    idle = next(each for case in cases for each in case if "I91" in case.get("name", ""))
    assert "no_such_parameter" in idle.get("message", "")
    dear = next(each for case in cases for each in case if "D91" in case.get("name", ""))
    assert dear.get("type") == "violation" and "涉及金额 240.00 元" in dear.get("message", "")
    assert len((dear.text or "").split("\n")) == len(view.findings.filter(pl.col("code") == "D91"))


def test_a_clean_run_has_no_failure(empty_view: View, tmp_path: Path) -> None:
    texts = exported(empty_view, tmp_path)
    assert json.loads(texts[".sarif"])["runs"][0]["results"] == []
    assert Xml.fromstring(texts[".junit.xml"]).find(".//testcase/*") is None
    assert texts["github"].count("\n") == 1 and texts["github"].startswith("::notice ")


def test_what_could_not_be_verified_is_skipped_and_what_is_settled_passes(view: View, tmp_path: Path) -> None:
    opened = view.findings.with_columns(verdict=pl.lit("unverifiable", view.findings.schema["verdict"]))
    coverage = view.coverage.with_columns(unverifiable=pl.lit(2))
    junit = exported(replace(view, findings=opened, coverage=coverage), tmp_path)[".junit.xml"]
    assert {each.tag for each in Xml.fromstring(junit).iterfind(".//testcase/*")} == {"skipped", "error"}
    assert "无法核验 2 条" in junit
    settled = replace(view, findings=view.findings.with_columns(settled=pl.lit(True)), failed=())
    texts = exported(settled, tmp_path)
    assert Xml.fromstring(texts[".junit.xml"]).find(".//testcase/failure") is None
    assert all(result["suppressions"] for result in json.loads(texts[".sarif"])["runs"][0]["results"])
    assert texts["github"].count("\n") == 1


def test_annotations_stop_at_ten_a_level_and_say_so(view: View, tmp_path: Path) -> None:
    many = pl.concat([view.findings] * 12)
    lines = exported(replace(view, findings=many, failed=()), tmp_path)["github"].splitlines()
    levels = [line.partition(" ")[0] for line in lines]
    counts = {v: int((many["verdict"] == v).sum()) for v in ("violation", "suspicion", "unverifiable")}
    assert all(levels.count(level) <= 10 for level in ("::error", "::warning", "::notice"))
    assert (
        levels.count("::error")
        == levels.count("::warning")
        == 10
        < min(counts["violation"], counts["suspicion"])
    )
    left = len(many) - (len(lines) - 2)
    assert f"另有 {left:,} 条" in lines[-1]
