"""The lines of a text file that are not one clean record each, read with care.

A record may run over several lines, a title has fewer fields than the table, and a stray quote must cost its own line
and not the rest of the file.
"""

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from chizheng_audit.i18n import _
from chizheng_audit.reading.dialect import Dialect

LONGEST = 1 << 22
"""Bytes that a record may run to: a spreadsheet's cell holds 32,767 characters."""
_FEW = 2
_SWAP = str.maketrans("\r\n", "\n\r")
_SWALLOWED = 20


@dataclass(frozen=True)
class Lines:
    r"""Whole lines, as UTF-8 bytes ended by \n; lines count from 0.

    fits: of each line, whether it is one well-formed record of the file's width. first_fit, last_fit: between them
    stands the table (first_fit is the number of lines where none fits). spoiled: lines that hold bytes that are no
    text. last: the file ends here. swapped: \r and \n are exchanged in it.
    """

    text: bytes
    fits: Sequence[bool]
    first_fit: int
    last_fit: int
    spoiled: Collection[int]
    last: bool
    swapped: bool = False


@dataclass
class Careful:
    """What became of the lines that do not fit. Rows count from 0 where lines do, a record over several lines being one.

    records: (row, fields). damaged: (row, text, why). moved: (line, by how much the rows of later lines differ from
    their lines). taken: (start, stop) of lines that belong to a record begun before them, or are left for later.
    left: (line, byte) from which the next block has to be read again, as a record does not end in this one.
    told: what to warn of, each with its rows.
    """

    records: list[tuple[int, list[str]]] = field(default_factory=list)
    damaged: list[tuple[int, str, str]] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)
    taken: list[tuple[int, int]] = field(default_factory=list)
    left: tuple[int, int] | None = None
    told: dict[str, list[int]] = field(default_factory=dict)

    def row(self, line: int) -> int:
        """The row that the line `line`, one that fits, is."""
        place = bisect_right(self.moved, line, key=lambda pair: pair[0]) - 1
        return line + (self.moved[place][1] if place >= 0 else 0)


@dataclass(frozen=True)
class _Record:
    """fields: None where the text at `start` cannot be read as a record, with why; "" for why: it ends too soon.

    stop: where the next one starts. stray: a quote stands inside a bare field. escaped: a backslash before a quote.
    """

    fields: list[str] | None
    stop: int
    why: str = ""
    stray: bool = False
    escaped: bool = False


