"""The silent losses that befall text files, one test each: repaired with a trace, set aside and told, or refused."""

import re
import tracemalloc
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import ragged, text_source
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.sheet import RawSheet
from tests.reading.test_delimited import sheet_of
from tests.reading.test_ragged import HEAD, cells, line

ROWS = [HEAD, *(line(n) for n in range(20))]


def with_line(text: str, place: int = 10) -> RawSheet:
    return sheet_of("\n".join([*ROWS[:place], text, *ROWS[place:]]).encode())


def told(sheet: RawSheet) -> set[int]:
    numbers = (int(n) for warning in sheet.warnings for n in re.findall(r"\d+", warning))
    return {*sheet.damaged["row"], *numbers}


@pytest.mark.parametrize(
    "cell",
    [
        "410122199001011234",
        "4.10122E+17",
        "001234",
        "1E5",
        "0x1F",
        "２００",
        "1,000.00",
        "2022.3",
        "NULL",
        "NA",
        "#N/A",
        "nan",
        "true",
        '="001"',
        "\u200b410122",
        " 12 ",
        "-",
        "𠮷",
        "\ue863",
        "a\u2028b\x0bc\x0cd\x85e",
        "\ufeff张",
    ],
)
def test_loss_1_to_11_and_23_and_30_no_cell_is_taken_for_anything_but_its_text(cell: str) -> None:
    field = f'"{cell}"' if "," in cell else cell
    sheet = with_line(f"张三,{field},电工,初级,2023,240")
    assert sheet.cells.row(10) == (11, "张三", cell, "电工", "初级", "2023", "240")
    assert sheet.kinds == {} and told(sheet) == set()


def test_loss_13_title_lines_do_not_set_the_width() -> None:
    titles = ["附件1", "2023年第四季度职业技能评价补贴汇总表", "单位：某校", "金额单位：元"]
    sheet = sheet_of("\n".join([*titles, *ROWS]).encode())
    assert sheet.damaged.is_empty()
    assert [row[0] for row in sheet.cells.iter_rows()] == list(range(1, len(titles) + len(ROWS) + 1))
    assert sheet.cells.row(4)[1:] == tuple(HEAD.split(","))


def test_loss_14_duplicate_headers_keep_their_names() -> None:
    sheet = sheet_of("姓名,金额,金额\n张三,1,2\n李四,3,4\n".encode())
    assert sheet.cells.row(0) == (1, "姓名", "金额", "金额")


def test_loss_15_and_16_neither_a_total_nor_blank_lines_end_the_reading() -> None:
    lines = [*ROWS, "合计,,,,,4800.00", "", ",,,,,", *ROWS]
    sheet = sheet_of("\n".join(lines).encode())
    assert sheet.cells.row(21)[0] == 22 and sheet.cells.row(22)[0] == 25
    assert sheet.height == len(lines) and len(sheet.cells) == len(lines) - 2


def test_loss_21_leading_blank_lines_and_columns_keep_their_place() -> None:
    sheet = sheet_of("\n".join(["", ",,,", "", ",姓名,号,", ",张三,1,", ",李四,2,"]).encode())
    assert sheet.cells.select("row", "c2").rows() == [(4, "姓名"), (5, "张三"), (6, "李四")]


def test_loss_24_a_wrong_encoding_is_not_accepted() -> None:
    with pytest.raises(UnreadableFile):
        sheet_of("Größe,Äpfel\nä,ö\n".encode("latin-1") * 50)
    with pytest.raises(UnreadableFile):
        sheet_of("氏名,番号\nヤマダ,1\n".encode("shift-jis") * 50)


def test_loss_25_nul_and_cut_characters_cost_their_lines() -> None:
    data = "\n".join(ROWS).encode().replace("张5,".encode(), "张5\0,".encode())
    data = data.replace("张9,".encode(), "张".encode()[:2] + b"9,")
    sheet = sheet_of(data)
    assert sheet.damaged["row"].to_list() == [7, 11] and {7, 11} <= told(sheet)
    assert len(sheet.cells) == len(ROWS) - 2


def test_loss_25_ctrl_z_at_the_end_is_dropped_with_a_trace() -> None:
    for end in ("\x1a", "\n\x1a", "\r\n\x1a\x1a", "\n\x1a\r\n"):
        sheet = sheet_of(("\n".join(ROWS) + end).encode())
        assert sheet.cells.row(-1)[1:] == cells(19) and sheet.height == len(ROWS)
        assert any("Ctrl-Z" in warning for warning in sheet.warnings)
    assert with_line("张\x1a三,1,电工,初级,2023,240").cells.row(10)[1] == "张\x1a三"


