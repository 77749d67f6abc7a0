"""`audit payout` at the counter: what it parts, holds, refuses, writes and books."""

import hashlib
import json
import re
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import polars as pl
import pytest

from chizheng_audit.ledger import decisions
from chizheng_audit.ledger.entries import Source
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.schema import DECISIONS
from tests.ledger.answered import MOMENT
from tests.payout.conftest import Said
from tests.payout.support import (
    HEADER,
    ONE,
    ORG,
    OTHER,
    TWO,
    Payees,
    lines_in,
    money,
    read,
    rows,
    write,
)

SCHEMA = json.loads((files("chizheng_audit.reports") / "schema.json").read_text("utf-8"))
WIDTH = len(HEADER)
NUMBER = HEADER.index("序号")
FILES = {"certificate.json", "certificate.xlsx", "hold.xlsx", "pay.xlsx", "reject.xlsx"}
HEADS = ["核对结果", "核对规则", "核对说明", "核对依据", "涉及金额（元）"]


def parted(out: Path, suffix: str = ".xlsx") -> dict[str, list[str]]:
    """The numbers of the lines in each file."""
    return {
        name: [str(row[NUMBER]) for row in lines_in(out / f"{name}{suffix}")]
        for name in ("pay", "hold", "reject")
    }


def why(out: Path, name: str, suffix: str = ".xlsx") -> dict[str, str]:
    """number → rules of each line of a file."""
    return {str(row[NUMBER]): str(row[WIDTH + 1]) for row in lines_in(out / f"{name}{suffix}")}


def batch(here: Path, *differs: dict[str, Any], total: Any = None, name: str = "b.xlsx") -> str:
    payees = Payees()
    return write(here / name, rows([payees.line(**more) for more in differs], total)).name


def test_clean_lines_are_paid(here: Path, payout: Said) -> None:
    out, err = payout(batch(here, {}, {"等级": "高级工"}, total=520), "--out", "out")
    assert parted(Path("out")) == {"pay": ["1", "2"], "hold": [], "reject": []}
    assert money(Path("out/pay.xlsx")) == 520
    assert "520.00" in out
    assert "明细 2 行 + 剔除 标题 1、表头 1、合计 1" in out
    assert "已写出 out" in err
    assert {path.name for path in Path("out").iterdir()} == FILES


def test_violations_reject_and_the_rest_holds_and_the_worst_counts(here: Path, payout: Said) -> None:
    payees = Payees()
    again = payees.line()
    lines = [
        again,
        payees.line(补贴金额="280"),
        payees.line(收款户名="王二丙", 银行账号=TWO),
        payees.line(补贴金额="280", 收款户名="王二丙", 银行账号=TWO),
        payees.line(银行账号=""),
        payees.line(补贴金额=""),
        again | {"序号": "7"},
    ]
    write(here / "b.xlsx", rows(lines))
    out, _err = payout("b.xlsx", "--out", "out", code=1)
    assert parted(Path("out")) == {"pay": ["1"], "hold": ["3", "5", "6"], "reject": ["2", "4", "7"]}
    held, refused = why(Path("out"), "hold"), why(Path("out"), "reject")
    assert held["3"].startswith("P04")
    assert held["5"].startswith("P02")
    assert "P07" in held["6"]
    assert refused["4"].startswith("A01")
    assert "P04" in refused["4"]
    assert "金额空缺或读不懂 1 行" in out


def test_the_layout_is_the_batchs_own(here: Path, payout: Said) -> None:
    payees = Payees()
    lines = [payees.line(审批意见="=1+1"), payees.line(补贴金额="280", 审批意见="０12")]
    write(here / "b.xlsx", rows(lines))
    payout("b.xlsx", "--out", "out", code=1)
    for name, line in (("pay", lines[0]), ("reject", lines[1])):
        book = openpyxl.load_workbook(f"out/{name}.xlsx")
        assert book.sheetnames == ["明细"]
        header, cells = list(book["明细"].iter_rows(values_only=True))
        assert list(header) == [*HEADER, *HEADS]
        own = dict(zip(HEADER, cells, strict=False))
        assert own.pop("补贴金额") == Decimal(line["补贴金额"])
        assert own == {head: line[head] for head in HEADER if head != "补贴金额"}
    reasons = cells[WIDTH:]
    assert reasons[0] == "不付"
    assert reasons[1].startswith("A01 ")
    assert lines[1]["姓名"] not in reasons[2]
    assert "280" in reasons[2]
    assert reasons[2].endswith("金额等于高级工的标准。")
    assert reasons[4] == 40


