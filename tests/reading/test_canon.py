"""Rows below the header: kept and typed, or set aside with a reason; nothing is lost."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.reading.header import match
from chizheng_audit.reading.look import account
from chizheng_audit.reading.parts import Whole, conform_sheet
from chizheng_audit.reading.sheet import MARKS, Book, RawSheet
from tests.reading.sheets import sheet

ID = "419900199003070018"
HEAD = ["姓名", "身份证号", "职业（工种）", "等级", "证书编号", "发证日期", "补贴金额"]
ROW = ["张一丁", ID, "保育师", "中级工", "S1", "2022-09-01", "240"]


def done(raw: RawSheet, file: str = "x.csv") -> Whole:
    found = match(raw)
    assert found is not None
    conformed = conform_sheet(raw, found, file)
    whole = pl.concat([found.table.empty(), conformed.rows], how="diagonal")
    return replace(conformed, rows=whole)


def reasons(found: Whole) -> dict[int, str]:
    return dict(found.set_aside.select("row_id", "reason").rows())


def test_a_clean_row() -> None:
    row = done(sheet(HEAD, ROW)).rows.row(0, named=True)
    assert row["row_id"] == 2
    assert (row["name"], row["id_no"], row["level"]) == ("张一丁", ID, "中级工")
    assert (row["issue_date"], row["amount"], row["subsidy"]) == (
        date(2022, 9, 1),
        Decimal("240.00"),
        "evaluation",
    )


def test_rows_between_and_below() -> None:
    found = done(
        sheet(
            ["评价补贴申报表"], HEAD, ["一、第一批"], ROW, ["小  计", None, None, None, None, None, "240"], HEAD, [],
            ["合一诺", None, "保育师", "中级工", "S2", "2022-09-01", "240"], ["合计：2人", None, None, None, None, None, "480元"],
            ["填表人：李", None, "审核人：王", None, None, "日期：2022年10月"], ["注：本表一式三份"], [None, None, None, None, None, None, "7"],
        )
    )  # fmt: skip
    assert reasons(found) == {
        1: "title", 2: "header", 3: "section", 5: "subtotal", 6: "repeated_header", 9: "total", 10: "footer", 11: "note",
        12: "total",
    }  # fmt: skip
    assert found.rows["name"].to_list() == ["张一丁", "合一诺"]
    assert found.totals.select("scope", "amount", "heads").rows() == [
        ("subtotal", Decimal("240.00"), None),
        ("total", Decimal("480.00"), 2),
        ("total", Decimal("7.00"), None),  # a sum without a word
    ]


def test_identifiers_never_become_numbers() -> None:
    row = done(
        sheet(
            HEAD,
            [
                "张 一丁",
                "４１９９００１９９００３０７１２３ｘ",
                "保育师",
                "四级",
                " 00123 ",
                "2022.9.1",
                "２４０元",
            ],
        )
    ).rows.row(0, named=True)
    assert (row["name"], row["id_no"], row["cert_no"]) == ("张一丁", "41990019900307123X", "00123")


def test_unreadable_cells_are_null_and_told() -> None:
    found = done(sheet(HEAD, ["张一丁", "4.1990E+17", "保育师", "3", "#N/A", "22.9.1", "约240"]))
    assert found.problems.select("column", "raw", "trouble").sort("column").rows() == [
        ("amount", "约240", "unreadable"),
        ("cert_no", "#N/A", "error"),
        ("id_no", "4.1990E+17", "precision_lost"),
        ("issue_date", "22.9.1", "unreadable"),
        ("level", "3", "unreadable"),
    ]
    assert found.rows.select("amount", "cert_no", "id_no", "issue_date", "level").row(0) == (None,) * 5


def test_marks_of_the_file_become_problems() -> None:
    marks = pl.DataFrame(
        [(2, 7, "formula", "=1"), (2, 2, "precision_lost", "419900199003070000")], schema=MARKS, orient="row"
    )
    found = done(sheet(HEAD, ["张一丁", "419900199003070000", *ROW[2:]], marks=marks))
    assert found.problems.select("column", "trouble").sort("column").rows() == [
        ("amount", "formula"),
        ("id_no", "precision_lost"),
    ]
    assert found.rows["amount"][0] == Decimal("240.00")
    assert found.rows["id_no"][0] is None


def test_unit_of_ten_thousand() -> None:
    found = done(
        sheet(
            ["评价补贴", None, "单位：万元"],
            HEAD,
            [*ROW[:6], "0.024"],
            ["合计", None, None, None, None, None, "0.024"],
        )
    )
    assert found.rows["amount"][0] == Decimal("240.00")
    assert found.totals["amount"][0] == Decimal("240.00")
    assert found.warnings


def test_merged_school_is_filled_only_where_merged() -> None:
    head = ["评价机构", *HEAD]
    found = done(sheet(head, ["甲校", *ROW], [None, *ROW], [None, *ROW], merged=((2, 1, 3, 1),)))
    assert found.rows["org"].to_list() == ["甲校", "甲校", None]


def test_money_and_numbers_are_not_filled_down_a_merge() -> None:
    merged = tuple((2, column, 3, column) for column in (2, 3, 5, 6, 7))
    found = done(
        sheet(
            HEAD,
            ["张一丁", *ROW[1:6], "480"],
            ["李二", None, None, "中级工", None, None, None],
            merged=merged,
        )
    )
    rows = found.rows.select("id_no", "occupation", "cert_no", "issue_date", "amount").rows()
    assert rows[1] == (None, "保育师", None, rows[0][3], None)


@pytest.mark.parametrize("text", ["无", "/", "--", "－", "暂无"])
def test_words_for_nothing_are_null_but_for_the_work_type(text: str) -> None:
    found = done(sheet(["职业（工种）", "工种", "备注", *HEAD], [text, text, text, *ROW]))
    row = found.rows.row(0, named=True)
    assert (row["occupation"], row["work_type"], row["note"]) == (None, text, None)
    assert found.problems.is_empty()


def test_what_a_title_says_holds_for_all_rows() -> None:
    found = done(
        sheet(
            ["一次性吸纳就业补贴"],
            ["填报单位（盖章）：示例机械有限公司"],
            ["姓名", "身份证号", "入职日期", "补贴金额"],
            ["张一丁", ID, "2022-09-01", "1000"],
        )
    )
    assert found.rows.select("subsidy", "employer").row(0) == ("hire", "示例机械有限公司")


def test_month_only_dates_are_told() -> None:
    found = done(sheet(HEAD, [*ROW[:5], "2022年9月", "240"]))
    assert found.rows["issue_date"][0] == date(2022, 9, 1)
    assert len(found.warnings) == 1


_CELL = st.one_of(
    st.none(),
    st.sampled_from([ID, "张一丁", "合计", "小计", "240", "中级工", "注：", "填表人：", "序号", " ", "姓名"]),
    st.text(max_size=6),
)


@given(st.lists(st.lists(_CELL, min_size=7, max_size=7), max_size=12), st.integers(0, 3))
def test_rows_are_conserved_whatever_they_hold(body: list[list[str | None]], titles: int) -> None:
    lines = [["标题"]] * titles + [HEAD] + [[text or None for text in line] for line in body]
    raw = sheet(*lines)
    found = match(raw)
    assert found is not None
    finished = conform_sheet(raw, found, "x.csv")
    line, aside = account("x.csv", Book("x.csv", "", "", "csv", (raw,)), raw, found, finished)
    kept = set(finished.rows["row_id"].to_list())
    assert kept.isdisjoint(aside["row_id"].to_list())
    assert line["rows_read"] == len(lines)


@pytest.mark.parametrize(
    ("title", "revenue", "assets", "expected"),
    [
        ("企业名录", "营业收入（万元）", "资产总额（元）", (65_000_000, 90_000)),
        ("单位：万元", "营业收入", "资产总额", (65_000_000, 900_000_000)),
        ("单位：万元", "营业收入", "资产总额（元）", (65_000_000, 90_000)),
        ("企业名录", "营业收入", "资产总额", (6_500, 90_000)),
    ],
)
def test_each_column_of_money_has_its_own_unit(
    title: str, revenue: str, assets: str, expected: tuple[int, int]
) -> None:
    raw = sheet([title], ["单位名称", "所属行业", revenue, assets], ["甲公司", "制造业", "6500", "90000"])
    found = match(raw)
    assert found is not None
    told = conform_sheet(raw, found, "x.csv")
    assert told.rows.select("revenue", "assets").row(0) == tuple(map(Decimal, expected))
