"""The columns file that inspect writes: read back, it gives the same understanding, whatever headers hold."""

import re
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chizheng_audit.__main__ import run
from chizheng_audit.commands import columns_draft
from chizheng_audit.i18n import set_language
from chizheng_audit.reading.columns_file import load_columns
from chizheng_audit.reading.header import vocabulary
from chizheng_audit.reading.look import Ask, FileSeen, look, see
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.paths import expand
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import Book, RawSheet
from tests.commands.conftest import GOOD, HEAD
from tests.reading.sheets import sheet

SAMPLE = Path(__file__).parents[2] / "sample_data"
ROW = ["张一丁", "419900199003070018", "中级工", "240"]


DOUBTS_OF_TABLE = re.compile("认作|像是|没有金额栏")  # a table that the draft names is in no doubt any more


def understanding(seen: FileSeen) -> list[Any]:
    """All that depends on how the sheets were understood."""
    return [
        (
            sheet.line["table"],
            sheet.line["header_rows"],
            sheet.line["columns"],
            sheet.line["unmatched_headers"],
            sheet.line["set_aside"],
            sheet.rows.rows(),
            [said for said in sheet.line["warnings"] if not DOUBTS_OF_TABLE.search(said)],
        )
        for sheet in seen.sheets
    ]


def looked(files: list[str], overrides: Overrides) -> dict[str, FileSeen]:
    return {file: look(file, Ask(overrides.said(file), whole=True)) for file in files}


def drafted(seen: dict[str, FileSeen], path: Path) -> Overrides:
    called = columns_draft.patterns(list(seen))
    lines = columns_draft.head()
    for file, found in seen.items():
        lines += columns_draft.of_file(called[file], found)
    columns_draft.write(path, lines)
    return Overrides(sections=load_columns(str(path)))


def comes_round(files: list[str], path: Path, overrides: Overrides | None = None) -> Overrides:
    first = looked(files, overrides or Overrides())
    again = drafted(first, path)
    for file, seen in looked(files, again).items():
        assert understanding(seen) == understanding(first[file]), path.read_text("utf-8")
    assert again.idle(files) == []
    return again


