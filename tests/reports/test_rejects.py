"""Rows that were set aside, as a CSV file: complete, harmless to a spreadsheet, and nobody's data."""

import csv
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.look import Ask, look
from chizheng_audit.reading.said import Said
from chizheng_audit.reports import rejects
from chizheng_audit.reports.rejects import Part
from tests.reading.records import Record, paid
from tests.reading.records import write as write_records
from tests.reports.conftest import SECRETS

HEAD = "姓名,身份证号,等级,补贴金额,备注\n"
ROW = "张一丁,419900199003070018,中级工,240,\n"


def parts(*files: Path, said: Said | None = None) -> list[Part]:
    found = []
    for file in files:
        seen = look(str(file), Ask(said or Said(), whole=True))
        found += [(sheet.line, sheet.set_aside) for sheet in seen.sheets]
    return found


def written(folder: Path, text: str, unmask: bool = False, said: Said | None = None) -> list[dict[str, str]]:
    (folder / "x.csv").write_text(text, "utf-8")
    out = folder / "out" / "r.csv"
    count = rejects.write(out, parts(folder / "x.csv", said=said), unmask)
    data = out.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    assert len(lines) == count == data.count(b"\n") - 1
    return lines


def test_each_row_with_its_place_reason_and_cells(tmp_path: Path) -> None:
    lines = written(tmp_path, "评价补贴表,,,,\n" + HEAD + ROW + ",,,,\n合计,,,240,\n填表人：,,,,李四\n")
    assert [(line["行号"], line["原因"], line["原因代码"]) for line in lines] == [
        ("1", "标题", "title"),
        ("2", "表头", "header"),
        ("5", "合计", "total"),
        ("6", "落款", "footer"),
    ]
    assert list(lines[0])[6:] == ["c1", "c2", "c3", "c4", "c5"]
    assert [lines[1][f"c{n}"] for n in range(1, 6)] == HEAD.strip().split(",")
    assert (lines[2]["c1"], lines[2]["c4"], lines[2]["c2"]) == ("合计", "240", "")


def test_reasons_are_in_the_language_and_keys_are_not(tmp_path: Path) -> None:
    from chizheng_audit.i18n import set_language

    set_language("en")
    try:
        (line,) = written(tmp_path, HEAD + ROW)
    finally:
        set_language("zh")
    assert (line["Reason"], line["Reason key"]) == ("header", "header")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("＝cmd|' /C calc'!A0", "'＝cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+8613", "+8613"),
        ("-240.00", "-240.00"),
        ("-240元", "'-240元"),
        ("\t=1+1", "' =1+1"),
        ("\u200b=1+1", "'=1+1"),
        ("-", "'-"),
        ("a=1", "a=1"),
    ],
)
def test_nothing_can_become_a_formula(tmp_path: Path, cell: str, shown: str) -> None:
    for unmask in (False, True):
        (line,) = written(tmp_path, f'"{cell}",数量\n', unmask)
        assert line["c1"] in (shown, shown.replace("' =", " ="))
        assert not line["c1"].startswith(("=", "@", "\t"))


def test_a_cell_stays_on_one_line(tmp_path: Path) -> None:
    (line, *_rest) = written(tmp_path, '"单位：元\r\n  第\u2028二行\x07",物料\n螺丝,3\n')
    assert line["c1"] == "单位：元   第 二行"


UNKNOWN = (
    "人,号,电,账\n王小明,419900199003070018,13812345678,6222021234567890123\n"
    "欧阳建国,419900199003070034,,\n王小明,,,\n合计,,,2\n"
)


@pytest.mark.parametrize(
    "text",
    [
        UNKNOWN,
        "学员姓名,部门\n王小明,财务\n欧阳建国,人事\n",  # a word for people, but no ID beside it
        HEAD + ROW + '王小明,"419900199003070018,中级工,240\n欧阳建国,419900199003070034,a"b,"c"d\n',
        HEAD + ROW + "王小明,,,,\n填表人：王小明,,,,联系人：欧阳建国\n注：王小明电话13812345678,,,,\n",
    ],
)
def test_nobodys_data(tmp_path: Path, text: str) -> None:
    lines = written(tmp_path, text)
    shown = str(lines)
    assert [secret for secret in SECRETS if secret in shown] == []
    opened = str(written(tmp_path, text, unmask=True))
    assert "王小明" in opened and "*" not in opened