def test_of_many_findings_the_first_are_said_and_the_rest_counted(here: Path, payout: Said) -> None:
    behind(here, {}, *({"补贴金额": "280"} for _ in range(7)))
    write(here / "汇总.csv", summary((ORG, ONE, str(240 + 7 * 280))))
    payout("汇总.csv", "明细.csv", "--out", "out", code=1)
    (row,) = lines_in(Path("out/reject.csv"))
    assert row[4] == "A01 评价补贴金额与标准不符"
    assert row[5].count("金额等于高级工的标准") == 5
    assert row[5].endswith("另有 2 条。")
    assert row[7] == "40.00"


def test_text_stays_text(here: Path, payout: Said) -> None:
    payees = Payees()
    lines = [payees.line(审批意见="=cmd|' /C calc'!A0"), payees.line(审批意见="-"), payees.line(补贴金额="0")]
    write(here / "b.csv", rows(lines))
    payout("b.csv", "--out", "out", code=1)
    assert not Path("out/pay.xlsx").exists()
    header, *cells = read(Path("out/pay.csv"))[""]
    assert header == [*HEADER, *HEADS]
    assert cells[0][: WIDTH - 1] == [lines[0][head] for head in HEADER[:-1]]
    assert cells[0][WIDTH - 1] == "'=cmd|' /C calc'!A0"
    assert cells[1][WIDTH - 1] == "-"


def test_several_files_are_one_batch(here: Path, payout: Said) -> None:
    payees = Payees()
    first, second = ([payees.line(), payees.line(补贴金额="1")] for _ in range(2))
    write(here / "a.csv", rows(first))
    write(here / "b.csv", rows(second))
    out, _err = payout("a.csv", "b.csv", "--out", "text", code=1)
    assert parted(Path("text"), ".csv") == {"pay": ["1", "3"], "hold": [], "reject": ["2", "4"]}
    assert "482.00" in out
    other = [[row[0], *row[2:], row[1]] if len(row) > 2 else row for row in rows(second)]
    write(here / "b.csv", other)  # another order of columns: one text file cannot hold both
    payout("a.csv", "b.csv", "--out", "book", code=1)
    pages = read(Path("book/pay.xlsx"))
    assert list(pages) == ["a", "b"]
    assert pages["b"][0][:WIDTH] == other[1]


def test_sheets_that_are_called_alike_keep_their_pages(here: Path, payout: Said) -> None:
    payees = Payees()
    for name in ("甲", "乙"):
        write(here / f"{name}.xlsx", rows([payees.line()]))
    payout("甲.xlsx", "乙.xlsx", "--out", "out")
    assert sorted(read(Path("out/pay.xlsx"))) == ["乙 明细", "甲 明细"]


def test_a_total_that_differs_holds_the_whole_batch_and_saves_no_line(here: Path, payout: Said) -> None:
    file = batch(here, {}, {"补贴金额": "280"}, total=521)
    payout(file, "--out", "out", code=1)
    assert parted(Path("out")) == {"pay": [], "hold": ["1"], "reject": ["2"]}
    assert why(Path("out"), "hold")["1"].startswith("Q03")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (["--total", "480"], 0),
        (["--total", "480.00", "--count", "2"], 0),
        (["--count", "2"], 0),
        (["--total", "480.01"], 1),
        (["--total", "479.99"], 1),
        (["--count", "3"], 1),
        (["--total", "480", "--count", "1"], 1),
    ],
)
def test_the_cover_sheet(here: Path, payout: Said, told: list[str], code: int) -> None:
    payout(batch(here, {}, {}), "--out", "out", *told, code=code)
    assert parted(Path("out"))["pay"] == ([] if code else ["1", "2"])
    if code:
        assert set(why(Path("out"), "hold").values()) == {"P01 封面与付款明细不符"}


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({"评价机构": OTHER, "银行账号": ONE}, "P02"),
        ({"银行账号": TWO}, "P03"),
        ({"收款户名": OTHER, "银行账号": TWO}, "P04"),
    ],
)
def test_accounts_and_payees(here: Path, payout: Said, other: dict[str, str], rule: str) -> None:
    payout(batch(here, {}, other), "--out", "out")
    assert rule in why(Path("out"), "hold")["2"]
    payout(batch(here, {}, {"评价机构": OTHER}, name="c.xlsx"), "--out", "clean")
    assert parted(Path("clean"))["pay"] == ["1", "2"]


