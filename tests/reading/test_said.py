"""What a user said of a file is what the reader does, and what so took effect is recorded."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.header import match
from chizheng_audit.reading.look import Ask, FileSeen, look
from chizheng_audit.reading.said import Said
from tests.reading.sheets import sheet

HEAD = ["姓名", "身份证号", "等级", "补贴金额"]
ROW = ["张一丁", "419900199003070018", "中级工", "240"]


def book(path: Path, **sheets: list[list[str | None]]) -> str:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        own = made.create_sheet(name)
        for row in rows:
            own.append(row)
    made.save(path)
    return str(path)


def seen(file: str, said: Said, whole: bool = False) -> FileSeen:
    return look(file, Ask(said, whole=whole))


def told(found: FileSeen, place: int = 0) -> dict[str, Any]:
    said = found.sheets[place].line["said"]
    return {key: value for key, value in said.items() if value} if said else {}


def test_sheets_that_are_not_wanted_are_accounted_for(tmp_path: Path) -> None:
    file = book(tmp_path / "x.xlsx", 第一批=[HEAD, ROW], 草稿=[HEAD, ROW, ROW])
    found = seen(file, Said(sheets=("第*批",)), whole=True)
    first, draft = found.sheets
    assert first.line["rows_kept"] == 1 and draft.line["rows_kept"] == 0
    assert draft.line["table"] is None and draft.rows.is_empty() and not draft.incomplete
    assert {reason: n for reason, n in draft.line["set_aside"].items() if n} == {"left_out": 3}
    assert draft.set_aside["reason"].unique().to_list() == ["left_out"]
    assert draft.set_aside["cells"].to_list()[1] == ROW
    assert told(found, 1) == {"sheet": ["第*批"]}


def test_a_workbook_without_the_sheet_is_not_read_as_empty(tmp_path: Path) -> None:
    file = book(tmp_path / "x.xlsx", 第一批=[HEAD, ROW])
    with pytest.raises(UnreadableFile, match="没有指定的工作表 明细；有的是：第一批"):
        seen(file, Said(sheets=("明细",)))


def test_encoding_and_delimiter(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    lines = [["姓名", "身分證號", "等級"], ["張一丁", *ROW[1:3]], ["李二", *ROW[1:3]]]
    file.write_text("\n".join("^".join(line) for line in lines), "big5", errors="replace")
    words = {"身分證號": "id_no", "等級": "level"}
    found = seen(str(file), Said(words=words, encoding="big5", delimiter="^"))
    assert found.format == "csv big5" and found.delimiter == "^" and found.encoding == "big5"
    assert found.sheets[0].rows["name"].to_list() == ["張一丁", "李二"]
    assert told(found).keys() == {"encoding", "delimiter", "columns"}


def test_what_does_not_bear_on_a_source_is_not_recorded_with_it(tmp_path: Path) -> None:
    file = book(tmp_path / "x.xlsx", 第一批=[HEAD, ROW])
    said = Said(words={"学员": "name"}, encoding="big5", delimiter=";")
    assert told(seen(file, said)) == {}


def test_headers_named_and_left_out_are_recorded_as_they_stand(tmp_path: Path) -> None:
    rows = [["学 员", *HEAD[1:], "申请金额"], [*ROW, "250"]]
    said = Said("claims", {"学员": "name", "补贴金额": None, "没有的": "note"}, (1,))
    found = seen(book(tmp_path / "x.xlsx", a=rows), said)
    assert found.sheets[0].rows["amount"].cast(str).to_list() == ["250.00"]
    assert told(found) == {
        "table": "claims",
        "header_rows": [1],
        "columns": [{"header": "学 员", "column": "name"}],
        "ignore": ["补贴金额"],
    }


def test_settings_of_one_sheet(tmp_path: Path) -> None:
    file = book(tmp_path / "x.xlsx", 甲=[["学员", *HEAD[1:]], ROW], 乙=[["学员", *HEAD[1:]], ROW])
    said = Said(in_sheet=(("乙", Said(words={"学员": "name"})), ("丙", Said("claims"))))
    found = seen(file, said)
    assert [("name" in sheet.rows.columns) for sheet in found.sheets] == [False, True]
    assert [w for w in found.sheets[0].line["warnings"] if "in_sheet“丙”" in w]
    assert not [w for w in found.sheets[1].line["warnings"] if "in_sheet" in w]


def test_header_rows_are_believed_however_deep_and_bare() -> None:
    filler = [[f"第{n}段说明", None] for n in range(40)]
    deep = sheet(*filler, ["人", "号"], ["张一丁", "419900199003070018"])
    words = {"人": "name", "号": "amount"}
    assert match(deep, Said(words=words)) is None
    found = match(deep, Said("claims", words, (41,)))
    assert found is not None and found.rows == (41,)
    assert {name: column.place for name, column in found.columns.items()} == {"name": "c1", "amount": "c2"}


def test_a_header_of_three_rows() -> None:
    found = match(
        sheet(
            ["姓名", "身份证号", "证书信息", None, None, "补贴"],
            [None, None, "基本", None, "取得", None],
            [None, None, "等级", "编号", "日期", "金额"],
            ["张一丁", "419900199003070018", "中级工", "S1", "2023-10-08", "240"],
            merged=((1, 1, 3, 1), (1, 2, 3, 2), (1, 3, 1, 5), (2, 3, 2, 4)),
        ),
        Said(words={"证书信息基本编号": "cert_no", "证书信息取得日期": "issue_date"}, header_rows=(1, 2, 3)),
    )
    assert found is not None and found.rows == (1, 2, 3)
    assert {name: column.place for name, column in found.columns.items()} == {
        "name": "c1", "id_no": "c2", "level": "c3", "cert_no": "c4", "issue_date": "c5", "amount": "c6",
    }  # fmt: skip
    assert found.columns["cert_no"].header == "证书信息/基本/编号"


def test_the_longer_header_goes_before_its_part() -> None:
    lines = (["姓名", "身份证号", "新证书", "旧证书"], [None, None, "号", "号"])
    said = Said(words={"号": "cert_no", "旧证书号": "prior_cert_no"}, header_rows=(1, 2))
    found = match(sheet(*lines), said)
    assert found is not None
    assert (found.columns["cert_no"].place, found.columns["prior_cert_no"].place) == ("c3", "c4")


def test_a_word_for_a_column_of_another_table_is_not_taken() -> None:
    found = match(sheet([*HEAD, "月"]), Said(words={"月": "month"}))
    assert found is not None and found.table.name == "claims" and found.unmatched == ("月",)


def test_headers_of_nothing_but_signs_are_told_apart() -> None:
    found = match(sheet([*HEAD, "※", "—"]), Said(words={"※": "note"}))
    assert found is not None and found.columns["note"].place == "c5" and found.unmatched == ("—",)


@pytest.mark.parametrize("said", [Said("claims"), Said(header_rows=(2,)), Said("insurance", {}, (1, 2))])
def test_a_header_that_was_named_in_vain_is_said(tmp_path: Path, said: Said) -> None:
    file = tmp_path / "x.csv"
    file.write_text("物料,数量\n螺丝,3\n", "utf-8")
    (only,) = seen(str(file), said).sheets
    assert only.match is None and "没有读入" in only.line["warnings"][-1]
    assert told(seen(str(file), said))


def test_a_delimiter_that_cuts_nothing_is_said(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("\n".join(map(",".join, (HEAD, ROW))), "utf-8")
    (only,) = seen(str(file), Said(delimiter=";")).sheets
    assert "只分出一列" in only.line["warnings"][-1]
    assert only.incomplete


def test_people_in_lines_that_nobody_could_cut_are_not_passed_over(tmp_path: Path) -> None:
    for place, (text, people) in enumerate(
        {"^".join(ROW): True, "单号 2023110812345678901^240": False}.items()
    ):
        file = tmp_path / f"{place}.txt"
        file.write_text(f"一行\n{text}\n", "utf-8")
        assert [bool(sheet.incomplete) for sheet in seen(str(file), Said()).sheets] == [people]
