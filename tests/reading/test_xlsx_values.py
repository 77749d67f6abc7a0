"""Values of cells become text with their kind, and no digit is made up."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.reading.cells import cells, grid
from chizheng_audit.reading.sheet import CellKind, RawSheet
from tests.reading.test_workbook import MAIN, held, marks, only, with_sheet_xml


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