def test_a_copy_is_never_paid_twice(here: Path, payout: Said) -> None:
    payees = Payees()
    table = rows([payees.line(), payees.line()])
    write(here / "b.xlsx", table)
    write(here / "b.xlsx", table, "明细（2）")
    out, _err = payout("b.xlsx", "--out", "out")
    assert parted(Path("out")) == {"pay": ["1", "2"], "hold": ["1", "2"], "reject": []}
    assert all("Q06" in rules for rules in why(Path("out"), "hold").values())
    assert "960.00" in out


def summary(*lines: tuple[str, str, Any]) -> list[list[Any]]:
    return [["付款汇总"], ["收款单位", "收款账号", "付款金额"], *([*line] for line in lines)]


def behind(here: Path, *differs: dict[str, Any]) -> None:
    payees = Payees()
    told = [payees.line(**more) for more in differs]
    table = [[cell for head, cell in zip(HEADER, row, strict=False) if head not in ("收款户名", "银行账号")] for row in rows(told)[1:]]  # fmt: skip
    write(here / "明细.csv", table)


def test_a_summary_pays_units_whose_claims_pass(here: Path, payout: Said) -> None:
    behind(here, {}, {}, {"评价机构": OTHER}, {"评价机构": OTHER, "补贴金额": "280"})
    table = summary((ORG, ONE, "480"), (OTHER, TWO, "520"))
    write(here / "汇总.csv", [*table, ["合计", None, "1000"]])
    out, _err = payout("汇总.csv", "明细.csv", "--out", "out", code=1)
    assert [row[:3] for row in lines_in(Path("out/pay.csv"))] == [[ORG, ONE, "480"]]
    assert [row[0] for row in lines_in(Path("out/reject.csv"))] == [OTHER]
    assert lines_in(Path("out/reject.csv"))[0][4].startswith("A01")
    assert "1,000.00" in out
    payout("汇总.csv", "明细.csv", "--out", "covered", "--total", "1000", "--count", "2", code=1)
    assert len(lines_in(Path("covered/pay.csv"))) == 1


@pytest.mark.parametrize(
    ("lines", "standing"),
    [
        ([(ORG, ONE, "480")], "pay"),
        ([(ORG, ONE, "240"), (ORG, ONE, "240")], "pay"),
        ([(ORG, ONE, "481")], "reject"),
        ([(OTHER, TWO, "480")], "hold"),  # nothing stands behind it
        ([(ORG, ONE, "240"), (ORG, "", "240")], "hold"),  # its claims cannot be half paid
    ],
)
def test_a_summary_against_its_claims(here: Path, payout: Said, lines: Any, standing: str) -> None:
    behind(here, {}, {})
    write(here / "汇总.csv", summary(*lines))
    payout("汇总.csv", "明细.csv", "--out", "out", "--fail-on", "never")
    assert len(lines_in(Path(f"out/{standing}.csv"))) == len(lines)


def test_claims_of_units_that_a_summary_leaves_out_are_told(here: Path, payout: Said) -> None:
    behind(here, {}, {"评价机构": OTHER})
    write(here / "汇总.csv", summary((ORG, ONE, "240")))
    out, _err = payout("汇总.csv", "明细.csv", "--out", "out")
    assert "申报明细有 1 条的申报单位不在付款汇总里" in out


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


