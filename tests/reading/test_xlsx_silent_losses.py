"""Ways in which cells of workbooks are commonly lost or changed without a word; each test says one."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from chizheng_audit.reading.sheet import CellKind
from tests.reading.test_workbook import MAIN, held, marks, only, with_sheet_xml


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def inline(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def sheet_of(*rows: str, before: str = "", after: str = "", namespace: str = MAIN) -> str:
    return f"<worksheet {namespace}>{before}<sheetData>{''.join(rows)}</sheetData>{after}</worksheet>"


def test_digits_beyond_the_fifteenth_are_never_invented(tmp_path: Path) -> None:
    xml = sheet_of(
        row(1, '<c r="A1"><v>419901199001011234</v></c>', '<c r="B1"><v>4.1990119900101101E+17</v></c>')
    )
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert held(found)[1, 1] == "419901199001011234"
    assert {place: mark for place, (mark, _) in marks(found).items()} == {
        (1, 1): "long_number",
        (1, 2): "precision_lost",
    }


def test_a_code_that_lost_its_zeros_is_said_to_be_a_number(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_number(0, 0, 1234, book.add_format({"num_format": "000000"}))
        sheet.write_string(1, 0, "001234")
    found = only(tmp_path / "a.xlsx")
    assert held(found) == {(1, 1): "1234", (2, 1): "001234"}
    assert found.kinds["c1"].to_list() == [CellKind.NUMBER, CellKind.TEXT]


@pytest.mark.parametrize(
    "text",
    ["001234", "1E5", "NULL", "NA", "N/A", "#N/A", "nan", "TRUE", "2022.3", "22.3.15", "-", "null"],
)
def test_text_is_not_taken_for_a_number_a_date_or_nothing(tmp_path: Path, text: str) -> None:
    found = only(with_sheet_xml(tmp_path / "a.xlsx", sheet_of(row(1, inline("A1", text)))))
    assert held(found) == {(1, 1): text} and not found.kinds and not marks(found)


@pytest.mark.parametrize(
    "text",
    [
        "\u200b419901199001011234",
        "\u202a419901199001011234\u202c",
        " 419901199001011234\t",
        "２０２２",
        "\ue863",
        "𠮷",
        "①",
        "㎡",
        "‘001",
    ],
)
def test_characters_are_kept_as_they_are(tmp_path: Path, text: str) -> None:
    assert held(only(with_sheet_xml(tmp_path / "a.xlsx", sheet_of(row(1, inline("A1", text)))))) == {
        (1, 1): text
    }


def test_errors_do_not_read_as_blanks(tmp_path: Path) -> None:
    errors = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
    cells = (f'<c r="{"ABCDEFG"[at]}1" t="e"><v>{error}</v></c>' for at, error in enumerate(errors))
    found = only(with_sheet_xml(tmp_path / "a.xlsx", sheet_of(row(1, *cells))))
    assert held(found) == {(1, at): error for at, error in enumerate(errors, 1)}
    assert marks(found) == {(1, at): ("error", error) for at, error in enumerate(errors, 1)}


def test_formulas_without_a_result_do_not_read_as_blanks(tmp_path: Path) -> None:
    cells = '<c r="A1"><f>B1</f></c>', '<c r="B1"><f>C1</f><v></v></c>', '<c r="C1"><f>D1</f><v/></c>'
    found = only(with_sheet_xml(tmp_path / "a.xlsx", sheet_of(row(1, *cells))))
    assert {place: mark for place, (mark, _) in marks(found).items()} == dict.fromkeys(
        [(1, 1), (1, 2), (1, 3)], "no_result"
    )


@pytest.mark.parametrize("number", [27, 31, 57, 58])
def test_dates_in_formats_that_only_chinese_excel_has(tmp_path: Path, number: int) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_number(0, 0, 44635, book.add_format({"num_format": 14}))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles = parts["xl/styles.xml"]
    parts["xl/styles.xml"] = styles.replace(b'numFmtId="14"', b'numFmtId="%d"' % number)
    assert parts["xl/styles.xml"] != styles
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    found = only(path)
    assert held(found) == {(1, 1): "2022-03-15"} and found.kinds["c1"].to_list() == [CellKind.DATE]


def test_serials_around_the_day_that_never_was(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for at, serial in enumerate((1, 59, 61, 20220315)):
            sheet.write_number(at, 0, serial, day)
    found = only(tmp_path / "a.xlsx")
    assert list(held(found).values()) == ["1900-01-01", "1900-02-28", "1900-03-01", "20220315"]
    assert found.kinds["c1"].to_list() == [*[CellKind.DATE] * 3, CellKind.NUMBER]


def test_numbers_keep_all_their_digits(tmp_path: Path) -> None:
    xml = sheet_of(row(1, '<c r="A1"><v>0.30000000000000004</v></c>', '<c r="B1"><v>123456789012345</v></c>'))
    assert held(only(with_sheet_xml(tmp_path / "a.xlsx", xml))) == {
        (1, 1): "0.30000000000000004",
        (1, 2): "123456789012345",
    }


def test_only_what_is_listed_as_merged_is_merged(tmp_path: Path) -> None:
    xml = sheet_of(
        row(1, inline("A1", "甲校")),
        row(3, inline("B3", "乙")),
        after='<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>',
    )
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert found.merged == ((1, 1, 2, 1),) and held(found) == {(1, 1): "甲校", (3, 2): "乙"}


@pytest.mark.parametrize("reference", ["A1", "A1:A1", "A1:XFD1048576"])
def test_a_wrong_dimension_hides_nothing(tmp_path: Path, reference: str) -> None:
    rows = [row(number, inline(f"A{number}", "甲"), inline(f"C{number}", "乙")) for number in range(1, 4)]
    xml = sheet_of(*rows, before=f'<dimension ref="{reference}"/>')
    assert len(held(only(with_sheet_xml(tmp_path / "a.xlsx", xml)))) == 6


def test_rows_out_of_order_or_told_twice_lose_nothing(tmp_path: Path) -> None:
    xml = sheet_of(
        row(3, inline("A3", "三")),
        row(1, inline("A1", "一")),
        row(3, inline("B3", "又三")),
        row(2, inline("C2", "丙"), inline("A2", "二")),
    )
    assert held(only(with_sheet_xml(tmp_path / "a.xlsx", xml))) == {
        (1, 1): "一",
        (2, 1): "二",
        (2, 3): "丙",
        (3, 1): "三",
        (3, 2): "又三",
    }


def test_later_data_below_blank_rows_is_read(tmp_path: Path) -> None:
    xml = sheet_of(row(1, inline("A1", "上")), row(20_000, inline("B20000", "下")))
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert held(found) == {(1, 1): "上", (20_000, 2): "下"} and found.height == 20_000


def test_filtered_rows_are_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for number, name in enumerate(("姓名", "甲", "乙")):
            sheet.write_string(number, 0, name)
        sheet.autofilter("A1:A3")
        sheet.filter_column("A", "x == 甲")
        sheet.set_row(2, None, None, {"hidden": True})
    found = only(tmp_path / "a.xlsx")
    assert held(found)[3, 1] == "乙" and found.hidden_rows == (3,)


@pytest.mark.parametrize(
    "namespace",
    ['xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"', 'xmlns="urn:of-a-draft"'],
)
def test_other_namespaces_are_not_empty_sheets(tmp_path: Path, namespace: str) -> None:
    xml = sheet_of(row(1, inline("A1", "甲"), '<c r="B1" t="e"><v>#REF!</v></c>'), namespace=namespace)
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert held(found) == {(1, 1): "甲", (1, 2): "#REF!"}


def test_an_empty_cell_with_a_link_stays_empty_and_readings_are_no_text(tmp_path: Path) -> None:
    phonetic = '<c r="B1" t="inlineStr"><is><r><t>张</t></r><r><t>三</t></r><rPh sb="0" eb="1"><t>zhang</t></rPh></is></c>'
    link = '<hyperlinks><hyperlink ref="A1" location="Sheet1!A1" display="看"/></hyperlinks>'
    xml = sheet_of(row(1, '<c r="A1" s="0"/>', phonetic), after=link)
    assert held(only(with_sheet_xml(tmp_path / "a.xlsx", xml))) == {(1, 2): "张三"}


def test_a_full_old_sheet_is_read_to_its_last_row(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("满")
    for number in range(65_536):
        sheet.write(number, 0, "甲")
    book.save(str(tmp_path / "a.xls"))
    found = only(tmp_path / "a.xls")
    assert found.height == 65_536 and len(found.cells) == 65_536


def test_the_last_row_of_an_xlsx_sheet_is_read(tmp_path: Path) -> None:
    xml = sheet_of(row(1, inline("A1", "首")), row(1_048_576, inline("A1048576", "尾")))
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert held(found) == {(1, 1): "首", (1_048_576, 1): "尾"} and found.height == 1_048_576


@pytest.mark.parametrize(
    "number", [" {} ", "\n{}\n", "+{}", "&#x3{};"], ids=["spaces", "lines", "plus", "reference"]
)
def test_shared_strings_are_not_all_taken_for_the_first(tmp_path: Path, number: str) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, text in enumerate("甲乙丙"):
            sheet.write_string(at, 0, text)
        sheet.write_formula(3, 0, "=A1", None, "+ 丁 ")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for at in range(3):
        written = f"<v>{number.format(at)}</v>"
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(f"<v>{at}</v>", written)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    assert list(held(only(path)).values()) == ["甲", "乙", "丙", "+ 丁 "]
