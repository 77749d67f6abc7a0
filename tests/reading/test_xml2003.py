"""XML spreadsheets named .xls."""

from pathlib import Path

import pytest

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.formats import sniff
from chizheng_audit.reading.sheet import CellKind, RawSheet
from chizheng_audit.reading.workbook import read_workbook
from tests.reading.test_workbook import held, marks

BOOK = """<?xml version="1.0" encoding="{}"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:x="urn:schemas-microsoft-com:office:excel"><Styles><Style ss:ID="a"/></Styles>{}</Workbook>"""
SHEETS = """
<Worksheet ss:Name="名单"><Table>
 <Column ss:Width="60"/><Column ss:Index="3" ss:Span="1" ss:Hidden="1"/>
 <Row><Cell ss:MergeAcross="2" ss:MergeDown="1"><Data ss:Type="String">标题</Data>
   <Comment ss:Author="某"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>批注</B></ss:Data></Comment>
  </Cell><Cell><Data ss:Type="String">旁</Data></Cell></Row>
 <Row ss:Index="4" ss:Hidden="1" ss:Span="1"><Cell ss:Index="2"><Data ss:Type="Number">280.5</Data></Cell>
  <Cell><Data ss:Type="Number">419901199001011234</Data></Cell>
  <Cell><Data ss:Type="Number">4.19901199001011E+17</Data></Cell></Row>
 <Row><Cell><Data ss:Type="DateTime">2022-03-15T00:00:00.000</Data></Cell>
  <Cell><Data ss:Type="DateTime">2022-03-15T08:30:00.000</Data></Cell>
  <Cell><Data ss:Type="DateTime">1899-12-31T08:30:00.000</Data></Cell>
  <Cell><Data ss:Type="Boolean">1</Data></Cell><Cell><Data ss:Type="Boolean">0</Data></Cell></Row>
 <Row><Cell ss:Formula="=RC[1]+1"><Data ss:Type="Number">2</Data></Cell><Cell ss:Formula="=RC[9]"/>
  <Cell ss:Formula="=NA()"><Data ss:Type="Error">#N/A</Data></Cell>
  <Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>粗</B> 细&#10;行</ss:Data></Cell>
  <Cell ss:StyleID="a"/></Row>
</Table></Worksheet>
<Worksheet ss:Name="藏"><Table><Row><Cell><Data ss:Type="String">甲</Data></Cell></Row></Table>
<x:WorksheetOptions><x:Visible>SheetVeryHidden</x:Visible></x:WorksheetOptions></Worksheet>"""


def saved(path: Path, xml: str, encoding: str = "utf-8") -> tuple[RawSheet, ...]:
    path.write_bytes(xml.encode(encoding))
    assert sniff(path.read_bytes()[:8192], path) == "xml2003"
    book = read_workbook(str(path))
    assert book.format == "xml2003"
    return book.sheets


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "GB2312"),
        ("utf-16", "UTF-16"),
        ("utf-8", "utf-16"),
    ],
)
def test_places_kinds_marks_and_merges(tmp_path: Path, encoding: str, said: str) -> None:
    sheet, hidden = saved(tmp_path / "名单.xls", BOOK.format(said, SHEETS), encoding)
    assert (sheet.name, sheet.visibility) == ("名单", "visible")
    assert (hidden.name, hidden.visibility, held(hidden)) == ("藏", "veryHidden", {(1, 1): "甲"})
    assert held(sheet) == {
        (1, 1): "标题",
        (1, 4): "旁",
        (4, 2): "280.5",
        (4, 3): "419901199001011234",
        (4, 4): "419901199001011008",
        (6, 1): "2022-03-15",
        (6, 2): "2022-03-15T08:30:00",
        (6, 3): "08:30:00",
        (6, 4): "TRUE",
        (6, 5): "FALSE",
        (7, 1): "2",
        (7, 3): "#N/A",
        (7, 4): "粗 细\n行",
    }
    assert marks(sheet) == {
        (4, 3): ("long_number", "419901199001011234"),
        (4, 4): ("precision_lost", "419901199001011008"),
        (7, 1): ("formula", "=RC[1]+1"),
        (7, 2): ("no_result", "=RC[9]"),
        (7, 3): ("error", "#N/A"),
    }
    assert sheet.merged == ((1, 1, 2, 3),)
    assert sheet.hidden_rows == (4, 5) and sheet.hidden_columns == (3, 4)
    number, boolean, dated = CellKind.NUMBER, CellKind.BOOLEAN, CellKind.DATE
    assert sheet.kinds["c1"].to_list() == [0, 0, dated, number]
    assert sheet.kinds["c4"].to_list() == [0, number, boolean, 0]


def test_another_prefix_is_the_same_workbook(tmp_path: Path) -> None:
    xml = BOOK.format("utf-8", SHEETS)
    for name in ("Workbook", "Worksheet", "Table", "Row", "Cell", "Data", "Column"):
        xml = xml.replace(f"<{name}", f"<ss:{name}").replace(f"</{name}", f"</ss:{name}")
    (plain, _hidden) = saved(tmp_path / "a.xls", BOOK.format("utf-8", SHEETS))
    (sheet, _hidden) = saved(tmp_path / "b.xls", xml)
    assert held(sheet) == held(plain) and sheet.marks.equals(plain.marks)


@pytest.mark.parametrize(
    "xml",
    [
        BOOK.format("utf-8", SHEETS)[:900],
        BOOK.format("utf-8", ""),
        BOOK.format("utf-8", SHEETS.replace('ss:Index="4"', 'ss:Index="99999999"')),
        BOOK.format("utf-8", SHEETS.replace('ss:Index="4"', 'ss:Index="1"')),
        BOOK.format("utf-8", SHEETS).replace("<Workbook", '<!DOCTYPE a [<!ENTITY b "c">]><Workbook'),
        BOOK.format("x-none", SHEETS),
    ],
    ids=["cut short", "no sheet", "row out of bounds", "rows out of order", "entities", "encoding"],
)
def test_damage_is_refused_in_one_sentence(tmp_path: Path, xml: str) -> None:
    (tmp_path / "a.xls").write_text(xml, "utf-8")
    with pytest.raises(UnreadableFile) as told:
        read_workbook(str(tmp_path / "a.xls"))
    assert str(told.value).endswith("。") and "\n" not in str(told.value)


def test_other_xml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text('<?xml version="1.0"?><table:table xmlns:table="urn:x"/>', "utf-8")
    with pytest.raises(UnreadableFile, match="不是 Excel 的 XML"):
        read_workbook(str(tmp_path / "a.xls"))
