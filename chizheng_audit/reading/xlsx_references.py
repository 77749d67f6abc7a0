"""What the cells of an xlsx sheet refer to: the shared strings, and which styles make a number a date."""

import re
import zipfile
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Literal

from chizheng_audit.reading.xlsx_xml import local, parse

Meaning = Literal["date", "duration"] | None
"""What a style says a number is."""

_DATES = frozenset([*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)])
"""Built-in formats of dates and times; 27–36 and 50–58 are those of Chinese, Japanese and Korean Excel."""
_DURATION = 46
_LITERAL = re.compile(r'"[^"]*(?:"|$)|[\\_*].')
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]*\]")
_DAY_OR_TIME = re.compile(r"[dmyhs]|a/p|am/pm", re.IGNORECASE)
_ENCODED = re.compile("_x([0-9A-Fa-f]{4})_")
_LEAP_BUG = 60  # Excel counts a 29 February 1900
_DAYS_1904 = 1462


@dataclass
class References:
    """strings: by number. styles: what each cell style says a number is."""

    strings: list[str] = field(default_factory=list)
    styles: list[Meaning] = field(default_factory=list)


def references(archive: zipfile.ZipFile, strings: str | None, styles: str | None) -> References:
    """Read the two parts, either of which may be missing. Raises what `parse` and the archive raise."""
    return References(
        _strings(archive, strings) if strings else [], _styles(archive, styles) if styles else []
    )


def decoded(text: str) -> str:
    """Text as it is meant: `_x000D_` stands for a character that XML cannot hold."""
    return _ENCODED.sub(lambda hit: chr(int(hit[1], 16)), text) if "_x" in text else text


def moment(serial: float, meaning: Meaning, epoch_1904: bool) -> float | datetime | time | timedelta:
    """What a number is under a style; the number itself where there is no such day, as in 20220315 or −1."""
    if meaning is None or (serial < 0 and meaning == "date"):
        return serial
    try:
        if meaning == "duration":
            return timedelta(milliseconds=round(serial * 86_400_000))
        if 0 <= serial < 1:
            return (datetime.min + timedelta(milliseconds=round(serial * 86_400_000))).time()
        days = serial + _DAYS_1904 if epoch_1904 else serial if serial >= _LEAP_BUG else serial + 1
        return datetime(1899, 12, 30) + timedelta(milliseconds=round(days * 86_400_000))
    except (OverflowError, ValueError):
        return serial


def meaning_of(code: str) -> Meaning:
    """What a number format makes of a number: only its first section counts, without quoted text and colours."""
    first = _LITERAL.sub("", code).partition(";")[0]
    if _ELAPSED.search(first):
        return "duration"
    return "date" if _DAY_OR_TIME.search(_BRACKETS.sub("", first).replace("General", "")) else None


def _strings(archive: zipfile.ZipFile, part: str) -> list[str]:
    found: list[str] = []
    pieces: list[str] = []
    depth: list[str] = []
    keep = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal keep
        name = local(name)
        depth.append(name)
        if name == "t":
            text.clear()
            keep = attributes.get("xml:space") == "preserve"
        elif name == "si":
            pieces.clear()

    text: list[str] = []

    def end(name: str) -> None:
        depth.pop()
        name = local(name)
        if name == "t" and "rPh" not in depth:
            pieces.append("".join(text) if keep else trimmed("".join(text)))
        elif name == "si":
            found.append(decoded("".join(pieces)))

    with archive.open(part) as stream:
        parse(stream, start, end, text.append)
    return found


def trimmed(text: str) -> str:
    """Text that does not ask to keep its white space, as Excel reads it."""
    return text.strip(" \t\r\n")


def _styles(archive: zipfile.ZipFile, part: str) -> list[Meaning]:
    codes: dict[int, str] = {}
    numbers: list[int] = []
    inside: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt" and "numFmts" in inside:
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "xf" and inside[-1:] == ["cellXfs"]:
            numbers.append(int(attributes.get("numFmtId", "0")))
        inside.append(name)

    def end(_name: str) -> None:
        inside.pop()

    with archive.open(part) as stream:
        parse(stream, start, end, lambda _text: None)
    return [_meaning(number, codes) for number in numbers]


def _meaning(number: int, codes: dict[int, str]) -> Meaning:
    if number in codes:
        return meaning_of(codes[number])
    return "duration" if number == _DURATION else "date" if number in _DATES else None
