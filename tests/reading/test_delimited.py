"""Text files: what a writer wrote is read back cell for cell, in any dialect, encoding and size of block."""

import csv
import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.errors import AuditError
from chizheng_audit.reading import text_source
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.sheet import RawSheet

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
HEAD = ["姓名", "身份证号", "职业", "等级"]
_CELL = st.one_of(
    st.sampled_from(
        ["张一丁", "240", 'a"b', "x,y", "一\n二", "一\r\n二", "", "1;2", "p\tq", "｜", " ", "\\", '"'] * 2
    ),
    st.text("甲乙丙12, \"'\n\\=;", max_size=5),
)
_ROWS = st.lists(st.lists(_CELL, min_size=4, max_size=4), min_size=1, max_size=12)
Found = list[tuple[int | str | None, ...]]


def sheet_of(data: bytes, name: str = "x.csv", block: int = 0, **options: str) -> RawSheet:
    with tempfile.TemporaryDirectory() as folder, mock.patch.object(text_source, "BLOCK", block or 1 << 23):
        path = Path(folder, name)
        path.write_bytes(data)
        sheet = read_text(str(path), **options).sheets[0]
    conserved(sheet)
    return sheet


def conserved(sheet: RawSheet) -> None:
    """Each row is in the cells, or damaged, or blank; and no cell is an empty text."""
    rows, damaged = sheet.cells["row"], sheet.damaged["row"]
    assert rows.is_sorted() and rows.is_unique().all()
    assert damaged.is_sorted() and damaged.is_unique().all()
    assert set(rows).isdisjoint(damaged)
    assert all(1 <= row <= sheet.height for row in [*rows, *damaged])
    for name in sheet.cells.columns[1:]:
        assert not (sheet.cells[name] == "").any()
    assert not any(all(cell is None for cell in cells) for _row, *cells in sheet.cells.iter_rows())


def written(rows: Sequence[Sequence[str]], encoding: str = "utf-8", **dialect: object) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, **({"lineterminator": "\n"} | dialect)).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue().encode(encoding)


def wanted(rows: Sequence[Sequence[str]]) -> Found:
    return [(n, *(text or None for text in row)) for n, row in enumerate(rows, start=1) if any(row)]


@given(
    _ROWS,
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"]),
    st.sampled_from([",", "\t", ";", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([0, 0, 40, 200]),
)
def test_what_was_written_is_read(
    rows: list[list[str]], encoding: str, sign: str, quoting: int, end: str, block: int
) -> None:
    rows = [HEAD, HEAD, *rows]
    if end == "\r":
        quoting = csv.QUOTE_ALL  # this writer leaves a \n in such a file bare, and then it is a line's end
    data = written(rows, encoding, delimiter=sign, quoting=quoting, lineterminator=end)
    sheet = sheet_of(data, block=block, delimiter=sign)
    assert sheet.damaged.rows() == []
    assert sheet.cells.rows() == wanted(rows)
    assert sheet.height == len(rows)


@given(_ROWS, st.sampled_from([",", "\t", ";", "|"]), st.sampled_from(["\n", "\r\n"]))
def test_the_delimiter_is_found(rows: list[list[str]], sign: str, end: str) -> None:
    rows = [HEAD, *[["张三", "410122199001011234", "电工", "初级"]] * 12, *rows]
    sheet = sheet_of(written(rows, delimiter=sign, lineterminator=end))
    assert sheet.cells.rows() == wanted(rows)


@given(st.binary(max_size=200), st.sampled_from([0, 16, 50]))
def test_any_bytes_are_conserved_or_refused(data: bytes, block: int) -> None:
    try:
        sheet_of(data, block=block)
    except AuditError as error:
        assert str(error).endswith("。")


_MESS = st.lists(
    st.sampled_from(
        ['"', ",", "\n", "\r", "\r\n", "a", "甲", "\0", '""', ",,,", "\\", "'", "a,b,c\n", 'x,"y\nz",q\n']
    ),
    max_size=40,
).map("".join)


@given(_MESS, st.integers(1, 60))
def test_no_text_is_lost_in_blocks_of_any_size(text: str, block: int) -> None:
    data = ("一,二,三\n" * 3 + text).encode()
    whole, parts = sheet_of(data), sheet_of(data, block=block)
    assert whole.height >= 3
    for sheet in (whole, parts):
        cells = "".join(cell or "" for _row, *row in sheet.cells.iter_rows() for cell in row)
        kept = cells + "".join(sheet.damaged["text"])
        for sign in "a甲bcxyzq":
            assert kept.count(sign) == data.decode().count(sign)


@pytest.mark.parametrize("width", [249, 251, 9000])
def test_a_table_of_very_many_columns(width: int) -> None:
    rows = [
        [f"h{n}" for n in range(width)],
        [f"a,{n}" if n % 7 == 0 else str(n) for n in range(width)],
        ["x"] * width,
    ]
    sheet = sheet_of(written(rows))
    assert sheet.cells.drop("row").rows() == [tuple(row) for row in rows]


def test_an_empty_file_has_no_rows() -> None:
    sheet = sheet_of(b"")
    assert (sheet.cells.rows(), sheet.height, sheet.warnings) == ([], 0, ())


@pytest.mark.parametrize("data", [bytes(range(128, 256)) * 40, b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20])
def test_what_is_no_text_is_refused_in_a_sentence(data: bytes) -> None:
    with pytest.raises(AuditError, match=r"。$"):
        sheet_of(data)


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}")
def test_every_text_file_by_others_is_read_or_refused() -> None:
    for path in sorted(CORPUS.rglob("*")):
        if path.suffix.lower() in (".csv", ".tsv", ".txt"):
            try:
                conserved(read_text(str(path)).sheets[0])
            except AuditError:
                continue
