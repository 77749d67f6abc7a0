"""Two readers that share nothing: the library with the side-scan, and the exact reader, see the same in any sheet."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.reading import xlsx_book
from chizheng_audit.reading.sheet import RawSheet
from tests.reading.test_workbook import MAIN, held, only, with_sheet_xml

FORMULAS: Sequence[str] = (
    "",
    "",
    '<f>A1&amp;"x"</f>',
    '<f t="shared" si="0"/>',
    '<f t="shared" ref="A1:A2" si="0">B1+1</f>',
    "<f></f>",
)
NUMBERS: Sequence[str] = (
    *("1", "-5", "2.5", "1e3", "", "0.1", "1E-7"),
    *("419901199001011234", "419901199001011000", "4.19901199001011E+17", "123456789012345678.0"),
)
INLINE: Sequence[str] = (
    "<is><t>甲 乙</t></is>",
    '<is><t xml:space="preserve"> x </t></is>',
    "<is><t> x </t></is>",
    "<is><r><t>a</t></r><r><rPr/><t>b</t></r></is>",
    "<is><t/></is>",
    "<is><t>_x0041_&#10;c</t></is>",
)
VALUES: dict[str, Sequence[str]] = {
    "": NUMBERS,
    "n": NUMBERS,
    "str": ("甲", "", "  x ", "_x000D_", "a&amp;b", "&lt;", "12", "#N/A"),
    "b": ("0", "1"),
    "e": ("#N/A", "#REF!"),
    "d": ("2022-03-15", "2022-03-15T08:30:00", "2022-03-15T08:30:00Z", "08:30:00", "x"),
}


def letters(column: int) -> str:
    return (chr(64 + (column - 1) // 26) if column > 26 else "") + chr(65 + (column - 1) % 26)


def cell(draw: Random, row: int, column: int) -> str:
    said = [f'r="{letters(column)}{row}"', draw.choice(["", 's="0"', 's="99"', 's=""'])]
    kind = draw.choice([*VALUES, "inlineStr", "blank"])
    if kind == "blank":
        return f"<c {' '.join(said)}{draw.choice(['/>', '></c>', '><v/></c>'])}"
    said.append(f't="{kind}"' if kind else "")
    if draw.random() < 0.2:
        draw.shuffle(said)
    space = draw.choice(["", "", "\n  "])
    body = (
        draw.choice(INLINE)
        if kind == "inlineStr"
        else f"{draw.choice(FORMULAS)}{space}<v>{draw.choice(VALUES[kind])}</v>"
    )
    return f"<c {' '.join(said)}>{space}{body}{space}</c>"


def sheet_xml(draw: Random) -> str:
    rows, row = [], 0
    for _line in range(draw.randint(1, 6)):
        row += draw.randint(1, 3)
        hidden = draw.choice(["", ' hidden="1"', ' hidden="0"', ' ht="12" hidden="true" customHeight="1"'])
        columns = sorted(draw.sample(range(1, 40), draw.randint(0, 6)))
        rows.append(f'<row r="{row}"{hidden}>{"".join(cell(draw, row, c) for c in columns)}</row>')
    merged = draw.choice(["", '<mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="C3:C9"/></mergeCells>'])
    return f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData>{merged}</worksheet>"


@settings(deadline=None, max_examples=100)
@given(st.integers(0, 1 << 32))
def test_two_readers_see_the_same(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    path = with_sheet_xml(tmp_path_factory.mktemp("twins") / "a.xlsx", sheet_xml(Random(seed)))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_book, "read_sheet", None)  # the library is trusted with all of these
        usual = only(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(xlsx_book, "_scanned", lambda *_: None)
        exact = only(path)
    assert held(usual) == held(exact)
    assert kinds(usual) == kinds(exact)
    assert usual.marks.equals(exact.marks)
    assert (usual.height, usual.merged, usual.hidden_rows) == (
        exact.height,
        exact.merged,
        exact.hidden_rows,
    )


def kinds(sheet: RawSheet) -> dict[str, dict[int, int]]:
    rows = sheet.cells.get_column("row").to_list()
    return {name: dict(zip(rows, kind.to_list(), strict=True)) for name, kind in sheet.kinds.items()}
