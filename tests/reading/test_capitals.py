"""Sums in capitals: every sum comes back, and nothing but the full form is read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.reading.capitals import capitals, within

DIGITS = "零壹贰叁肆伍陆柒捌玖"


def section(number: int, leading: bool) -> str:
    """Up to 9999 in capitals; `leading`: something greater stands before."""
    text, zero = "", leading and number < 1000
    for scale, sign in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = number // scale % 10
        if digit:
            text += ("零" if zero else "") + DIGITS[digit] + sign
            zero = False
        else:
            zero = zero or bool(text)
    return text


def written(cents: int) -> str:
    """The sum as a cheque has it."""
    yuan, rest = divmod(cents, 100)
    text = ""
    for scale, sign in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = yuan // scale % 10_000
        if part:
            text += section(part, bool(text)) + sign
    text = (text or "零") + "元" if yuan or not rest else ""
    jiao, fen = divmod(rest, 10)
    if not rest:
        return text + "整"
    text = text or "零元"
    return text + (DIGITS[jiao] + "角" if jiao else "零") + (DIGITS[fen] + "分" if fen else "")


@given(st.integers(0, 10**12 - 1))
def test_every_sum_comes_back(cents: int) -> None:
    assert capitals(written(cents)) == Decimal(cents) / 100


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("拾元", "10"),
        ("壹拾贰万元整", "120000"),
        ("壹万零伍佰元", "10500"),
        ("人民币：柒佰贰拾圆正", "720"),
        ("叁元伍分", "3.05"),
    ],
)
def test_other_ways(text: str, amount: str) -> None:
    assert capitals(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text",
    ["二百元", "贰佰", "元整", "万元", "肆拾贰佰元", "贰贰元", "约贰佰元", "贰佰元或叁佰元", "零万元", ""],
)
def test_nothing_is_guessed(text: str) -> None:
    assert capitals(text) is None


def test_within_a_text() -> None:
    assert within("合计(大写)贰佰肆拾元整") == 240
    assert within("合计贰佰元，另叁佰元") is None
    assert within("合计") is None
