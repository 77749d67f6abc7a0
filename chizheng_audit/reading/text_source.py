"""A text file as blocks of whole lines in UTF-8, whatever it was written in; no more than two blocks at a time."""

import codecs
import io
import mmap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

import polars as pl

from chizheng_audit.reading.digest import digests
from chizheng_audit.reading.encoding import Encoding, marked, sort_lines, tried, utf8_by_chance

BLOCK = 1 << 23
_HEAD = 1 << 20
_WINDOW = 1 << 16
_SWAP = bytes.maketrans(b"\r\n", b"\n\r")
_SPOILED = "chizheng_audit.spoiled"
_TRANSPARENT = ("utf-8", "gb18030")
"""Encodings in which the byte of a line end is never part of another character."""

codecs.register_error(_SPOILED, lambda error: ("\x00", cast("UnicodeDecodeError", error).end))


class NotUtf8(Exception):
    """A file taken for UTF-8 is not, or not all of it."""


@dataclass
class Block:
    r"""Whole lines of a file, as UTF-8; lines count from 0.

    spoiled: lines that hold bytes that are no text (here U+FFFD or NUL). others: lines decoded from another encoding
    than the file's. last: nothing follows. swapped: the file ends its lines with \r, and both signs are exchanged.
    replaced: somewhere stands a U+FFFD.
    """

    text: bytes
    spoiled: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    last: bool = False
    swapped: bool = False
    replaced: bool = False


class Source:
    """One text file. `encoding` is a first guess, until a walk through the blocks has not raised.

    Raises UnreadableFile when `asked` is no encoding; OSError if the file cannot be opened.
    """

    def __init__(self, path: str, asked: str | None = None) -> None:
        self.path = path
        self._size = BLOCK
        self.sha256, self.secret = _digests(path)
        with Path(path).open("rb") as stream:
            self._head = stream.read(_HEAD)
        known = marked(self._head, asked)
        self.encoding = known or Encoding("utf-8")
        self._asked = known is not None and not known.mark
        self._settled = known is not None

    def look_closer(self) -> None:
        """Settle the encoding by a trial over the whole file. Raises UnreadableFile where none fits."""
        self._settled = True
        if self._asked:
            self.encoding = Encoding(self.encoding.name, by_line=True)
            return
        mark = self.encoding.mark
        with Path(self.path).open("rb", buffering=0) as stream:
            stream.seek(mark)
            self.encoding = tried(
                _blocks(cast("BinaryIO", stream), self._size, _end(self._head)), self.path, mark
            )

    def blocks(self) -> Iterator[Block]:
        """All of the file, in order; an empty file is one empty block. Raises NotUtf8."""
        if not self._settled and utf8_by_chance(self._head):
            raise NotUtf8
        block = Block(b"")
        for chunk, swapped in self._chunks():
            if block.text:
                yield block
            block = self._block(chunk.translate(_SWAP) if swapped else chunk)
            block.swapped = swapped
            block.replaced = self._look(block.text)
        block.last = True
        yield block

    def _chunks(self) -> Iterator[tuple[bytes, bool]]:
        with Path(self.path).open("rb", buffering=0) as raw:
            stream = cast("BinaryIO", raw)
            stream.seek(self.encoding.mark)
            if self.encoding.name in _TRANSPARENT:
                end = _end(self._head)
                for chunk in _blocks(stream, self._size, end):
                    yield chunk, end == b"\r"
                return
            pieces = self._decoded(stream)
            first = next(pieces, b"")
            end = _end(first)
            for chunk in _whole_lines(chain([first], pieces), end):
                yield chunk, end == b"\r"

    def _decoded(self, stream: BinaryIO) -> Iterator[bytes]:
        decoder = codecs.getincrementaldecoder(self.encoding.name)(_SPOILED)
        while raw := stream.read(self._size // 2):
            yield decoder.decode(raw).encode("utf-8", "replace")
        yield decoder.decode(b"", final=True).encode("utf-8", "replace")

    def _block(self, chunk: bytes) -> Block:
        if self.encoding.by_line:
            return _by_line(chunk, self.encoding.name)
        if self.encoding.name == "gb18030":
            return Block(chunk.decode("gb18030", _SPOILED).encode())
        return Block(chunk)

    def _look(self, text: bytes) -> bool:
        """Whether U+FFFD is in it. Polars looks much faster than Python decodes. Raises NotUtf8."""
        try:
            whole = pl.Series([text], dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.ComputeError as error:
            raise NotUtf8 from error
        return bool(whole.str.contains("\ufffd", literal=True).item())


def _digests(path: str) -> tuple[str, str]:
    with Path(path).open("rb") as stream:
        if not stream.seek(0, io.SEEK_END):
            return digests(b"")
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return digests(cast("bytes", mapped))  # hashlib takes any buffer


def _end(text: bytes) -> bytes:
    r"""How lines end: \n, or \r where it stands alone and more often."""
    if b"\r" not in text:
        return b"\n"
    return b"\r" if text.count(b"\r") - text.count(b"\r\n") > text.count(b"\n") else b"\n"


def _blocks(stream: BinaryIO, size: int, end: bytes) -> Iterator[bytes]:
    """What follows in a stream, in blocks of about `size` bytes cut after a line's end; nothing is copied."""
    start = stream.tell()
    stop = stream.seek(0, io.SEEK_END)
    while start < stop:
        cut = _cut(stream, start, min(start + size, stop), stop, end)
        stream.seek(start)
        parts = []
        while start < cut and (part := stream.read(cut - start)):
            parts.append(part)
            start += len(part)
        if not parts:
            return  # the file has become shorter
        yield b"".join(parts)


def _cut(stream: BinaryIO, start: int, near: int, stop: int, end: bytes) -> int:
    """Where to cut: after the last line end before `near`, else after the first one behind it."""
    if near == stop:
        return stop
    for step in (-_WINDOW, _WINDOW):
        at = near + min(step, 0)
        while start <= at + _WINDOW - 1 and at < stop:
            stream.seek(max(at, start))
            piece = stream.read(_WINDOW - max(0, start - at))
            found = piece.rfind(end) if step < 0 else piece.find(end)
            if found >= 0:
                return max(at, start) + found + 1
            at += step
    return stop


def _whole_lines(pieces: Iterable[bytes], end: bytes) -> Iterator[bytes]:
    """The same bytes, cut only after a line's end."""
    rest: list[bytes] = []
    for piece in pieces:
        cut = piece.rfind(end) + 1
        if cut:
            yield b"".join([*rest, piece[:cut]])
            rest = []
        if cut < len(piece):
            rest.append(piece[cut:])
    if rest:
        yield b"".join(rest)


def _by_line(chunk: bytes, name: str) -> Block:
    """Each line from the encoding that it is in."""
    lines = chunk.split(b"\n")
    found = sort_lines(lines)
    for place in found.gb:
        lines[place] = lines[place].decode("gb18030").encode()
    for place in found.spoiled:
        lines[place] = lines[place].decode(name, "replace").encode()
    if name == "utf-8":
        others = found.gb
    else:
        mine = set(chain(found.gb, found.spoiled))
        others = [n for n, line in enumerate(lines) if n not in mine and not line.isascii()]
    return Block(b"\n".join(lines), found.spoiled, others)
