"""When no file of payments is made, or none is left."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.payout.conftest import Said
from tests.payout.support import Payees, batch, rows, write


def test_an_incomplete_run_writes_nothing_that_could_be_paid(here: Path, payout: Said) -> None:
    file = batch(here, {}, {})
    (here / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    out, err = payout(file, "broken.xlsx", "--out", "out", code=3)
    assert out == ""
    assert err.startswith("核对不完整，没有写出任何付款文件：")
    assert len(err.strip().splitlines()) == 1
    assert not Path("out").exists()
    lines = [json.loads(line) for line in payout(file, "broken.xlsx", "--out", "out", "--format", "jsonl", code=3)[0].splitlines()]  # fmt: skip
    assert lines[-1]["exit_code"] == 3
    assert not any(line["type"] == "payout" for line in lines)


def test_an_incomplete_run_leaves_nothing_of_an_earlier_one_that_it_was_to_replace(
    here: Path, payout: Said
) -> None:
    file = batch(here, {}, {})
    payout(file, "--out", "out")
    (here / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    payout(file, "broken.xlsx", "--out", "out", "--force", code=3)
    assert list(Path("out").iterdir()) == []


def test_a_failed_rule_writes_nothing(here: Path, payout: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    import dataclasses

    from chizheng_audit import rules

    every = rules.all_rules()

    def broken(_case: Any) -> Any:
        raise ZeroDivisionError("no")

    changed = every | {"amounts_evaluation_off_scale": dataclasses.replace(every["amounts_evaluation_off_scale"], check=broken)}  # fmt: skip
    monkeypatch.setattr(rules, "all_rules", lambda: changed)
    _out, err = payout(batch(here, {}), "--out", "out", "--ledger", "l", "--batch", "B", "--record", code=3)
    assert "A01" in err
    assert not Path("out").exists()
    assert not Path("l").exists()


@pytest.mark.parametrize(
    "argv",
    [
        ["--out", "out", "--record"],
        ["--out", "out", "--ledger", "ledger", "--batch", "B"],
        ["--out", "out", "--ledger", "ledger", "--record"],
        ["--out", "out", "--batch", "B", "--record"],
        ["--out", "out", "--total", "abc"],
        ["--out", "out", "--total", "1.234"],
        ["--out", "out", "--count", "-1"],
        ["--out", "out", "--format", "xml"],
        ["--out", "out", "--fail-on", "all"],
        ["--out", "."],
        ["--out", "b.xlsx"],
        [],
    ],
)
def test_mistakes_are_two_and_one_sentence_and_make_nothing(
    here: Path, payout: Said, argv: list[str]
) -> None:
    file = batch(here, {})
    before = sorted(here.rglob("*"))
    out, err = payout(file, *argv, code=2)
    assert out == ""
    assert len(err.strip().splitlines()) == 1
    assert "Traceback" not in err
    assert sorted(here.rglob("*")) == before


def test_what_is_no_batch_is_refused(here: Path, payout: Said) -> None:
    (here / "prices.csv").write_text("物料,数量\n螺丝,3\n", "utf-8")
    assert "没有读到任何要付款的行" in payout("prices.csv", "--out", "out", code=2)[1]
    assert not Path("out").exists()


def test_files_of_an_earlier_run_are_kept_unless_forced(here: Path, payout: Said) -> None:
    file = batch(here, {}, {"补贴金额": "280"})
    payout(file, "--out", "out", code=1)
    before = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert "--out out 里已有 pay.xlsx、" in payout(file, "--out", "out", code=2)[1]
    assert {path.name: path.read_bytes() for path in Path("out").iterdir()} == before
    payout(file, "--out", "out", "--force", code=1)
    again = {path.name: path.read_bytes() for path in Path("out").iterdir()}
    assert {name: again[name] for name in again if name != "certificate.json"} == {
        name: before[name] for name in before if name != "certificate.json"
    }
    write(here / "t.csv", rows([Payees().line()]))
    payout("t.csv", "--out", "out", "--force")
    assert not Path("out/pay.xlsx").exists()  # no payments of another run are left beside
    assert Path("out/pay.csv").exists()


def test_a_disk_that_refuses_leaves_no_payments(
    here: Path, payout: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chizheng_audit.payout import files as pens

    file = batch(here, {})
    original, turns = pens.write_xlsx, []

    def full(*args: Any) -> None:
        turns.append(1)
        if len(turns) == 3:
            raise OSError(28, "No space left on device")
        original(*args)

    monkeypatch.setattr(pens, "write_xlsx", full)
    _out, err = payout(file, "--out", "out", code=2)
    assert "没有写出付款文件" in err
    assert list(Path("out").iterdir()) == []