def test_the_way_of_a_batch_that_is_booked(here: Path, payout: Said, audit: Said) -> None:
    file = batch(here, {}, {}, {"收款户名": "王二丙", "银行账号": TWO})
    ledger = ["--ledger", "ledger", "--batch", "2023Q4"]
    _out, err = payout(file, "--out", "out", *ledger, "--record")
    assert "新建台账 ledger" in err
    assert "批次 2023Q4（已支付），2 条，480.00 元，1 个文件" in err
    now = opened(Path("ledger")).batches["2023Q4"].now
    assert (now.status, now.rows, now.amount) == ("paid", 2, Decimal(480))
    assert "证明完好：通过的申报 2 条，480.00 元" in audit("ledger", "verify", "--certificate", "out/certificate.json")[0]  # fmt: skip
    # the same batch again, and the same lines under another name
    assert "批次 2023Q4 已于" in payout(file, "--out", "again", *ledger, code=2)[1]
    assert "不能再付" in payout(file, "--out", "again", *ledger, "--record", code=2)[1]
    assert not Path("again").exists()
    payout(file, "--out", "other", "--ledger", "ledger", "--batch", "2024Q1", code=1)
    assert parted(Path("other"))["pay"] == []
    assert "P05" in why(Path("other"), "reject")["1"]
    # what was held, put right, is paid from its own file
    book = openpyxl.load_workbook("out/hold.xlsx")
    book["明细"].cell(2, HEADER.index("收款户名") + 1).value = ORG
    book["明细"].cell(2, HEADER.index("银行账号") + 1).value = ONE
    book.save("fixed.xlsx")
    payout("fixed.xlsx", "--out", "rest", "--ledger", "ledger", "--batch", "2023Q4 补", "--record")
    assert parted(Path("rest")) == {"pay": ["3"], "hold": [], "reject": []}
    assert [head for head in read(Path("rest/pay.xlsx"))["明细"][0] if head in HEADS] == HEADS
    assert opened(Path("ledger")).batches["2023Q4 补"].now.amount == Decimal(240)
    assert "台账完好" in audit("ledger", "verify")[0]


def test_a_batch_that_was_claimed_is_brought_to_paid(here: Path, payout: Said, audit: Said) -> None:
    file = batch(here, {}, {})
    audit("ledger", "record", file, "--batch", "B", "--status", "approved", "--ledger", "ledger")
    payout(file, "--out", "out", "--ledger", "ledger", "--batch", "B", "--record")
    entries = opened(Path("ledger")).batches["B"].entries
    assert [entry.status for entry in entries] == ["approved", "paid"]


def test_claims_of_the_batch_that_were_not_paid_are_told(here: Path, payout: Said, audit: Said) -> None:
    file = batch(here, {}, {}, {"补贴金额": "280"})
    audit("ledger", "record", file, "--batch", "B", "--status", "approved", "--ledger", "ledger")
    _out, err = payout(file, "--out", "out", "--ledger", "ledger", "--batch", "B", "--record", code=1)
    assert "原来记有 3 条，本次支付 2 条" in err
    assert opened(Path("ledger")).batches["B"].now.rows == 2


def test_of_a_summary_the_claims_behind_are_booked(here: Path, payout: Said, audit: Said) -> None:
    behind(here, {}, {}, {"评价机构": OTHER, "补贴金额": "280"})
    write(here / "汇总.csv", summary((ORG, ONE, "480"), (OTHER, TWO, "280")))
    argv = ["--ledger", "ledger", "--batch", "B", "--record"]
    payout("汇总.csv", "明细.csv", "--out", "out", *argv, code=1)
    now = opened(Path("ledger")).batches["B"].now
    assert (now.rows, now.amount, [source.file for source in now.sources]) == (2, Decimal(480), ["明细.csv"])
    assert "证明完好：通过的申报 2 条，480.00 元" in audit("ledger", "verify", "--certificate", "out/certificate.json")[0]  # fmt: skip


def test_in_english(here: Path, payout: Said) -> None:
    out, err = payout(batch(here, {}, {"补贴金额": "280"}), "--out", "out", "--lang", "en", code=1)
    row = lines_in(Path("out/reject.xlsx"))[0]
    for text in (out, err, *map(str, row[WIDTH:])):
        assert not re.search("[一-鿿]", re.sub(r"\S*明细\S*|\(.*?\)", "", text)), text


def test_the_pack_shows_what_it_says(here: Path, audit: Said) -> None:
    out, _err = audit("policy", "show", pack(here, '{ A01 = "hold" }'))
    assert "付款时疑点怎样处置" in out
    assert "A01：hold" in out


def test_nothing_is_booked_where_nothing_is_paid(here: Path, payout: Said) -> None:
    file = batch(here, {"补贴金额": "280"})
    payout(file, "--out", "out", "--ledger", "ledger", "--batch", "B", "--record", code=1)
    assert opened(Path("ledger")).batches == {}
    assert json.loads(Path("out/certificate.json").read_text("utf-8"))["run"]["booked"] is False


