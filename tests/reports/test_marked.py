"""Marked copies: the original is untouched, the copy shows what was found where it stands, and says what it lost."""

import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from chizheng_audit.__main__ import run
from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.digest import digests
from chizheng_audit.reading.own_output import is_own
from chizheng_audit.reports.marked import copies
from chizheng_audit.reports.marked.copies import Mark, beside, mark
from chizheng_audit.reports.marked.listing import COLUMNS, Line, Listing
from chizheng_audit.reports.marked.losses import lost
from chizheng_audit.reports.workbook import FILLS
from tests.reports.conftest import HOSTILE

SAMPLE = Path(__file__).parents[2] / "sample_data"
AUDIT = ["run", str(SAMPLE), "--policy", "demo", "--as-of", "2024-03-31", "--quiet"]
EMPTY = Listing(("头",), ())


def marked(source: Path, target: Path, *marks: Mark, told: Listing = EMPTY) -> copies.Copied:
    return mark(str(source), digests(source.read_bytes())[0], str(target), marks, told)


def colour(sheet: Worksheet, cell: str) -> str:
    return "#" + str(sheet[cell].fill.fgColor.rgb)[2:] if sheet[cell].fill.fill_type else ""


def note(sheet: Worksheet, cell: str) -> str:
    found = sheet[cell].comment
    return found.text if found else ""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[dict[str, object]]]:
    """The folder of marked copies of the sample, and the findings as JSON Lines."""
    at = tmp_path_factory.mktemp("marked")
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in SAMPLE.iterdir()}
    assert run([*AUDIT, "--mark", str(at / "m"), "--out", str(at / "o.jsonl")]) == 1
    assert before == {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in SAMPLE.iterdir()}
    lines = [json.loads(line) for line in (at / "o.jsonl").read_text("utf-8").splitlines()]
    return at / "m", [line for line in lines if line["type"] == "finding"]


def test_every_finding_is_listed_where_it_stands(sample: tuple[Path, list[dict[str, object]]]) -> None:
    folder, findings = sample
    listed = set()
    for path in folder.iterdir():
        book = load_workbook(path)
        sheet = book["审计疑点"]
        top = next(row for row in range(1, 20) if sheet.cell(row, 1).value == COLUMNS[0][0])
        source = Path(str(sheet["A1"].value).removeprefix("审计疑点：")).name
        for row in range(top + 1, sheet.max_row + 1):
            number, code, where, at = (sheet.cell(row, place).value for place in (1, 2, 5, 6))
            listed.add((number, code, source, where, at))
            if len(book.sheetnames) > 1 and at is not None:  # a copy, and not of the sheet as a whole
                cells = str(sheet.cell(row, 7).value).split("、")
                assert all(colour(book[str(where)], cell) in FILLS.values() for cell in cells)
                assert str(code) in note(book[str(where)], cells[0])
    wanted = set()
    for finding in findings:
        row = finding["rows"][0]  # type: ignore[index] # JSON
        wanted.add(
            (
                str(finding["fingerprint"])[:12],
                finding["code"],
                Path(row["file"]).name,
                row["sheet"],
                row["row"],
            )
        )
    assert listed == wanted


def test_the_very_cell(sample: tuple[Path, list[dict[str, object]]]) -> None:
    sheet = load_workbook(sample[0] / "远航学校（疑点标注）.xlsx")["评价补贴"]
    assert colour(sheet, "H24") == FILLS["suspicion"]  # 约140
    assert "Q01" in note(sheet, "H24")
    assert (
        colour(sheet, "B29") == FILLS["violation"]
    )  # an ID stored as a number; unverifiable findings came after
    assert colour(sheet, "C25") == FILLS["unverifiable"]  # no occupation
    assert colour(sheet, "D24") == ""


def test_nothing_else_changes(sample: tuple[Path, list[dict[str, object]]]) -> None:
    for path in sample[0].glob("*（疑点标注）.xlsx"):
        before = load_workbook(SAMPLE / path.name.replace("（疑点标注）", ""))
        after = load_workbook(path)
        assert after.sheetnames == [*before.sheetnames, "审计疑点"]
        for old in before.worksheets:
            new = after[old.title]
            assert [[c.value for c in r] for r in old.rows] == [[c.value for c in r] for r in new.rows]
            assert [[c.number_format for c in r] for r in old.rows] == [
                [c.number_format for c in r] for r in new.rows
            ]
            assert (old.sheet_state, old.auto_filter.ref) == (new.sheet_state, new.auto_filter.ref)
            assert [row for row, kind in old.row_dimensions.items() if kind.hidden] == [
                row for row, kind in new.row_dimensions.items() if kind.hidden
            ]
            assert [str(area) for area in old.merged_cells] == [str(area) for area in new.merged_cells]


