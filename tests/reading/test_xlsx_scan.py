"""The side-scan of a sheet's XML."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.reading import xlsx_book
from chizheng_audit.reading.xlsx_scan import column_number, long_numbers, scan
from tests.reading.test_workbook import MAIN, held, only, with_sheet_xml


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
