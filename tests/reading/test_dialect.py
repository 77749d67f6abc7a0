"""How fields are cut is told from the first lines, and a wrong guess would be seen in the width."""

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.dialect import dialect, sep_line
from tests.reading.test_delimited import sheet_of


@pytest.mark.parametrize(
    "text,sign,width",
    [
        ("a,b,c\n1,2,3\n", ",", 3),
        ("a\tb\tc\n1\t2\t3\n", "\t", 3),
        ("a;b;c\n1,5;2,5;3,5\n", ";", 3),
        ("a|b\n1|2\n", "|", 2),
        ("题目\n单位：甲\na,b,c\n1,2,3\n4,5,6\n", ",", 3),
        ('a,b\n"x;y;z",1\n"x;y;z",2\n', ",", 2),
        ('a,b\n"x\ny",1\n"x\ny",2\n', ",", 2),
        ("只有\n一列\n", ",", 1),
        ("", ",", 1),
        ("sep=;\na;b,c\n1;2\n", ";", 2),
        ('a,b,c\n1,"2,3\n4,5,6\n' + "1,2,3\n" * 20, ",", 3),
    ],
)
def test_delimiter_and_width(text: str, sign: str, width: int) -> None:
    found = dialect(text.encode())
    assert (found.sign, found.width) == (sign, width)


@pytest.mark.parametrize("asked,sign", [("tab", "\t"), (r"\t", "\t"), (":", ":"), (" ", " ")])
def test_what_was_asked_for_is_used(asked: str, sign: str) -> None:
    assert dialect(f"a{sign}b,c\n1{sign}2\n".encode(), asked).sign == sign
    assert sheet_of(f"a{sign}b,c\n1{sign}2\n".encode(), delimiter=asked).cells.row(1) == (2, "1", "2")


@pytest.mark.parametrize("asked", ["", ",,", '"', "\n", "，"])
def test_what_cannot_be_a_delimiter_is_refused(asked: str) -> None:
    with pytest.raises(AuditError, match="分隔符"):
        dialect(b"a,b\n", asked)


def test_a_first_line_that_names_the_delimiter_is_no_row() -> None:
    assert sep_line("sep=;\r") == ";" and sep_line("Sep=\t") == "\t" and sep_line("sep=ab") is None
    sheet = sheet_of("sep=;\n姓名;号\n张三;1,5\n".encode())
    assert sheet.cells.rows() == [(1, "姓名", "号"), (2, "张三", "1,5")]
    assert sheet.height == 2 and "sep=;" in sheet.warnings[0]


def test_single_quotes_around_all_fields_are_quotes() -> None:
    sheet = sheet_of("'姓名','号','备注'\n'张三','1','甲,乙'\n'李''四','2',''\n".encode())
    assert sheet.cells.rows() == [
        (1, "姓名", "号", "备注"),
        (2, "张三", "1", "甲,乙"),
        (3, "李'四", "2", None),
    ]
    assert any("单引号" in warning for warning in sheet.warnings)


def test_an_apostrophe_before_a_number_is_kept() -> None:
    sheet = sheet_of("姓名,号\n张三,'410122199001011234\n李四,'410122199001011235\n".encode())
    assert sheet.cells["c2"].to_list() == ["号", "'410122199001011234", "'410122199001011235"]


def test_two_layouts_in_one_file_are_not_mixed() -> None:
    first = [f"张{n},4101221990010112{n:02d},电工,2023-10-01,240.00" for n in range(40)]
    second = [f"王{n},电工,2023-10-01,240.00" for n in range(12)]
    sheet = sheet_of("\n".join(["姓名,号,职业,日期,金额", *first, *second, *first]).encode())
    assert len(sheet.cells) == 81
    assert sheet.damaged["row"].to_list() == list(range(42, 54))