def test_loss_25_mixed_encodings_are_decoded_line_by_line_and_told() -> None:
    lines = [each.encode("gb18030" if n % 3 else "utf-8") for n, each in enumerate(ROWS)]
    sheet = sheet_of(b"\n".join(lines))
    assert sheet.damaged.is_empty() and len(sheet.cells) == len(ROWS)
    assert sheet.cells.rows()[1:] == [(n + 2, *cells(n)) for n in range(20)]
    assert {1, 4, 7} <= told(sheet)


def test_loss_26_a_stray_quote_swallows_no_rows() -> None:
    sheet = with_line('张三,"410122,电工,初级,2023,240')
    assert sheet.damaged["row"].to_list() == [11] and len(sheet.cells) == len(ROWS)


def test_loss_26_escapes_with_a_backslash_are_read_and_told() -> None:
    sheet = with_line(r'张三,1,"5\" 管, 焊工",初级,2023,240')
    assert sheet.cells.row(10)[3] == '5" 管, 焊工' and 11 in told(sheet)


def test_loss_26_text_after_a_closing_quote_is_set_aside_with_its_text() -> None:
    sheet = with_line('张三,"1"号,电工,初级,2023,240')
    assert sheet.damaged.rows() == [(11, '张三,"1"号,电工,初级,2023,240', "引号不成对")]


def test_loss_26_a_quote_inside_a_bare_field_is_kept_and_told() -> None:
    sheet = with_line('张三,1,5"管,初级,2023,240')
    assert sheet.cells.row(10)[3] == '5"管' and 11 in told(sheet)


@pytest.mark.parametrize("change", ["more", "fewer", "one more, the last one empty"])
def test_loss_27_ragged_rows_are_neither_padded_nor_truncated(change: str) -> None:
    row = {
        "more": "张三,1,电工,初级,2023,1,240",
        "fewer": "张三,1,电工初级,2023,240",
        "one more, the last one empty": "张三,,1,电工,初级,2023,",
    }[change]
    sheet = with_line(row)
    assert sheet.damaged["row"].to_list() == [11] and sheet.damaged["text"][0] == row


@given(st.lists(st.sampled_from(["\n", "\r\n", "\r"]), min_size=20, max_size=20))
def test_loss_27_all_kinds_of_line_ends_are_ends(ends: list[str]) -> None:
    text = "".join(row + end for row, end in zip(ROWS, [*ends, ""], strict=True))
    sheet = sheet_of(text.encode())
    assert sheet.cells.rows()[1:] == [(n + 2, *cells(n)) for n in range(20)]
    assert sheet.height == len(ROWS)


def test_loss_27_sep_names_the_delimiter() -> None:
    sheet = sheet_of("\n".join(["sep=;", *(row.replace(",", ";") for row in ROWS)]).encode())
    assert sheet.cells.row(0) == (1, *HEAD.split(",")) and any("sep=;" in w for w in sheet.warnings)


def test_loss_29_the_suffix_says_nothing_about_the_delimiter() -> None:
    text = "\n".join(row.replace(",", "\t") for row in ROWS).encode()
    for name in ("x.csv", "x.xls", "x.txt", "x.tsv"):
        assert sheet_of(text, name).cells.row(1)[1:] == cells(0)


def test_ledger_rows_are_conserved_whatever_stands_in_them() -> None:
    odd = ["", ",,,,,", "第二批", "a,b", '"', '","', "\0", "x" * 9, ",".join("123456789"), '"x\ny",1,2,3,4,5']
    sheet = sheet_of("\n".join([*ROWS, *odd, *ROWS]).encode())
    assert sheet.height == 2 * len(ROWS) + len(odd)
    assert len(sheet.cells) + len(sheet.damaged) + 2 == sheet.height


def test_a_cell_of_any_length_is_read() -> None:
    long = "字" * 200_000
    sheet = sheet_of(f'{HEAD}\n张三,1,"{long}\n",初级,2023,240\n{line(1)}\n'.encode())
    assert sheet.cells.row(1)[3] == long + "\n"


def test_a_quote_that_never_closes_costs_its_line_in_a_file_of_any_size() -> None:
    data = "\n".join([*ROWS, '张三,"1,电工,初级,2023,240', *ROWS * 90]).encode()
    with mock.patch.object(ragged, "LONGEST", 4096):
        sheet = sheet_of(data, block=16_384)
    assert sheet.damaged["row"].to_list() == [22] and len(sheet.cells) == len(ROWS) * 91


def test_memory_is_that_of_a_block_and_not_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes("".join(line(n) + "\n" for n in range(9999)).encode("gb18030") * 12)
    tracemalloc.start()
    with mock.patch.object(text_source, "BLOCK", 1 << 18):
        read_text(str(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 6e6 > peak
