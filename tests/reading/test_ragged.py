"""Damage costs its own line: every other row is intact, and what is broken is told."""

import re
import time
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.reading import ragged, text_source
from chizheng_audit.reading.delimited import read_text
from tests.reading.test_delimited import sheet_of

HEAD = "姓名,身份证号,职业,等级,日期,金额"
_BROKEN = [
    '甲,"410122,电工,初级,2023-10-01,240',
    '甲,410122,"电工"师,初级,2023-10-01,240',
    "甲,410122,电工,初级,2023-10-01,1,240",
    "甲,410122,电工,初级,2023-10-01",
    "甲,410122,电工,初级,2023-10-01,240,,",
    ",甲,410122,电工,初级,2023-10-01,240",
    '"甲,410122,电工,初级,2023-10-01,240',
    "甲,410122,电工\0,初级,2023-10-01,240",
    '甲,410122,电工,初级,2023-10-01,"240',
    '甲,""410122,电工,初级,2023-10-01,240',
]


def line(n: int, quoted: bool = False) -> str:
    job = '"电工, 高压"' if quoted else "电工"
    return f"张{n},41012219900101{n:04d},{job},初级,2023-10-01,240.00"


def cells(n: int, quoted: bool = False) -> tuple[str, ...]:
    return (
        f"张{n}",
        f"41012219900101{n:04d}",
        "电工, 高压" if quoted else "电工",
        "初级",
        "2023-10-01",
        "240.00",
    )


