"""Identity arithmetic against python-stdnum and against the weights of GB 11643 written out."""

import re
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2

from chizheng_audit import identity

unhurried = settings(deadline=None)

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"

bodies = st.text("0123456789", min_size=17, max_size=17)
numbers = st.builds(str.__add__, bodies, st.sampled_from("0123456789X"))


def column(expression: pl.Expr, values: list[Any]) -> list[Any]:
    """`expression` of the column `x` that holds `values`."""
    return pl.DataFrame({"x": values}, schema={"x": pl.String}).select(expression).to_series().to_list()


def one(expression: pl.Expr, value: str | None) -> Any:
    return column(expression, [value])[0]


X = pl.col("x")


def check_of(body: str) -> str:
    return CHECKS[sum(w * int(a) for w, a in zip(WEIGHTS, body, strict=True)) % 11]


@unhurried
@given(numbers)
@example("9" * 17 + "X")
@example("0" * 17 + "1")
def test_the_check_agrees_with_stdnum_and_with_the_weights(number: str) -> None:
    right = one(identity.check_is_right(X), number)
    assert right == mod_11_2.is_valid(number)
    assert right == (check_of(number[:17]) == number[17])


@unhurried
@given(numbers)
def test_the_residue_is_the_weighted_sum(number: str) -> None:
    last = 10 if number[17] == "X" else int(number[17])
    total = sum(w * int(a) for w, a in zip(WEIGHTS, number[:17], strict=True)) + last
    assert one(identity.check_residue(X), number) == total % 11


@unhurried
@given(bodies, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_never_stays_right(body: str, place: int, other: str) -> None:
    good = body + check_of(body)
    bad = good[:place] + other + good[place + 1 :]
    assert one(identity.check_is_right(X), good) is True
    if bad != good:
        assert one(identity.check_is_right(X), bad) in ((None,) if other == "X" and place < 17 else (False,))


@unhurried
@given(bodies, st.integers(0, 16))
def test_two_swapped_neighbours_never_stay_right(body: str, place: int) -> None:
    good = body + check_of(body)
    bad = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    if bad != good:
        assert one(identity.check_is_right(X), bad) is not True


@pytest.mark.parametrize(
    "text", [None, "", "41990019900307001", "4199001990030700188", "41990019900307001x", "A" * 18, "４" * 18]
)
def test_what_is_no_number_of_18_has_no_check(text: str | None) -> None:
    assert one(identity.check_is_right(X), text) is None


@unhurried
@given(st.text("0123456789", min_size=15, max_size=15))
def test_15_digits_become_the_18_that_stdnum_would_make(old: str) -> None:
    new = one(identity.to_18(X), old)
    assert new[:6] + new[8:17] == old
    assert new[6:8] == "19"
    assert mod_11_2.is_valid(new)
    assert one(identity.person(X), old) == new == one(identity.person(X), new)


@unhurried
@given(st.lists(st.one_of(st.none(), numbers, st.text("0123456789Xx+- aO", max_size=19)), max_size=8))
def test_parsing_takes_a_number_apart(texts: list[str | None]) -> None:
    parsed = identity.parse(pl.Series(texts, dtype=pl.String))
    assert parsed.schema == {"body": pl.Int64, "check": pl.Int8, "right": pl.Boolean, "packed": pl.UInt64}
    for text, row in zip(texts, parsed.rows(), strict=True):
        if text is None or not re.fullmatch("[1-9][0-9]{16}[0-9X]", text):
            assert row == (None, None, None, None)
            continue
        last = 10 if text[17] == "X" else int(text[17])
        assert row == (int(text[:17]), last, mod_11_2.is_valid(text), int(text[1:17], 16))


def test_a_sample_of_parsed_checks_agrees_with_stdnum() -> None:
    bodies = 10**16 + pl.int_range(20_000, eager=True).hash(1) % (9 * 10**16)
    checks = pl.Series(list("0123456789X")).gather(pl.int_range(20_000, eager=True).hash(2) % 11)
    texts = bodies.cast(pl.String) + checks
    right = identity.parse(texts).get_column("right")
    assert right.to_list() == [mod_11_2.is_valid(text) for text in texts]
    assert 0.05 < (right.mean() or 0) < 0.15


@unhurried
@given(st.integers(10**16, 10**17 - 1), st.integers(10**16, 10**17 - 1))
def test_packed_digits_tell_how_many_differ(one: int, other: int) -> None:
    parsed = identity.parse(pl.Series([f"{one}0", f"{other}0"])).get_column("packed")
    got = (
        pl.DataFrame({"a": parsed[:1], "b": parsed[1:]})
        .select(identity.differing(pl.col("a"), pl.col("b")))
        .item()
    )
    assert got == sum(x != y for x, y in zip(str(one)[1:], str(other)[1:], strict=True))


@unhurried
@given(st.integers(10**16, 10**17 - 1))
def test_spelling_adds_the_check(body: int) -> None:
    number = pl.DataFrame({"body": [body]}).select(identity.spelled(pl.col("body"))).item()
    assert number == str(body) + check_of(str(body))


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (None, None),
        ("4199OO19900307OO18", "419900199003070018"),
        ("4L99001990O307001×", "41990019900307001X"),
        ("419900-19900307-0018", "419900199003070018"),
        ("4I9900〇990零0307|!8", "419900099000307118"),
        ("4199001990030700*8", "4199001990030700*8"),
    ],
)
def test_look_alikes_are_read_as_digits(number: str | None, key: str | None) -> None:
    assert one(identity.lookalike(X), number) == key


REFUSED = ("990122199003071231", "41012219810101123X", "41023119811213538X")
"""Right by their check: a province that is none; a county younger than its holder; one on which stdnum.cn.ric stumbles."""


