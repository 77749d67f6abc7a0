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
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import formats, workbook, xlsx_book
from chizheng_audit.reading.cells import cells, grid
from chizheng_audit.reading.digest import digests
from chizheng_audit.reading.files import Seen, look
from chizheng_audit.reading.sheet import Book, CellKind, RawSheet
from chizheng_audit.reading.workbook import read_workbook, sniff
from chizheng_audit.reading.xlsx_scan import column_number, long_numbers, scan

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


def test_long_numbers_are_exact_or_said_to_be_lost(tmp_path: Path) -> None:
    xml = (
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>419901199001011234</v></c>'
        '<c r="B1" t="n"><v>4.1990119900101123E+17</v></c><c s="0" r="C1"><v>6222020000001234.0</v></c>'
        '<c r="D1"><v>419901199001011000</v></c><c r="E1"><v>123456789012345</v></c>'
        '<c r="F1" t="inlineStr"><is><t>419901199001011234</t></is></c></row></sheetData></worksheet>'
    )
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert held(found) == {
        (1, 1): "419901199001011234",
        (1, 2): f"{4.1990119900101123e17:.0f}",
        (1, 3): "6222020000001234",
        (1, 4): "419901199001011000",
        (1, 5): "123456789012345",
        (1, 6): "419901199001011234",
    }
    assert {place: mark for place, (mark, _) in marks(found).items()} == {
        (1, 1): "long_number",
        (1, 2): "precision_lost",
        (1, 3): "long_number",
        (1, 4): "precision_lost",  # Excel keeps fifteen digits; these zeros may be its own
    }
    assert found.kinds["c1"].to_list() == [CellKind.NUMBER] and "c6" not in found.kinds