def test_the_sample_comes_round(tmp_path: Path) -> None:
    overrides = comes_round(expand([str(SAMPLE)]), tmp_path / "c.toml")
    said = overrides.said("金桥学校_评价.csv")
    assert (said.table, said.encoding, said.delimiter, said.header_rows) == ("claims", "gb18030", ",", (1,))
    two = overrides.said("启明学校_评价补贴.xlsx")
    assert [(name, own.header_rows) for name, own in two.in_sheet] == [
        ("第一批", (3,)), ("第二批", (2,)), ("备用", (2,)),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_language_comes_round(tmp_path: Path, language: str) -> None:
    set_language(language)
    try:
        comes_round([str(SAMPLE / "远航学校.xlsx"), str(SAMPLE / "planted.csv")], tmp_path / "c.toml")
    finally:
        set_language("zh")
    text = (tmp_path / "c.toml").read_text("utf-8")
    assert ('"证书信息/等级" = "level"' in text) == (language == "en")


AWKWARD = [
    [
        '学员"姓名"',
        "身份证号\n（18位）",
        "工种",
        "工种名称",
        "等级 . 级别",
        "补贴金额（元）",
        "申请金额",
        "a\\b",
        "=1+1",
    ],
    [
        "姓名",
        "姓名",
        "证件号码",
        "证书编号",
        "证书编号",
        "是否有职业资格证书",
        "等 级",
        "金额\t元",
        "备\r\n注",
    ],
    ["姓  名*", "身份证号码", "职业技能等及", "补贴金颧", "\u200b备注", "#评价机构", "联系电话]", "[file]"],
]


@pytest.mark.parametrize("head", AWKWARD)
def test_awkward_headers_come_round(tmp_path: Path, head: list[str]) -> None:
    made = openpyxl.Workbook()
    for name in ("Sheet", 'b "q".c', "备 用"):
        own = made[name] if name in made.sheetnames else made.create_sheet(name)
        own.append(["合计表"])
        own.append(head)
        own.append([*ROW, *["x"] * (len(head) - len(ROW))])
    made.create_sheet("说明").append(["本表由学校填写"])
    file = tmp_path / 'x[1] "q".v2.xlsx'
    made.save(file)
    comes_round([str(file)], tmp_path / "c.toml")


def test_words_of_an_earlier_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text("学员,身份证号,等级,补贴金额,旧\n" + ",".join([*ROW, "1"]) + "\n", "utf-8")
    words: dict[str, str | None] = {"学员": "name", "旧": None, "补贴金额": None}
    again = comes_round([str(file)], tmp_path / "c.toml", Overrides(sections=((None, Said(words=words)),)))
    assert again.said("x.csv").words["旧"] is None and "旧" in again.said("x.csv").words


def test_a_choice_of_sheets_is_kept(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    for name in ("明细", "草稿"):
        own = made.create_sheet(name)
        own.append(["姓名", "身份证号", "等级", "补贴金额"])
        own.append(ROW)
    made.save(tmp_path / "x.xlsx")
    said = Overrides(sections=((None, Said(sheets=("明*",))),))
    assert comes_round([str(tmp_path / "x.xlsx")], tmp_path / "c.toml", said).said("x.xlsx").sheets == (
        "明*",
    )


def test_files_of_one_name_are_told_by_their_paths(tmp_path: Path) -> None:
    for folder, head in (("a", HEAD), ("b", HEAD.replace("姓名", "学员姓名"))):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.csv").write_text(head + GOOD, "utf-8")
    files = [str(tmp_path / folder / "x.csv") for folder in "ab"]
    again = comes_round(files, tmp_path / "c.toml")
    assert "学员姓名" not in again.said(files[0]).words


def test_no_delimiter_is_named_where_none_was_seen(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("张一丁\n李四\n", "utf-8")
    assert comes_round([str(tmp_path / "x.csv")], tmp_path / "c.toml").said("x.csv").delimiter is None


def test_no_encoding_is_named_where_lines_differ(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes((HEAD + GOOD * 5).encode() + GOOD.encode("gb18030"))
    assert comes_round([str(file)], tmp_path / "c.toml").said("x.csv").encoding is None


WORDS = sorted(
    {*vocabulary("claims"), *vocabulary("insurance"), "姓名", "是否有职业资格证书", "序号", "学员", "费用"}
)
CELL = st.one_of(
    st.none(), st.sampled_from(WORDS), st.text("名金号额工.等级\"'\\\n（元）*", min_size=1, max_size=5)
)


@settings(max_examples=60)
@given(
    st.lists(st.lists(CELL, min_size=6, max_size=6), min_size=1, max_size=3),
    st.sampled_from([(), ((1, 1, 1, 3),), ((1, 2, 2, 2), (1, 3, 1, 4))]),
)
@example([[None, None, None, "account", None, "发证日期"]], ())
@example([["工种", "姓名", "身份证号", "工种名称", "金额", "申请金额"]], ())
@example([[None] * 6, [None] * 3 + ["18位身份证号", "姓名", None], [None] * 5 + ["缴费单位名称"]], ())
def test_any_header_comes_round(
    tmp_path_factory: pytest.TempPathFactory, top: list[list[str | None]], merged: Any
) -> None:
    raw = sheet(
        ["姓名", "证件号", "等级", "金额", None, None],
        *top,
        ["张一丁", "1", "2", "3", "4", "5"],
        name="a",
        merged=merged,
    )
    first = seen(raw, Said())
    if first.sheets[0].match is None or first.sheets[0].match.rows != tuple(
        first.sheets[0].line["header_rows"]
    ):
        return  # nothing was read; or a second header stands below, and a draft tells of the first alone
    path = tmp_path_factory.getbasetemp() / "c.toml"
    again = drafted({"x.xlsx": first}, path)
    assert understanding(seen(raw, again.said("x.xlsx"))) == understanding(first), path.read_text("utf-8")


def seen(raw: RawSheet, said: Said) -> FileSeen:
    book = Book("x.xlsx", "", "", "xlsx", (raw,))
    return FileSeen("x.xlsx", "", "", "xlsx", (see("x.xlsx", book, raw, Ask(said, whole=True)),))


@given(st.text())
def test_any_text_is_quoted(text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    assert tomllib.loads(f"{columns_draft.quoted(text)} = 1") == {text: 1}
    assert "\n" not in columns_draft.quoted(text)


def test_suggestions_are_comments_and_hold_no_numbers_of_people(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "姓名,身份证号,等级,补贴总额,电话13812345678\n" + ",".join([*ROW, "1"]), "utf-8"
    )
    (tmp_path / "b.csv").write_text("学员,身份证明号码,金额合计\n王小明,419900199003070018,200\n", "utf-8")
    files = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    comes_round(files, tmp_path / "c.toml")
    text = (tmp_path / "c.toml").read_text("utf-8")
    assert '# "补贴总额" = "补贴金额"' in text
    assert '# "身份证明号码" = "身份证号"' in text and "没有认出已知的表" in text
    assert "13812345678" not in text and "王小明" not in text and "419900199003070018" not in text


def test_the_command_writes_never_over_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04 broken")
    argv = ["inspect", "good.csv", "broken.xlsx", "--write-columns", "c.toml"]
    assert run(argv) == 3
    assert "已写出 c.toml" in capsys.readouterr().err
    text = (folder / "c.toml").read_text("utf-8")
    assert "# 没有读成：broken.xlsx" in text
    assert run(argv) == 2
    assert "--force" in capsys.readouterr().err
    (folder / "c.toml").write_text("old", "utf-8")
    assert run([*argv, "--force"]) == 3
    assert (folder / "c.toml").read_text("utf-8") == text
    assert run(["inspect", "good.csv", "--write-columns", "good.csv", "--force"]) == 2
    assert (folder / "good.csv").read_text("utf-8") == HEAD + GOOD


def test_sections_for_no_file_are_mentioned(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "c.toml").write_text('[file."gut*.csv"]\nheader_rows = 1\n', "utf-8")
    assert run(["inspect", "good.csv", "--columns", "c.toml", "--quiet"]) == 0
    assert 'file."gut*.csv"' in capsys.readouterr().err
