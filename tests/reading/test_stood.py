"""Single rows as their files have them, and what became of each row of a file."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.files import read
from chizheng_audit.reading.look import Ask
from chizheng_audit.reading.one_row import one_row
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.stood import Stood, of_file, stood

HEAD = "姓名,身份证号,等级,补贴金额,看法\n"
ONE = "张一丁,４１９９００199003070018,四级/中级工,240元,\n"
TWO = "王二丙,419900199003070034,中级,240,好\n"


def there(file: Path, sheet: str | None, *rows: int) -> list[Stood]:
    found = of_file(str(file), Ask(Said()), {sheet: rows})
    return [found[str(file), sheet, row] for row in rows]


def test_cells_as_they_stood_with_what_they_were_taken_for(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("某表,,,,\n" + HEAD + ONE, "utf-8")
    (found,) = there(tmp_path / "a.csv", None, 3)
    assert [(c.column, c.header, c.name, c.text) for c in found.cells] == [
        (1, "姓名", "name", "张一丁"),
        (2, "身份证号", "id_no", "４１９９００199003070018"),
        (3, "等级", "level", "四级/中级工"),
        (4, "补贴金额", "amount", "240元"),
        (5, "看法", None, None),
    ]
    assert found.kept == 0


def test_a_row_below_a_second_header_goes_by_that(tmp_path: Path) -> None:
    second_part = "姓名,等级,身份证号,补贴金额,看法\n王二丙,中级工,419900199003070034,240,\n"
    (tmp_path / "a.csv").write_text(HEAD + ONE + second_part, "utf-8")
    first, second, header = there(tmp_path / "a.csv", None, 2, 4, 3)
    assert [c.name for c in first.cells][:3] == ["name", "id_no", "level"]
    assert [c.name for c in second.cells][:3] == ["name", "level", "id_no"]
    assert (first.kept, second.kept, header.kept) == (0, 1, None)
    assert [c.text for c in header.cells][:2] == ["姓名", "等级"]
    assert {c.name for c in header.cells} == {None}


def test_blank_rows_and_those_behind_the_end_have_no_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + ONE + ",,,,\n" + TWO, "utf-8")
    blank, two, beyond = there(tmp_path / "a.csv", None, 3, 4, 99)
    assert (blank.cells, blank.kept) == ((), None)
    assert (two.cells[0].text, two.kept) == ("王二丙", 1)
    assert (beyond.cells, beyond.kept) == ((), None)


def test_sheets_with_colons_in_workers_and_files_that_went_away(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "一：二"
    for line in (HEAD, ONE):
        sheet.append(line.strip().split(","))
    book.save(tmp_path / "b.xlsx")
    place = (str(tmp_path / "b.xlsx"), "一：二", 2)
    assert stood([place])[place].cells[0].text == "张一丁"
    (tmp_path / "b.xlsx").unlink()
    with pytest.raises(UnreadableFile):
        stood([place])


def test_what_became_of_each_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + ONE + TWO + "合计,,,480,\n", "utf-8")
    (tmp_path / "b.csv").write_text("补贴表,,,,\n" + HEAD + ",,,,\n" + ONE + ",,,,\n" + TWO, "utf-8")
    (tmp_path / "c.csv").write_text("物料,数量\n螺丝,3\n", "utf-8")
    files = [str(tmp_path / name) for name in ("a.csv", "b.csv", "c.csv")]
    found = read(files, whole=True)
    lines = found.sheets.to_dicts()

    def at(file: int, row: int) -> tuple[str, int | None]:
        its = of_file(files[file], Ask(Said()), {None: [row]})[files[file], None, row]
        one = one_row(found, lines[file], row, its.kept)
        return one.kind, one.first[1] if one.first else None

    assert [at(0, row) for row in (1, 2, 3, 4)] == [
        ("set_aside", None),
        ("table", None),
        ("table", None),
        ("set_aside", None),
    ]
    assert [at(1, row) for row in range(1, 7)] == [
        ("set_aside", None),
        ("set_aside", None),
        ("blank", None),
        ("table", 2),
        ("blank", None),
        ("table", 3),
    ]
    assert at(2, 2) == ("set_aside", None)
    copy = one_row(found, lines[1], 6, 1)
    assert copy.is_claim
    assert copy.row_id == lines[0]["base"] + 3
