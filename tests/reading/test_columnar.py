"""Parquet and Arrow IPC: the same rows as in a text file; long tables scanned; damage told in a sentence."""

import tempfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import files
from chizheng_audit.reading.lazily import look_lazily
from chizheng_audit.reading.look import Ask, FileSeen, SheetSeen, look
from chizheng_audit.reading.said import Said
from chizheng_audit.tables.system import SHEET_SPAN
from tests.reading.portions import plain

ID = "419900199003070018"
CLAIMS = pl.DataFrame(
    {
        "姓名": ["张一丁", "李 四", None],
        "身份证号": [ID, " 419900199003070034", None],
        "职业": ["保育师", "保育师", None],
        "等级": ["四级/中级工", "初级", None],
        "补贴金额": ["240.00", "约200", None],
        "发证日期": [date(2023, 10, 8), None, None],
    }
)
MONTHS = pl.DataFrame(
    {
        "社会保障号": [ID, ID, "4199 0019900307 0034"],
        "姓名": ["张一丁", "张一丁", "李四"],
        "参保单位": ["示例公司", "示例公司", "示例公司"],
        "费款所属期": ["202301", "2023年2月", "二月"],
        "缴费工资": [3000, 3000, 3000],
    }
)


def saved(frame: pl.DataFrame, folder: Path, kind: str = "parquet") -> str:
    path = folder / f"x.{kind}"
    (frame.write_parquet if kind == "parquet" else frame.write_ipc)(path)
    return str(path)


def seen(file: str) -> FileSeen:
    return look(file, Ask(Said()))


def scan(file: str, said: Said | None = None) -> SheetSeen:
    lazy = look_lazily(file, said or Said())
    assert lazy is not None
    return lazy.sheets[0]


def whole(sheet: SheetSeen) -> pl.DataFrame:
    assert sheet.scan is not None
    return sheet.scan.head(1_000_000)


def told(sheet: SheetSeen) -> pl.DataFrame:
    """The problems of all rows that were looked at."""
    assert sheet.scan is not None
    return pl.concat([sheet.problems, *sheet.scan.problems]).unique(maintain_order=True)


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_columnar_file_is_read_like_the_same_text(kind: str, tmp_path: Path) -> None:
    text = tmp_path / "x.csv"
    CLAIMS.write_csv(text)
    (ours,), (theirs,) = seen(saved(CLAIMS, tmp_path, kind)).sheets, seen(str(text)).sheets
    assert ours.rows.equals(theirs.rows) and len(ours.rows) == 2
    assert ours.problems.equals(theirs.problems) and ours.problems["raw"].to_list() == ["约200"]
    assert ours.line["rows_read"] == 4 and ours.line["set_aside"]["blank"] == 1
    assert seen(saved(CLAIMS, tmp_path, kind)).format == kind


def test_every_type_is_the_text_that_a_sheet_would_hold(tmp_path: Path) -> None:
    frame = CLAIMS.head(1).with_columns(
        证书编号=pl.lit(12345678901234567, dtype=pl.Int64),
        补贴金额=pl.lit(Decimal("240.00")),
        发证日期=pl.lit(datetime(2023, 10, 8)),
        联系电话=pl.lit(13800000000.0),
        备注=pl.lit(True),
    )
    (sheet,) = seen(saved(frame, tmp_path)).sheets
    row = sheet.rows.row(0, named=True)
    assert row["cert_no"] == "12345678901234567" and row["phone"] == "13800000000"
    assert (
        row["amount"] == Decimal("240.00")
        and row["issue_date"] == date(2023, 10, 8)
        and row["note"] == "TRUE"
    )


def test_an_id_stored_as_a_floating_number_has_lost_its_digits(tmp_path: Path) -> None:
    frame = CLAIMS.head(1).with_columns(身份证号=pl.lit(float(ID)))
    (sheet,) = seen(saved(frame, tmp_path)).sheets
    assert sheet.problems.select("column", "trouble").rows() == [("id_no", "precision_lost")]
    assert "id_no" not in sheet.rows.columns