def test_where_the_ledger_refuses_the_files_are_withdrawn(
    here: Path, payout: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chizheng_audit.errors import AuditError
    from chizheng_audit.ledger import recording

    def refuse(*_args: Any) -> None:
        raise AuditError("磁盘已满。")

    monkeypatch.setattr(recording, "record", refuse)
    argv = ["--out", "out", "--ledger", "ledger", "--batch", "B", "--record"]
    assert "没有入账，已撤回写出的付款文件：磁盘已满。" in payout(batch(here, {}), *argv, code=2)[1]
    assert list(Path("out").iterdir()) == []


def test_claims_that_another_batch_was_paid_for_meanwhile_are_not_booked_twice(
    here: Path, payout: Said, audit: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chizheng_audit.commands import payout_made

    file = here / batch(here, {})
    same = here / "同样.xlsx"
    book = openpyxl.load_workbook(file)
    book["明细"].cell(1, 1).value = "另一份付款明细"
    book.save(same)
    write_first = payout_made.write

    def overtaken(work: Any) -> Any:
        audit("ledger", "record", str(same), "--batch", "B2", "--status", "paid", "--ledger", "ledger")
        return write_first(work)

    monkeypatch.setattr(payout_made, "write", overtaken)
    _out, err = payout(str(file), "--out", "out", "--ledger", "ledger", "--batch", "B1", "--record", code=2)
    assert "核对之后台账又有新的入账" in err and "已撤回写出的付款文件" in err
    assert list(Path("out").iterdir()) == []
    assert set(opened(Path("ledger")).batches) == {"B2"}
    monkeypatch.setattr(payout_made, "write", write_first)
    payout(str(file), "--out", "out", "--ledger", "ledger", "--batch", "B1", "--record", code=1)
    assert "P05" in why(Path("out"), "reject")["1"]  # looked at again, it was paid already


def test_jsonl(here: Path, payout: Said) -> None:
    out, _err = payout(batch(here, {}, {"补贴金额": "280"}), "--out", "out", "--format", "jsonl", "--quiet", code=1)  # fmt: skip
    lines = [json.loads(line) for line in out.splitlines()]
    for line in lines:
        jsonschema.validate(line, SCHEMA)
    assert [line["type"] for line in lines][-4:] == ["payout", "payout", "payout", "summary"]
    parts = {line["standing"]: line for line in lines if line["type"] == "payout"}
    assert {s: (p["lines"], p["amount"]) for s, p in parts.items()} == {"pay": (1, "240.00"), "hold": (0, "0.00"), "reject": (1, "280.00")}  # fmt: skip
    for part in parts.values():
        assert hashlib.sha256(Path("out", part["file"]).read_bytes()).hexdigest() == part["sha256"]


def test_parts_are_left_out_of_folders(here: Path, payout: Said, audit: Said) -> None:
    batch(here, {}, {"补贴金额": "280"})
    write(here / "t.csv", rows([Payees(8).line()]))
    payout("b.xlsx", "--out", "out", code=1)
    payout("t.csv", "--out", "text")
    out, _err = audit("run", ".", "--policy", "demo", "--format", "jsonl", code=1)
    run = json.loads(out.splitlines()[0])
    assert {source["file"] for source in run["sources"]} == {"b.xlsx", "t.csv"}


def test_reasons_are_masked_and_own_cells_are_not(here: Path, payout: Said) -> None:
    payees = Payees()
    again = payees.line()
    write(here / "b.xlsx", rows([again, again | {"序号": "2"}]))
    out, err = payout("b.xlsx", "--out", "out", code=1)
    row = lines_in(Path("out/reject.xlsx"))[0]
    assert again["身份证号"] in row
    assert again["姓名"] in row
    said = " ".join(str(cell) for cell in row[WIDTH:])
    for text in (said, out, err, Path("out/certificate.json").read_text("utf-8")):
        assert again["身份证号"] not in text
        assert again["姓名"] not in text
        assert again["银行账号"] not in text


def pack(here: Path, value: str) -> str:
    path = here / "policy.toml"
    path.write_text(
        'id = "ours"\ntitle = "t"\nplace = "p"\nstatus = "test"\nextends = "demo"\n'
        '[parameters.payout_standing]\nunit = "处置"\n[[parameters.payout_standing.values]]\n'
        f'from = 2022-01-01\nvalue = {value}\nassumed = true\nnote = "本县规定"\n',
        "utf-8",
    )
    return str(path)


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        ('{ violation = "hold" }', "hold"),
        ('{ A01 = "pay" }', "pay"),
        ('{ A01 = "hold", violation = "reject" }', "hold"),
        ('{ suspicion = "reject" }', "reject"),
        ('{ no_table = "hold" }', "reject"),
    ],
)
def test_the_pack_can_say_otherwise(here: Path, payout: Said, value: str, standing: str) -> None:
    file = batch(here, {"补贴金额": "280"})
    out, _err = payout(file, "--out", "out", "--fail-on", "never", policy=pack(here, value))
    assert parted(Path("out"))[standing] == ["1"]
    assert ("政策包另定" in out) == ("reject" not in value or "hold" in value or "suspicion" in value)
    assert json.loads(Path("out/certificate.json").read_text("utf-8"))["policy"]["payout"] != {}


