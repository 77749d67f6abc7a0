"""Text files: what a writer wrote is read back cell for cell, and damage costs itself only."""

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.delimited import read_text

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
_CELL = st.one_of(
    st.sampled_from(["张一丁", "240", 'a"b', "x,y", "一\n二", "", "1;2", "p\tq", "｜"]),
    st.text("甲乙丙12, \"'", max_size=5),
)


def read(
    data: bytes, name: str = "x.csv"
) -> tuple[list[tuple[str | None, ...]], list[tuple[int, str, str]], int]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        sheet = read_text(str(path)).sheets[0]
    return sheet.cells.rows(), sheet.damaged.rows(), sheet.height


@given(
    st.lists(st.lists(_CELL, min_size=4, max_size=4), min_size=1, max_size=12),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    st.sampled_from([",", "\t", ";"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_was_written_is_read(
    rows: list[list[str]], encoding: str, sign: str, quoting: int, end: str
) -> None:
    head = ["姓名", "身份证号", "职业", "等级"]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=sign, quoting=quoting, lineterminator=end).writerows([head, head, *rows])
    found, damaged, height = read(stream.getvalue().encode(encoding))
    want = [
        (n, *(text or None for text in row)) for n, row in enumerate([head, head, *rows], start=1) if any(row)
    ]
    assert damaged == []
    assert found == want
    assert height == len(rows) + 2


def test_damage_costs_itself_only() -> None:
    lines = ["姓名,号,等级", "甲,1,初级", '"乙,2,中级', "丙,3,高级,多余,的", '丁,4,"高\n级"', "戊,5,初级"] + [
        "己,6,技师"
    ] * 80
    found, damaged, height = read("\n".join(lines).encode())
    assert [row for row, _text, _why in damaged] == [3, 4]
    assert (5, "丁", "4", "高\n级") in found
    assert (6, "戊", "5", "初级") in found  # as a spreadsheet counts: a record over two lines is one row
    assert height == len(lines)
    assert len(found) + len(damaged) == height


def test_empty_file_and_mac_line_ends() -> None:
    assert read(b"") == ([], [], 0)
    assert read("姓名,号\r甲,1\r".encode())[0] == [(1, "姓名", "号"), (2, "甲", "1")]


@pytest.mark.parametrize("data", [bytes(range(128, 256)) * 40, b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20])
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(AuditError):
        read(data)


def test_every_text_file_by_others_is_read_or_refused() -> None:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of files by others is not here")
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            try:
                sheet = read_text(str(path)).sheets[0]
            except AuditError:
                continue
            rows = set(sheet.cells["row"].to_list())
            assert len(rows) == len(sheet.cells), path
            assert rows.isdisjoint(sheet.damaged["row"].to_list()), path
            assert all(1 <= row <= sheet.height for row in rows), path
