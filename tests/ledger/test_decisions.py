"""What is known of findings: new until a run that found them was recorded, then open, until they are answered."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.ledger import decisions, delta, runs
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.verifying import verify
from tests.ledger.answered import answered, findings, ran
from tests.ledger.support import put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "ledger", "A")
    return tmp_path / "ledger"


def standing(folder: Path, *rows: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    told = decisions.standing(opened(folder), findings(*rows))
    return {f[0]: (str(how), settled) for f, how, settled in told.select("fingerprint", "standing", "settled").rows()}  # fmt: skip


def test_new_then_open(folder: Path) -> None:
    assert standing(folder, {"f": "a"}) == {"a": ("new", False)}
    ran(folder, findings({"f": "a"}))
    assert standing(folder, {"f": "a"}, {"f": "b"}) == {"a": ("open", False), "b": ("new", False)}


def test_a_run_without_findings_is_remembered_too(folder: Path) -> None:
    entry = ran(folder, findings())
    assert entry.rows == 0
    assert runs.known(opened(folder)).is_empty()
    assert verify(folder).faults == ()


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        ({"result": "not_true"}, True),
        ({"result": "known"}, True),
        ({"result": "true_fraud"}, False),
        ({"result": "true_error"}, False),
        ({"result": "true_error", "recovered": "239.99"}, False),
        ({"result": "true_error", "recovered": "240.00"}, True),
    ],
)
def test_what_is_settled(folder: Path, answer: dict[str, Any], settled: bool) -> None:
    answered(folder, answer)
    assert standing(folder, {}) == {"a": ("decided", settled)}


@pytest.mark.parametrize(
    ("then", "now", "verdicts", "comes_back"),
    [
        ("240.00", "240.00", "vv", False),
        ("240.00", "239.99", "vv", False),
        ("240.00", "240.01", "vv", True),
        ("240.00", None, "vu", False),
        (None, None, "vv", False),
        (None, "0.01", "vv", True),
        (None, "0.00", "vv", False),
        ("-40.00", "-40.00", "vv", False),
        ("-40.00", "-40.01", "vv", True),
        ("-40.00", "-1.00", "vv", False),
        ("-40.00", "1.00", "vv", True),
        ("240.00", "-1.00", "vv", True),
        ("240.00", "240.00", "sv", True),
        ("240.00", "240.00", "vs", False),
        (None, "0.00", "uv", True),
    ],
)
def test_a_finding_comes_back_when_it_grows(
    folder: Path, then: str | None, now: str | None, verdicts: str, comes_back: bool
) -> None:
    words = {"v": "violation", "s": "suspicion", "u": "unverifiable"}
    answered(folder, {"at_stake": then, "verdict": words[verdicts[0]]})
    how, settled = standing(folder, {"at_stake": now, "verdict": words[verdicts[1]]})["a"]
    assert (how, settled) == (("open", False) if comes_back else ("decided", True))


def test_the_latest_answer_holds_and_none_is_lost(folder: Path) -> None:
    answered(folder, {"result": "true_fraud"}, {"f": "b"})
    answered(folder, {"result": "known"})
    told = decisions.in_force(opened(folder))
    assert dict(told.select("fingerprint", "result").rows()) == {"a" * 32: "known", "b" * 32: "not_true"}
    assert len(decisions.every(opened(folder))) == 3


def test_the_latest_run_tells_what_is_known(folder: Path) -> None:
    ran(folder, findings({"f": "a"}, {"f": "b"}))
    ran(folder, findings({"f": "a", "at_stake": "100.00"}))
    told = runs.known(opened(folder))
    assert {f[0]: str(s) for f, s in told.select("fingerprint", "at_stake").rows()} == {"a": "100.00", "b": "240.00"}  # fmt: skip


def test_what_can_be_recovered_at_most(folder: Path) -> None:
    found = findings({"f": "a"}, {"f": "b", "at_stake": None}, {"f": "c", "at_stake": "-40.00"}, {"f": "d", "at_stake": "99.00"})  # fmt: skip
    ran(folder, found)
    told = runs.known(opened(folder))
    assert {f[0]: str(s) for f, s in told.select("fingerprint", "limit").rows()} == {"a": "240.00", "b": "240.00", "c": "0.00", "d": "99.00"}  # fmt: skip


def test_groups_name_the_same_rows() -> None:
    found = findings(
        {"f": "b", "row_id": 1, "evidence": [2, 3]}, {"f": "a", "row_id": 2, "evidence": [1, 3]},
        {"f": "c", "row_id": 1, "evidence": [2, 3], "code": "D09", "rule": "dupes_same_row"},
        {"f": "d", "row_id": 7, "evidence": [8]}, {"f": "e", "row_id": 9, "evidence": []}, {"f": "f", "row_id": 10, "evidence": []},
        {"f": "1", "row_id": 1, "evidence": [2], "rule": "caps_employer_over", "code": "C01"},
        {"f": "2", "row_id": 3, "evidence": [1], "rule": "caps_employer_over", "code": "C01"},
    )  # fmt: skip
    assert runs.groups(found).to_list() == ["a" * 32, "a" * 32, *[None] * 6]


def test_a_large_group_is_one(folder: Path) -> None:
    """Real claims: more of one group than are named as evidence."""
    from chizheng_audit.audit import run
    from chizheng_audit.facts.duplicates import LISTED
    from chizheng_audit.rules import all_rules
    from tests.support import case

    rows = [{"row_id": LISTED + 20 - n, "issue_date": date(2022, 9, 1 + n % 28)} for n in range(LISTED + 20)]
    rule = {"dupes_same_certificate": all_rules()["dupes_same_certificate"]}
    found = run(case(*rows), rule, key=b"k", debug=True).findings
    assert len(found) == LISTED + 19
    assert runs.groups(found).unique().to_list() == [found["fingerprint"].min()]


def test_digests_tell_facts_and_not_places() -> None:
    base = findings({"facts": ["张一丁", "2"]})
    moved = base.with_columns(
        row_id=pl.lit(99, dtype=pl.Int64), evidence=pl.lit([3], dtype=pl.List(pl.Int64))
    )
    key = b"k"
    assert runs.digests(base, key) == runs.digests(moved, key)
    assert runs.digests(base, key) != runs.digests(base, b"other")
    for other in ({"facts": ["张一丁", "3"]}, {"at_stake": "1.00", "facts": ["张一丁", "2"]}, {"verdict": "suspicion", "facts": ["张一丁", "2"]}):  # fmt: skip
        assert runs.digests(findings(other), key) != runs.digests(base, key)


def test_two_at_once_do_not_both_decide(folder: Path) -> None:
    from decimal import Decimal

    from chizheng_audit.ledger.entries import Source
    from tests.ledger.answered import MOMENT

    ledger = opened(folder)
    answered(folder, {"f": "a"})
    rows = decisions.every(opened(folder)).drop("entry", "number")
    with pytest.raises(AuditError, match="另一进程"):
        decisions.add(ledger, rows, [Source(0, "x", None, "0", "", 1, Decimal("0.00"))], MOMENT)
    assert len(decisions.every(opened(folder))) == 1
    assert verify(folder).faults == ()


@pytest.mark.parametrize(("home", "word"), [("decisions", "核实结果"), ("runs", "审计运行")])
def test_what_was_altered_is_told(folder: Path, home: str, word: str) -> None:
    ran(folder, findings({"f": "a"}))
    answered(folder, {"f": "a"})
    path = next((folder / home).glob("*.parquet"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + b"?")
    faults = verify(folder).faults
    assert len(faults) == 1 and word in faults[0] and "被改动过" in faults[0]
    path.write_bytes(whole[:-1])
    with pytest.raises(AuditError, match=f"{word}.*被改动过"):
        opened(folder)
    path.unlink()
    assert "缺失" in verify(folder).faults[0]
    with pytest.raises(AuditError, match=f"{word}.*缺失"):
        opened(folder)


def test_batches_do_not_see_runs_and_decisions(folder: Path) -> None:
    ran(folder, findings({"f": "a"}), batch="A")
    answered(folder, {"f": "a"})
    put(folder, "B")
    ledger = opened(folder)
    assert list(ledger.batches) == ["A", "B"]
    assert [entry.kind for entry in ledger.batches["A"].entries] == ["record"]
    told = verify(folder)
    assert (told.faults, told.batches, told.entries) == ((), 2, 4)


OLD_RUNS = pl.Schema({"run": pl.String(), "ran_at": pl.Datetime("us", "UTC"), "findings": pl.List(pl.Struct({"fingerprint": pl.String()}))})  # fmt: skip


def test_a_ledger_of_version_1_is_read_and_becomes_one_of_2(folder: Path) -> None:
    """As version 1 made it: other columns in tables that nothing was ever written to."""
    import shutil

    for home in ("runs", "decisions"):
        shutil.rmtree(folder / home)
        delta.create(folder / home, OLD_RUNS)
    mark = folder / "ledger.json"
    mark.write_text(json.dumps(json.loads(mark.read_text("utf-8")) | {"version": 1}), "utf-8")
    assert standing(folder, {"f": "a"}) == {"a": ("new", False)}
    put(folder, "B")
    assert json.loads(mark.read_text("utf-8"))["version"] == 1
    ran(folder, findings({"f": "a"}))
    answered(folder, {"f": "a"})
    assert json.loads(mark.read_text("utf-8"))["version"] == 2
    assert standing(folder, {"f": "a"}) == {"a": ("decided", True)}
    assert verify(folder).faults == ()
    for home in ("runs", "decisions"):  # any reader of Delta sees the columns
        names = pl.scan_delta(str(folder / home)).collect_schema().names()
        assert "entry" in names
        assert len(pl.read_delta(str(folder / home))) == 1