def test_words_that_are_nobodys_stay(tmp_path: Path) -> None:
    lines = written(tmp_path, UNKNOWN.replace("人,号", "姓名,号"))
    assert lines[0]["c1"] == "姓名" and lines[1]["c1"] == "王*明"
    left = written(tmp_path, HEAD + ROW, said=Said(sheets=("x",)))
    assert left[0]["c1"] == "姓名"


def test_torn_lines_tell_why_and_hold_the_whole_line(tmp_path: Path) -> None:
    lines = written(tmp_path, HEAD + ROW * 3 + '李四,"4199"x,y"\\n' + ROW, unmask=True)
    torn = [line for line in lines if line["说明"]]
    assert torn and torn[0]["原因代码"] == "unparsed" and torn[0]["行号"] == "5"
    assert "李四" in torn[0]["c1"]


def test_columns_are_those_of_the_sheet(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["C2"], book.active["E2"], book.active["C3"] = "物料", "数量", "螺丝"
    book.save(tmp_path / "x.xlsx")
    rejects.write(tmp_path / "r.csv", parts(tmp_path / "x.xlsx"), unmask=False)
    lines = list(csv.DictReader((tmp_path / "r.csv").read_text("utf-8-sig").splitlines()))
    assert (lines[0]["行号"], lines[0]["c3"], lines[0]["c5"], lines[0]["c1"]) == ("2", "物料", "数量", "")


def test_files_of_many_widths_and_far_columns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("甲,乙\n1,2\n", "utf-8")
    (tmp_path / "b.csv").write_text("a,,,,e\n1,,,,2\n", "utf-8")
    given = parts(tmp_path / "a.csv", tmp_path / "b.csv")
    assert rejects.write(tmp_path / "r.csv", given, unmask=False) == 4
    heads = (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert heads[6:] == ["c1", "c2", "c3", "c4", "c5"]
    monkeypatch.setattr(rejects, "_MOST_COLUMNS", 3)
    rejects.write(tmp_path / "r.csv", given, unmask=False)
    heads = (tmp_path / "r.csv").read_text("utf-8-sig").splitlines()[0].split(",")
    assert heads[6:] == ["c1", "c2", "c5"]


def test_nothing_set_aside_is_a_heading(tmp_path: Path) -> None:
    assert rejects.write(tmp_path / "r.csv", [], unmask=False) == 0
    assert (tmp_path / "r.csv").read_text("utf-8-sig") == "文件,工作表,行号,原因,原因代码,说明\n"


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(AuditError, match="写不了"):
        rejects.write(tmp_path / "file" / "r.csv", [], unmask=False)


def test_every_reason_has_words() -> None:
    from chizheng_audit.reports.words import REASONS
    from chizheng_audit.tables.system import SHEETS

    field = SHEETS["set_aside"]
    assert isinstance(field, pl.Struct)
    assert [each.name for each in field.fields] == list(REASONS)


def test_names_beside_labels_are_masked_wherever_they_stand(tmp_path: Path) -> None:
    one = Record("张一丁", "419900199003070018", "甲公司", marks=paid(1))
    write_records(
        tmp_path / "forms.xlsx", [one, Record("欧阳文静", "419900199003070026", "乙公司", marks=paid(2))]
    )
    book = openpyxl.load_workbook(tmp_path / "forms.xlsx")
    page = book.worksheets[0]
    page.cell(4, 10, "姓名：张一丁")
    second = page.max_row // 2 + 4
    for column in (4, 5):  # label and value further right than in the first form
        page.cell(second, column + 5, page.cell(second, column).value)
        page.cell(second, column).value = None
    book.save(tmp_path / "forms.xlsx")
    rejects.write(tmp_path / "rejects.csv", parts(tmp_path / "forms.xlsx"), unmask=False)
    text = (tmp_path / "rejects.csv").read_text("utf-8-sig")
    assert not [secret for secret in ("张一丁", "欧阳文静", one.id_no) if secret in text]
    assert "性  别" in text and "甲公司" in text and "缴费情况" in text
