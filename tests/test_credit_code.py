"""Credit codes and registration numbers against python-stdnum and slow oracles."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc
from stdnum.iso7064 import mod_11_10

from chizheng_audit import credit_code

SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
GOOD = "91110000600037341L"  # the example of python-stdnum
bodies = st.text(SIGNS, min_size=17, max_size=17)
digits = st.text("0123456789", min_size=14, max_size=14)


def of(texts: list[str | None], ask: object) -> list[object]:
    frame = pl.DataFrame({"code": pl.Series(texts, dtype=pl.String)})
    return frame.select(ask(pl.col("code"))).to_series().to_list()


def organisation_check(body: str) -> str:
    """GB 11714, as the standard words it."""
    values = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(values.index(sign) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


@given(st.lists(bodies, min_size=1, max_size=30))
def test_of_all_last_signs_the_one_that_stdnum_says_is_right(drawn: list[str]) -> None:
    every = [body + sign for body in drawn for sign in SIGNS]
    right = of(every, credit_code.check_is_right)
    assert right == [code[-1] == uscc.calc_check_digit(code[:-1]) for code in every]


@given(st.lists(st.text(SIGNS, min_size=8, max_size=8), min_size=1, max_size=30))
def test_the_organisation_code_inside(drawn: list[str]) -> None:
    every = [f"91410122{body}{sign}0" for body in drawn for sign in SIGNS]
    right = of(every, credit_code.organisation_is_right)
    assert right == [code[16] == organisation_check(code[8:16]) for code in every]


@given(st.lists(digits, min_size=1, max_size=30))
def test_of_all_last_digits_of_a_registration_number_one_is_right(drawn: list[str]) -> None:
    every = [body + digit for body in drawn for digit in "0123456789"]
    right = of(every, credit_code.registration_is_right)
    assert right == [code[-1] == mod_11_10.calc_check_digit(code[:-1]) for code in every]


@pytest.mark.parametrize(
    "written",
    [GOOD, GOOD.lower(), " 9111 0000 6000 37341 L ", "91110000-60003734-1L", "９１１１００００６０００３７３４１Ｌ",
     "'91110000600037341L", "91110000600037341\u200bL"],
)  # fmt: skip
def test_a_code_is_known_however_it_is_written(written: str) -> None:
    assert of([written], credit_code.credit_code) == [GOOD]


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "91110000600037341M",
        GOOD[:-1],
        GOOD + "0",
        "911100OO600037341L",
        "110108000000016",
        "某公司",
    ],
)
def test_what_is_no_code(written: str | None) -> None:
    assert of([written], credit_code.credit_code) == [None]


@pytest.mark.parametrize(
    ("written", "number"),
    [("110108000000016", "110108000000016"), ("1101 0800 0000 016", "110108000000016"),
     ("110108000000017", None), ("11010800000001", None), (GOOD, None), (None, None)],
)  # fmt: skip
def test_registration_numbers(written: str | None, number: str | None) -> None:
    assert of([written], credit_code.registration) == [number]


@pytest.mark.parametrize(
    ("written", "guess"),
    [
        ("9111OOOO6OOO37341L", GOOD),
        ("9II10000600037341L", GOOD),
        (GOOD, None),
        ("9111O000600037341M", None),
        (None, None),
    ],
)
def test_a_guess_is_only_offered_where_it_would_be_right(written: str | None, guess: str | None) -> None:
    assert of([written], credit_code.guessed) == [guess]