class Reader:
    """Reads the misfits of one file, block by block. `begun`: a record of the file's width has been seen."""

    def __init__(self, dialect: Dialect) -> None:
        self.width, self.core = dialect.width, dialect.core
        self._sign, self._quote = dialect.sign.encode(), dialect.quote
        self._strict, self._loose = _Pattern(dialect, escapes=False), _Pattern(dialect, escapes=True)
        self._half = max(1, self.width // 2)
        self.begun = False

    def read(self, lines: Lines, odd: Sequence[int]) -> Careful:
        """Make records of the lines `odd` (ascending), and of those that continue them."""
        found = Careful()
        text, size = lines.text, len(lines.text)
        starts = [0, *accumulate(len(line) + 1 for line in text.split(b"\n"))]
        free, moved, torn = 0, 0, -1
        for at in odd:
            if at < free:
                continue
            self.begun = self.begun or lines.first_fit < at
            line, start = at, starts[at]
            if lines.swapped and text[start : start + 1] == b"\r":
                start += 1  # the rest of \r\n in a file of \r
            while True:
                end = min(starts[line + 1], size)
                record = self._best(lines, line, start, end, torn=torn == line)
                if record.fields is None and not record.why:
                    found.left = (line, start)
                    found.taken.append((line, len(starts)))
                    return found
                stop = record.stop
                row = line + moved
                self._keep(lines, found, record, row, start, line)
                after = line + text.count(b"\n", start, stop) + (stop == size and text[-1:] != b"\n")
                inside = stop < size and text[stop - 1 : stop] != b"\n"
                if after > line + 1 or (after > line and inside):
                    found.taken.append((line + 1, after + inside))
                if row + 1 - after != moved:
                    moved = row + 1 - after
                    found.moved.append((after, moved))
                if record.why:
                    torn = after
                line, start, free = after, stop, after
                if not inside:
                    break
        return found

    def _best(self, lines: Lines, line: int, start: int, end: int, torn: bool) -> _Record:
        """The record that starts at `start`, or why it is none: then it takes the rest of its line."""
        if line in lines.spoiled or lines.text.find(b"\0", start, end) >= 0:
            return _Record(None, end, spoiled())
        record = self._strict.record(lines, start, end, self.width)
        why, whole = record.why, False
        if record.fields is not None:
            why, whole = self._objection(lines, line, start, record, torn)
            if not why:
                return record
        if lines.text.find(b"\\", start, end) >= 0:
            other = self._loose.record(lines, start, end, self.width)
            if (
                other.fields is not None
                and len(other.fields) == self.width
                and other.escaped
                and not other.stray
            ):
                return other
        if record.fields is None:
            return record
        return _Record(None, record.stop if whole else end, why)

    def _objection(
        self, lines: Lines, line: int, start: int, record: _Record, torn: bool
    ) -> tuple[str, bool]:
        """(why the record is not taken, or "" if it is; whether it is at least one row as far as it goes)."""
        fields = record.fields or []
        span = lines.text.count(b"\n", start, record.stop)
        fitting = sum(lines.fits[line + 1 : line + span]) if span > 1 else 0
        if span > 1:
            if lines.text.find(b"\0", start, record.stop) >= 0 or any(
                n in lines.spoiled for n in range(line, line + span)
            ):
                return spoiled(), False
            parts = lines.text[start : record.stop].split(b"\n")[:span]
            each = self.width > 2 and all(self._strict.alone(part.rstrip(b"\r")) for part in parts)
            if self.width > 1 and (each or fitting > _SWALLOWED):
                return _("引号不成对"), False
        if len(fields) == self.width or not any(fields):
            return "", True
        why = _("字段数 {found}，应为 {width}").format(found=len(fields), width=self.width)
        if record.stray or torn:
            return why, fitting == 0
        filled = sum(1 for each in fields if each)
        title = not self.begun
        edge = title or (lines.last and line > lines.last_fit)
        if len(fields) > self.width:
            extra = any(fields[self.width :])
            taken = title and not extra and (filled == self.width or filled <= self._half)
        elif self.core <= len(fields) and fields[self.core - 1]:
            taken = True
        else:
            taken = filled <= (self._half if edge else min(_FEW, self._half))
        return ("", True) if taken else (why, fitting == 0)

    def _keep(self, lines: Lines, found: Careful, record: _Record, row: int, start: int, line: int) -> None:
        """Put the record where it belongs, and note what is to be said of it."""
        fields = record.fields
        if fields is None:
            found.damaged.append((row, shown(lines, start, record.stop), record.why))
            return
        if not any(fields):
            return
        found.records.append((row, fields[: self.width]))
        span = lines.text.count(b"\n", start, record.stop)
        notes = {
            "swallowed": self.width > 1 and any(lines.fits[line + 1 : line + span]),
            "stray": record.stray,
            "escaped": record.escaped,
            "short": len(fields) < self.core
            and self.begun
            and not (lines.last and line > lines.last_fit)
            and any(each.strip() for each in fields),
        }
        self.begun = self.begun or len(fields) == self.width
        for note, said in notes.items():
            if said:
                found.told.setdefault(note, []).append(row)


class _Pattern:
    """One field and what ends it, as a regular expression over bytes."""

    def __init__(self, dialect: Dialect, escapes: bool) -> None:
        sign, quote = re.escape(dialect.sign), dialect.quote
        pad = "" if dialect.sign == " " else " *"
        inside = f"[^{quote}]*(?:{quote}{quote}[^{quote}]*)*"
        if escapes:
            inside = rf"[^{quote}\\]*(?:(?:\\.|{quote}{quote})[^{quote}\\]*)*"
        bare = rf"(?:[^{quote}{sign}\r\n][^{sign}\r\n]*)?"
        ends = rf"{sign}|\r\n|\n\r|\n|\r|\Z"
        field = rf"(?:{pad}{quote}({inside}){quote}{pad}|({bare}))({ends})"
        self._field = re.compile(field.encode(), re.DOTALL)
        self._open = re.compile(rf"{pad}{quote}{inside}\Z".encode(), re.DOTALL)
        self._sign, self._quote = dialect.sign.encode(), quote
        self._doubled, self._mark = quote * 2, quote.encode()
        cell = (
            rf"(?>{pad}{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote}{pad}(?={sign}|\Z)|[^{sign}]*)"
        )
        self._alone = re.compile(f"{cell}(?:{sign}{cell}){{{dialect.width - 1}}}".encode())
        self._escape = re.compile(rf"\\([\\{quote}])|{quote}({quote})") if escapes else None

    def alone(self, line: bytes) -> bool:
        """Whether a line would be a record, and no empty one, if a quote that it does not close meant nothing."""
        fields = line.split(self._sign)
        return 2 * sum(map(bool, fields)) > len(fields) and self._alone.fullmatch(line) is not None

    def record(self, lines: Lines, start: int, end: int, width: int) -> _Record:
        """The record at `start`, in the line that stops at `end`."""
        text, stop = lines.text, min(len(lines.text), start + LONGEST)
        fields: list[str] = []
        stray = escaped = False
        at = start
        while True:
            match = self._field.match(text, at, stop)
            if match is None or (match.end() == stop < len(text) and not match[3]):
                too_soon = match is None and stop == len(text) and not lines.last
                if too_soon and self._open.match(text, at, stop):
                    return _Record(None, start)
                return _Record(None, end, _("引号不成对"))
            quoted, bare, ended = match.groups()
            cell = (quoted if quoted is not None else bare).decode()
            if quoted is None:
                stray = stray or (self._mark in bare and not cell.startswith("="))
            elif self._escape:
                escaped = escaped or "\\" in cell
                cell = self._escape.sub(r"\1\2", cell)
            elif self._doubled in cell:
                cell = cell.replace(self._doubled, self._quote)
            fields.append(_unswapped(cell) if lines.swapped else cell)
            at = match.end()
            if ended != self._sign:
                return _Record(fields, at, "", stray, escaped)
            if at > end and len(fields) > width:  # so that no file of torn quotes takes forever
                found = f"{len(fields)}+"
                return _Record(None, end, _("字段数 {found}，应为 {width}").format(found=found, width=width))


def spoiled() -> str:
    """Why a line is damaged that holds bytes that are no text."""
    return _("含有损坏的字符")


def shown(lines: Lines, start: int, stop: int) -> str:
    """The text from `start` to `stop` for people, without its line end."""
    text = lines.text[start:stop].rstrip(b"\r\n").decode("utf-8", "replace").replace("\0", "\ufffd")
    return _unswapped(text) if lines.swapped else text


def _unswapped(text: str) -> str:
    return text.translate(_SWAP)
