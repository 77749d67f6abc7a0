"""Oddly written XML holds what its plain twin holds; nothing hostile in it does harm."""

import re
import zipfile
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import xlsx_book
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.workbook import read_workbook
from chizheng_audit.reading.xlsx_references import meaning_of, moment
from tests.reading.test_workbook import MAIN, held, with_sheet_xml

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


@pytest.fixture(params=[True, False], ids=["inline", "shared"])
def plain(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Every kind of cell in a block that has no gaps, so that places may be left out."""
    path = tmp_path / "plain.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": request.param}) as book:
        sheet = book.add_worksheet("名单")
        day = book.add_format({"num_format": "yyyy年m月d日"})
        moment_of_day = book.add_format({"num_format": "yyyy/m/d h:mm"})
        elapsed = book.add_format({"num_format": "[h]:mm:ss"})
        shaded = book.add_format({"num_format": '"日"0', "bg_color": "red"})
        sheet.set_column(1, 2, None, None, {"hidden": True})
        for row in range(6):
            if row == 3:
                sheet.set_row(row, None, None, {"hidden": True})
            sheet.write_string(row, 0, f"甲 <乙> & '丙' {row}")
            sheet.write_number(row, 1, 44635 + row, day)
            sheet.write_number(row, 2, 44635.5 + row, moment_of_day)
            sheet.write_number(row, 3, 280.5 + row, shaded)
            sheet.write_boolean(row, 4, row % 2 == 0)
            sheet.write_formula(row, 5, f'=IF(A{row + 1}<>"",D1,"")', None, 280.5)
            sheet.write_formula(row, 6, "=NA()", None, "#N/A")
            sheet.write_number(row, 7, 1.5, elapsed)
            sheet.write_number(row, 8, 419901199001011000 + row * 1024)
            sheet.write_string(row, 9, "  两头空格 ")
        sheet.merge_range(6, 0, 7, 1, "合计")
    return path


def rewritten(path: Path, part: str, change: Callable[[str], str | bytes]) -> Path:
    """A twin of the workbook in which one part is written differently."""
    twin = path.with_name("twin.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(twin, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data: str | bytes = old.read(name)
            new.writestr(name, change(old.read(name).decode()) if name == part else data)
    return twin


def utf16(xml: str) -> bytes:
    return xml.replace("UTF-8", "UTF-16").encode("utf-16")


def chinese(xml: str) -> bytes:
    return xml.replace("UTF-8", "GB2312").encode("gb18030")


def says_utf16(xml: str) -> str:
    return xml.replace("UTF-8", "utf-16").replace("<worksheet", "<!-- 由报表系统生成 --><worksheet")


def without_places(xml: str) -> str:
    return re.sub(r'(<c|<row)((?: s="\d+"| spans="[\d:]+")*) r="\w+"', r"\1\2", xml)


def prefixed(xml: str) -> str:
    named = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1sheet-ml:\2", xml)
    return named.replace('xmlns="', 'xmlns:sheet-ml="', 1)


def two_prefixes(xml: str) -> str:
    both = xml.replace("<worksheet ", f"<worksheet {MAIN.replace('xmlns', 'xmlns:y')} ", 1)
    return re.sub(r"<(/?)(c|row)(?=[\s/>])", r"<\1y:\2", both)


def single_quoted(xml: str) -> str:
    return re.sub(r"<[^?!][^<>]*>", lambda tag: tag[0].replace('"', "'"), xml)


def sections(xml: str) -> str:
    return re.sub(r"<(v|f|t)( [^>]*)?>([^<&]+)</", r"<\1\2><![CDATA[\3]]></", xml)


def lower_case(xml: str) -> str:
    return re.sub(r'<c r="(\w+)"', lambda hit: hit[0].replace(hit[1], hit[1].lower()), xml)


def commented(xml: str) -> str:
    return xml.replace("<v>", "<v><!-- 值 -->")


def spaced(xml: str) -> str:
    return re.sub(r'<(c|row|col) ([^>]*?)="', r'<\1\n  \2 = "', xml)


ODD = (
    utf16,
    chinese,
    says_utf16,
    without_places,
    prefixed,
    two_prefixes,
    single_quoted,
    sections,
    lower_case,
    commented,
    spaced,
)


def only(path: str | Path) -> RawSheet:
    (sheet,) = read_workbook(str(path)).sheets
    return sheet


def alike(one: RawSheet, other: RawSheet) -> None:
    assert held(one) == held(other)
    assert one.cells.equals(other.cells)
    assert {name: kind.to_list() for name, kind in one.kinds.items()} == {
        name: kind.to_list() for name, kind in other.kinds.items()
    }
    assert one.marks.equals(other.marks)
    for word in ("name", "height", "visibility", "merged", "hidden_rows", "hidden_columns", "epoch_1904"):
        assert getattr(one, word) == getattr(other, word), word
    assert not one.warnings and not other.warnings


@pytest.mark.parametrize("change", ODD, ids=lambda change: change.__name__)
def test_an_oddly_written_sheet_is_its_plain_twin(plain: Path, change: Callable[[str], str | bytes]) -> None:
    twin = rewritten(plain, SHEET, change)
    with zipfile.ZipFile(plain) as one, zipfile.ZipFile(twin) as other:
        assert one.read(SHEET) != other.read(SHEET)
    found = only(twin)
    assert len(held(found)) == 61 and found.hidden_rows == (4,) and found.hidden_columns == (2, 3)
    assert found.merged == ((7, 1, 8, 2),)
    alike(only(plain), found)


@pytest.mark.parametrize("part", [STRINGS, "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"])
@pytest.mark.parametrize("change", [utf16, chinese, prefixed, single_quoted, sections])
def test_other_parts_may_be_odd_too(plain: Path, part: str, change: Callable[[str], str | bytes]) -> None:
    with zipfile.ZipFile(plain) as archive:
        if part not in archive.namelist():
            pytest.skip("no shared strings")
    alike(only(plain), only(rewritten(plain, part, change)))


def test_the_exact_reader_agrees_with_the_library(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = only(plain)
    monkeypatch.setattr(xlsx_book, "_scanned", lambda *_: None)
    alike(usual, only(plain))


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.one_of(
            st.floats(0, 4e6),
            st.integers(0, 3_000_000).map(float),
            st.sampled_from([0.0, 59.0, 60.0, 61.0, 0.5, 0.999999999, 20220315.0, 2958465.0]),
        ),
        min_size=1,
        max_size=20,
    ),
    st.sampled_from(["yyyy-mm-dd", "h:mm", "[h]:mm", "0.00"]),
    st.booleans(),
)
def test_moments_are_those_of_the_library(
    tmp_path_factory: pytest.TempPathFactory, serials: list[float], code: str, epoch_1904: bool
) -> None:
    path = tmp_path_factory.mktemp("moments") / "a.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": epoch_1904}) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": code})
        for row, serial in enumerate(serials):
            sheet.write_number(row, 0, serial, style)
    with zipfile.ZipFile(path) as archive:
        written = [float(v) for v in re.findall(r"<v>([^<]*)<", archive.read(SHEET).decode())]
    theirs = [row[0] for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()]
    for serial, expected in zip(written, theirs, strict=True):
        found = moment(serial, meaning_of(code), epoch_1904)
        if isinstance(expected, timedelta) and isinstance(found, timedelta):
            assert abs(found - expected) < timedelta(seconds=1)
        else:
            assert as_moment(found) == as_moment(expected), serial


def as_moment(value: object) -> object:
    if isinstance(value, float | time):
        return value
    return value.isoformat()[:10] if not isinstance(value, datetime) else value.date().isoformat()  # type: ignore[attr-defined]


def test_a_number_that_is_no_moment_stays_a_number(tmp_path: Path) -> None:
    assert moment(-1.0, "date", False) == -1.0 and moment(20220315.0, "date", True) == 20220315.0
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_number(0, 0, 1e300, book.add_format({"num_format": "[h]:mm"}))
    assert float(held(only(tmp_path / "a.xlsx"))[1, 1]) == 1e300


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("yyyy年m月d日", "date"),
        ("[$-804]e.m.d", "date"),
        ("[DBNum1]yyyy.m", "date"),
        ("上午/下午h时mm分", "date"),
        ("[h]:mm", "duration"),
        ("000000", None),
        ('"日期d"0', None),
        ("[Red]0.00", None),
        ("General", None),
        ("0_d", None),
        ("0;yyyy", None),
    ],
)
def test_number_formats_say_what_a_number_is(code: str, meaning: str | None) -> None:
    assert meaning_of(code) == meaning


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "甲甲甲甲甲甲甲甲">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + f']><worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="str"><v>&i;</v></c></row></sheetData></worksheet>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1" t="str"><v>&x;</v></c></row></sheetData></worksheet>'
)


@pytest.mark.parametrize("xml", [LAUGHS, OUTSIDE], ids=["billion laughs", "outside entity"])
def test_entities_of_its_own_are_refused_in_one_sentence(tmp_path: Path, xml: str) -> None:
    with pytest.raises(UnreadableFile) as told:
        read_workbook(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert "文档类型" in str(told.value) and str(told.value).endswith("。") and "\n" not in str(told.value)


def test_damaged_xml_is_never_read_in_part(plain: Path) -> None:
    for change in (
        lambda xml: utf16(xml)[: len(xml)],
        lambda xml: single_quoted(xml).replace("</row>", "", 1),
        lambda xml: single_quoted(xml).replace("<v>", "<v>&nbsp;", 1),
        lambda xml: chinese(xml).replace(b"</row>", b"\xff\xff</row>"),
    ):
        twin = rewritten(plain, SHEET, change)
        with pytest.raises(UnreadableFile, match="损坏"):
            read_workbook(str(twin))