def test_rules_that_lacked_a_table_may_hold(here: Path, payout: Said) -> None:
    out, _err = payout(batch(here, {}), "--out", "out", policy=pack(here, '{ no_table = "hold" }'))
    assert parted(Path("out"))["hold"] == ["1"]
    assert "E04" in why(Path("out"), "hold")["1"]
    assert "没有跑的规则" in out


@pytest.mark.parametrize("value", ['{ violation = "burn" }', '"hold"', '{ Z99 = "pay" }', "{ A01 = 1 }"])
def test_a_pack_that_says_nonsense_is_refused(here: Path, payout: Said, value: str) -> None:
    _out, err = payout(batch(here, {}), "--out", "out", policy=pack(here, value), code=2)
    assert "payout_standing" in err
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("result", "standing"),
    [("not_true", "pay"), ("known", "pay"), ("true_error", "hold"), ("true_fraud", "hold")],
)
def test_what_was_answered_stops_no_payment_unless_it_is_true(
    here: Path, payout: Said, result: str, standing: str
) -> None:
    from tests.ledger.support import put

    put(here / "ledger", "old")
    file = batch(here, {}, {"收款户名": "王二丙", "银行账号": TWO})
    argv = [file, "--ledger", "ledger", "--batch", "B", "--format", "jsonl"]
    found = [json.loads(line) for line in payout(*argv, "--out", "before")[0].splitlines()]
    mine = next(line for line in found if line["type"] == "finding" and line["code"] == "P04")
    assert parted(Path("before"))["hold"] == ["2"]
    row = {
        "fingerprint": mine["fingerprint"], "rule": mine["rule"], "verdict": mine["verdict"], "result": result,
        "note": "有委托书", "decided_by": "李四", "decided_on": date(2024, 1, 2), "recovered": Decimal("999.00"),
        "at_stake": Decimal(mine["at_stake"]), "recorded_at": MOMENT,
    }  # fmt: skip
    rows_ = pl.DataFrame([row], schema={k: v for k, v in DECISIONS.items() if k != "entry"})
    decisions.add(
        opened(here / "ledger"), rows_, [Source(0, "a.xlsx", None, "00", "", 1, Decimal("0.00"))], MOMENT
    )
    payout(*argv, "--out", "after")
    assert "2" in parted(Path("after"))[standing]
    said = str(lines_in(Path(f"after/{standing}.xlsx"))[-1][WIDTH + 2])
    assert ("不影响付款" in said) == (standing == "pay")


def test_what_was_waived_stops_no_payment(here: Path, payout: Said) -> None:
    file = batch(here, {}, {"收款户名": "王二丙", "银行账号": TWO})
    argv = [file, "--key", "key", "--format", "jsonl"]
    found = [json.loads(line) for line in payout(*argv, "--out", "before")[0].splitlines()]
    mine = next(line for line in found if line["type"] == "finding" and line["code"] == "P04")
    waiver = '[[waiver]]\nfingerprint = "{}"\nreason = "有委托书"\nrequested_by = "甲"\napproved_by = "乙"\n'
    days = "approved_on = 2023-12-01\nexpires_on = {}\n"
    for last, standing in (("2023-12-31", "pay"), ("2023-12-30", "hold")):
        text = waiver.format(mine["fingerprint"]) + days.format(last)
        Path("waivers.toml").write_text(text, "utf-8")
        payout(*argv, "--out", last, "--waivers", "waivers.toml")
        assert "2" in parted(Path(last))[standing]


def test_a_page_that_is_no_table_is_told(here: Path, payout: Said) -> None:
    write(here / "b.xlsx", [["付款批次封面"], ["合计金额", "480.00 元"]], "封面")
    write(here / "b.xlsx", rows([Payees().line()]))
    out, _err = payout("b.xlsx", "--out", "out")
    assert "b.xlsx [封面]：2 行，不是已知的表，没有核对" in out.replace("\n  ", "")
    assert list(read(Path("out/pay.xlsx"))) == ["明细"]
