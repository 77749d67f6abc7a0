import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.similarity.contacts import account_codes, phone_codes


def phones(*texts: str | None) -> list[int | None]:
    return phone_codes(pl.Series(texts, dtype=pl.String)).to_list()


def accounts(*texts: str | None) -> list[int | None]:
    return account_codes(pl.Series(texts, dtype=pl.String)).to_list()


@pytest.mark.parametrize(
    "text", ["13900001111", "139 0000 1111", "+86 139-0000-1111", "8613900001111", "１３９００００１１１１"]
)
def test_a_phone_is_one_however_it_is_written(text: str) -> None:
    assert phones(text) == [13900001111]


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0",
        "无",
        "13800000000",
        "13800138000",
        "11111111111",
        "12345678901",
        "13912345678",
        "13999999999",
        "123",
        "138****1111",
        "139000011112222",
    ],
)
def test_placeholders_are_no_phones(text: str | None) -> None:
    assert phones(text, text) == [None, None]


def test_a_landline_is_a_phone() -> None:
    assert phones("0371-62112233", "037162112233", "62112233") == [37162112233, 37162112233, 62112233]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("6217000012345678901", "6217 0000 1234 5678 901"),
        ("6217000012345678901", "'6217000012345678901"),
        ("4100123456", "4100-123456"),
        ("41001234567890123456789", "4100 1234 5678 9012 3456 789"),
        ("ab12345678", "AB 12345678"),
    ],
)
def test_an_account_is_one_however_it_is_written(one: str, other: str) -> None:
    first, second = accounts(one, other)
    assert first == second is not None


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "0",
        "无",
        "现金",
        "0000000000000000",
        "6217000000000000000",
        "6217000000001234567",
        "1234567",
        "0" * 25,
    ],
)
def test_placeholders_are_no_accounts(text: str | None) -> None:
    assert accounts(text, text) == [None, None]


@settings(deadline=None)
@given(st.lists(st.one_of(st.none(), st.text("0123456789 -+AX无", max_size=22)), max_size=8))
def test_codes_do_not_depend_on_the_company(texts: list[str | None]) -> None:
    assert phones(*texts) == [phones(text)[0] for text in texts]
    assert accounts(*texts) == [accounts(text)[0] for text in texts]


@settings(deadline=None)
@given(st.integers(10**7, 10**19 - 1), st.integers(10**7, 10**19 - 1))
def test_different_accounts_stay_different(one: int, other: int) -> None:
    first, second = accounts(str(one), str(other))
    assert first is None or (first == second) == (one == other)
