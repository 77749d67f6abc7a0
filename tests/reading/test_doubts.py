"""People who stand where no one is read: the sheet is told, and the run incomplete."""

from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.reading.files import read
from chizheng_audit.reading.look import Ask, SheetSeen, see
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import Book, RawSheet
from tests.reading.sheets import sheet

ID, OTHER = "419900199003070018", "419900199003070026"
HEAD = ["姓名", "身份证号", "等级", "证书编号", "补贴金额"]
ROW = ["张一丁", ID, "中级工", "S000041000001234000271", "240"]
FULL_WIDTH = OTHER.translate({ord("0") + n: ord("０") + n for n in range(10)})
SPACED = " ".join((OTHER[:6], OTHER[6:14], OTHER[14:]))


def seen(raw: RawSheet, said: Said | None = None) -> SheetSeen:
    return see("a.csv", Book("a.csv", "", "", "csv", (raw,)), raw, Ask(said or Said()))


@pytest.mark.parametrize(
    "number", [OTHER, SPACED, FULL_WIDTH, "419900900307001", f"'{OTHER}", OTHER[:17] + "x"]
)
def test_ids_in_a_column_that_no_one_took(number: str) -> None:
    found = seen(sheet([*HEAD, "号码"], [*ROW, number], [*ROW, None]))
    assert (
        len(found.incomplete) == 1
        and "“号码”有 1 行" in found.incomplete[0]
        and "第 2 行" in found.incomplete[0]
    )
    assert found.incomplete[0] in found.line["warnings"]


@pytest.mark.parametrize(
    "text", ["13800000000", ID, SPACED.replace("26", "18"), f"{OTHER}（代领）", "6222020200012345678", None]
)
def test_other_numbers_and_the_same_person_are_no_one_else(text: str | None) -> None:
    assert not seen(sheet([*HEAD, "号码"], [*ROW, text])).incomplete


def test_a_column_that_is_to_be_ignored_is_no_doubt() -> None:
    raw = sheet([*HEAD, "号码"], [*ROW, OTHER])
    assert not seen(raw, Said(words={"号码": None})).incomplete


def test_a_column_without_a_header() -> None:
    assert "第 6 列" in seen(sheet([*HEAD, None], [*ROW, OTHER])).incomplete[0]


def test_lists_side_by_side() -> None:
    found = seen(sheet([*HEAD, *HEAD], [*ROW, "李二", OTHER, *ROW[2:]]))
    assert any("身份证号”和“身份证号" in text for text in found.incomplete)


@pytest.mark.parametrize("number", [ID, SPACED, FULL_WIDTH])
def test_people_in_a_sheet_without_a_table(number: str) -> None:
    assert seen(sheet(["甲", "乙"], ["张一丁", number])).incomplete
    assert not seen(sheet(["甲", "乙"], ["张一丁", "13800000000"])).incomplete


def torn(text: str) -> RawSheet:
    raw = sheet(HEAD, ROW)
    lost = pl.DataFrame([(3, text, "why")], schema=raw.damaged.schema, orient="row")
    return RawSheet(name=None, cells=raw.cells, height=3, damaged=lost)


@pytest.mark.parametrize(
    "text",
    [
        f"李二,{OTHER},x,y",
        f"李二,{SPACED},x",
        f"李二 {OTHER[:6]}{OTHER[8:17]} x",
        f"李二,{OTHER[:17]},x",
        "李二,4.1990E+17,x",
    ],
)
def test_a_torn_line_with_a_person(text: str) -> None:
    found = seen(torn(text))
    assert "有 1 行含身份证号一类" in found.incomplete[0] and "第 3 行" in found.incomplete[0]


def test_a_torn_line_without_a_person_is_set_aside() -> None:
    found = seen(torn("合计,,,x,13800000000"))
    assert not found.incomplete and found.line["set_aside"]["unparsed"] == 1


def test_a_person_above_the_header_or_in_a_footer() -> None:
    assert "第 1 行" in seen(sheet(ROW, HEAD, ROW)).incomplete[0]
    footer: list[str | None] = ["填表人", "李二", None, None, OTHER]
    assert "第 3 行" in seen(sheet(HEAD, ROW, footer)).incomplete[0]
    assert not seen(sheet(HEAD, ROW, ["填表人", "李二", None, None, f"证号{OTHER}"])).incomplete


def test_the_run_is_incomplete(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    for line, failed in ((f"{','.join(ROW)},多,余", 1), (",".join(ROW), 0)):
        file.write_text("\n".join([",".join(HEAD), ",".join(ROW), line, ""]), "utf-8")
        assert len(read([str(file)]).failed) == failed


def test_two_columns_of_one_meaning_that_differ() -> None:
    head = [*HEAD[:4], "补贴标准", "补贴金额"]
    found = seen(sheet(head, [*ROW[:4], "240", "240.00"], [*ROW[:4], "280", "240"]))
    assert "第 3 行" in found.incomplete[0]
    assert found.rows["amount"].to_list() == [240, 240]  # what is called the amount counts
    assert not seen(sheet(head, [*ROW[:4], "240", "240.00"], [*ROW[:4], None, "240"])).incomplete
    assert not seen(sheet(head, [*ROW[:4], "280", "240"]), Said(words={"补贴标准": None})).incomplete


@pytest.mark.parametrize(
    ("header", "own", "other"),
    [("级别", "中级工", "高级工"), ("证书号", "S1", "S2"), ("身份证号码", ID, OTHER)],
)
def test_any_weighty_column(header: str, own: str, other: str) -> None:
    place = {"级别": 2, "证书号": 3, "身份证号码": 1}[header]
    line = [own if n == place else text for n, text in enumerate(ROW)]
    assert seen(sheet([*HEAD, header], [*line, other])).incomplete
    assert not seen(sheet([*HEAD, header], [*line, own])).incomplete
