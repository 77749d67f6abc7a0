"""Web pages named .xls: what the page shows is read, table by table."""

from pathlib import Path

import pytest

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.formats import sniff
from chizheng_audit.reading.sheet import Book
from chizheng_audit.reading.workbook import read_workbook
from tests.reading.test_workbook import held, marks

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv=Content-Type content="text/html; charset={}">
<style>td {{ mso-number-format:"\\@"; }} table {{ color:red }}</style>
<script>document.write("<table><tr><td>假</td></tr></table>")</script></head><body>{}</body></html>"""
ROWS = """<table border=1><col width=72><col style='display:none' span=2>
<tr><th colspan="3">补贴&nbsp;名单 &lt;第四季度&gt;</th></tr>
<tr><td rowspan=2>某某学校<td>甲<td style='mso-number-format:"\\@"'>419901199001011234
<tr style="display:none"><td>乙</td><td x:num="280.126">280.13</td></tr>
<tr><td>&nbsp;</td><td>第一行<br>第二行</td><td x:num>280</td></tr></table>"""


def saved(path: Path, content: str, charset: str = "utf-8", declared: str | None = None) -> Book:
    path.write_bytes(PAGE.format(declared or charset, content).encode(charset))
    return read_workbook(str(path))


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("utf-8", None),
        ("utf-16", None),
        ("gb18030", "gb2312"),
        ("gb18030", "GBK"),
        ("utf-8-sig", "gb2312"),
        ("gb18030", "x-none"),
    ],
)
def test_a_table_is_a_sheet_in_whatever_encoding(tmp_path: Path, charset: str, declared: str | None) -> None:
    book = saved(tmp_path / "名单.xls", ROWS, charset, declared)
    (sheet,) = book.sheets
    assert book.format == "html" and sheet.name == "表1"
    assert held(sheet) == {
        (1, 1): "补贴\xa0名单 <第四季度>",
        (2, 1): "某某学校",
        (2, 2): "甲",
        (2, 3): "419901199001011234",
        (3, 2): "乙",
        (3, 3): "280.126",
        (4, 2): "第一行\n第二行",
        (4, 3): "280",
    }
    assert sheet.merged == ((1, 1, 1, 3), (2, 1, 3, 1))
    assert sheet.hidden_rows == (3,) and sheet.hidden_columns == (2, 3)
    assert sheet.height == 4 and sheet.warnings and not marks(sheet)


def test_several_tables_are_several_sheets_and_empty_ones_none(tmp_path: Path) -> None:
    layout = (
        "<table><tr><td></td></tr></table><table><tr><td>外"
        "<table><tr><td>内一</td><td>内二</td></tr></table></td><td>旁</td></tr></table>"
    )
    sheets = saved(tmp_path / "a.xls", layout).sheets
    assert [held(sheet) for sheet in sheets] == [
        {(1, 1): "外", (1, 2): "旁"},
        {(1, 1): "内一", (1, 2): "内二"},
    ]
    assert [sheet.name for sheet in sheets] == ["表1", "表2"]


def test_sheets_are_called_as_excel_called_them(tmp_path: Path) -> None:
    island = "<!--[if gte mso 9]><xml><x:ExcelWorksheet><x:Name>第四季度</x:Name></x:ExcelWorksheet></xml><![endif]-->"
    (sheet,) = saved(tmp_path / "a.xls", island + ROWS).sheets
    assert sheet.name == "第四季度"


def test_numbers_that_are_shown_shortened_are_read_as_stored(tmp_path: Path) -> None:
    cells = (
        '<td x:num="419901199001011234">4.19901E+17</td><td x:num="1234">001234</td>'
        '<td x:num="44635">2022-3-15</td><td x:num="1234.5">1,234.50</td><td x:num="乱">1</td>'
    )
    (sheet,) = saved(tmp_path / "a.xls", f"<table><tr>{cells}</tr></table>").sheets
    assert held(sheet) == {
        (1, 1): "419901199001011234",
        (1, 2): "001234",
        (1, 3): "2022-3-15",
        (1, 4): "1,234.50",
        (1, 5): "1",
    }
    assert marks(sheet) == {(1, 1): ("long_number", "419901199001011234")}


def test_formulas_and_errors_that_excel_noted(tmp_path: Path) -> None:
    cells = '<td x:num x:fmla="=1+1">2</td><td x:fmla="=A9"></td><td x:err="#REF!">#REF!</td>'
    (sheet,) = saved(tmp_path / "a.xls", f"<table><tr>{cells}</tr></table>").sheets
    assert marks(sheet) == {
        (1, 1): ("formula", "=1+1"),
        (1, 2): ("no_result", "=A9"),
        (1, 3): ("error", "#REF!"),
    }


def test_spans_without_bounds_do_no_harm(tmp_path: Path) -> None:
    rows = "<tr><td colspan=999999999 rowspan=0>甲<tr><td rowspan=-3 colspan=x>乙"
    (sheet,) = saved(tmp_path / "a.xls", f"<table>{rows}</table>").sheets
    assert held(sheet) == {(1, 1): "甲", (2, 1001): "乙"} and sheet.merged == ((1, 1, 2, 1000),)
    with pytest.raises(UnreadableFile, match="损坏"):
        saved(tmp_path / "b.xls", f"<table><tr>{'<td colspan=1000>甲' * 20}</table>")


@pytest.mark.parametrize(
    "start",
    ["<!-- 导出 --><html>", "<div><center>", "\n <meta charset=utf-8>", '<?xml version="1.0"?><html>'],
)
def test_pages_are_known_however_they_begin(tmp_path: Path, start: str) -> None:
    path = tmp_path / "a.xls"
    path.write_text(f"{start}<table><tr><td>甲</td></tr></table>", "utf-8")
    assert sniff(path.read_bytes()[:8192], path) == "html"
    assert held(read_workbook(str(path)).sheets[0]) == {(1, 1): "甲"}


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="没有表格") as told:
        saved(tmp_path / "a.xls", "<p>请先登录</p>")
    assert str(told.value).endswith("。")


def test_bytes_of_no_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"<table><tr><td>\xff\xff\xff</td></tr></table>")
    with pytest.raises(UnreadableFile, match="编码"):
        read_workbook(str(tmp_path / "a.xls"))


def test_an_archived_page_is_read(tmp_path: Path) -> None:
    head = (
        "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
        'Content-Type: multipart/related; boundary="----=_NextPart"\r\n\r\n'
    )
    part = "------=_NextPart\r\nContent-Location: file:///C:/{}\r\n{}\r\n\r\n{}\r\n"
    names = "<html><xml><x:Name>名单</x:Name></xml></html>"
    quoted = "".join(f"={byte:02X}" for byte in ROWS.encode("gb18030"))
    pages = part.format("book.htm", "Content-Type: text/html", names) + part.format(
        "sheet001.htm",
        'Content-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset="gb2312"',
        quoted,
    )
    (tmp_path / "a.xls").write_bytes((head + pages + "------=_NextPart--\r\n").encode())
    book = read_workbook(str(tmp_path / "a.xls"))
    assert book.format == "mhtml" and book.sheets[0].name == "名单"
    assert held(book.sheets[0])[2, 3] == "419901199001011234" and len(held(book.sheets[0])) == 8
    (tmp_path / "b.xls").write_bytes((head + "------=_NextPart--\r\n").encode())
    with pytest.raises(UnreadableFile, match="没有表格"):
        read_workbook(str(tmp_path / "b.xls"))
