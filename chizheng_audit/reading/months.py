"""Months of insurance as exports spell them, beyond what one cell says by itself: ranges, look-alikes, lost zeros."""

import re
from collections.abc import Collection
from datetime import date

from chizheng_audit.reading import values
from chizheng_audit.reading.values import squeeze

_BETWEEN = re.compile(r"[-–—―~～至到]+")
_OPEN = re.compile(r"(.*?)[-–—―~～至到]*(?:至今|现在|目前)")
_MAY_BE_MENDED = re.compile(r"[\d年月日./\-OolI]{6,}")
_LOOKS_LIKE = str.maketrans("OolI", "0011")
_TENTH = re.compile(r"(\d{4})\.1")


def span(text: str) -> tuple[date, date] | None:
    """The first and last month of 202301-202312, 2023.01—2023.12, 2023年1月至12月, 2023年1-12月; None for anything else.

    A day (2023-01-12) is no range, nor is one that ends before it begins.
    """
    bare = squeeze(text)
    if values.month(text):
        return None
    found: tuple[date | None, date | None] = (None, None)
    for sign in _BETWEEN.finditer(bare):
        first, last = bare[: sign.start()], bare[sign.end() :]
        since, until = values.month(first), values.month(last)
        if since and until is None and re.fullmatch(r"\d{1,2}月?份?", last):
            until = values.month(f"{since.year}-{int(re.sub('[月份]', '', last)):02}")
        if since and until:
            found = (since, until)
            break
    since, until = found
    return (since, until) if since and until and since <= until else None


def is_open(text: str) -> bool:
    """Whether an end says that there is none yet (至今)."""
    found = _OPEN.fullmatch(squeeze(text))
    return found is not None and not found[1]


def period(text: str) -> tuple[date, date | None] | None:
    """A range, a single month, or a month 至今 (then without an end)."""
    if found := span(text):
        return found
    if month := values.month(text):
        return month, month
    still = _OPEN.fullmatch(squeeze(text))
    since = values.month(still[1]) if still else None
    return (since, None) if since else None


def mended(text: str) -> date | None:
    """The month of a text in which letters stand for the figures they look like (2O23O1, 2023-l1).

    There is no other reading of such a cell; that it was mended has to be told.
    """
    bare = squeeze(text)
    if values.month(text) or not _MAY_BE_MENDED.fullmatch(bare):
        return None
    return values.month(bare.translate(_LOOKS_LIKE))


def tenths(spellings: Collection[str], numbers: Collection[str]) -> dict[str, date | None]:
    """What 2023.1 means among the `spellings` of a column where it is not January, by text.

    numbers: those that the file holds as numbers, of which 2023.10 is written 2023.1. Where the other months of the column
    have two digits (2023.01) it is October; where it may be either it is None.
    """
    bare = {text: squeeze(text) for text in spellings}
    found: dict[str, date | None] = {}
    for text, own in bare.items():
        tenth = _TENTH.fullmatch(own)
        if not tenth:
            continue
        year = tenth[1]
        padded = any(re.fullmatch(r"\d{4}\.0[1-9]", each) for each in bare.values())
        single = any(re.fullmatch(r"\d{4}\.[2-9]", each) for each in bare.values())
        later = any(f"{year}.{n}" in bare.values() for n in (11, 12))
        if padded and not single:
            found[text] = date(int(year), 10, 1)
        elif text in numbers or (later and f"{year}.10" not in bare.values()):
            found[text] = None
    return found
