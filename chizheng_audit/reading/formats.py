"""What a file is by its own bytes: names and extensions are not asked, because in practice they lie."""

import io
import os
import re
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import N_, _

WORKBOOKS = frozenset({"xlsx", "xlsb", "ods", "xls", "encrypted", "html", "mhtml", "xml2003"})
"""The formats that `read_workbook` reads; `encrypted` is an OOXML workbook under a password."""

MOST_BYTES = 2 << 30
MOST_PARTS = 10_000
LARGE_BYTES = 200 << 20
MOST_RATIO = 100
ALLOWANCE = "CHIZHENG_UNPACK_MB"
"""The environment variable that allows so many megabytes unpacked, at whatever ratio and in however many parts."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_BIFF = re.compile(rb"\x09[\x00\x02\x04\x08][\x04\x06\x08\x10]\x00")
_HTML = (b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"<style", b"<body")
_PAGE = re.compile(rb"<(?:!--|[a-z?]).*?<(?:html|table)[\s>]", re.DOTALL)
_ARCHIVED_PAGE = (b"mime-version:", b"from: <saved by")
_XML_2003 = b"urn:schemas-microsoft-com:office:spreadsheet"
_FOREIGN = {
    b"%PDF": "pdf",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x1f\x8b": "gz",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
}
_REFUSED = {
    "html": N_("{file} 其实是网页（HTML），里面没有表格；请重新导出，或换成表格文件。"),
    "mhtml": N_("{file} 其实是网页（HTML），里面没有表格；请重新导出，或换成表格文件。"),
    "xml": N_("{file} 其实是 XML，但不是 Excel 的 XML 表格；请用 Excel 或 WPS 打开后另存为 xlsx。"),
    "ole": N_("{file} 是别的 Office 文件，里面没有工作簿；请换成 Excel 或 WPS 表格文件。"),
    "zip": N_("{file} 是压缩包或已损坏，里面没有完整的工作簿；请解压后重试，或重新导出。"),
}
_BROKEN_ZIP = (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError)


def sniff(head: bytes, path: str | Path) -> str:
    """The format of the file at `path`, whose first bytes (a few kilobytes) are `head`.

    xlsx (also xlsm), xlsb, ods, xls, encrypted (OOXML under a password), html, mhtml, xml2003, text; or one that
    is not read: xml, zip, ole, pdf … Only zip and OLE2 files are opened again.
    """
    if head.startswith(_ZIP):
        with Path(path).open("rb") as stream:
            return _zipped(stream)
    if head.startswith(_OLE):
        return _compound(Path(path).read_bytes())
    return _plain(head)


def format_of(data: bytes) -> str:
    """As `sniff`, of a whole file in memory."""
    if data.startswith(_ZIP):
        return _zipped(io.BytesIO(data))
    return _compound(data) if data.startswith(_OLE) else _plain(data[:8192])


def refusal(kind: str, file: str) -> UnreadableFile:
    """Why a file of a format that is not in WORKBOOKS cannot be read, and what to do."""
    if kind == "text":
        return UnreadableFile(_("{file} 是文本或空文件，不是工作簿；请检查文件。").format(file=file))
    if kind in _REFUSED:
        return UnreadableFile(_(_REFUSED[kind]).format(file=file))
    return UnreadableFile(
        _("{file} 不是表格（{kind}）；请换成 xlsx、xls、ods 或 csv。").format(file=file, kind=kind)
    )


def open_zip(source: bytes | Path, file: str) -> zipfile.ZipFile:
    """The archive in `source`, bytes or a file. Raises UnreadableFile when it is broken or would unpack to an unreasonable size."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
        parts = archive.infolist()
    except _BROKEN_ZIP as error:
        raise refusal("zip", file) from error
    whole = sum(part.file_size for part in parts)
    ratio = whole // max(1, sum(part.compress_size for part in parts))
    if whole > _allowed() and (
        len(parts) > MOST_PARTS or whole > MOST_BYTES or (whole > LARGE_BYTES and ratio > MOST_RATIO)
    ):
        raise UnreadableFile(
            _(
                "{file} 解压后有 {size} MB、{parts} 个部件（压缩比 {ratio}:1），不像正常的表格；"
                "请重新导出或拆小，确属正常时用环境变量 {allowance}（MB）放宽。"
            ).format(file=file, size=whole >> 20, parts=len(parts), ratio=ratio, allowance=ALLOWANCE)
        )
    return archive


def _allowed() -> int:
    """Bytes that the user allows to unpack; −1 when nothing is said."""
    said = os.environ.get(ALLOWANCE, "")
    return int(said) << 20 if said.isascii() and said.isdigit() else -1


def is_locked_ods(archive: zipfile.ZipFile) -> bool:
    """Whether the parts of an OpenDocument file are under a password."""
    try:
        return b"encryption-data" in archive.read("META-INF/manifest.xml")
    except (*_BROKEN_ZIP, RuntimeError, KeyError, zlib.error):
        return False


def _zipped(stream: BinaryIO) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {name.replace("\\", "/").lower() for name in archive.namelist()}
            mime = archive.read("mimetype")[:80] if "mimetype" in names else b""
    except (*_BROKEN_ZIP, RuntimeError, KeyError, zlib.error):
        return "zip"
    if b"opendocument.spreadsheet" in mime:
        return "ods"
    for name in names:
        if found := re.fullmatch(r"/?(?:xl/)?workbook\d*\.(xml|bin)", name):
            return "xlsb" if found[1] == "bin" else "xlsx"
    return "zip"


def _compound(data: bytes) -> str:
    if _has_stream(data, "EncryptionInfo"):
        return "encrypted"
    return (
        "xls" if any(_has_stream(data, name) for name in ("Workbook", "Book", "WORKBOOK", "BOOK")) else "ole"
    )


def _has_stream(data: bytes, name: str) -> bool:
    """Whether an OLE2 directory entry has this name: entries are 128 bytes wide, with the name's length at 64."""
    spelt = (name + "\0").encode("utf-16-le")
    at = data.find(spelt)
    while at >= 0:
        if at % 128 == 0 and data[at + 64 : at + 66] == len(spelt).to_bytes(2, "little"):
            return True
        at = data.find(spelt, at + 2)
    return False


def _plain(head: bytes) -> str:
    for magic, kind in _FOREIGN.items():
        if head.startswith(magic):
            return kind
    if _BIFF.match(head):
        return "xls"
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if text.startswith(_ARCHIVED_PAGE):
        return "mhtml"
    if _XML_2003 in text and text.startswith(b"<") and b"<html" not in text:
        return "xml2003"
    if text.startswith(_HTML) or _PAGE.match(text):
        return "html"
    return "xml" if text.startswith(b"<?xml") else "text"