@given(
    st.sampled_from(_BROKEN),
    st.integers(0, 120),
    st.booleans(),
    st.sampled_from(["utf-8", "gb18030"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([0, 500, 1000]),
)
def test_a_broken_line_anywhere_costs_itself(
    broken: str, place: int, quoted: bool, encoding: str, end: str, block: int
) -> None:
    lines = [HEAD, *(line(n, quoted) for n in range(120))]
    lines.insert(place + 1, broken)
    sheet = sheet_of(end.join([*lines, ""]).encode(encoding), block=block)
    want = {n + 2 + (n >= place): cells(n, quoted) for n in range(120)}
    found = {row: tuple(rest) for row, *rest in sheet.cells.iter_rows()}
    assert sheet.height == 122
    assert sheet.damaged["row"].to_list() == [place + 2]
    assert sheet.damaged["text"][0] == broken.replace("\0", "\ufffd")
    assert {row: row_cells for row, row_cells in found.items() if row > 1} == want
    assert str(place + 2) in sheet.warnings[0]


@given(st.lists(st.sampled_from(_BROKEN), min_size=1, max_size=6), st.integers(1, 20))
def test_broken_lines_side_by_side_cost_no_other(broken: list[str], place: int) -> None:
    lines = [HEAD, *(line(n) for n in range(40))]
    lines[place:place] = broken
    sheet = sheet_of("\n".join(lines).encode())
    names = set(sheet.cells["c1"])
    assert {f"张{n}" for n in range(40)} <= names
    told = set(sheet.damaged["row"]) | {int(n) for w in sheet.warnings for n in re.findall(r"\d+", w)}
    assert {place + 1, place + len(broken)} & told
    assert sheet.height == len(lines) or len(sheet.cells) + len(sheet.damaged) == sheet.height


def test_a_record_over_several_lines_is_one_row() -> None:
    lines = ["姓名,号,等级", "甲,1,初级", '"乙,2,中级', "丙,3,高级,多余,的", '丁,4,"高\n级"', "戊,5,初级"]
    sheet = sheet_of("\n".join(lines + ["己,6,技师"] * 80).encode())
    assert sheet.damaged["row"].to_list() == [3, 4]
    assert (5, "丁", "4", "高\n级") in sheet.cells.rows()
    assert (6, "戊", "5", "初级") in sheet.cells.rows()
    assert sheet.height == 86
    assert len(sheet.cells) + len(sheet.damaged) == sheet.height


def test_a_stray_quote_that_another_one_closes_does_not_swallow_records() -> None:
    lines = ["姓名,号,等级", "甲,1,初级", '乙,2,"中级', "丙,3,高级", '丁,4,技师"', "戊,5,初级"]
    sheet = sheet_of("\n".join(lines).encode())
    assert sheet.damaged["row"].to_list() == [3]
    assert (4, "丙", "3", "高级") in sheet.cells.rows()
    assert any("5" in warning for warning in sheet.warnings)


def test_a_record_whose_quotes_enclose_a_whole_record_is_told() -> None:
    lines = ["姓名,号,等级", "甲,1,初级", '"乙', "丙,3,高级", '",2,技师', "戊,5,初级"]
    sheet = sheet_of("\n".join(lines).encode())
    assert (3, "乙\n丙,3,高级\n", "2", "技师") in sheet.cells.rows()
    assert any("第 3 行" in warning for warning in sheet.warnings)


def test_titles_and_footers_may_be_short_but_not_a_header_that_lost_a_sign() -> None:
    lines = [
        "2023年第四季度",
        "单位：某校,日期：2023",
        HEAD,
        *(line(n) for n in range(9)),
        "填表人：甲,审核：乙",
    ]
    sheet = sheet_of("\n".join(lines).encode())
    assert sheet.damaged.is_empty() and sheet.warnings == () and len(sheet.cells) == len(lines)
    torn = sheet_of("\n".join([HEAD.replace(",职业", "职业"), *(line(n) for n in range(9))]).encode())
    assert torn.damaged["row"].to_list() == [1]


def test_a_short_line_amid_the_records_is_kept_and_told() -> None:
    lines = [HEAD, *(line(n) for n in range(9)), "第二批", *(line(n) for n in range(9))]
    sheet = sheet_of("\n".join(lines).encode())
    assert sheet.cells.row(10) == (11, "第二批", None, None, None, None, None)
    assert any("第 11 行" in warning for warning in sheet.warnings)


def test_excel_leaves_out_empty_fields_at_the_end() -> None:
    head = HEAD + ",备注"
    few = [head, *(line(n) + ("," if n < 15 else "") for n in range(15)), *(line(n) for n in range(15, 100))]
    sheet = sheet_of("\n".join(few).encode())
    assert sheet.damaged.is_empty() and sheet.cells.row(0)[-1] == "备注"
    assert sheet.cells.rows()[1:] == [(n + 2, *cells(n), None) for n in range(100)]
    assert any("17" in warning for warning in sheet.warnings)


@pytest.mark.parametrize("count", [3, 60])
def test_a_header_may_name_fields_that_no_record_fills(count: int) -> None:
    lines = ["补贴申报表,,,,,,,", HEAD + ",备注,签字", *(line(n) for n in range(count)), "合计,,,,,14400.00"]
    sheet = sheet_of("\n".join(lines).encode())
    assert sheet.damaged.is_empty() and sheet.cells.row(1)[-2:] == ("备注", "签字")
    assert sheet.cells.rows()[2:-1] == [(n + 3, *cells(n), None, None) for n in range(count)]


def test_a_record_with_one_sign_too_many_is_no_header() -> None:
    lines = [HEAD, *(line(n) for n in range(9)), "张三,410122199001011234,电工,焊工,初级,2023-10-01,240.00"]
    assert sheet_of("\n".join(lines).encode()).damaged["row"].to_list() == [11]


def test_a_header_may_leave_out_what_no_record_fills() -> None:
    sheet = sheet_of("\n".join([HEAD, *(line(n) + ",," for n in range(9))]).encode())
    assert sheet.damaged.is_empty() and sheet.cells.row(0)[1:7] == tuple(HEAD.split(","))


def test_quotes_after_spaces_and_backslashes_before_quotes() -> None:
    lines = [
        HEAD,
        *(line(n) for n in range(9)),
        r'甲,1,"电\"工\"",初级,2023,"1,000"',
        '乙,2, "电,工" ,初级,2023,240',
    ]
    sheet = sheet_of("\n".join(lines).encode())
    assert sheet.cells.rows()[-2:] == [
        (11, "甲", "1", '电"工"', "初级", "2023", "1,000"),
        (12, "乙", "2", "电,工", "初级", "2023", "240"),
    ]
    assert any("第 11 行" in warning and "反斜杠" in warning for warning in sheet.warnings)


@pytest.mark.parametrize(
    "head,body",
    [
        ("", '张三,410122199001011234,"电工,初级,2023-10-01,240.00\n'),
        ('张三,"410122199001011234,电工,初级,2023-10-01,240.00\n', line(1) + "\n"),
        ("", 'a","b\n'),
        ("", '",x,"\n'),
        ("", 'x,"\\"\n'),
    ],
)
def test_torn_quotes_take_time_in_proportion(tmp_path: Path, head: str, body: str) -> None:
    spent = []
    for size in (500_000, 2_000_000):
        path = tmp_path / f"{size}.csv"
        path.write_text((HEAD + "\n") * 3 + head + body * (size // len(body.encode())), "utf-8")
        start = time.process_time()
        with mock.patch.object(text_source, "BLOCK", 1 << 18), mock.patch.object(ragged, "LONGEST", 1 << 17):
            read_text(str(path))
        spent.append(time.process_time() - start)
    assert spent[1] < 10 * max(spent[0], 0.05)  # 4 is fair, 16 would be quadratic
