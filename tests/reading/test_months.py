"""Months of insurance as exports spell them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.reading import months, values

JAN, OCT, DEC = date(2023, 1, 1), date(2023, 10, 1), date(2023, 12, 1)
SPELLINGS = (
    "{y}{m:02}", "{y}-{m:02}", "{y}/{m}", "{y}年{m}月", "{y}年{m:02}月份", "{y}-{m:02}-15", "{y}{m:02}15", "{y}/{m}/1 00:00:00",
    " {y}{m:02} ",
)  # fmt: skip
SIGNS = ("-", "－", "—", "–", "~", "～", "至", "到", " - ", "--")
month_days = st.dates(date(1990, 1, 1), date(2035, 12, 31)).map(lambda day: day.replace(day=1))


def fullwidth(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "0" <= sign <= "9" else sign for sign in text)


@given(month_days, st.sampled_from(SPELLINGS), st.booleans())
def test_every_spelling_is_its_month(day: date, spelling: str, wide: bool) -> None:
    text = spelling.format(y=day.year, m=day.month)
    assert values.month(fullwidth(text) if wide else text) == day


@given(month_days, month_days, st.sampled_from(SPELLINGS), st.sampled_from(SIGNS))
def test_a_range_in_every_spelling(one: date, two: date, spelling: str, sign: str) -> None:
    text = sign.join(spelling.format(y=day.year, m=day.month) for day in (one, two))
    assert months.span(text) == ((one, two) if one <= two else None)


@pytest.mark.parametrize(
    "text", ["2023年1-12月", "2023年1月至12月", "2023.1-12", "2023年01月—12月份", "202301-12"]
)
def test_a_range_that_names_its_year_once(text: str) -> None:
    assert months.span(text) == (JAN, DEC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-01-12",
        "202301",
        "202312-202301",
        "2023",
        "2023年",
        "202301-",
        "-",
        "",
        "2023-2024",
        "202301、202303",
        "45000",
    ],
)
def test_what_is_no_range(text: str) -> None:
    assert months.span(text) is None


def test_a_period_may_be_one_month_or_have_no_end() -> None:
    assert months.period("202301") == (JAN, JAN)
    assert months.period("2023年1月至今") == months.period("202301-至今") == (JAN, None)
    assert months.period("至今") is None and months.is_open("至今")
    assert not months.is_open("202301至今") and not months.is_open("202312")


@given(month_days, st.data())
def test_letters_for_figures_are_mended_and_nothing_else_is(day: date, data: st.DataObject) -> None:
    text = f"{day.year}{day.month:02}"
    swapped = "".join(data.draw(st.sampled_from({"0": "0Oo", "1": "1lI"}.get(sign, sign))) for sign in text)
    assert (values.month(swapped) or months.mended(swapped)) == day
    assert (months.mended(swapped) is None) == (swapped == text)


@pytest.mark.parametrize("text", ["202301", "2O2313", "oll", "4492l", "2O23年", "2O23O1x", "去年", ""])
def test_what_is_not_mended(text: str) -> None:
    assert months.mended(text) is None


def test_a_tenth_is_october_among_months_of_two_digits() -> None:
    assert months.tenths(["2023.01", "2023.09", "2023.1", "2023.11"], []) == {"2023.1": OCT}


def test_a_tenth_is_january_beside_its_october() -> None:
    assert months.tenths(["2023.1", "2023.2", "2023.10", "2023.11"], []) == {}
    assert months.tenths(["2023.1", "2023.2"], []) == {}


def test_a_tenth_that_may_be_either_is_not_read() -> None:
    assert months.tenths(["2023.1", "2023.2", "2023.11"], []) == {
        "2023.1": None
    }  # as Excel leaves a text file
    assert months.tenths(["2023.1", "2023.2"], ["2023.1"]) == {
        "2023.1": None
    }  # a number, of which both are written so
