"""Which encoding a text file is in, by strict trial over the whole of it; a guess that fits nothing is refused.

Where nearly all lines are sound, the few that are not are told apart line by line: an export glued together from two
systems holds UTF-8 and GB18030, and a file cut inside a character spoils one line and not the file.
"""

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import PurePath

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAMPLE = 1 << 20
_PLAUSIBLE = 0.9
_PLAUSIBLE_LINE = 0.5
_HOPELESS = 0.01
_WEIGHED = 500
_BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods")
_ASCII = re.compile(r"[\x00-\x7f]+")
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "utf-8-sig": "utf-8"}
"""What people call GB2312 is what Windows writes, and GB18030 reads it all."""


@dataclass(frozen=True)
class Encoding:
    """name: as Python knows it. mark: length of the byte-order mark. by_line: some lines are in another, or in none."""

    name: str
    mark: int = 0
    by_line: bool = False


@dataclass
class Sorted:
    """Lines (counted from 0) that are not UTF-8, and what is known of the others.

    gb: sound GB18030. spoiled: neither. foreign: how many are UTF-8 with other than ASCII. common, seen: of the
    characters of the `gb` lines (or of a sample), how many are in daily use, of how many.
    """

    gb: list[int] = field(default_factory=list)
    spoiled: list[int] = field(default_factory=list)
    foreign: int = 0
    common: int = 0
    seen: int = 0


def marked(head: bytes, asked: str | None = None) -> Encoding | None:
    """The encoding that a byte-order mark, the user, or the zero bytes of UTF-16 tell of a file's first bytes.

    Raises UnreadableFile when `asked` is no encoding.
    """
    for mark, name in _BOMS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    if asked:
        try:
            name = codecs.lookup(asked).name
            b" ".decode(name, "ignore")  # hex and the like are codecs, but not of text
        except LookupError as error:
            raise UnreadableFile(_("不认识编码 {name}；请改 --encoding。").format(name=asked)) from error
        return Encoding(_WIDER.get(name, name))
    parity = _parity(head[:_SAMPLE])
    return Encoding(parity) if parity else None


def tried(chunks: Iterable[bytes], path: str, mark: int = 0) -> Encoding:
    """UTF-8 or GB18030, by trial over all of a file's whole lines. Raises UnreadableFile where neither fits."""
    lines, spoiled, gb, foreign, common, seen = 0, 0, 0, 0, 0, 0
    for chunk in chunks:
        each = chunk.split(b"\n" if b"\n" in chunk else b"\r")
        lines += len(each)
        found = sort_lines(each)
        spoiled, gb, foreign = spoiled + len(found.spoiled), gb + len(found.gb), foreign + found.foreign
        common, seen = common + found.common, seen + found.seen
    plausible = common >= _PLAUSIBLE * seen
    name = "utf-8" if mark or foreign >= gb else "gb18030"
    if spoiled > max(1, _HOPELESS * lines) or spoiled > foreign + gb or (name == "gb18030" and not plausible):
        if PurePath(path).suffix.lower() in _BOOKS:
            raise UnreadableFile(
                _("{path} 按后缀是工作簿，内容却不是，也不是文本；可能传坏了，请向报送单位重新索取。").format(
                    path=path
                )
            )
        raise UnreadableFile(
            _("认不出 {path} 的编码；请用 --encoding 指明（如 gb18030、big5），或另存为 UTF-8。").format(
                path=path
            )
        )
    return Encoding(name, mark, bool(spoiled or (gb and foreign) or (gb and name == "utf-8")))


def sort_lines(lines: Sequence[bytes]) -> Sorted:
    """Tell GB18030 and spoiled lines from UTF-8; a line that may be either is what reads more like Chinese."""
    misfits: list[int] = []
    foreign: list[int] = []
    for place, line in enumerate(lines):
        if not line.isascii():
            (misfits if _decoded(line, "utf-8") is None else foreign).append(place)
    found = Sorted(foreign=len(foreign))
    _sort_misfits(lines, misfits, found)
    some = foreign[:: len(foreign) // _WEIGHED + 1]
    if len(foreign) <= len(misfits) or any(_by_chance(lines[place]) for place in some):
        found.gb += [place for place in foreign if _by_chance(lines[place])]
        found.foreign -= len(found.gb) + len(found.spoiled) - len(misfits)
        found.gb.sort()
    return found


def _by_chance(line: bytes) -> bool:
    """Whether a line that is UTF-8 makes more sense in GB18030, in which a lone 一 is both."""
    text = _decoded(line)
    return text is not None and plausible(text) > plausible(line.decode("utf-8", "ignore"))


def utf8_by_chance(head: bytes) -> bool:
    """Whether a file that begins like this, all UTF-8, has no hanzi unless it is read in GB18030."""
    head = head[: _SAMPLE >> 4]
    whole = head[: head.rfind(b"\n") + 1] or head
    return not plausible(whole.decode("utf-8", "ignore")) and plausible(_decoded(whole) or "Ä") >= _PLAUSIBLE


def _sort_misfits(lines: Sequence[bytes], misfits: list[int], found: Sorted) -> None:
    mostly = len(misfits) > found.foreign
    together = _decoded(b"\n".join(lines[place] for place in misfits)) if mostly else None
    if together is not None:
        found.common, found.seen = _weigh(together[:_SAMPLE])
        if found.common >= _PLAUSIBLE * found.seen:
            found.gb = list(misfits)
            return
    found.common = found.seen = 0
    for place in misfits:
        text = _decoded(lines[place])
        common, seen = _weigh(text) if text is not None else (0, 1)
        cut = _weigh(lines[place].decode("utf-8", "ignore"))[
            0
        ]  # if it were UTF-8 with a character cut in two
        if text is not None and (
            common >= cut if mostly else common > cut and common >= _PLAUSIBLE_LINE * seen
        ):
            found.gb.append(place)
            found.common, found.seen = found.common + common, found.seen + seen
        else:
            found.spoiled.append(place)


def _decoded(line: bytes, name: str = "gb18030") -> str | None:
    try:
        return line.decode(name)
    except UnicodeDecodeError:
        return None


def plausible(text: str) -> float:
    """Share of the non-ASCII characters that are in daily use in Chinese."""
    common, seen = _weigh(text)
    return common / seen if seen else 1.0


def _weigh(text: str) -> tuple[int, int]:
    """(characters in daily use, all characters) of what is not ASCII."""
    foreign = _ASCII.sub("", text)
    return len(foreign) - len(_common().sub("", foreign)), len(foreign)


@cache
def _common() -> re.Pattern[str]:
    """The hanzi that GB2312 put first, for being common (rows 16–55), and punctuation (rows 1–3)."""
    rows = [*range(0xA1, 0xA4), *range(0xB0, 0xD8)]
    signs = (bytes((row, cell)).decode("gb2312", "ignore") for row in rows for cell in range(0xA1, 0xFF))
    return re.compile(f"[{re.escape(''.join(signs))}—·]+")


def _parity(head: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes stand on one side of each pair and not on the other."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(len(head) // 2, 1)
    for name, zeros, others in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if zeros >= 0.3 * half and others < 0.02 * half:
            return name
        if zeros >= 0.05 * half and others < zeros:  # 一 and other hanzi have a zero byte too
            text = head[: half * 2].decode(name, "replace")
            if "\x00" not in text and plausible(text) >= _PLAUSIBLE:
                return name
    return None