def test_notes_and_list_are_masked(sample: tuple[Path, list[dict[str, object]]]) -> None:
    for path in sample[0].iterdir():
        book = load_workbook(path)
        told = [str(cell.value) for row in book["审计疑点"].rows for cell in row]
        told += [note(sheet, c.coordinate) for sheet in book for row in sheet.rows for c in row]
        assert not [text for text in told if any(part.isdigit() and len(part) > 15 for part in text.split())]
        assert all("\u202e" not in text for text in told)
    sheet = load_workbook(sample[0] / "远航学校（疑点标注）.xlsx")["审计疑点"]
    assert any("没有脱敏" in str(cell.value) for cell in sheet["A"])


def test_a_later_run_does_not_read_them(
    sample: tuple[Path, list[dict[str, object]]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert all(is_own(path) for path in sample[0].iterdir())
    assert run(["run", str(sample[0]), "--quiet"]) == 2
    assert "本工具自己写出" in capsys.readouterr().err


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with a hidden and filtered row, merged cells, a comment, and values that look like formulas."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "明细"
    for row in range(1, 8):
        sheet.append([f"甲{row}", row, "x"])
    sheet["A2"].data_type, sheet["A2"].value = "s", "=1+1"
    sheet["A2"].data_type = "s"
    sheet.merge_cells("A4:A5")
    sheet["B3"].comment = Comment("原来的批注", "某人")
    sheet.auto_filter.ref = "A1:C7"
    sheet.auto_filter.add_filter_column(1, ["1", "2"])
    sheet.row_dimensions[6].hidden = True
    made.save(tmp_path / "in.xlsx")
    return tmp_path / "in.xlsx"


def test_marks_on_merged_annotated_and_hidden_cells(book: Path, tmp_path: Path) -> None:
    marks = (
        Mark("明细", 5, (1, 2), "violation", "一"),
        Mark("明细", 3, (2,), "suspicion", "二"),
        Mark("明细", 3, (2,), "violation", "三"),
        Mark("明细", 6, (1,), "suspicion", "四"),
    )
    marked(book, tmp_path / "out.xlsx", *marks)
    sheet = load_workbook(tmp_path / "out.xlsx")["明细"]
    assert (colour(sheet, "A4"), note(sheet, "A4")) == (FILLS["violation"], "一")
    assert (colour(sheet, "B5"), note(sheet, "B5")) == (FILLS["violation"], "")
    assert (colour(sheet, "B3"), note(sheet, "B3")) == (FILLS["suspicion"], "原来的批注\n\n二\n\n三")
    assert sheet.row_dimensions[6].hidden and sheet.auto_filter.filterColumn[0].colId == 1
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_no_text_becomes_a_formula(book: Path, tmp_path: Path) -> None:
    hostile = Line("violation", tuple(text for text in (*HOSTILE, *HOSTILE, *HOSTILE))[: len(COLUMNS)])
    told = Listing(HOSTILE, (hostile,))
    marked(book, tmp_path / "out.xlsx", Mark("明细", 2, (1,), "violation", "".join(HOSTILE)), told=told)
    beside(str(tmp_path / "beside.xlsx"), told)
    for name in ("out.xlsx", "beside.xlsx"):
        with zipfile.ZipFile(tmp_path / name) as parts:
            sheets = b"".join(parts.read(part) for part in parts.namelist() if "sheets/sheet" in part)
        assert b"<f>" not in sheets and b"<f " not in sheets
        again = load_workbook(tmp_path / name)["审计疑点"]
        assert any(cell.value == "=1+1" and cell.data_type == "s" for row in again.rows for cell in row)


def test_notes_are_limited_and_that_is_told(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "MOST_NOTES", 2)
    marks = [Mark("明细", row, (3,), "suspicion", "x") for row in range(1, 6)]
    assert marked(book, tmp_path / "out.xlsx", *marks).without_note == 3
    again = load_workbook(tmp_path / "out.xlsx")
    assert [bool(note(again["明细"], f"C{row}")) for row in range(1, 6)] == [True, True, False, False, False]
    assert all(colour(again["明细"], f"C{row}") for row in range(1, 6))
    assert any("另有 3 个只填色" in str(cell.value) for cell in again["审计疑点"]["A"])


def test_a_sheet_of_that_name_stays(book: Path, tmp_path: Path) -> None:
    made = load_workbook(book)
    made.create_sheet("审计疑点").append(["别人的"])
    made.save(book)
    marked(book, tmp_path / "out.xlsx")
    again = load_workbook(tmp_path / "out.xlsx")
    assert again.sheetnames == ["明细", "审计疑点", "审计疑点2"]
    assert again["审计疑点"]["A1"].value == "别人的"


def test_only_what_was_audited_is_marked(book: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="变过"):
        mark(str(book), "0" * 64, str(tmp_path / "out.xlsx"), (), EMPTY)
    with pytest.raises(UnreadableFile, match="没有的表"):
        marked(book, tmp_path / "out.xlsx", Mark("没有的表", 1, (1,), "violation", "x"))
    assert not (tmp_path / "out.xlsx").exists()


def test_losses_by_what_the_file_holds(tmp_path: Path) -> None:
    rich = tmp_path / "rich.xlsx"
    with xlsxwriter.Workbook(rich) as made:
        sheet = made.add_worksheet("明细")
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.insert_textbox("C3", "文本框")
        sheet.add_sparkline("B1", {"range": "明细!A1:A9"})
        sheet.conditional_format("D1:D9", {"type": "data_bar", "data_bar_2010": True})
        sheet.write_rich_string("A2", "红", made.add_format({"bold": True}), "黑")
        chart = made.add_chart({"type": "column"})
        chart.add_series({"values": "=明细!$A$1:$A$9"})
        sheet.insert_chart("F1", chart)
    again = io.BytesIO(rich.read_bytes())
    with zipfile.ZipFile(again, "a") as parts:
        parts.writestr("xl/printerSettings/printerSettings1.bin", b"x")
        parts.writestr("docMetadata/LabelInfo.xml", b"<x/>")
        parts.writestr("xl/strange/part.xml", b"<x/>")
    rich.write_bytes(again.getvalue())
    said = "；".join(marked(rich, tmp_path / "out.xlsx", Mark("明细", 1, (1,), "violation", "x")).losses)
    for what in (
        "公式 1 个",
        "形状或文本框 1",
        "迷你图 1",
        "扩展条件格式 1",
        "打印机设置 1",
        "敏感度标签 1",
        "图表 1 个",
    ):
        assert what in said
    assert "xl/strange/part.xml" in said
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:  # and lost they are
        assert not [
            name for name in parts.namelist() if "printer" in name or "Label" in name or "strange" in name
        ]
        everything = b"".join(parts.read(name) for name in parts.namelist())
    assert "文本框".encode() not in everything and b"sparkline" not in everything
    cell = load_workbook(tmp_path / "out.xlsx", rich_text=True)["明细"]["A2"]
    assert [str(run) for run in cell.value] == ["红", "黑"]  # type: ignore[union-attr] # rich text


def test_a_plain_book_loses_nothing(book: Path) -> None:
    made = load_workbook(book)
    made["明细"]["B3"].comment = None
    made.save(book)
    with zipfile.ZipFile(book) as parts:
        assert lost(parts, macros=False) == ()


def test_macros_are_kept_where_the_ending_allows_them(tmp_path: Path) -> None:
    (tmp_path / "vba.bin").write_bytes(b"macros")
    with xlsxwriter.Workbook(tmp_path / "in.xlsm") as made:
        made.add_worksheet("明细").write("A1", "x")
        made.add_vba_project(str(tmp_path / "vba.bin"))
    marked(tmp_path / "in.xlsm", tmp_path / "out.xlsm", Mark("明细", 1, (1,), "violation", "x"))
    with zipfile.ZipFile(tmp_path / "out.xlsm") as parts:
        assert parts.read("xl/vbaProject.bin") == b"macros"
        assert b"macroEnabled" in parts.read("[Content_Types].xml")
    assert is_own(tmp_path / "out.xlsm")
    (tmp_path / "in.xlsm").rename(tmp_path / "in.xls")  # what a copy of it is called ends in .xlsx
    told = marked(tmp_path / "in.xls", tmp_path / "out.xlsx", Mark("明细", 1, (1,), "violation", "x"))
    assert told.losses == ("宏 1 处",)
    with zipfile.ZipFile(tmp_path / "out.xlsx") as parts:
        assert b"macroEnabled" not in parts.read("[Content_Types].xml")
