"""A second header amid the data begins a part of its own; the account still adds up."""

from decimal import Decimal

from chizheng_audit.reading.look import Ask, SheetSeen, see
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import Book, RawSheet
from tests.reading.sheets import sheet
from tests.reading.test_rows_conserved import conserved

ID, OTHER = "419900199003070018", "419900199003070026"
HEAD = ["姓名", "身份证号", "等级", "证书编号", "补贴金额"]
ROW = ["张一丁", ID, "中级工", "S1", "240"]


def seen(raw: RawSheet) -> SheetSeen:
    found = see("a.csv", Book("a.csv", "", "", "csv", (raw,)), raw, Ask(Said()))
    conserved(found)
    return found


def test_other_columns_below() -> None:
    found = seen(
        sheet(
            ["评价补贴申报表"], HEAD, ROW, ["合计", None, None, None, "240"], [], ["一次性吸纳就业补贴"],
            ["身份证号", "姓名", "用人单位", "入职日期", "补贴金额"], [OTHER, "李二", "甲厂", "2022-09-01", "1000"],
            ["合计", None, None, None, "1000"],
        )
    )  # fmt: skip
    assert found.rows.select("row_id", "name", "id_no", "subsidy", "amount").rows() == [
        (3, "张一丁", ID, "evaluation", Decimal("240.00")),
        (8, "李二", OTHER, "hire", Decimal("1000.00")),
    ]
    assert found.line["header_rows"] == [2, 7] and found.line["set_aside"]["title"] == 2
    assert found.totals.select("row_id", "amount").rows() == [(4, Decimal("240.00")), (9, Decimal("1000.00"))]
    assert not found.incomplete and any("第 7 行" in text for text in found.line["warnings"])


def test_the_same_words_in_another_order() -> None:
    swapped = ["姓名", "身份证号", "等级", "补贴金额", "证书编号"]
    found = seen(sheet(HEAD, ROW, swapped, ["李二", OTHER, "中级工", "240", "S2"]))
    assert found.rows["cert_no"].to_list() == ["S1", "S2"]


def test_the_same_header_again_is_no_part() -> None:
    found = seen(sheet(HEAD, ROW, HEAD, ["李二", OTHER, "中级工", "S2", "240"]))
    assert found.line["header_rows"] == [1] and found.line["set_aside"]["repeated_header"] == 1
    assert len(found.rows) == 2 and not found.line["warnings"]


def test_a_header_of_two_rows_again() -> None:
    head = (["姓名", "身份证号", "证书信息", None, "补贴"], [None, None, "等级", "证书编号", "金额"])
    merged = ((1, 3, 1, 4), (4, 3, 4, 4))
    found = seen(sheet(*head, ROW, *head, ["李二", OTHER, "中级工", "S2", "240"], merged=merged))
    assert found.line["header_rows"] == [1, 2] and found.line["set_aside"]["repeated_header"] == 2
    assert found.rows["name"].to_list() == ["张一丁", "李二"]


def test_a_table_of_another_kind_is_told() -> None:
    found = seen(
        sheet(
            HEAD,
            ROW,
            ["姓名", "社会保障号", "参保单位", "险种", "费款所属期"],
            ["李二", OTHER, "甲厂", "养老", "202209"],
        )
    )
    assert len(found.rows) == 1 and "第 3 行起" in found.incomplete[0]
    assert found.line["set_aside"]["unparsed"] == 2


def test_a_header_that_is_not_understood_is_no_person() -> None:
    found = seen(sheet(HEAD, ROW, ["姓名", "号", "级", "书", "钱"], ["李二", OTHER, "中级工", "S2", "240"]))
    assert found.rows["name"].to_list() == ["张一丁", "李二"]
    assert "第 3 行像是另一个表头" in found.incomplete[0]


def test_a_kind_of_paper_is_no_header() -> None:
    found = seen(sheet([*HEAD, "证件类型"], [*ROW, "身份证"], ["李二", None, *ROW[2:], "身份证"]))
    assert len(found.rows) == 2 and not found.incomplete


def test_a_person_is_no_header() -> None:
    found = seen(sheet(HEAD, ROW, ["姓名", OTHER, "等级", "证书编号", "240"]))
    assert len(found.rows) == 2 and found.line["header_rows"] == [1]