@pytest.mark.parametrize("number", REFUSED)
def test_stdnum_refuses_regions_that_a_check_does_not(number: str) -> None:
    number = number[:17] + check_of(number[:17])
    with pytest.raises((ValidationError, KeyError)):
        ric.validate(number)
    assert one(identity.check_is_right(X), number)
    assert one(identity.region_is_plausible(X), number) is not number.startswith("99")


@pytest.mark.parametrize(
    ("number", "region", "birth"),
    [
        ("410122199003071231", True, True),
        ("990122199003071231", False, True),
        ("410122199002301231", True, False),
        ("410122189912311231", True, False),
        ("410122190001011231", True, True),
        ("410122202312311231", True, True),
        ("410122202401011231", True, False),
        ("41012219900307123", None, None),
        (None, None, None),
    ],
)
def test_plausibility_is_told_apart_from_the_check(
    number: str | None, region: bool | None, birth: bool | None
) -> None:
    assert one(identity.region_is_plausible(X), number) is region
    assert one(identity.birth_is_plausible(X, pl.lit(date(2023, 12, 31))), number) is birth


def test_the_round_trip_of_the_literature() -> None:
    assert one(identity.to_18(X), "419900900307123") == "41990019900307123X"


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (None, None),
        ("", None),
        ("4199001990307", None),
        ("41990019903071", "41990019903071"),
        ("41990090030712X", "41990090030712X"),
        ("419900199003070018", "419900199003070018"),
        ("4" * 21, "4" * 21),
        ("4" * 22, None),
        ("419900********0018", None),
        ("419900＊＊＊＊＊＊＊＊0018", None),
        ("4.19900199003E+17", None),
    ],
)
def test_who_has_a_key(number: str | None, key: str | None) -> None:
    assert one(identity.person(X), number) == key


@unhurried
@given(st.integers(1, 9999), st.integers(0, 19), st.integers(0, 39))
def test_the_birth_date_is_a_day_of_the_calendar_or_null(year: int, month: int, day: int) -> None:
    try:
        expected = date(year, month, day)
    except ValueError:
        expected = None
    assert one(identity.birth_date(X), f"419900{year:04}{month:02}{day:02}0018") == expected


@pytest.mark.parametrize(
    "raw",
    [
        "41990019900307123X",
        "41990019900307123x",
        "41990019900307123×",
        "41990019900307123Х",  # the last one is Cyrillic, as some keyboards give
        "４１９９００１９９００３０７１２３Ｘ",
        " 419900 19900307 123X\t",
        "'41990019900307123X",
        '="41990019900307123X"',
        "\u200b41990019900307123X\ufeff",
        "‘41990019900307123X’",
    ],
)
def test_cosmetic_differences_are_cleaned(raw: str) -> None:
    assert one(identity.clean(X), raw) == "41990019900307123X"


def test_guesses_are_not_cleaned() -> None:
    assert one(identity.clean(X), "4199OOl99003O70018") == "4199OOL99003O70018"
    assert one(identity.clean(X), "4199×0199003070018") == "4199×0199003070018"


@unhurried
@given(st.text("0123456789xX×０９ '\"=\t\u200b`*", max_size=30))
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = one(identity.clean(X), raw)
    assert one(identity.clean(X), once) == once


@unhurried
@given(st.text(max_size=24))
def test_a_masked_number_shows_at_most_region_and_last_four(text: str) -> None:
    masked = one(identity.mask_id(X), text)
    if len(text) >= 15:
        assert masked == text[:6] + "*" * (len(text) - 10) + text[-4:]
    elif len(text) >= 6:
        assert masked == text[0] + "****" + text[-1]
    else:
        assert masked == "****"


@unhurried
@given(st.text(max_size=8))
def test_a_masked_name_keeps_its_length_and_its_ends(name: str) -> None:
    masked = one(identity.mask_name(X), name)
    if len(name) <= 1:
        assert masked == name
    elif len(name) == 2:
        assert masked == name[0] + "*"
    else:
        assert masked == name[0] + "*" * (len(name) - 2) + name[-1]


@unhurried
@given(st.text(max_size=24))
def test_a_masked_code_shows_a_phone_s_ends_or_the_last_four(code: str) -> None:
    masked = one(identity.mask_code(X), code)
    if len(code) == 11:
        assert masked == code[:3] + "****" + code[-4:]
    else:
        assert masked == "****" + (code[-4:] if len(code) > 4 else "")


@pytest.mark.parametrize(
    ("birth", "masked"), [("1990-03-07", "1990-**-**"), ("1990-03-01", "1990-**-**"), ("?", "?")]
)
def test_of_a_birth_date_the_year_stays(birth: str, masked: str) -> None:
    assert one(identity.mask_birth(X), birth) == masked


@pytest.mark.parametrize(
    ("number", "said"), [("419900199003070018", "男"), ("419900199003070026", "女"), ("41990019900307", None)]
)
def test_the_sex_is_the_17th_digit(number: str, said: str | None) -> None:
    assert one(identity.sex(X), number) == said


@pytest.mark.parametrize(
    "function",
    [
        identity.clean,
        identity.mask_birth,
        identity.sex,
        identity.is_document,
        identity.person,
        identity.birth_date,
        identity.mask_id,
        identity.mask_name,
        identity.mask_code,
    ],
)
def test_null_stays_null(function: Any) -> None:
    assert column(function(X), [None, None]) == [None, None]


def test_the_provinces_are_distinct_pairs_of_digits() -> None:
    assert len(set(identity.PROVINCES)) == len(identity.PROVINCES) == 35
    assert all(len(code) == 2 and code.isdigit() for code in identity.PROVINCES)
