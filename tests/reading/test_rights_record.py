"""The form 个人权益记录单: its months, its account, and everything that may be odd in it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chizheng_audit.reading.files import read
from chizheng_audit.reading.look import Ask, SheetSeen, look, see
from chizheng_audit.reading.result import Reading
from chizheng_audit.reading.rights_record import ARREARS, MOVED, PAID, PAID_BY_BASE, UNKNOWN
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import Book
from chizheng_audit.tables import INSURANCE
from tests.reading.records import KINDS, NOTES, Record, paid, write
from tests.reading.sheets import sheet

PENSION, UNEMPLOYMENT, INJURY = KINDS
ONE = Record("张一丁", "419900199003070018", "甲公司", marks=paid(1, 2, 3))
TWO = Record("李二", "419900199003070026", "乙公司", 2022, paid(5))
FIRST = 15  # the row of the first month


def seen(*records: Record) -> SheetSeen:
    return seen_of(texts(*records))


def texts(*records: Record) -> list[list[str | None]]:
    """The cells as a reader has them."""
    return [
        [None if cell is None else str(cell) for cell in line] for each in records for line in each.lines()
    ]


def seen_of(lines: list[list[str | None]]) -> SheetSeen:
    raw = sheet(*lines, name="a")
    found = see("a.xlsx", Book("a.xlsx", "", "", "xlsx", (raw,)), raw, Ask(Said(), whole=True))
    conserved(found)
    return found


def conserved(found: SheetSeen) -> None:
    """Each physical row is kept or set aside; a row of the table stands in a kept one."""
    line, aside = found.line, set(found.set_aside["row_id"])
    assert line["rows_read"] == line["rows_kept"] + sum(line["set_aside"].values())
    assert found.set_aside["row_id"].is_unique().all()
    assert aside.isdisjoint(found.rows["row_id"].to_list())
    assert found.rows["row_id"].n_unique() <= line["rows_kept"]


def whole(found: SheetSeen) -> pl.DataFrame:
    return pl.concat([INSURANCE.empty(), found.rows], how="diagonal")


def payments(found: SheetSeen, kind: str = PENSION) -> dict[int, str]:
    rows = found.rows.filter(pl.col("insurance") == kind)
    return {day.month: payment for day, payment in rows.select("month", "payment").rows()}


def test_a_month_and_kind_is_a_row_with_the_address_of_its_month() -> None:
    found = seen(ONE)
    assert found.line["table"] == "insurance" and found.line["rows_kept"] == 12
    assert whole(found).sort("row_id", "insurance").select(
        "row_id", "name", "id_no", "employer", "month"
    ).unique(maintain_order=True).rows() == [
        (FIRST + n, "张一丁", ONE.id_no, "甲公司", date(2023, n + 1, 1)) for n in range(3)
    ]
    assert payments(found) == dict.fromkeys((1, 2, 3), PAID)
    assert payments(found, INJURY) == dict.fromkeys((1, 2, 3), PAID_BY_BASE)
    assert found.problems.is_empty() and not found.incomplete
    assert found.rows["wage"].unique().cast(float).to_list() == [3500.0]


def test_each_mark_says_what_the_legend_says() -> None:
    marks = {(PENSION, month): (3500, sign) for month, sign in enumerate("●△○-－", start=1)}
    found = seen(replace(ONE, marks=marks))
    assert payments(found) == {1: PAID, 2: ARREARS, 3: MOVED}
    assert whole(found).filter(pl.col("payment") == MOVED)["employer"].to_list() == [None]


def test_a_dash_for_injury_is_paid_only_with_a_base() -> None:
    found = seen(
        replace(
            ONE,
            marks={
                (INJURY, 1): (3500, "-"),
                (INJURY, 2): ("-", "-"),
                (INJURY, 3): (0, "-"),
                (PENSION, 4): (3500, "-"),
            },
        )
    )
    assert payments(found, INJURY) == {1: PAID_BY_BASE}
    assert payments(found) == {}


@pytest.mark.parametrize("sign", ["×", "●●", "是", "#N/A", "0"])
def test_an_unknown_mark_is_told_and_is_no_pass(sign: str) -> None:
    found = seen(replace(ONE, marks={(PENSION, 2): (3500, sign)}))
    assert payments(found) == {2: UNKNOWN}
    assert found.problems.select("row_id", "column", "raw").rows() == [(FIRST + 1, "payment", sign)]
    assert any("看不懂" in warning for warning in found.line["warnings"])


def test_a_base_without_a_mark_is_unknown() -> None:
    assert payments(seen(replace(ONE, marks={(PENSION, 2): (3500, None)}))) == {2: UNKNOWN}


def test_without_a_year_no_month_is_known_and_the_run_is_incomplete() -> None:
    found = seen(replace(ONE, year=None))
    assert whole(found)["month"].null_count() == 9 == len(found.rows)
    assert found.problems.select("row_id", "column").rows() == [(FIRST + n, "month") for n in range(3)]
    assert any("哪一年" in sentence for sentence in found.incomplete)


@pytest.mark.parametrize(
    "labels",
    [
        [f"{n}月" for n in range(1, 13)],
        [str(n) for n in range(1, 13)],
        [f"2023{n:02}" for n in range(1, 13)],
        [f"2023年{n}月" for n in range(1, 13)],
        ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
    ],
)
def test_months_by_every_name(labels: list[str]) -> None:
    named = "2023" in labels[0]
    found = seen(replace(ONE, labels=labels, year=None if named else 2023))
    assert set(found.rows["month"]) == {date(2023, n, 1) for n in (1, 2, 3)}


@pytest.mark.parametrize("title", ["{}", "２０２３年度{}", "{}（2023年度）"])
def test_the_year_of_the_title_wherever_it_stands(title: str) -> None:
    year = None if "20" in title or "２０" in title else 2023
    found = seen(replace(ONE, title=title.format(ONE.title), year=year))
    assert set(found.rows["month"].dt.year()) == {2023}


def test_the_date_of_printing_is_not_the_year() -> None:
    found = seen(replace(ONE, year=None), replace(TWO, year=None))
    assert whole(found)["month"].null_count() == len(found.rows)


def test_several_forms_in_a_sheet_are_of_their_own_people_and_years() -> None:
    found = seen(ONE, TWO)
    assert found.line["rows_kept"] == 24
    assert set(found.rows.select("name", "employer", pl.col("month").dt.year()).rows()) == {
        ("张一丁", "甲公司", 2023),
        ("李二", "乙公司", 2022),
    }
    assert not found.incomplete


def test_several_units_with_their_months() -> None:
    found = seen(replace(ONE, unit="河南（郑州）甲公司（202301-202302）；乙公司（202303至今）"))
    rows = found.rows.select(pl.col("month").dt.month(), "employer").unique().sort("month").rows()
    assert rows == [(1, "河南(郑州)甲公司"), (2, "河南(郑州)甲公司"), (3, "乙公司")]


def test_several_units_without_their_months_are_nobodys() -> None:
    found = seen(replace(ONE, unit="甲公司\n乙公司"))
    assert whole(found)["employer"].null_count() == 9
    assert found.problems.select("row_id", "column").rows() == [(6, "employer")]


def test_a_unit_for_each_month(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [ONE])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    page = book.worksheets[0]
    page.cell(11, 8, "单位名称")
    page.cell(FIRST, 8, "甲公司")
    page.merge_cells(start_row=FIRST, start_column=8, end_row=FIRST + 1, end_column=8)
    page.cell(FIRST + 2, 8, "丙公司")
    book.save(tmp_path / "b.xlsx")
    rows = look(str(tmp_path / "b.xlsx"), Ask(Said())).sheets[0].rows
    assert rows.select(pl.col("month").dt.month(), "employer").unique().sort("month").rows() == [
        (1, "甲公司"), (2, "甲公司"), (3, "丙公司"),
    ]  # fmt: skip


def test_labels_and_values_in_one_cell() -> None:
    raw = texts(ONE)
    raw[3] = [f"社会保障号码：{ONE.id_no}", None, "姓    名：张一丁"]
    raw[5] = ["单位名称:甲公司"]
    found = seen_of(raw)
    assert set(found.rows.select("name", "id_no", "employer").rows()) == {("张一丁", ONE.id_no, "甲公司")}


def test_an_empty_value_is_not_the_next_label() -> None:
    found = seen(replace(ONE, unit=None, name=None))
    assert whole(found)["employer"].null_count() == whole(found)["name"].null_count() == 9
    assert any("参保单位" in warning for warning in found.line["warnings"])


def test_two_people_above_one_table_are_nobody() -> None:
    raw = texts(ONE)
    raw[4] = ["身份证号", None, TWO.id_no]
    found = seen_of(raw)
    assert whole(found)["id_no"].null_count() == 9
    assert set(found.problems["column"]) == {"id_no"}


def test_a_number_that_lost_its_digits_is_told(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx", [replace(ONE, id_no=419900199003070018)])
    found = look(str(tmp_path / "a.xlsx"), Ask(Said())).sheets[0]
    whole_ = whole(found)
    if whole_["id_no"].null_count():
        assert set(found.problems["trouble"]) & {"precision_lost"}
    else:
        assert set(whole_["id_no"]) == {ONE.id_no}


def test_a_legend_of_its_own_leaves_its_marks_unread() -> None:
    legend = "3、●表示欠费，△表示已经实缴，○表示外地转入，-表示未制定计划。"
    found = seen(replace(ONE, notes=[legend]))
    assert set(payments(found).values()) == {UNKNOWN}
    assert any("●" in sentence for sentence in found.incomplete)
    assert not seen(replace(ONE, notes=NOTES)).incomplete


def test_months_below_something_else_are_told() -> None:
    labels = ["01", "02", "??", *(f"{n:02}" for n in range(4, 13))]
    found = seen(replace(ONE, labels=labels, marks=paid(*range(1, 13))))
    assert set(payments(found)) == {1, 2}
    assert found.line["set_aside"]["unparsed"] == 10
    assert any("看不出是哪个月" in sentence for sentence in found.incomplete)


def test_a_sum_amid_the_months_ends_nothing() -> None:
    raw = texts(replace(ONE, marks=paid(*range(1, 13))))
    found = seen_of([*raw[: FIRST + 5], ["上半年小计", "21000"], *raw[FIRST + 5 :]])
    assert set(payments(found)) == set(range(1, 13))
    assert found.line["set_aside"]["subtotal"] == 1


def test_a_form_without_months_is_not_passed_over_in_silence() -> None:
    raw = texts(ONE)
    found = seen_of([*raw, *texts(TWO)[:9]])
    assert set(found.rows["name"]) == {"张一丁"}
    assert any("没有读入" in sentence for sentence in found.incomplete)


def test_a_plain_table_with_the_same_words_is_no_form() -> None:
    head = ["姓名", "社会保障号", "参保单位", "缴费年月", "养老保险缴费基数", "养老保险缴费情况"]
    raw = sheet(head, ["张一丁", ONE.id_no, "甲公司", "202301", "3500", "●"])
    found = see("a.csv", Book("a.csv", "", "", "csv", (raw,)), raw, Ask(Said(), whole=True))
    assert found.line["rows_kept"] == 1 and len(found.rows) == 1


def test_whose_user_says_otherwise_is_not_read_as_a_form() -> None:
    lines = sheet(*texts(ONE))
    said = Ask(Said("claims"), whole=True)
    assert see("a.csv", Book("a.csv", "", "", "csv", (lines,)), lines, said).match is None


def test_a_workbook_of_many(tmp_path: Path) -> None:
    people = [Record(f"王{n}", f"41990019900307{n:04}", "甲公司", 2023, paid(n % 12 + 1)) for n in range(20)]
    write(tmp_path / "a.xlsx", *([person] for person in people))
    found: Reading = read([str(tmp_path / "a.xlsx")])
    assert not found.failed
    rows = found.tables["insurance"]
    assert set(rows.select("id_no", pl.col("month").dt.month()).rows()) == {
        (person.id_no, n % 12 + 1) for n, person in enumerate(people)
    }
    assert len(rows) == 60


_CELL = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "●",
            "△",
            "○",
            "-",
            "01",
            "1月",
            "3500",
            "姓名",
            "缴费情况",
            "缴费基数",
            "基本养老保险",
            "合计",
            "2023",
            ONE.title,
        ]
    ),
    st.text(max_size=4).filter(bool),
)


@settings(max_examples=150)
@given(
    hits=st.lists(st.tuples(st.integers(0, 62), st.integers(0, 7), _CELL), max_size=25),
    gone=st.sets(st.integers(0, 62), max_size=10),
    two=st.booleans(),
)
@example([(11, 3, "缴费情况")], {0, 1, 10}, False)  # no column of marks is left where the marks stand
def test_whatever_is_done_to_it_each_row_is_accounted_for(
    hits: list[tuple[int, int, str | None]], gone: set[int], two: bool
) -> None:
    lines = texts(*((ONE, TWO) if two else (ONE,)))
    for row, column, text in hits:
        if row < len(lines):
            lines[row] += [None] * (column + 1 - len(lines[row]))
            lines[row][column] = text
    raw = sheet(*(line for row, line in enumerate(lines) if row not in gone), name="a")
    found = see("a.xlsx", Book("a.xlsx", "", "", "xlsx", (raw,)), raw, Ask(Said(), whole=True))
    conserved(found)
    if found.match is None:
        return
    above: dict[int, str] = {}
    last = ""
    for row, *cells in raw.cells.iter_rows():
        last = next((cell for cell in cells if cell in (ONE.id_no, TWO.id_no)), last)
        above[row] = last
    rows = whole(found)
    people = [
        (row, number)
        for row, number in rows.select("row_id", "id_no").rows()
        if number in (ONE.id_no, TWO.id_no)
    ]
    assert all(number == above[row] for row, number in people)
    said = pl.col("reason").is_in(["unparsed", "header"])  # a mark beside a label is what that label says
    told = {*rows["row_id"], *found.set_aside.filter(said)["row_id"]}
    marked = raw.cells.filter(pl.col("c3") == "●") if "c3" in raw.cells.columns else raw.cells[:0]
    assert found.incomplete or set(marked["row"]) <= told


def test_a_kind_without_its_marks_is_told() -> None:
    raw = texts(ONE)
    raw[13][2] = "情况"
    assert any("基本养老保险" in sentence for sentence in seen_of(raw).incomplete)
