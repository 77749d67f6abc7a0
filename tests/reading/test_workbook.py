import io
import struct
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msoffcrypto.format.ooxml
import openpyxl
import polars as pl
import pytest
import xlsxwriter
import xlwt

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.digest import digests
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.workbook import read_workbook, sniff
from chizheng_audit.reading.xlsx_library import broken

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def marks(sheet: RawSheet) -> dict[tuple[int, int], tuple[str, str]]:
    return {(row, column): (mark, text) for row, column, mark, text in sheet.marks.rows()}


def held(sheet: RawSheet) -> dict[tuple[int, int], str]:
    return {
        (row["row"], int(name[1:])): text
        for row in sheet.cells.iter_rows(named=True)
        for name, text in row.items()
        if name != "row" and text is not None
    }


def with_sheet_xml(path: Path, xml: str, encoding: str = "utf-8") -> str:
    """A minimal workbook around one sheet's XML."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("一")
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = xml.encode(encoding)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return str(path)


def only(path: str | Path) -> RawSheet:
    (sheet,) = read_workbook(str(path), ()).sheets
    return sheet


def test_row_and_column_numbers_are_those_of_excel(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("表")
        for row, column, text in ((3, 2, "姓名"), (3, 4, "编号"), (7, 2, "甲"), (9, 4, "乙")):
            sheet.write_string(row, column, text)
    found = only(tmp_path / "a.xlsx")
    assert held(found) == {(4, 3): "姓名", (4, 5): "编号", (8, 3): "甲", (10, 5): "乙"}
    assert found.cells.get_column("row").to_list() == [4, 8, 10]
    assert found.height == 10
    assert found.cells.schema["row"] == pl.Int64


def test_hidden_rows_columns_and_sheets_and_merges(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        seen, hidden, very = (book.add_worksheet(name) for name in ("看", "藏", "深藏"))
        for sheet in (seen, hidden, very):
            for row in range(6):
                sheet.write_row(row, 0, ["甲", "乙", "丙"])
        seen.set_row(2, None, None, {"hidden": True})
        seen.set_row(4, None, None, {"hidden": True})
        seen.set_row(90, None, None, {"hidden": True})
        seen.set_column(1, 1, None, None, {"hidden": True})
        seen.set_column(2, 16383, None, None, {"hidden": True})
        seen.merge_range(0, 0, 1, 2, "标题")
        hidden.hide()
        very.very_hidden()
    sheets = read_workbook(str(tmp_path / "a.xlsx"), ()).sheets
    assert [(s.name, s.visibility) for s in sheets] == [
        ("看", "visible"),
        ("藏", "hidden"),
        ("深藏", "veryHidden"),
    ]
    assert (sheets[0].hidden_rows, sheets[0].hidden_columns) == ((3, 5), (2, 3))
    assert sheets[0].merged == ((1, 1, 2, 3),)
    assert sheets[1].hidden_rows == () and len(sheets[1].cells) == 6


def test_errors_and_formulas_with_and_without_results(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", '=IF(B1<>"",1,2)', None, 2)
        sheet.write_formula("C1", "=NA()", None, "#N/A")
        sheet.write_formula("D1", "=1/0", None, "#DIV/0!")
    found = only(tmp_path / "a.xlsx")
    assert marks(found) == {
        (1, 1): ("formula", '=IF(B1<>"",1,2)'),
        (1, 3): ("error", "#N/A"),
        (1, 4): ("error", "#DIV/0!"),
    }
    assert held(found) == {(1, 1): "2", (1, 3): "#N/A", (1, 4): "#DIV/0!"}

    plain = openpyxl.Workbook()
    own = plain.active
    assert own is not None
    own["A1"], own["B2"], own["B3"] = "=SUM(B1:B9)", "#REF!", "尾"
    plain.save(tmp_path / "b.xlsx")
    found = only(tmp_path / "b.xlsx")
    assert marks(found) == {(1, 1): ("no_result", "=SUM(B1:B9)"), (2, 2): ("error", "#REF!")}
    assert held(found) == {(2, 2): "#REF!", (3, 2): "尾"}


def test_shared_formulas_empty_results_and_cells_without_a_place(tmp_path: Path) -> None:
    xml = (
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1+1</f><v>1</v></c></row>'
        '<row r="2"><c s="0" r="A2"><f t="shared" si="0"/><v>2</v></c><c r="B2" t="str"><f>""</f><v></v></c><c t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    )
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert marks(found) == {
        (1, 1): ("formula", "=B1+1"),
        (2, 1): ("formula", "=…"),
        (2, 2): ("formula", '=""'),
        (2, 3): ("error", "#REF!"),
    }
    assert held(found)[2, 3] == "#REF!" and not found.warnings


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_dates_of_both_epochs(tmp_path: Path, epoch_1904: bool) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": epoch_1904}) as book:
        book.add_worksheet().write_datetime(0, 0, datetime(2022, 3, 15), book.add_format({"num_format": 14}))
    old = xlwt.Workbook()
    old.dates_1904 = epoch_1904
    old.add_sheet("表").write(0, 0, date(2022, 3, 15), xlwt.easyxf(num_format_str="YYYY-MM-DD"))
    old.save(str(tmp_path / "a.xls"))
    for name in ("a.xlsx", "a.xls"):
        found = only(tmp_path / name)
        assert held(found) == {(1, 1): "2022-03-15"} and found.epoch_1904 is epoch_1904


def test_old_workbooks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 1, 0, 2, "标题")
    sheet.write(4, 1, "419901199001011234")
    sheet.write(5, 1, 419901199001011234)
    sheet.write(5, 2, True)
    sheet.write(6, 2, 280.5)
    sheet.row(5).hidden = True
    sheet.col(2).hidden = True
    sheet.row(7).set_cell_error(0, 0x2A)
    book.add_sheet("藏").visibility = 1
    book.save(str(tmp_path / "a.et"))
    assert sniff((tmp_path / "a.et").read_bytes()[:8192], tmp_path / "a.et") == "xls"
    found, hidden = read_workbook(str(tmp_path / "a.et"), ()).sheets
    assert held(found)[5, 2] == "419901199001011234" and held(found)[8, 1] == "#N/A"
    assert held(found)[6, 3] == "TRUE" and held(found)[7, 3] == "280.5"
    assert (found.hidden_rows, found.hidden_columns, found.merged) == ((6,), (3,), ((1, 1, 2, 3),))
    assert {place: mark for place, (mark, _) in marks(found).items()} == {
        (6, 2): "precision_lost",
        (8, 1): "error",
    }
    assert (found.height, hidden.visibility, hidden.height) == (8, "hidden", 0)


def test_ods(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        + " ".join(
            f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
            for short in ("office", "table", "text")
        )
        + '><office:body><office:spreadsheet><table:table table:name="名单">'
        + '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
        + f"<table:table-row><table:table-cell/>{cell.format('甲')}"
        + '<table:table-cell office:value-type="float" office:value="280"><text:p>280</text:p></table:table-cell>'
        + "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    book = read_workbook(str(path), ())
    assert book.format == "ods" and held(book.sheets[0]) == {(3, 2): "甲", (3, 3): "280"}
    assert book.sheets[0].warnings  # says what cannot be seen in this format


def encrypted(path: Path, password: str) -> str:
    plain = io.BytesIO()
    with xlsxwriter.Workbook(plain) as book:
        book.add_worksheet("密").write_string(0, 0, "甲")
    plain.seek(0)
    with path.open("wb") as out:
        msoffcrypto.format.ooxml.OOXMLFile(plain).encrypt(password, out)
    return str(path)


def test_passwords(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "a.xls", "口令42")
    assert sniff(Path(path).read_bytes()[:8192], path) == "encrypted"
    for given_words, told in (((), "请把密码写进一个文本文件"), (("错",), "里的密码都打不开")):
        with pytest.raises(UnreadableFile, match=told) as raised:
            read_workbook(path, given_words)
        assert "--password-file" in str(raised.value)
    book = read_workbook(path, ("错", "口令42"))
    assert book.format == "xlsx" and held(book.sheets[0]) == {(1, 1): "甲"}
    assert book.sha256 == digests(Path(path).read_bytes())[0]
    assert held(only(encrypted(tmp_path / "b.xlsx", "VelvetSweatshop"))) == {(1, 1): "甲"}


def test_digests_differ_and_depend_on_every_byte() -> None:
    published, secret = digests(b"abc")
    assert published == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(secret) == 64 and secret != published
    assert digests(b"abd")[1] != secret


def test_a_workbook_is_known_whatever_its_name(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "名单.csv") as book:
        book.add_worksheet("表").write_string(0, 0, "甲")
    assert sniff((tmp_path / "名单.csv").read_bytes()[:8192], tmp_path / "名单.csv") == "xlsx"
    assert held(only(tmp_path / "名单.csv")) == {(1, 1): "甲"}
    (tmp_path / "名单.xls").write_bytes("姓名\t身份证号\n甲\t419901199001011234\n".encode("gb18030"))
    assert sniff((tmp_path / "名单.xls").read_bytes(), tmp_path / "名单.xls") == "text"
    assert held(read_text(str(tmp_path / "名单.xls")).sheets[0])[2, 2] == "419901199001011234"


def test_an_empty_workbook_has_an_empty_sheet(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet("空")
        book.add_chartsheet("图").set_chart(chart(book))
    book_read: Book = read_workbook(str(tmp_path / "a.xlsx"), ())
    assert [(s.name, s.height, s.cells.columns) for s in book_read.sheets] == [
        ("空", 0, ["row"]),
        ("图", 0, ["row"]),
    ]


def chart(book: xlsxwriter.Workbook) -> Any:
    made = book.add_chart({"type": "column"})
    made.add_series({"values": "=空!$A$1:$A$3"})
    return made


def test_a_bare_biff_stream_is_an_old_workbook(tmp_path: Path) -> None:
    head = struct.pack("<HHHHHH", 0x0409, 8, 0, 0x10, 0, 0)[:12] + bytes(40)
    assert sniff(struct.pack("<HH", 0x0409, 6) + head, tmp_path / "none") == "xls"


def test_what_a_library_says_of_damage_stays_on_one_line() -> None:
    said = str(broken("x.xlsb", ValueError("no sheet: xl/wo\r\nrksheets")))
    assert "\n" not in said and "\r" not in said and "xl/wo rksheets" in said
