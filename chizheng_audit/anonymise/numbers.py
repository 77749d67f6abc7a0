"""What a resident ID says, one at a time: pseudonyms are made one by one, and each is held against what its original said."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

_FORMED = re.compile(r"[1-9][0-9]{16}[0-9X]")
_SIGNS = "0123456789X"
_SHAPES = str.maketrans("0123456789ABCDEFGHIJKLMNOPQRSTUVWYZ", "0" * 10 + "A" * 25)
_DOCUMENT = re.compile(r"(?=.*[A-Z])(?=.*[0-9])[0-9A-Z]{6,12}")
_NO_DOCUMENT = re.compile(r"[0-9]+X|[0-9]E[0-9]+")
_CHECKS = "10X98765432"
_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]


def is_formed(number: str) -> bool:
    """17 digits and a digit or X."""
    return bool(_FORMED.fullmatch(number))


def check(body: str) -> str:
    """The check character of 17 digits (GB 11643)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def is_right(number: str) -> bool:
    """Whether a formed number has the check character that fits."""
    return is_formed(number) and check(number[:17]) == number[17]


def moved(sign: str, by: int) -> str:
    """A check character, so many places on."""
    return _SIGNS[(_SIGNS.index(sign) + by) % 11]


def birth(number: str) -> date | None:
    """The day of the calendar that digits 7 to 14 name."""
    digits = number[6:14]
    if len(digits) < 8 or not digits.isdecimal():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def age(born: date, on: date) -> int:
    """Full years; a birthday counts on its day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def lost(number: str) -> str | None:
    """zeros or multiple, as identity.lost_digits has it."""
    if not (is_formed(number) and number.isdecimal()) or is_right(number):
        return None
    if number.endswith("000"):
        return "zeros"
    value = int(number)
    step = 16
    for power, wider in ((57, 32), (58, 64), (59, 128)):
        step = wider if value >= 2**power else step
    return "multiple" if value % step == 0 else None


def is_document(number: str) -> bool:
    """Whether it looks like the number of a passport or a permit, as identity.is_document has it."""
    return bool(_DOCUMENT.fullmatch(number)) and not _NO_DOCUMENT.fullmatch(number)


@dataclass(frozen=True)
class Facts:
    """What rules ask of a number: of two numbers with the same facts no rule flags one only."""

    shape: str
    right: bool
    lost: str | None
    rounded: bool
    sex: bool | None
    province: str
    listed: bool | None
    century: str | None
    born: bool
    first: bool
    ages: tuple[int, ...] | None
    document: bool


def facts(number: str, days: Sequence[date], regions: Collection[str]) -> Facts:
    """The facts of a number whose rows name `days`; regions: the prefectures (four digits) that a policy lists."""
    formed = is_formed(number)
    born = birth(number)
    home = any(region[:2] == number[:2] for region in regions)
    return Facts(
        shape=number.translate(_SHAPES),
        right=is_right(number),
        lost=lost(number),
        rounded=number.endswith("000"),
        sex=int(number[16]) % 2 == 1 if formed else None,
        province=number[:2] if formed else "",
        listed=number[:4] in regions if formed and home else None,
        century=number[6:8] if formed else None,
        born=born is not None,
        first=born is not None and born.day == 1,  # a month alone is read as its first day
        ages=tuple(age(born, day) for day in days) if born else None,
        document=is_document(number),
    )
