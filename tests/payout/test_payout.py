"""`audit payout` at the counter: what it parts and how it writes that."""

import hashlib
import json
import re
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from tests.payout.conftest import Said
from tests.payout.support import (
    FILES,
    HEADER,
    HEADS,
    ONE,
    ORG,
    OTHER,
    TWO,
    WIDTH,
    Payees,
    batch,
    behind,
    lines_in,
    money,
    parted,
    read,
    rows,
    summary,
    why,
    write,
)

SCHEMA = json.loads((files("chizheng_audit.reports") / "schema.json").read_text("utf-8"))


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


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_unit_of_money_goes_with_it(here: Path, payout: Said, suffix: str) -> None:
    """A line above the header says 万元 and is no part of the files: without it 0.024 would be paid as 0.02."""
    payees = Payees()
    table = rows([payees.line(补贴金额="0.024"), payees.line(补贴金额="0.024")], "0.048")
    write(here / f"w{suffix}", [table[0], ["单位：万元"], *table[1:]])
    out, _err = payout(f"w{suffix}", "--out", "out")
    assert "480.00" in out
    ((header, *_lines),) = read(Path(f"out/pay{suffix}")).values()
    assert header[HEADER.index("补贴金额")] == "补贴金额（万元）"
    assert [*header[:WIDTH]] == [*(f"{head}（万元）" if head == "补贴金额" else head for head in HEADER)]
    # beside a file in 元 one column cannot hold both
    write(here / f"y{suffix}", rows([payees.line()]))
    payout(f"w{suffix}", f"y{suffix}", "--out", "both")
    pages = read(Path("both/pay.xlsx"))
    told = [(page[0][HEADER.index("补贴金额")], len(page) - 1) for page in pages.values()]
    assert sorted(told) == [("补贴金额", 1), ("补贴金额（万元）", 2)]
    # and what was paid out is read as what it was
    again = payout(f"out/pay{suffix}", "--out", "again", "--total", "480")[0]
    assert "480.00" in again


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
    if rule == "P03":  # a count is no number of an account
        assert "在本批有 2 个不同的账号" in lines_in(Path("out/hold.xlsx"))[0][WIDTH + 2]
    payout(batch(here, {}, {"评价机构": OTHER}, name="c.xlsx"), "--out", "clean")
    assert parted(Path("clean"))["pay"] == ["1", "2"]


def test_an_account_that_lost_its_digits_is_not_called_missing(here: Path, payout: Said) -> None:
    behind(here, {}, {})
    write(here / "b.csv", summary((ORG, "6.21700123456789E+18", "480")))
    payout("b.csv", "明细.csv", "--out", "out")
    (row,) = lines_in(Path("out/hold.csv"))
    assert "缺少" not in row[5] and "银行账号" in row[5]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_held_for_want_of_a_name_is_held_by_itself_too(here: Path, payout: Said, suffix: str) -> None:
    """In the file of what is held that column is empty from top to bottom, and still is one."""
    payees = Payees()
    write(here / f"b{suffix}", rows([payees.line(), payees.line(收款户名="")]))
    payout(f"b{suffix}", "--out", "out")
    assert parted(Path("out"), suffix)["hold"] == ["2"]
    payout(f"out/hold{suffix}", "--out", "again")
    assert parted(Path("again"), suffix) == {"pay": [], "hold": ["2"], "reject": []}
    behind(here, {})
    write(
        here / "s.csv",
        [["付款汇总"], ["收款单位", "收款户名", "收款账号", "付款金额"], [ORG, "", ONE, "240"]],
    )
    payout("s.csv", "明细.csv", "--out", "summed")
    assert "P04" in lines_in(Path("summed/hold.csv"))[0][5]


def test_two_columns_of_money_that_differ_are_not_paid_by_either(here: Path, payout: Said) -> None:
    table = rows([Payees().line()])
    table[1][HEADER.index("审批意见")], table[2][HEADER.index("审批意见")] = "实付金额", "2400"
    write(here / "b.csv", table)
    assert "像是同一项" in payout("b.csv", "--out", "out", code=3)[1]
    table[2][HEADER.index("审批意见")] = "240.00"
    write(here / "b.csv", table)
    payout("b.csv", "--out", "out")
    assert parted(Path("out"), ".csv")["pay"] == ["1"]


def test_a_copy_is_never_paid_twice(here: Path, payout: Said) -> None:
    payees = Payees()
    table = rows([payees.line(), payees.line()])
    write(here / "b.xlsx", table)
    write(here / "b.xlsx", table, "明细（2）")
    out, _err = payout("b.xlsx", "--out", "out")
    assert parted(Path("out")) == {"pay": ["1", "2"], "hold": ["1", "2"], "reject": []}
    assert all("Q06" in rules for rules in why(Path("out"), "hold").values())
    assert "960.00" in out


def test_in_english(here: Path, payout: Said) -> None:
    out, err = payout(batch(here, {}, {"补贴金额": "280"}), "--out", "out", "--lang", "en", code=1)
    row = lines_in(Path("out/reject.xlsx"))[0]
    for text in (out, err, *map(str, row[WIDTH:])):
        assert not re.search("[一-鿿]", re.sub(r"\S*明细\S*|\(.*?\)", "", text)), text


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


def test_a_page_that_is_no_table_is_told(here: Path, payout: Said) -> None:
    write(here / "b.xlsx", [["付款批次封面"], ["合计金额", "480.00 元"]], "封面")
    write(here / "b.xlsx", rows([Payees().line()]))
    out, _err = payout("b.xlsx", "--out", "out")
    assert "b.xlsx [封面]：2 行，不是已知的表，没有核对" in out.replace("\n  ", "")
    assert list(read(Path("out/pay.xlsx"))) == ["明细"]
