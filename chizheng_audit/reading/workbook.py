"""A workbook file to a Book, by what the file is and whatever it is called."""

from pathlib import Path

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.digest import digests, file_digests
from chizheng_audit.reading.formats import WORKBOOKS, format_of, is_locked_ods, open_zip, refusal, sniff
from chizheng_audit.reading.markup import read_html, read_mhtml
from chizheng_audit.reading.passwords import unlock
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.xls import is_locked, read_xls
from chizheng_audit.reading.xlsx_book import read_xlsx
from chizheng_audit.reading.xlsx_library import DAMAGE, broken, locked, others
from chizheng_audit.reading.xml2003 import read_xml

__all__ = ["read_workbook", "sniff"]

_TEXTS = {"html": read_html, "mhtml": read_mhtml, "xml2003": read_xml}
"""Workbooks that are text, and who reads them."""


_ZIPPED = ("xlsx", "xlsb", "ods")
_HEAD = 8192


def read_workbook(path: str, passwords: tuple[str, ...] = ()) -> Book:
    """Every sheet of the workbook at `path`, hidden ones too; `passwords` are tried on a protected one.

    Raises UnreadableFile with one sentence for whatever cannot be read.
    """
    try:
        with Path(path).open("rb") as stream:
            kind = sniff(stream.read(_HEAD), path)
        if kind in _ZIPPED:  # read from the file itself, which may be large
            return Book(path, *file_digests(path), kind, _zipped(Path(path), kind, path))
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableFile(_("打不开 {file}：{why}。").format(file=path, why=error.strerror)) from error
    sha256, secret = digests(data)
    if kind == "encrypted":
        data = unlock(data, path, passwords)
        kind = format_of(data)
    if kind not in WORKBOOKS or kind == "encrypted":
        raise refusal(kind, path)
    if kind == "xls":
        return Book(path, sha256, secret, kind, _old(data, path, passwords))
    return Book(path, sha256, secret, kind, (_text if kind in _TEXTS else _zipped)(data, kind, path))


def _zipped(source: bytes | Path, kind: str, file: str) -> tuple[RawSheet, ...]:
    with open_zip(source, file) as archive:
        if is_locked_ods(archive):
            raise locked(file)
        return read_xlsx(source, archive, file) if kind == "xlsx" else others(source, kind, file)


def _text(data: bytes, kind: str, file: str) -> tuple[RawSheet, ...]:
    try:
        return _TEXTS[kind](data, file)
    except DAMAGE as error:
        raise broken(file, error) from error


def _old(data: bytes, file: str, passwords: tuple[str, ...]) -> tuple[RawSheet, ...]:
    try:
        return read_xls(data)
    except Exception as error:
        if is_locked(error):
            try:
                return read_xls(unlock(data, file, passwords))
            except UnreadableFile:
                raise
            except Exception as again:
                raise broken(file, again) from again
        return others(data, "xls", file)
