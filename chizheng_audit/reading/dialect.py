"""How a text file is cut into fields: by which sign and which quotes, and how many fields its records have."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 2_000
_LOOKED_BYTES = 1 << 19
_RUN = 8
_TOP = 40


@dataclass(frozen=True)
class Dialect:
    """sign: between fields. quote: around them. width: fields of a whole record.

    widths: that, and of records that leave out empty fields at their end: Excel does so in each sixteen rows that
    have nothing there. core: fields that whole records fill at all; less than `width` where each ends in empty fields,
    and then a header may well stop there. said: the file names its sign in a first line `sep=;`, which is not a row.
    """

    sign: str
    width: int
    widths: tuple[int, ...]
    core: int
    quote: str = '"'
    said: bool = False


def dialect(text: bytes, asked: str | None = None) -> Dialect:
    r"""The dialect of a file whose first block (UTF-8, lines ended by \n) is `text`.

    Raises AuditError when `asked` cannot be a delimiter.
    """
    head = _head(text)
    said = sep_line(head[0]) if head else None
    lines = [line for line in head[said is not None :] if line.strip()]
    sign = checked(asked) if asked is not None else said
    if sign is None:
        sign, width = _best(lines)
    else:
        width = _usual(_widths(_records(lines, sign, '"')))[0]
    quote = '"'
    if _in_single_quotes(lines, sign):
        quote = "'"
        width = _usual(_widths(_records(lines, sign, quote)))[0]
    records = _records(lines, sign, quote)
    widths = _shorter(records, _named(records, width))
    if width not in widths:  # what is usual is not the like of what that header names
        widths = _shorter(records, width)
    return Dialect(sign, widths[0], widths, _core(records, widths[0]), quote, said is not None)


def sep_line(line: str) -> str | None:
    """The delimiter that a first line such as `sep=;` names."""
    found = re.fullmatch(r'"?sep=([\x21\x23-\x7e\t ])"?', line.strip("\r\n"), re.IGNORECASE)
    return found[1] if found else None


def _head(text: bytes) -> list[str]:
    some = text[:_LOOKED_BYTES]
    lines = re.split(r"\r\n|\n|\r", some.decode("utf-8", "replace"), maxsplit=_LOOKED_AT)[:_LOOKED_AT]
    if len(some) < len(text) and 1 < len(lines) < _LOOKED_AT:
        lines.pop()  # cut
    return lines


def checked(asked: str) -> str:
    """The delimiter that a user means. Raises AuditError for what cannot be one."""
    sign = {"\\t": "\t", "tab": "\t"}.get(asked.lower(), asked)
    if len(sign) != 1 or not sign.isascii() or sign in "\"'\\\r\n\x00":
        raise AuditError(_("分隔符 {sign} 不能用；请给一个半角字符。").format(sign=repr(asked)))
    return sign


def _best(lines: list[str]) -> tuple[str, int]:
    """The sign that splits most lines into one width; of signs that do so alike, the one that splits finest.

    A decimal comma splits a field in two at most, so a comma has to do better than that to win over a rarer sign.
    """
    found = {
        sign: _usual(_widths(_records(lines, sign, '"')))
        for sign in DELIMITERS
        if any(sign in line for line in lines)
    }
    steady = max((share for width, share in found.values() if width > 1), default=0.0)
    good = {sign: width for sign, (width, share) in found.items() if width > 1 and share >= 0.9 * steady}
    if not good:
        return ",", 1
    return max(good.items(), key=lambda item: (item[1] - 1.5 * (item[0] == ","), item[1]))


def _records(lines: Sequence[str], sign: str, quote: str) -> list[list[str]]:
    """The records of `lines`; where quotes are torn, those of the lines without any."""
    reader = csv.reader((line + "\n" for line in lines), delimiter=sign, quotechar=quote, strict=True)
    records: list[list[str]] = []
    sound = 0
    try:
        for record in reader:
            records.append(record)
            sound = reader.line_num
    except csv.Error:
        if sound < 0.9 * len(lines):  # a stray quote, and not the record that the end of the sample cuts
            whole = re.compile(f"{quote}(?:[^{quote}]|{quote}{quote})*{quote}")
            rough = [whole.sub("_", line) if quote in line else line for line in lines]
            return [line.split(sign) for line in rough if quote not in line] or records
    return records


def _widths(records: Sequence[list[str]]) -> Counter[int]:
    return Counter(len(record) for record in records)


def _usual(widths: Counter[int]) -> tuple[int, float]:
    """(usual width, share of the records that have it); one field only where nothing else is at all usual.

    Of widths that are about as usual, it is that of the record that comes first, as a header does.
    """
    whole = max(widths.total(), 1)
    split = {width: times for width, times in widths.items() if width > 1 and times >= 0.1 * whole}
    if not split:
        return 1, widths[1] / whole
    most = max(times * (width - 1) for width, times in split.items())
    width = next(width for width, times in split.items() if times * (width - 1) >= 0.8 * most)
    return width, split[width] / whole


def _named(records: Sequence[list[str]], usual: int) -> int:
    """The width of a header that names more fields than the usual record has, else the usual width."""
    wider = (record for record in records[:_TOP] if usual < len(record) <= 2 * usual and usual > 1)
    return max((len(record) for record in wider if _names(record)), default=usual)


def _names(record: Sequence[str]) -> bool:
    """Whether these look like names of columns: none is missing, and none is a figure."""
    return all(record) and not any("9" in _kind(cell) for cell in record)


def _shorter(records: Sequence[list[str]], width: int) -> tuple[int, ...]:
    """`width`, and the lesser widths of records that come in rows and hold the like of what whole records hold."""
    runs = [(n, list(run)) for n, run in groupby(records, key=len) if n >= width / 2 and n != width]
    long = min(_RUN, max(2, len(records) // 2))
    usual = {n for n, run in runs if n < width and len(run) >= long}
    if not usual:
        return (width,)
    full = (record for record in records if len(record) == width and not _names(record))
    whole = _profile([record for record in full if 2 * sum(map(bool, record)) > width])
    taken = [width]
    for each in sorted(usual, reverse=True):
        other = _profile([record for n, run in runs for record in run if n == each])
        pairs = [(a, b) for a, b in zip(whole, other, strict=False) if a and b]
        if sum(a != b for a, b in pairs) <= 0.2 * len(pairs):
            taken.append(each)
    return tuple(taken)


def _profile(records: Sequence[list[str]]) -> list[str]:
    """What each column mostly holds: figures of about some length, or what kind of text; "" where it is empty."""
    kinds = []
    for column in zip_longest(*records, fillvalue=""):
        found = Counter(_kind(cell) for cell in column if cell)
        kinds.append(found.most_common(1)[0][0] if found else "")
    return kinds


def _kind(cell: str) -> str:
    figures = sum(map(str.isdecimal, cell))
    return f"9{len(cell) // 4}" if figures > len(cell) / 2 else "a" if cell.isascii() else "字"


def _core(records: Sequence[list[str]], width: int) -> int:
    """How many fields the records of the usual width fill at all."""
    core = width
    usual = [record for record in records if len(record) == width]
    while core > 1 and usual and not any(record[core - 1] for record in usual):
        core -= 1
    return core


def _in_single_quotes(lines: Sequence[str], sign: str) -> bool:
    """Whether fields that begin with ' also end with it, as no apostrophe and no mark of text would have it."""
    if not any("'" in line for line in lines):
        return False
    mark = re.escape(sign)
    begun = re.compile(f"(?:^|{mark})'")
    whole = re.compile(f"(?:^|(?<={mark}))'[^']*(?:''[^']*)*'(?={mark}|$)")
    double = re.compile(f'(?:^|{mark})"')
    begins, holds, having = 0, 0, 0
    for line in lines:
        found = whole.findall(line)
        begins += len(begun.findall(line))
        holds += sum(1 + len(re.findall(f"{mark}'", each)) for each in found)
        having += bool(found)
        if double.search(line):
            return False
    return having >= 2 and having >= 0.5 * len(lines) and holds >= 0.95 * begins