def test_what_no_cell_can_hold_is_told(tmp_path: Path) -> None:
    frame = CLAIMS.head(1).with_columns(附件=pl.lit([1, 2]), 大小=pl.lit(b"x"))
    (sheet,) = seen(saved(frame, tmp_path)).sheets
    assert "附件、大小" in "".join(sheet.line["warnings"]) and len(sheet.rows) == 1


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_damaged_file_is_one_sentence(kind: str, tmp_path: Path) -> None:
    whole = Path(saved(MONTHS, tmp_path, kind)).read_bytes()
    for cut in (8, len(whole) // 2, len(whole) - 3):
        broken = tmp_path / f"broken.{kind}"
        broken.write_bytes(whole[:cut])
        with pytest.raises(UnreadableFile) as error:
            look_lazily(str(broken), Said()) or seen(str(broken))
        assert "已损坏" in str(error.value)


@pytest.mark.parametrize("kind", ["parquet", "arrow"])
def test_a_long_table_is_scanned_and_says_the_same_as_when_read(kind: str, tmp_path: Path) -> None:
    file = saved(MONTHS, tmp_path, kind)
    lazy, (read,) = scan(file), seen(file).sheets
    assert whole(lazy).select(read.rows.columns).equals(read.rows)
    assert told(lazy).equals(read.problems) and read.problems["raw"].to_list() == ["二月"]
    assert "只看申报涉及的人" in "".join(lazy.line["warnings"])
    assert lazy.set_aside.equals(read.set_aside)
    assert {**lazy.line, "warnings": []} == {**read.line, "warnings": []}


def test_a_scan_gives_up_the_rows_of_the_people_asked_for(tmp_path: Path) -> None:
    frame = pl.concat([MONTHS, MONTHS.with_columns(社会保障号=pl.lit("419900199003070157"))])
    lazy = scan(saved(frame, tmp_path)).scan
    assert lazy is not None and lazy.reach == (date(2023, 1, 1), date(2023, 2, 1))
    spaced = "419900199003070034"  # stands there with blanks
    people = pl.Series([spaced, ID])
    rows = plain(lazy.about(people), people)
    assert sorted(rows.select("id_no", "month").rows(), key=str) == [
        (ID, date(2023, 1, 1)),
        (ID, date(2023, 2, 1)),
        (spaced, None),
    ]
    assert [part["row_id"].to_list() for part in lazy.problems] == [[4]]
    assert plain(lazy.about(people.head(0)), people).is_empty()
    assert lazy.units().rows() == [("示例公司", None)]


def test_an_unread_month_due_takes_the_month_of_booking_along(tmp_path: Path) -> None:
    due = pl.Series(["去年", "-", "202301"])
    lazy = scan(saved(MONTHS.with_columns(对应费款所属期=due, 费款所属期=pl.lit("202302")), tmp_path)).scan
    assert lazy is not None
    people = pl.Series([ID, "419900199003070034"])
    rows = plain(lazy.about(people), people).select("month", "paid_for")
    assert set(rows.rows()) == {(None, None), (date(2023, 2, 1), None), (date(2023, 2, 1), date(2023, 1, 1))}


def test_scanned_rows_are_part_of_the_reading(tmp_path: Path) -> None:
    text = tmp_path / "a.csv"
    MONTHS.write_csv(text)
    found = files.read([str(text), saved(MONTHS, tmp_path), str(text)])
    assert len(found.tables["insurance"]) == 3  # the second copy of the text is told, and not read twice
    (part,) = found.scans["insurance"]
    assert part.head(9)["row_id"].to_list() == [SHEET_SPAN * 2 + row for row in (2, 3, 4)]
    assert found.sample("insurance").collect().height == 4
    assert found.sheets["rows_kept"].to_list() == [3, 3, 3] and found.failed == ()
    assert found.problems["raw"].to_list() == ["二月"]  # of the scan only once rows are asked for


def test_a_damaged_scan_does_not_stop_the_others(tmp_path: Path) -> None:
    whole_file = Path(saved(MONTHS, tmp_path)).read_bytes()
    broken = tmp_path / "broken.parquet"
    broken.write_bytes(whole_file[: len(whole_file) // 2])
    found = files.read([str(broken), str(tmp_path / "x.parquet")])
    assert len(found.failed) == 1 and "已损坏" in found.failed[0][1]
    assert found.sample("insurance").collect().height == 1


def test_other_tables_and_other_files_are_not_scanned(tmp_path: Path) -> None:
    assert look_lazily(saved(CLAIMS, tmp_path), Said()) is None
    (tmp_path / "x.csv").write_text("姓名,身份证号,费款所属期\n", "utf-8")
    assert look_lazily(str(tmp_path / "x.csv"), Said()) is None
    assert look_lazily(str(tmp_path / "no.parquet"), Said()) is None


def test_dates_and_money_of_their_own_type_are_taken_as_they_are(tmp_path: Path) -> None:
    frame = MONTHS.with_columns(费款所属期=pl.lit(date(2023, 1, 31)), 缴费工资=pl.Series([1, 10**12, None]))
    lazy = scan(saved(frame, tmp_path))
    rows = whole(lazy)
    assert rows["month"].to_list() == [date(2023, 1, 1)] * 3
    assert rows["wage"].to_list() == [Decimal(1), None, None]
    assert told(lazy).select("column", "row_id", "raw").rows() == [("wage", 3, str(10**12))]


_CELLS = st.sampled_from(
    [None, "", "202301", "2023-1", "x", "#N/A", "4.1990E+17", ID, f" {ID}", "无", "张一丁", "张 一丁"]
)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS, _CELLS), min_size=1, max_size=6))
def test_scanned_equals_read_whatever_the_cells(cells: list[tuple[str | None, ...]]) -> None:
    names = ["社会保障号", "姓名", "参保单位", "费款所属期"]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    kept = [n for n, row in enumerate(cells, start=2) if any(row)]
    with tempfile.TemporaryDirectory() as folder:
        file = saved(frame, Path(folder))
        (read,), rows = seen(file).sheets, whole(scan(file))
    mine = rows.filter(pl.col("row_id").is_in(read.rows["row_id"].implode()))
    assert mine.select(read.rows.columns).equals(read.rows)
    assert rows["row_id"].to_list() == list(range(2, len(cells) + 2))
    assert set(read.rows["row_id"]) <= set(kept)


def test_what_was_said_by_hand_holds_for_scanned_files_too(tmp_path: Path) -> None:
    file = saved(MONTHS.rename({"参保单位": "公司"}), tmp_path)
    said = Said("insurance", {"公司": "employer", "缴费工资": None}, (1,), encoding="big5", delimiter=";")
    lazy, (read,) = scan(file, said), look(file, Ask(said)).sheets
    assert lazy.line["said"] == read.line["said"]
    assert {key: value for key, value in read.line["said"].items() if value} == {
        "table": "insurance",
        "header_rows": [1],
        "columns": [{"header": "公司", "column": "employer"}],
        "ignore": ["缴费工资"],
    }
    assert look_lazily(file, Said("insurance", header_rows=(1, 2))) is None


def test_a_column_of_nothing_has_all_its_rows(tmp_path: Path) -> None:
    frame = MONTHS.with_columns(费款所属期=pl.lit(None, dtype=pl.String))
    assert whole(scan(saved(frame, tmp_path)))["month"].to_list() == [None] * len(MONTHS)
