"""One cheap pass over the XML of a sheet for what the workbook library does not tell.

Hidden rows and columns, error cells, formulas, the digits of long numbers and how far the sheet reaches. Each piece
is first searched for the signs of all of them at once (by Polars, which does so several times faster than Python),
and looked at closely only where one is there, so a clean sheet costs little more than unzipping.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

import polars as pl

from chizheng_audit.reading.cells import Mark

_CHUNK = 1 << 18
_LONGEST_ROW = 8 << 20
_TAIL = 4096
_ROOT = re.compile(rb"<(?:(\w+):)?worksheet[\s>]")
_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"']([\w-]+)[\"']")
_PLACE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
_FAR = re.compile(rb'r="([A-Za-z]{2,3})\d')
_SINGLE = re.compile(rb"<(?:[^\s<>/]+:)?(?:c|row|col|mergeCell)\s[^<>]*='")
_NAMESPACE = re.compile(
    rb"xmlns(?::([^\s=]+))?\s*=\s*[\"']http://(?:schemas\.openxmlformats\.org/spreadsheetml/2006|purl\.oclc\.org/ooxml/spreadsheetml)/main"
)
_TYPE = re.compile(rb'\st="(\w+)"')


@dataclass
class SheetScan:
    """What the scan of one sheet found; rows and columns count from 1.

    familiar: false when the XML is written in a way the scan does not know; the rest is then empty.
    rows, columns: no cell lies further, where rows stand in order; columns are never told smaller than 26.
    unplaced: hits without a place of their own in the file.
    """

    familiar: bool = True
    size: int = 0
    rows: int = 0
    columns: int = 26
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    marks: dict[tuple[int, int], Mark] = field(default_factory=dict)
    unplaced: int = 0


@dataclass(frozen=True)
class _Words:
    """The literals and patterns of one sheet, which may carry a namespace prefix."""

    cell: bytes
    row: bytes
    close: bytes
    formula: re.Pattern[bytes]
    rows: re.Pattern[bytes]
    body: re.Pattern[bytes]
    held: re.Pattern[bytes]
    long: re.Pattern[bytes]
    value: re.Pattern[bytes]
    signs: str
    unusual: str
    worded: re.Pattern[bytes]
    unplaced: re.Pattern[bytes]
    prefix: bytes


def scan(stream: IO[bytes]) -> SheetScan:
    """Look through one sheet's XML. Raises what `stream` raises when the archive is damaged."""
    found = SheetScan()
    words: _Words | None = None
    for text in _pieces(stream):
        found.size += len(text)
        if words is None:
            words = _words(text)
        if words is None:
            return SheetScan(familiar=False)
        signs, unusual = _looked(text, words)
        if not _familiar(text, words, signs, unusual, found.size == len(text)):
            return SheetScan(familiar=False)
        _extents(text, words, unusual, found)
        if not signs:
            continue
        if b' hidden="' in text:
            _hidden(text, found)
        if b't="e"' in text:
            _errors(text, words, found)
        if words.formula.search(text):
            _formulas(text, words, found)
    return SheetScan(familiar=False) if found.unplaced else found


def _looked(text: bytes, words: _Words) -> tuple[bool, bool]:
    """(whether a piece holds anything to look at closely, whether it holds a cell right of Z or one written otherwise)."""
    try:
        piece = pl.Series([text]).cast(pl.String)
    except pl.exceptions.ComputeError:  # not UTF-8
        return True, True
    signs, unusual = (bool(piece.str.contains(pattern).item()) for pattern in (words.signs, words.unusual))
    return signs, unusual


def long_numbers(stream: IO[bytes]) -> dict[tuple[int, int], str]:
    """The digits of whole numbers of 16 and more digits, by (row, column), where the file holds all of them."""
    found: dict[tuple[int, int], str] = {}
    words: _Words | None = None
    for text in _pieces(stream):
        words = words or _words(text)
        if words is None:
            return {}
        for hit in words.long.finditer(text):
            place = _place(_opening(text, words, hit.start()))
            if place:
                found[place] = hit[1].decode()
    return found


def held_extents(stream: IO[bytes]) -> tuple[int, int]:
    """(rows, columns) from the first row to the last cell that holds something, columns from the first that does.

    Slower than `scan`, which also counts cells that are only coloured.
    """
    last, left, right = 0, 1 << 20, 0
    words: _Words | None = None
    for text in _pieces(stream):
        words = words or _words(text)
        if words is None:
            break
        for hit in words.held.finditer(text):
            if place := _place(hit[1]):
                last, left, right = max(last, place[0]), min(left, place[1]), max(right, place[1])
    return last, max(0, right - left + 1)


