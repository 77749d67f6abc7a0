"""The encoding is told from the whole file; what does not fit it costs its own line, and is told."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.errors import AuditError, UnreadableFile
from chizheng_audit.reading.encoding import marked, plausible, sort_lines, tried
from tests.reading.test_delimited import sheet_of
from tests.reading.test_ragged import HEAD, cells, line

LINES = [HEAD, *(line(n) for n in range(30))]
TEXT = "\n".join([*LINES, ""])


def name_of(data: bytes) -> str:
    return (marked(data) or tried([data], "x.csv")).name


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [TEXT, "张三,李四\n", HEAD + "\n", "王丹\n丁一\n"])
def test_encodings_without_a_mark_are_told(encoding: str, text: str) -> None:
    if len(text) < 10 and encoding.startswith("utf-16"):
        text = text * 3 + "240\n"
    assert name_of(text.encode(encoding)) == encoding


@given(st.lists(st.sampled_from("张王李赵婷琪雯鑫怡"), min_size=2, max_size=4), st.integers(0, 30))
def test_one_line_in_another_encoding_is_decoded_and_told(name: list[str], place: int) -> None:
    odd = line(99).replace("张99", "".join(name))
    for main, other in (("utf-8", "gb18030"), ("gb18030", "utf-8")):
        lines = [each.encode(main) for each in LINES]
        lines.insert(place + 1, odd.encode(other))
        sheet = sheet_of(b"\n".join(lines))
        assert sheet.damaged.is_empty()
        assert sheet.cells.row(place + 1) == (place + 2, "".join(name), *cells(99)[1:])
        assert any(f"第 {place + 2} 行的编码" in warning for warning in sheet.warnings)


@given(
    st.sampled_from(["utf-8", "gb18030"]),
    st.integers(1, 31),
    st.sampled_from([b"\xd5", b"\xe5\xbc", b"\xff"]),
)
def test_a_character_cut_in_two_costs_its_line(encoding: str, place: int, cut: bytes) -> None:
    lines = [each.encode(encoding) for each in LINES]
    lines.insert(place, b"A" + cut + b",1,2,3,4,5")
    sheet = sheet_of(b"\n".join(lines))
    if sheet.damaged.is_empty():  # two bytes of UTF-8 may be a character of GB18030
        assert (encoding, cut) == ("gb18030", b"\xe5\xbc")
    else:
        assert sheet.damaged["row"].to_list() == [place + 1]
        assert str(place + 1) in sheet.warnings[0]
    assert len(sheet.cells) + len(sheet.damaged) == len(lines)


@pytest.mark.parametrize("encoding,size", [("utf-8", -2), ("gb18030", -1), ("utf-16", -1), ("utf-16-le", -1)])
def test_a_file_cut_inside_its_last_character_loses_its_last_line(encoding: str, size: int) -> None:
    data = (TEXT + "赵六").encode(encoding)[:size]
    sheet = sheet_of(data)
    assert sheet.damaged["row"].to_list() == [32]
    assert len(sheet.cells) == 31 and any("32" in warning for warning in sheet.warnings)


@pytest.mark.parametrize("text", ["Größe,Äpfel,Übung\nä,ö,ü\n" * 20, "naïve,café\n" * 9])
def test_other_encodings_are_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(UnreadableFile, match="--encoding"):
        sheet_of(text.encode("latin-1"))
    assert sheet_of(text.encode("latin-1"), encoding="latin-1").cells.width > 2


def test_foreign_text_at_the_end_of_a_long_plain_file_is_not_guessed_either() -> None:
    plain = "1,2,3\n" * 400_000
    with pytest.raises(UnreadableFile):
        sheet_of((plain + "Größe,Äpfel,Übung\n" * 3).encode("latin-1") + b"\xc4\xd6\xdc,\xe4\xf6,\xfc\n")
    assert sheet_of((plain + "张三,李四,王五\n").encode("gb18030")).cells.row(-1)[1:] == (
        "张三",
        "李四",
        "王五",
    )


def test_what_was_asked_for_is_used_and_its_misfits_are_set_aside() -> None:
    data = "姓名,號\n張三,1\n".encode("big5")
    assert sheet_of(data, encoding="big5").cells.rows() == [(1, "姓名", "號"), (2, "張三", "1")]
    sheet = sheet_of("姓名,号\n张三,1\n".encode("gbk") + b"\xd5,2\n", encoding="GBK")
    assert sheet.damaged["row"].to_list() == [3]
    with pytest.raises(AuditError, match="--encoding"):
        sheet_of(TEXT.encode("gb18030"), encoding="ascii")
    for name in ("nonsense", "hex"):
        with pytest.raises(AuditError, match=name):
            sheet_of(b"a,b\n", encoding=name)


def test_a_lost_character_from_an_earlier_conversion_is_kept_and_told() -> None:
    sheet = sheet_of((TEXT + "张\ufffd,1,2,3,4,5\n").encode())
    assert sheet.cells.row(-1)[1] == "张\ufffd"
    assert any("第 32 行" in warning for warning in sheet.warnings)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_a_mark_is_no_part_of_the_first_cell(encoding: str) -> None:
    assert sheet_of(TEXT.encode(encoding)).cells.row(0)[1] == "姓名"


def test_lines_are_sorted_by_what_reads_more_like_chinese() -> None:
    lines = ["张三".encode(), "李四".encode("gbk"), b"plain", b"\xff\xfe", "王五".encode()]
    found = sort_lines(lines)
    assert (found.gb, found.spoiled, found.foreign) == ([1], [3], 2)
    assert plausible("张三，李四") == 1.0 and plausible("ÄÖÜ") == 0.0 and plausible("abc") == 1.0


@pytest.mark.parametrize("text", ["联通\n", "a,一\n1,2\n", "240,一\n" * 3000, "姓名\n" + "a,一\n" * 3000])
def test_hanzi_that_are_utf_8_by_chance_are_still_hanzi(text: str) -> None:
    sheet = sheet_of(text.encode("gb18030"))
    found = "".join(cell or "" for _row, *row in sheet.cells.iter_rows() for cell in row)
    assert found == text.replace(",", "").replace("\n", "") and sheet.warnings == ()


def test_a_stream_of_chunks_is_judged_as_a_whole() -> None:
    chunks = io.BytesIO(TEXT.encode("gb18030")).readlines()
    assert tried(chunks, "x.csv").name == "gb18030"


def test_what_is_no_workbook_and_no_text_is_called_damaged_and_not_asked_for_its_encoding() -> None:
    noise = bytes(range(128, 256)) * 30
    with pytest.raises(UnreadableFile, match="传坏了"):
        tried([noise], "报表.XLSX")
    with pytest.raises(UnreadableFile, match="--encoding"):
        tried([noise], "报表.csv")
