"""Sums in capitals (贰佰肆拾元整), as cheques and claim forms have them; exact, and nothing but the full form."""

import re
from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_OTHERS = str.maketrans(
    {"〇": "零", "貳": "贰", "參": "叁", "陸": "陆", "圆": "元", "圓": "元", "弍": "贰", "两": "贰"}
)
_D = "[壹贰叁肆伍陆柒捌玖]"
_SECTION = rf"(?:{_D}仟)?零?(?:{_D}佰)?零?(?:{_D}?拾)?零?{_D}?"
_WHOLE = re.compile(
    rf"(?:人民币)?[:：]?(?:(?P<yi>{_SECTION})亿)?(?:(?P<wan>{_SECTION})万)?(?P<one>{_SECTION})元"
    rf"零?(?:(?P<jiao>{_D})角)?零?(?:(?P<fen>{_D})分)?[整正]?"
)
_WITHIN = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟万亿零]{1,30}[元圆][壹贰叁肆伍陆柒捌玖零角分整正]*")


def capitals(text: str) -> Decimal | None:
    """元 from a squeezed text that is a sum in capitals and nothing else; None for anything else."""
    found = _WHOLE.fullmatch(text.translate(_OTHERS))
    if not found:
        return None
    parts = {name: section or "" for name, section in found.groupdict().items()}
    big = sum(_section(parts[name]) * scale for name, scale in (("yi", 10**8), ("wan", 10**4), ("one", 1)))
    if any(found[name] is not None and not _section(parts[name]) for name in ("yi", "wan")):
        return None  # 万 and 亿 of nothing
    if not big and not (parts["jiao"] or parts["fen"] or parts["one"] == "零"):
        return None
    cents = sum(
        _DIGITS.index(parts[name]) * scale for name, scale in (("jiao", 10), ("fen", 1)) if parts[name]
    )
    return (Decimal(big) + Decimal(cents) / 100).quantize(Decimal("0.01"))


def within(text: str) -> Decimal | None:
    """The only sum in capitals that a squeezed text holds."""
    sums = {capitals(found) for found in _WITHIN.findall(text)}
    return sums.pop() if len(sums) == 1 else None


def _section(text: str) -> int:
    total, digit = 0, 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS.index(sign)
        else:
            total += (digit or 1) * {"仟": 1000, "佰": 100, "拾": 10}[sign]
            digit = 0
    return total + digit
