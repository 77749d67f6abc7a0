"""Certificate numbers: built from their parts, read back as those parts."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit import certificates

unhurried = settings(deadline=None)

LEVELS = {"5": "初级工", "4": "中级工", "3": "高级工", "2": "技师", "1": "高级技师"}


def digits(count: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=count, max_size=count)


def read(number: str | None) -> tuple[str | None, str | None, int | None, str | None, bool | None]:
    text = pl.lit(number, dtype=pl.String)
    return pl.select(
        certificates.kind(text),
        level=certificates.level(text),
        year=certificates.year(text),
        province=certificates.province(text),
        readable=certificates.is_readable(text),
    ).row(0)


SKILL = (
    st.sampled_from("YS"),
    digits(4),
    digits(2),
    digits(6),
    digits(2),
    st.sampled_from("12345"),
    digits(6),
)
QUALIFICATION = (
    digits(2),
    digits(2),
    digits(2),
    st.sampled_from("01234"),
    digits(3),
    st.sampled_from("12345"),
    digits(5),
)


@unhurried
@given(st.tuples(*SKILL))
def test_a_skill_number_tells_its_parts(parts: tuple[str, ...]) -> None:
    _, _, province, _, year, level, _ = parts
    number = "".join(parts)
    assert len(number) == 22
    assert read(number) == ("skill", LEVELS[level], 2000 + int(year), province, True)


@unhurried
@given(st.tuples(*QUALIFICATION))
def test_a_qualification_number_tells_its_parts(parts: tuple[str, ...]) -> None:
    year, province, _, _, _, level, _ = parts
    number = "".join(parts)
    assert len(number) == 16
    century = 1900 if int(year) >= 80 else 2000
    assert read(number) == ("qualification", LEVELS[level], century + int(year), province, True)


def test_qualification_numbers_began_in_the_eighties() -> None:
    assert read("8041011001400123")[2] == 1980
    assert read("7941011001400123")[2] == 2079


def test_the_example_printed_beside_level_three() -> None:
    assert read("S000035001051243000362") == ("skill", "高级工", 2024, "35", True)


@pytest.mark.parametrize(
    ("number", "kind"),
    [("YA12345678901234567890", "senior"), ("ABC41010032241234567", "provincial")],
)
def test_kinds_that_tell_nothing_more(number: str, kind: str) -> None:
    assert read(number) == (kind, None, None, None, False)


@pytest.mark.parametrize(
    "number",
    [
        "",
        "T000041000001224000001",  # neither Y nor S
        "s000041000001224000001",  # not cleaned
        "S000041000001226000001",  # no level 6
        "S000041000001220000001",
        "S00004100000122400001",  # one short
        "S0000410000012240000011",  # one long
        "2241015001400123",  # no body kind 5
        "2241011001600123",  # no level 6
        "224101100140012",
        "22410110014001233",
        "Ｓ000041000001224000001",
        "S000041000001224000001\n",
    ],
)
def test_any_other_shape_tells_nothing(number: str) -> None:
    assert read(number) == (None, None, None, None, False)


def test_null_stays_null() -> None:
    assert read(None) == (None, None, None, None, None)


@unhurried
@given(st.lists(st.one_of(st.none(), st.text(max_size=24)), max_size=8))
def test_no_text_breaks_it(numbers: list[str | None]) -> None:
    frame = pl.DataFrame({"n": numbers}, schema={"n": pl.String})
    column = pl.col("n")
    told = frame.select(
        kind=certificates.kind(column), level=certificates.level(column), year=certificates.year(column)
    )
    readable = told["kind"].is_in(["skill", "qualification"]).fill_null(False)
    assert (told["level"].is_not_null() == readable).all()
    assert (told["year"].is_not_null() == readable).all()


@unhurried
@given(st.one_of(st.tuples(*SKILL), st.tuples(*QUALIFICATION)))
def test_a_readable_number_is_nearly_readable(parts: tuple[str, ...]) -> None:
    assert nearly("".join(parts))


def nearly(number: str | None) -> bool | None:
    told = pl.select(certificates.is_nearly_readable(pl.lit(number, dtype=pl.String))).item()
    return None if told is None else bool(told)


@pytest.mark.parametrize(
    ("number", "near"),
    [
        ("T000041000001224000001", True),
        ("S00004100000122400001", True),
        ("S000041000001226000001", True),
        ("2241015001400123", True),
        ("22410110014O0123", True),
        ("YA12345678901234567890", False),
        ("ABC41010032241234567", False),
        ("2022-001", False),
        ("PX2022001", False),
        ("22410110014001", False),
        (None, None),
    ],
)
def test_nearly_readable(number: str | None, near: bool | None) -> None:
    assert nearly(number) is near
