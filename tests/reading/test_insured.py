"""Sheets of insured months and of insured spans."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chizheng_audit.reading.files import read
from chizheng_audit.reading.header import match
from chizheng_audit.reading.look import Ask, SheetSeen, see
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.tables import TABLES
from tests.reading.sheets import sheet

ID, OTHER = "419900199003070018", "419900199003070026"
HEAD = ["姓名", "社会保障号", "参保单位", "险种", "费款所属期", "对应费款所属期", "缴费类别"]
ROW = ["张一丁", ID, "甲公司", "养老", "202301", "202301", "正常应缴"]
RANGES = ["姓名", "社会保障号", "参保单位", "开始年月", "结束年月"]


def row(**cells: str | None) -> list[str | None]:
    """ROW with other cells, by the order of HEAD."""
    names = ("name", "id_no", "employer", "insurance", "month", "paid_for", "payment")
    return [cells.get(name, own) for name, own in zip(names, ROW, strict=True)]


def seen(*lines: list[str | None], said: Said | None = None, **kwargs: Any) -> SheetSeen:
    raw = sheet(*lines, **kwargs)
    return see("x.csv", Book("x.csv", "", "", "csv", (raw,)), raw, Ask(said or Said(), whole=True))


def whole(found: SheetSeen) -> pl.DataFrame:
    assert found.match is not None
    return pl.concat([found.match.table.empty(), found.rows], how="diagonal")


def spans(found: SheetSeen) -> pl.DataFrame:
    assert found.spans is not None
    return pl.concat([TABLES["spans"].empty(), found.spans], how="diagonal")


def table_of(*lines: list[str | None]) -> str | None:
    found = match(sheet(*lines))
    return found.table.name if found else None


def conserved(found: SheetSeen) -> None:
    line = found.line
    assert line["rows_read"] == line["rows_kept"] + sum(line["set_aside"].values())


def test_codes_of_fields_head_a_table_alone_or_beside_their_titles() -> None:
    codes = ["AAC003", "aac002", "AAB004", "AAE140", "AAE002费款所属期", "对应费款所属期(AAE003)", "AAE143"]
    found = seen(codes, ROW)
    assert found.rows.drop("row_id").row(0) == (
        "张一丁", ID, "甲公司", "养老", date(2023, 1, 1), date(2023, 1, 1), "正常应缴",
    )  # fmt: skip


def test_a_row_of_codes_below_the_titles_is_a_header_again() -> None:
    found = seen(HEAD, ["AAC003", "AAC002", "AAB004", "AAE140", "AAE002", "AAE003", "AAE143"], ROW)
    assert found.line["rows_kept"] == 1
    assert found.line["set_aside"]["repeated_header"] == 1


def test_a_row_of_several_months_is_a_span_and_nothing_is_lost() -> None:
    found = seen(
        HEAD,
        ROW,
        row(month="202302-202312", paid_for=None),
        row(month="202401", paid_for="2022年1-12月", payment="补缴"),
    )
    conserved(found)
    assert found.line["rows_kept"] == 3
    assert found.rows["row_id"].to_list() == [2]
    assert spans(found).select(
        "row_id", "id_no", "employer", "since", "until", "months", "payment"
    ).rows() == [
        (3, ID, "甲公司", date(2023, 2, 1), date(2023, 12, 1), None, "正常应缴"),
        (4, ID, "甲公司", date(2022, 1, 1), date(2022, 12, 1), None, "补缴"),
    ]
    assert found.problems.is_empty()
    assert any("第 3、4 行" in warning for warning in found.line["warnings"])


def test_a_range_of_one_month_is_that_month_and_an_accounting_range_is_not_the_month_that_was_due() -> None:
    found = seen(
        HEAD, row(month="202301-202301", paid_for=None), row(month="202301-202303", paid_for="202302")
    )
    assert found.spans is None
    assert whole(found)["month"].to_list() == [date(2023, 1, 1), None]
    assert found.problems.select("row_id", "column").rows() == [(3, "month")]


def test_problems_of_a_span_are_told_of_its_table() -> None:
    found = seen(HEAD, row(month="202301-202303", paid_for=None, id_no="4.199E+17"))
    assert found.problems.select("table", "column", "trouble").rows() == [
        ("spans", "id_no", "precision_lost")
    ]


def test_letters_are_mended_and_told() -> None:
    found = seen(HEAD, row(month="2O23Ol"), row(month="202302", paid_for=" 2023-l2 "))
    assert whole(found).select("month", "paid_for").rows() == [
        (date(2023, 1, 1), date(2023, 1, 1)),
        (date(2023, 2, 1), date(2023, 12, 1)),
    ]
    told = [w for w in found.line["warnings"] if "字母" in w]
    assert len(told) == 2 and "2O23Ol" in told[0] and "2023-12" in told[1]


def test_an_unreadable_month_is_null_and_told_and_its_row_kept() -> None:
    found = seen(HEAD, row(month="去年三月"), row(month="202313", paid_for=None))
    assert whole(found)["month"].to_list() == [None, None]
    assert found.problems.select("row_id", "column", "raw", "trouble").rows() == [
        (2, "month", "去年三月", "unreadable"),
        (3, "month", "202313", "unreadable"),
    ]


def test_the_month_of_booking_never_stands_in_for_a_month_due_that_cannot_be_read() -> None:
    found = seen(HEAD, row(month="202304", paid_for="去年"), row(month="202304", paid_for="-"))
    assert whole(found).select("month", "paid_for").rows() == [(None, None), (date(2023, 4, 1), None)]
    assert found.problems.select("row_id", "column", "raw").rows() == [(2, "paid_for", "去年")]


def test_a_number_that_may_be_january_or_october_is_not_read() -> None:
    months = ["2023.1", "2023.2", "2023.11"]
    lines: list[list[str | None]] = [HEAD, *(row(month=text, paid_for=None) for text in months)]
    found = seen(*lines, kinds={"c5": pl.Series([0, 1, 1, 1], dtype=pl.UInt8)})
    assert whole(found)["month"].to_list() == [None, date(2023, 2, 1), date(2023, 11, 1)]
    assert found.problems["raw"].to_list() == ["2023.1"]
    lines = [HEAD, *(row(month=text, paid_for=None) for text in ("2023.01", "2023.1"))]
    assert whole(seen(*lines))["month"].to_list() == [date(2023, 1, 1), date(2023, 10, 1)]


def test_rows_without_employer_or_number_are_kept_and_counted() -> None:
    found = seen(HEAD, ROW, row(employer=None), row(id_no=None))
    assert found.line["rows_kept"] == 3
    assert [
        w for w in found.line["warnings"] if "1 行" in w and ("单位" in w or "身份证号" in w)
    ] == found.line["warnings"]
    assert len(found.line["warnings"]) == 2


def test_months_that_only_say_what_they_were_paid_for() -> None:
    found = seen([*HEAD[:4], *HEAD[5:]], [*ROW[:4], *ROW[5:]])
    assert whole(found).select("month", "paid_for").row(0) == (date(2023, 1, 1), date(2023, 1, 1))
    assert any("补缴" in warning for warning in found.line["warnings"])


def test_a_number_over_merged_rows_is_of_all_its_months() -> None:
    found = seen(
        HEAD,
        ROW,
        row(name=None, id_no=None, month="202302", paid_for=None),
        merged=((2, 1, 3, 1), (2, 2, 3, 2)),
    )
    assert found.rows.select("name", "id_no").rows() == [("张一丁", ID)] * 2


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("开始年月", "结束年月"),
        ("起始年月", "终止年月"),
        ("缴费起始年月", "截止年月"),
        ("开始缴费年月", "终止缴费年月"),
        ("AAE041", "AAE042"),
    ],
)
def test_a_sheet_with_beginnings_and_ends_is_never_one_of_months(since: str, until: str) -> None:
    more = ["险种", "缴费年月", "缴费类别", "缴费基数", "单位编号"]
    assert table_of(["姓名", "社会保障号", "参保单位", since, until, *more]) == "spans"


@pytest.mark.parametrize("header", ["税款所属期", "首次缴费年月", "最后缴费年月", "终止缴费年月"])
def test_a_month_of_something_else_is_no_insured_month(header: str) -> None:
    assert table_of(["姓名", "证件号码", "公司名称", header]) != "insurance"


def test_counts_by_kind_are_a_row_each() -> None:
    found = seen(
        [*RANGES, "缴费月数", None, None],
        [None] * 5 + ["养老", "失业", "工伤"],
        ["张一丁", ID, "甲公司", "202301", "202312", "12", "0", "11个月"],
        ["李二", OTHER, "甲公司", "2023.1", "至今", None, None, None],
        ["王五", OTHER, "甲公司", "202301", "将来", "1", "x", None],
    )
    conserved(found)
    assert found.line["rows_kept"] == 3
    assert whole(found).select("row_id", "insurance", "since", "until", "months").rows() == [
        (3, "养老保险", date(2023, 1, 1), date(2023, 12, 1), 12),
        (3, "失业保险", date(2023, 1, 1), date(2023, 12, 1), 0),
        (3, "工伤保险", date(2023, 1, 1), date(2023, 12, 1), 11),
        (4, None, date(2023, 1, 1), None, None),
        (5, "养老保险", date(2023, 1, 1), None, 1),
    ]
    assert sorted(found.problems.select("row_id", "column", "raw").rows()) == [
        (5, "unemployment", "x"),
        (5, "until", "将来"),
    ]


def test_one_count_stands_for_its_own_kind() -> None:
    found = seen(
        [*RANGES, "险种", "实际缴费月数"], ["张一丁", ID, "甲公司", "202301", "202312", "养老", "12"]
    )
    assert whole(found).select("insurance", "months").rows() == [("养老", 12)]


def test_beginning_and_end_in_one_column() -> None:
    head = ["姓名", "身份证号", "参保单位", "缴费起止年月"]
    texts = ["202301-202305", "202307", "2023年9月至今", "怪"]
    found = seen(head, *(["张一丁", ID, "甲公司", text] for text in texts))
    assert whole(found).select("since", "until").rows() == [
        (date(2023, 1, 1), date(2023, 5, 1)),
        (date(2023, 7, 1), date(2023, 7, 1)),
        (date(2023, 9, 1), None),
        (None, None),
    ]
    assert found.problems.select("table", "column", "raw").rows() == [("spans", "period", "怪")]


def test_a_table_that_its_user_names_is_that_table() -> None:
    head = ["姓名", "社会保障号", "缴费年月", "开始年月", "结束年月"]
    found = seen(head, ["张一丁", ID, "202301", "202301", "202312"], said=Said("insurance"))
    assert found.line["table"] == "insurance"


def test_an_empty_sheet_of_spans(raw: RawSheet | None = None) -> None:
    found = seen([*RANGES, "缴费起止年月", "养老月数"])
    assert found.line["table"] == "spans" and found.rows.is_empty()


def test_a_long_file_without_the_month_of_account_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "months.parquet"
    pl.DataFrame({"身份证号": [ID], "姓名": ["张一丁"], "对应费款所属期": ["202301"]}).write_parquet(path)
    found = read([str(path)])
    assert not found.failed and not found.scans
    assert found.tables["insurance"].select("month", "paid_for").rows() == [
        (date(2023, 1, 1), date(2023, 1, 1))
    ]


@pytest.mark.parametrize("header", ["缴费状态", "缴费标识", "实缴标志", "到账标志", "到账情况"])
def test_offices_call_the_way_of_payment_differently(header: str) -> None:
    found = seen([*HEAD[:-1], header], row(payment="欠费"))
    assert whole(found)["payment"].to_list() == ["欠费"]
    assert found.incomplete == ()


@pytest.mark.parametrize("word", ["欠费", "未缴", "未实缴", "未到账", "补缴"])
def test_a_column_that_nobody_knows_and_that_speaks_of_arrears_is_not_passed_over(word: str) -> None:
    head = [*HEAD[:-1], "办理进度"]
    lines = [head, row(payment="正常"), row(month="202302", paid_for="202302", payment=word)]
    (told,) = seen(*lines).incomplete
    assert "办理进度" in told and word in told and "payment" in told
    assert seen(*lines, said=Said(words={"办理进度": None})).incomplete == ()
    named = seen(*lines, said=Said(words={"办理进度": "payment"}))
    assert named.incomplete == () and whole(named)["payment"].to_list() == ["正常", word]


def test_what_is_said_of_a_person_or_beside_the_column_is_no_gap() -> None:
    assert seen([*HEAD[:-1], "参保状态"], row(payment="暂停缴费")).incomplete == ()
    assert seen([*HEAD[:-1], "说明"], row(payment="2022年在外地有欠费，已由本人说明情况")).incomplete == ()
    assert seen([*HEAD, "说明"], [*row(), "欠费"]).incomplete == ()