def column_number(letters: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that end between rows, or between the cells of a very long row."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        cut = _last_row(text)
        if cut <= 0:
            cut = text.rfind(b"<c ")
        if cut <= 0:
            cut = text.rfind(b":c ") - 3 if b":c " in text else 0
        if cut <= 0:
            if len(text) < _LONGEST_ROW:
                rest = text
                continue
            cut = len(text) - _TAIL
        yield text[:cut]
        rest = text[cut:]
    if rest:
        yield rest


def _last_row(text: bytes) -> int:
    """Where the last whole row ends, or 0."""
    end = text.rfind(b"</row>")
    if end < 0:
        end = text.rfind(b":row>")
    return text.find(b">", end) + 1 if end >= 0 else text.rfind(b"<row ")


def _words(head: bytes) -> _Words | None:
    """The words of a sheet that begins so; None when it is not UTF-8 or not written as expected."""
    root = _ROOT.search(head[:65536])
    encoding = _ENCODING.match(head.lstrip(b"\xef\xbb\xbf"))
    if not root or (encoding and encoding[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii")):
        return None
    p = (root[1] + b":") if root[1] else b""
    return _Words(
        cell=b"<" + p + b"c ",
        row=b"<" + p + b"row ",
        close=b"</" + p + b"c>",
        formula=re.compile(b"<" + p + b"f[ />]"),
        rows=re.compile(rb"<" + p + rb'row\s[^>]*?\br="(\d{1,7})"'),
        body=re.compile(
            rb"<P?f(?:\s[^>]*?)?(?:/>|>(.*?)</P?f>)\s*(?:(<P?v(?:\s[^>]*)?(?:/>|>([^<]*)</P?v>)))?".replace(
                b"P?", p
            ),
            re.DOTALL,
        ),
        held=re.compile(rb"<" + p + rb"c(\s(?:[^>]*[^>/])?)>(?!\s*</" + p + rb"c>)"),
        long=re.compile(rb"<" + p + rb"v>\s*(-?\d{16,})(?:\.0*)?\s*</"),
        value=re.compile(rb"<" + p + rb"v(?:\s[^>]*)?>([^<]*)</"),
        signs=rf' hidden="|t="e"|<{p.decode()}f[ />]|<!|=\'|xmlns',
        unusual=rf'<{p.decode()}c(?:[^ o]| (?:[^r]|r(?:[^=]|=(?:[^"]|"(?:[^A-Z]|[A-Z][^0-9])))))',
        worded=re.compile(b"<" + p + rb"v(?:\s[^<>]*)?>(?:\+|[-+0-9.Ee]*[^-+0-9.Ee<])"),
        unplaced=re.compile(rb"<" + p + rb'c(?=[\s/>])(?![^<>]*\sr="[A-Z]{1,3}[0-9]{1,7}")'),
        prefix=root[1] or b"",
    )


def _familiar(text: bytes, words: _Words, signs: bool, unusual: bool, first: bool) -> bool:
    """Whether a piece is written as the patterns, and the library, expect.

    That is plain text, one prefix, each cell with its place in double quotes, and numbers without white space: the
    library takes any other number of a shared string for the first. A program writes numbers in one way, which the
    first piece shows.
    """
    if unusual and words.unplaced.search(text):
        return False
    if (first or b"\n" in text) and any(_is_number(text, words, hit) for hit in words.worded.finditer(text)):
        return False
    if not signs:
        return True
    if b"<!" in text or (b"='" in text and _SINGLE.search(text)):
        return False
    return {hit[1] or b"" for hit in _NAMESPACE.finditer(text)} <= {words.prefix}


def _is_number(text: bytes, words: _Words, value: re.Match[bytes]) -> bool:
    """Whether the cell around a value that is not written as a number says that it is one."""
    kind = _TYPE.search(_opening(text, words, value.start()))
    return kind is None or kind[1] in (b"n", b"s", b"b")


def _extents(text: bytes, words: _Words, unusual: bool, found: SheetScan) -> None:
    for row in (words.rows.search(text), words.rows.search(text, max(0, text.rfind(words.row)))):
        if row:
            found.rows = max(found.rows, int(row[1]))
    if unusual:
        far = set(_FAR.findall(text))
        if far:
            found.columns = max(found.columns, *(column_number(each.decode().upper()) for each in far))


def _hidden(text: bytes, found: SheetScan) -> None:
    for hit in re.finditer(rb'<(?:\w+:)?(row|col)\s([^>]*?)\bhidden="(?:1|true)"([^>]*)>', text):
        attributes = b" " + hit[2] + hit[3]
        if hit[1] == b"row":
            number = re.search(rb'\sr="(\d+)"', attributes)
            if number:
                found.hidden_rows.append(int(number[1]))
            else:
                found.unplaced += 1
        else:
            first, last = re.search(rb'\smin="(\d+)"', attributes), re.search(rb'\smax="(\d+)"', attributes)
            if first and last:
                found.hidden_columns.append((int(first[1]), int(last[1])))


def _errors(text: bytes, words: _Words, found: SheetScan) -> None:
    at = text.find(b't="e"')
    while at >= 0:
        start = text.rfind(b"<", 0, at)
        if text.startswith(words.cell, start):
            stop = text.find(words.close, at)
            held = words.value.search(text, at, stop if stop >= 0 else len(text))
            _note(
                text[start : text.find(b">", at)],
                "error",
                held[1].decode("utf-8", "replace") if held else "",
                found,
            )
        at = text.find(b't="e"', at + 5)


def _formulas(text: bytes, words: _Words, found: SheetScan) -> None:
    for hit in words.body.finditer(text):
        opening = _opening(text, words, hit.start())
        kind = _TYPE.search(opening)
        # a formula whose result is the empty text is written with an empty value too, but says it is text
        has_result = bool(hit[3]) or (hit[2] is not None and kind is not None and kind[1] == b"str")
        written = html.unescape(hit[1].decode("utf-8", "replace")) if hit[1] else "…"
        if kind is None or kind[1] != b"e":
            _note(opening, "formula" if has_result else "no_result", "=" + written, found)


def _opening(text: bytes, words: _Words, before: int) -> bytes:
    """The opening tag of the cell that the byte `before` lies in."""
    start = text.rfind(words.cell, 0, before)
    return text[start : text.find(b">", start)] if start >= 0 else b""


def _place(attributes: bytes) -> tuple[int, int] | None:
    found = _PLACE.search(attributes)
    return (int(found[2]), column_number(found[1].decode())) if found else None


def _note(opening: bytes, mark: str, text: str, found: SheetScan) -> None:
    place = _place(opening)
    if place is None:
        found.unplaced += 1
    else:
        found.marks[place] = (mark, text)