def test_values_become_text_with_their_kind(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy年m月d日"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write_string(0, 0, "头")
        for row, value in enumerate((280, 280.5, 0.1 + 0.7, -3, 1e-7, 0), 1):
            sheet.write_number(row, 0, value)
        sheet.write_boolean(1, 1, True)
        sheet.write_boolean(2, 1, False)
        sheet.write_datetime(1, 2, datetime(2022, 3, 15), day)
        sheet.write_datetime(2, 2, datetime(2022, 3, 15, 8, 30), moment)
        sheet.write_number(3, 2, 20220315, day)
    found = only(tmp_path / "a.xlsx")
    assert found.cells.get_column("c1").to_list() == [
        "头",
        "280",
        "280.5",
        "0.7999999999999999",
        "-3",
        "1e-07",
        "0",
    ]
    assert found.cells.get_column("c2").to_list()[:3] == [None, "TRUE", "FALSE"]
    assert found.cells.get_column("c3").to_list()[:4] == [
        None,
        "2022-03-15",
        "2022-03-15T08:30:00",
        "20220315",
    ]
    number, boolean, dated = CellKind.NUMBER, CellKind.BOOLEAN, CellKind.DATE
    assert found.kinds["c1"].to_list() == [0, *[number] * 6]
    assert found.kinds["c2"].to_list()[:3] == [0, boolean, boolean]
    assert found.kinds["c3"].to_list()[:4] == [0, dated, dated, number]
    assert found.kinds["c1"].dtype == pl.UInt8


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
    for given_words in ((), ("错",)):
        with pytest.raises(UnreadableFile, match="--password-file"):
            read_workbook(path, given_words)
    book = read_workbook(path, ("错", "口令42"))
    assert book.format == "xlsx" and held(book.sheets[0]) == {(1, 1): "甲"}
    assert book.sha256 == digests(Path(path).read_bytes())[0]
    assert held(only(encrypted(tmp_path / "b.xlsx", "VelvetSweatshop"))) == {(1, 1): "甲"}


def test_digests_differ_and_depend_on_every_byte() -> None:
    published, secret = digests(b"abc")
    assert published == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(secret) == 64 and secret != published
    assert digests(b"abd")[1] != secret


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xe5\xa7\x93,\xe5\x90\x8d\n", "text"),
        (b"", "text"),
        (b"\xef\xbb\xbf<html><table></table></html>", "html"),
        ("<HTML><body>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml2003"),
        (b'<?xml version="1.0"?><plist><array/></plist>', "xml"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04 cut short", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ole"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "named.xls"
    path.write_bytes(content)
    assert sniff(content[:8192], path) == kind
    with pytest.raises(UnreadableFile) as told:
        read_workbook(str(path), ())
    sentence = str(told.value)
    assert "named.xls" in sentence and sentence.endswith("。") and "\n" not in sentence


def test_a_truncated_or_damaged_workbook_is_never_read_in_part(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(500):
            sheet.write_row(row, 0, [f"甲{row * 7919 % 1000}", row * 3.25])
    whole = (tmp_path / "a.xlsx").read_bytes()
    sheet_at = whole.index(b"xl/worksheets/sheet1.xml") + 400
    cases = [whole[: len(whole) // 2], whole[:sheet_at] + b"\xff" * 40 + whole[sheet_at + 40 :]]
    for case in cases:
        (tmp_path / "b.xlsx").write_bytes(case)
        with pytest.raises(UnreadableFile):
            read_workbook(str(tmp_path / "b.xlsx"), ())
    with pytest.raises(UnreadableFile, match="打不开"):
        read_workbook(str(tmp_path / "missing.xlsx"), ())


def test_zip_bombs_are_refused_before_they_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "甲")
    path = str(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbook, "read_xlsx", None)  # nothing may be unpacked
    monkeypatch.setattr(formats, "MOST_PARTS", 3)
    with pytest.raises(UnreadableFile, match="压缩比"):
        read_workbook(path, ())
    monkeypatch.undo()
    monkeypatch.setattr(formats, "MOST_BYTES", 100)
    with pytest.raises(UnreadableFile, match="压缩比"):
        read_workbook(path, ())
    monkeypatch.undo()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(3 << 20))
    assert read_workbook(path, ()).format == "xlsx"  # small ones may shrink as they like
    monkeypatch.setattr(formats, "LARGE_BYTES", 1 << 20)
    with pytest.raises(UnreadableFile, match="压缩比"):
        read_workbook(path, ())


@pytest.mark.parametrize(
    ("parts", "size", "refused"),
    [(1, 201 << 20, True), (1, 190 << 20, False), (9_980, 0, False), (10_001, 0, True)],
    ids=["large and shrunk", "not so large", "many parts", "too many parts"],
)
def test_the_limits_of_unpacking_are_those_of_real_bombs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int, size: int, refused: bool
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "甲")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(parts):
            with archive.open(f"xl/media/{number}.bin", "w") as stream:
                for _piece in range(size >> 20):
                    stream.write(bytes(1 << 20))
    if not refused:
        assert held(only(tmp_path / "a.xlsx")) == {(1, 1): "甲"}
        return
    with pytest.raises(UnreadableFile, match="压缩比") as told:
        read_workbook(str(tmp_path / "a.xlsx"))
    assert str(told.value).endswith("。") and formats.ALLOWANCE in str(told.value)
    monkeypatch.setenv(formats.ALLOWANCE, "300")
    assert held(only(tmp_path / "a.xlsx")) == {(1, 1): "甲"}
    monkeypatch.setenv(formats.ALLOWANCE, "100" if size else "0")
    if size:
        with pytest.raises(UnreadableFile, match="压缩比"):
            read_workbook(str(tmp_path / "a.xlsx"))


def test_more_than_two_gigabytes_are_refused_by_what_the_archive_says(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "甲")
    archive = zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_STORED)
    archive.writestr("xl/media/a.bin", b"a")
    archive.infolist()[-1].file_size = (2 << 30) + 1
    archive.infolist()[-1].compress_size = 1 << 30  # no suspicious ratio
    archive.close()
    with pytest.raises(UnreadableFile, match="2048 MB"):
        read_workbook(str(tmp_path / "a.xlsx"))


def test_a_workbook_is_known_whatever_its_name(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "名单.csv") as book:
        book.add_worksheet("表").write_string(0, 0, "甲")
    assert sniff((tmp_path / "名单.csv").read_bytes()[:8192], tmp_path / "名单.csv") == "xlsx"
    assert held(only(tmp_path / "名单.csv")) == {(1, 1): "甲"}
    (tmp_path / "名单.xls").write_bytes("姓名\t身份证号\n甲\t419901199001011234\n".encode("gb18030"))
    (seen,) = look([str(tmp_path / "名单.xls")])
    assert isinstance(seen, Seen) and seen.book.format == "csv gb18030"
    assert held(seen.sheet)[2, 2] == "419901199001011234"


def test_a_coloured_cell_far_away_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    frame = '<worksheet {}><sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="50000">{}</row></sheetData></worksheet>'
    path = with_sheet_xml(tmp_path / "a.xlsx", frame.format(MAIN, '<c r="XFD50000" s="0"/>'))
    monkeypatch.setattr(xlsx_book, "read_sheet", None)  # the slow reader is not needed
    assert held(only(path)) == {(1, 1): "1"}


def test_prefixed_xml_is_scanned_and_utf16_is_left_to_the_exact_reader(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0" encoding="{}"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        '<x:sheetData><x:row r="1" hidden="1"><x:c r="A1"><x:v>419901199001011234</x:v></x:c></x:row><x:row r="2">'
        '<x:c r="A2" t="e"><x:v>#N/A</x:v></x:c><x:c r="B2"><x:f>1+1</x:f></x:c></x:row></x:sheetData></x:worksheet>'
    )
    found = scan(io.BytesIO(xml.format("UTF-8").encode()))
    assert found.hidden_rows == [1] and found.rows == 2
    assert found.marks == {(2, 1): ("error", "#N/A"), (2, 2): ("no_result", "=1+1")}
    assert long_numbers(io.BytesIO(xml.format("UTF-8").encode())) == {(1, 1): "419901199001011234"}
    assert not scan(io.BytesIO(xml.format("UTF-16").encode("utf-16"))).familiar


@settings(deadline=None, max_examples=40)
@given(
    st.integers(20, 400),
    st.dictionaries(
        st.tuples(st.integers(1, 40), st.integers(1, 60)),
        st.sampled_from(["error", "no_result", "formula"]),
        max_size=20,
    ),
    st.sets(st.integers(1, 40)),
)
def test_the_scan_does_not_depend_on_where_its_pieces_end(
    chunk: int, noted: dict[tuple[int, int], str], hidden: set[int]
) -> None:
    def letters(number: int) -> str:
        return (chr(64 + (number - 1) // 26) if number > 26 else "") + chr(65 + (number - 1) % 26)

    bodies = {
        "error": '<c r="{}" t="e"><v>#REF!</v></c>',
        "no_result": '<c r="{}"><f>A1&lt;2</f></c>',
        "formula": '<c r="{}"><f>A1&lt;2</f><v>1</v></c>',
    }
    rows = "".join(
        f'<row r="{row}"{" hidden=" + chr(34) + "1" + chr(34) if row in hidden else ""}>'
        + "".join(
            bodies[noted[row, c]].format(f"{letters(c)}{row}")
            if (row, c) in noted
            else f'<c r="{letters(c)}{row}"/>'
            for c in range(1, 61)
        )
        + "</row>"
        for row in range(1, 41)
    )

    class Drip(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            del size
            return super().read(chunk)

    found = scan(Drip(f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>".encode()))
    assert {place: mark for place, (mark, _) in found.marks.items()} == noted
    assert set(found.hidden_rows) == hidden
    assert (found.rows, found.columns) == (40, column_number("BH"))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            *[
                st.one_of(
                    st.just(""),
                    st.text("甲乙1", max_size=3),
                    st.floats(-1e14, 1e14),
                    st.booleans(),
                    st.dates(),
                )
            ]
            * 3
        ),
        max_size=30,
    )
)
def test_columns_hold_what_the_rows_held(rows: list[tuple[Any, ...]]) -> None:
    frame, kinds = cells(grid(rows, 5, 2), {})
    expected = {}
    for number, row in enumerate(rows, 5):
        for column, value in enumerate(row, 2):
            if value != "":
                expected[number, column] = value
    got = held(RawSheet("x", frame, 0))
    assert got.keys() == expected.keys()
    places = {row: at for at, row in enumerate(frame.get_column("row").to_list())}
    for (row, column), value in expected.items():
        kind = kinds[f"c{column}"][places[row]] if f"c{column}" in kinds else 0
        text = got[row, column]
        if isinstance(value, bool):
            assert (text, kind) == (str(value).upper(), CellKind.BOOLEAN)
        elif isinstance(value, float):
            assert (float(text), kind) == (value, CellKind.NUMBER)
            assert "." not in text or value != int(value)
        elif isinstance(value, date):
            assert (text, kind) == (value.isoformat(), CellKind.DATE)
        else:
            assert (text, kind) == (value, CellKind.TEXT)


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
