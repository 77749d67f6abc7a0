"""XML parts through expat: any encoding, and no document type, so no entity can be defined."""

import codecs
import re
from collections.abc import Callable
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

from chizheng_audit.i18n import _

__all__ = ["ExpatError", "local", "parse"]

_CHUNK = 1 << 16
_DECLARED = re.compile(rb"^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.:-]+)[\"']")
_TWO_BYTES = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}


def parse(
    stream: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Call `start`, `end` and `text` for what stands in `stream`, as expat does; names come with their prefix.

    Raises ExpatError on damage, ValueError on a document type or an encoding nobody knows.
    """
    chunk = stream.read(_CHUNK)
    name = _encoding(chunk)
    decode = codecs.getincrementaldecoder(name)("strict").decode if name not in (None, "utf-8") else None
    parser = ParserCreate("utf-8" if name else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    while chunk:
        parser.Parse(decode(chunk).encode() if decode else chunk, False)
        chunk = stream.read(_CHUNK)
    parser.Parse(decode(b"", True).encode() if decode else b"", True)


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def _encoding(head: bytes) -> str | None:
    """The encoding as Python calls it; None for UTF-16, which expat knows by itself.

    Files that say UTF-16 and are not come from programs that wrote a string into a UTF-8 file.
    """
    if head.startswith(_TWO_BYTES):
        return None
    declared = _DECLARED.match(head)
    try:
        name = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        raise ValueError(declared[1].decode() if declared else "") from None
    return "utf-8" if name.startswith(("utf", "ascii", "us-ascii")) else _WIDER.get(name, name)


def _refuse(*_declared: object) -> None:
    raise ValueError(_("XML 里有自定义的文档类型"))
