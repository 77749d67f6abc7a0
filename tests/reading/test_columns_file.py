"""The columns file: everything it may say, and one clear sentence for everything it may not."""

from pathlib import Path

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.columns_file import load_columns
from chizheng_audit.reading.said import Said


def load(folder: Path, text: str) -> tuple[tuple[str | None, Said], ...]:
    file = folder / "own.toml"
    file.write_text(text, "utf-8")
    return load_columns(str(file))


def test_everything_it_may_say(tmp_path: Path) -> None:
    assert load(
        tmp_path,
        """
        header_rows = 3
        ignore = ["旧号"]
        columns."学员" = "姓名"

        [file."社保*.csv"]
        table = "insurance"
        encoding = "gb18030"
        delimiter = "\\t"
        columns."单位.名称" = "参保单位"
        columns."月" = "month"

        [file."汇总.xlsx"]
        sheet = ["第*批", "补报"]
        [file."汇总.xlsx".in_sheet."第二批"]
        table = "claims"
        header_rows = [3, 4]
        columns."说 \\"明\\"" = "备注"
        """,
    ) == (
        (None, Said(words={"学员": "name", "旧号": None}, header_rows=(3,))),
        (
            "社保*.csv",
            Said(
                "insurance",
                {"单位.名称": "employer", "月": "month"},
                encoding="gb18030",
                delimiter="\t",
            ),
        ),
        (
            "汇总.xlsx",
            Said(
                sheets=("第*批", "补报"),
                in_sheet=(("第二批", Said("claims", {'说 "明"': "note"}, (3, 4))),),
            ),
        ),
    )


def test_nothing_said(tmp_path: Path) -> None:
    assert load(tmp_path, "\ufeff# nothing\n") == ((None, Said()),)


@pytest.mark.parametrize(
    ("text", "key", "why"),
    [
        ("header_row = 3", "header_row", "是否想写 header_rows"),
        ('[file."a"]\nfile = {}', 'file."a".file', "不认识"),
        ('[file."a".in_sheet."b"]\nencoding = "utf-8"', 'file."a".in_sheet."b".encoding', "不认识"),
        ('[files."a"]\nheader_rows = 3', "files", "是否想写 file"),
        ('[file]\ntable = "claims"', "file", "分节"),
        ("file = 3", "file", "分节"),
        ('table = "wages"', "table", "claims、insurance、spans"),
        ("table = 3", "table", "加引号"),
        ('table = ""', "table", "加引号"),
        ('encoding = "gb99"', "encoding", "gb18030"),
        ('encoding = "hex"', "encoding", "gb18030"),
        ("encoding = 936", "encoding", "加引号"),
        ('delimiter = ",,"', "delimiter", "分隔符"),
        ("delimiter = 1", "delimiter", "加引号"),
        ("sheet = 1", "sheet", "名单"),
        ('sheet = ["a", 1]', "sheet", "名单"),
        ("sheet = []", "sheet", "什么也不读"),
        ("header_rows = 0", "header_rows", "行号"),
        ("header_rows = true", "header_rows", "行号"),
        ("header_rows = []", "header_rows", "行号"),
        ("header_rows = [3, 5]", "header_rows", "相连"),
        ("header_rows = [4, 3]", "header_rows", "相连"),
        ('header_rows = "3"', "header_rows", "行号"),
        ("header_rows = 3.0", "header_rows", "行号"),
        ('ignore = "旧号"', "ignore", "名单"),
        ("ignore = [1]", "ignore", "名单"),
        ("columns = 3", "columns", "列名"),
        ('columns."学员" = "nobody"', 'columns."学员"', "不认识的列 nobody"),
        ('columns."学员" = "姓 名"', 'columns."学员"', "是否想写 姓名"),
        ('columns."学员" = 3', 'columns."学员"', "加引号"),
        ('[columns]\na.b = "姓名"', 'columns."a"', "点号"),
        ('table = "claims"\ncolumns."月" = "month"', 'columns."月"', "claims 里没有"),
        ('ignore = ["月"]\ncolumns."月" = "month"', "ignore", "“月”"),
    ],
)
def test_whatever_is_not_understood_is_named(tmp_path: Path, text: str, key: str, why: str) -> None:
    with pytest.raises(AuditError) as error:
        load(tmp_path, text)
    sentence = str(error.value)
    assert sentence.startswith(f"--columns {tmp_path / 'own.toml'}：{key} ")
    assert why in sentence and sentence[-1] in "。？" and "\n" not in sentence


def test_the_table_around_a_sheet_holds_for_its_columns(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="insurance 里没有"):
        load(tmp_path, '[file."a"]\ntable = "insurance"\nin_sheet."b".columns."钱" = "amount"')


@pytest.mark.parametrize("content", [b"not toml", b"\xff\xfe\x00", b'"a" = 1\n"a" = 2'])
def test_what_is_no_toml(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "own.toml").write_bytes(content)
    with pytest.raises(AuditError, match="不是有效的 TOML"):
        load_columns(str(tmp_path / "own.toml"))
    with pytest.raises(AuditError, match="读不了"):
        load_columns(str(tmp_path / "none.toml"))
