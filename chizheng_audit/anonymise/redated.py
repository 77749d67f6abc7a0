"""A day of birth written as another was: the same signs between year, month and day, noughts where there were some."""

import re
from datetime import date, timedelta

_SERIAL = re.compile(r"\d{5}")
_PARTS = re.compile(r"(\d{4})(\D*)(\d{1,2})?(\D*)(\d{1,2})?")
_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})?")


def redated(text: str, by: timedelta, old: date) -> str:
    """`text`, in which somebody's day or month of birth `old` stands, moved by so much."""
    new = old + by
    bare = text.strip()
    if _SERIAL.fullmatch(bare):
        return str(int(bare) + by.days)
    if whole := _TOGETHER.match(bare):
        return f"{new:%Y%m%d}"[: 8 if whole[3] else 6] + bare[whole.end() :]
    found = _PARTS.match(bare)
    if found is None or found[3] is None:
        return f"{new:%Y-%m-%d}"
    width = 2 if found[2] == "-" or any((part or "").startswith("0") for part in (found[3], found[5])) else 1
    parts = [f"{new.year}", found[2], f"{new.month:0{width}}", found[4]]
    if found[5] is not None:
        parts.append(f"{new.day:0{width}}")
    return "".join(parts) + bare[found.end() :]
