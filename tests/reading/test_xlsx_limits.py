"""What is not read, or not unpacked, and what is said of it."""

import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import formats, workbook
from chizheng_audit.reading.workbook import read_workbook, sniff
from tests.reading.test_workbook import held, only


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xe5\xa7\x93,\xe5\x90\x8d\n", "text"),
        (b"", "text"),
        (b"\xef\xbb\xbf<html><table></table></html>", "html"),
        ("<HTML><body>".encode("utf-16"), "html"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "xml2003"),
        (b'<?xml version="1.0"?><plist><array/></plist>', "xml"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04 cut short", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ole"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_sentence(tmp_path: Path, content: bytes, kind: str) -> None:
    path = tmp_path / "named.xls"
    path.write_bytes(content)
    assert sniff(content[:8192], path) == kind
    with pytest.raises(UnreadableFile) as told:
        read_workbook(str(path), ())
    sentence = str(told.value)
    assert "named.xls" in sentence and sentence.endswith("。") and "\n" not in sentence


def test_a_truncated_or_damaged_workbook_is_never_read_in_part(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        for row in range(500):
            sheet.write_row(row, 0, [f"甲{row * 7919 % 1000}", row * 3.25])
    whole = (tmp_path / "a.xlsx").read_bytes()
    sheet_at = whole.index(b"xl/worksheets/sheet1.xml") + 400
    cases = [whole[: len(whole) // 2], whole[:sheet_at] + b"\xff" * 40 + whole[sheet_at + 40 :]]
    for case in cases:
        (tmp_path / "b.xlsx").write_bytes(case)
        with pytest.raises(UnreadableFile):
            read_workbook(str(tmp_path / "b.xlsx"), ())
    with pytest.raises(UnreadableFile, match="打不开"):
        read_workbook(str(tmp_path / "missing.xlsx"), ())


def test_zip_bombs_are_refused_before_they_unpack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "甲")
    path = str(tmp_path / "a.xlsx")
    monkeypatch.setattr(workbook, "read_xlsx", None)  # nothing may be unpacked
    monkeypatch.setattr(formats, "MOST_PARTS", 3)
    with pytest.raises(UnreadableFile, match="压缩比"):
        read_workbook(path, ())
    monkeypatch.undo()
    monkeypatch.setattr(formats, "MOST_BYTES", 100)
    with pytest.raises(UnreadableFile, match="压缩比"):
        read_workbook(path, ())
    monkeypatch.undo()
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.bin", bytes(3 << 20))
    assert read_workbook(path, ()).format == "xlsx"  # small ones may shrink as they like
    monkeypatch.setattr(formats, "LARGE_BYTES", 1 << 20)
    with pytest.raises(UnreadableFile, match="压缩比"):
        read_workbook(path, ())


@pytest.mark.parametrize(
    ("parts", "size", "refused"),
    [(1, 201 << 20, True), (1, 190 << 20, False), (9_980, 0, False), (10_001, 0, True)],
    ids=["large and shrunk", "not so large", "many parts", "too many parts"],
)
def test_the_limits_of_unpacking_are_those_of_real_bombs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parts: int, size: int, refused: bool
) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "甲")
    with zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(parts):
            with archive.open(f"xl/media/{number}.bin", "w") as stream:
                for _piece in range(size >> 20):
                    stream.write(bytes(1 << 20))
    if not refused:
        assert held(only(tmp_path / "a.xlsx")) == {(1, 1): "甲"}
        return
    with pytest.raises(UnreadableFile, match="压缩比") as told:
        read_workbook(str(tmp_path / "a.xlsx"))
    assert str(told.value).endswith("。") and formats.ALLOWANCE in str(told.value)
    monkeypatch.setenv(formats.ALLOWANCE, "300")
    assert held(only(tmp_path / "a.xlsx")) == {(1, 1): "甲"}
    monkeypatch.setenv(formats.ALLOWANCE, "100" if size else "0")
    if size:
        with pytest.raises(UnreadableFile, match="压缩比"):
            read_workbook(str(tmp_path / "a.xlsx"))


def test_more_than_two_gigabytes_are_refused_by_what_the_archive_says(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, "甲")
    archive = zipfile.ZipFile(tmp_path / "a.xlsx", "a", zipfile.ZIP_STORED)
    archive.writestr("xl/media/a.bin", b"a")
    archive.infolist()[-1].file_size = (2 << 30) + 1
    archive.infolist()[-1].compress_size = 1 << 30  # no suspicious ratio
    archive.close()
    with pytest.raises(UnreadableFile, match="2048 MB"):
        read_workbook(str(tmp_path / "a.xlsx"))
