"""Cells far apart take no room for what lies between them."""

import io
import tracemalloc
from itertools import chain
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.workbook import read_workbook
from chizheng_audit.reading.xlsx_expat import read_sheet
from chizheng_audit.reading.xlsx_references import References
from tests.reading.test_workbook import MAIN, held, marks, only, with_sheet_xml


def test_cells_far_apart_are_read_at_once(tmp_path: Path) -> None:
    xml = (
        f'<worksheet {MAIN}><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1" t="inlineStr"><is><t>甲</t></is></c></row>'
        '<row r="1048576" hidden="1"><c r="XFD1048576" t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    )
    found = only(with_sheet_xml(tmp_path / "a.xlsx", xml))
    assert held(found) == {(1, 1): "1", (1, 2): "甲", (1_048_576, 16_384): "#REF!"}
    assert found.cells.get_column("row").to_list() == [1, 1_048_576]
    assert found.height == 1_048_576 and found.hidden_rows == (1_048_576,)
    assert marks(found) == {(1_048_576, 16_384): ("error", "#REF!")}
    assert len(found.warnings) == 1 and "1048576" in found.warnings[0]


def test_many_rows_and_one_cell_far_to_the_right(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 5001))
    far = '<row r="5001"><c r="XFD5001"><v>7</v></c></row>'
    path = with_sheet_xml(
        tmp_path / "a.xlsx", f"<worksheet {MAIN}><sheetData>{rows}{far}</sheetData></worksheet>"
    )
    found = only(path)
    assert found.cells.shape == (5001, 3) and found.cells.columns == ["row", "c1", "c16384"]
    assert found.cells.get_column("c16384").drop_nulls().to_list() == ["7"]
    assert found.cells.get_column("c1").cast(pl.Int64).sum() == 5000 * 5001 // 2


def test_cells_strewn_about_are_refused_in_a_sentence(tmp_path: Path) -> None:
    def letters(number: int) -> str:
        text = ""
        while number:
            number, rest = divmod(number - 1, 26)
            text = chr(65 + rest) + text
        return text

    rows = "".join(f'<row r="{n}"><c r="{letters(n)}{n}"><v>1</v></c></row>' for n in range(1, 16_000, 3))
    path = with_sheet_xml(tmp_path / "a.xlsx", f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>")
    with pytest.raises(UnreadableFile, match="零散"):
        read_workbook(path)


def test_memory_is_that_of_cells_that_hold_something() -> None:
    blanks = (
        f"<row r='{row}'>" + "".join(f"<c s='1' r='{column}{row}'/>" for column in "ABCDEFGHIJ") + "</row>"
        for row in range(1, 4_001)
    )
    parts = chain(["<worksheet><sheetData>"], blanks, ["<row><c><v>1</v></c></row></sheetData></worksheet>"])

    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            del size
            return next(parts, "").encode()

    tracemalloc.start()
    try:
        found = read_sheet(Pieces(), References(), False).sheet("空", "a.xlsx")
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert held(found) == {(4_001, 1): "1"}
