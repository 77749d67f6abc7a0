"""Any single edit of a right number is found, and undone by the correction."""

from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.demo.people import check_character
from chizheng_audit.similarity import near
from tests.similarity.oracle import right_neighbours

bodies = st.integers(10**16, 10**17 - 1).map(str)
rights = bodies.map(lambda body: body + check_character(body))
unhurried = settings(deadline=None, max_examples=25)


def found(*numbers: str) -> list[dict[str, Any]]:
    rows = pl.DataFrame({"row_id": range(len(numbers)), "id_no": numbers}).with_columns(name=pl.lit("王芳"))
    return near(rows).pairs.to_dicts()


@unhurried
@given(rights, st.integers(0, 17), st.sampled_from("0123456789XABZ"))
def test_a_changed_character(right: str, place: int, sign: str) -> None:
    wrong = right[:place] + sign + right[place + 1 :]
    if wrong != right:
        (pair,) = found(right, wrong)
        assert (pair["relation"], pair["correction"], pair["corrected"]) == ("mistyped", right, 1)


@unhurried
@given(rights, st.integers(0, 16))
def test_swapped_neighbours(right: str, place: int) -> None:
    wrong = right[:place] + right[place + 1] + right[place] + right[place + 2 :]
    if wrong != right:
        (pair,) = found(wrong, right)
        assert (pair["relation"], pair["correction"], pair["corrected"]) == ("mistyped", right, 0)


@unhurried
@given(rights, st.integers(0, 17))
def test_a_lost_character(right: str, place: int) -> None:
    (pair,) = found(right, right[:place] + right[place + 1 :])
    assert (pair["relation"], pair["correction"], pair["corrected"]) == ("lost_or_added", right, 1)


@unhurried
@given(rights, st.integers(0, 18), st.sampled_from("0123456789X"))
def test_an_added_character(right: str, place: int, sign: str) -> None:
    (pair,) = found(right, right[:place] + sign + right[place:])
    assert (pair["relation"], pair["correction"], pair["corrected"]) == ("lost_or_added", right, 1)


@unhurried
@given(rights, st.integers(0, 16), st.sampled_from("0123456789"))
def test_a_changed_digit_and_its_check(right: str, place: int, sign: str) -> None:
    body = right[:place] + sign + right[place + 1 : 17]
    other = body + check_character(body)
    lost = right.endswith("000") or other.endswith("000")  # may be what a spreadsheet left of another number
    if body != right[:17] and body[0] != "0" and not lost:
        (pair,) = found(right, other)
        assert pair["relation"] == "recomputed_check"


@unhurried
@given(
    rights,
    st.integers(0, 17),
    st.integers(0, 17),
    st.sampled_from("0123456789"),
    st.sampled_from("0123456789"),
)
def test_two_typos_of_an_absent_number(right: str, p: int, q: int, x: str, y: str) -> None:
    one, other = right[:p] + x + right[p + 1 :], right[:q] + y + right[q + 1 :]
    if right in (one, other) or p == q or "0" in (one[0], other[0]):
        return
    (pair,) = found(one, other)
    assert pair["relation"] in ("common_source", "both_mistyped")
    if pair["relation"] == "common_source":
        sources = right_neighbours(one) & right_neighbours(other)
        assert right in sources
        assert pair["correction"] == (right if len(sources) == 1 else None)
