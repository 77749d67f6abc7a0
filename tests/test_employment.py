"""Insured months against a plain count of sets of months, person by person."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.employment import INSURED, WINDOW, Terms, insured, longest_run, strip
from chizheng_audit.tables import INSURANCE
from tests.support import claims

KINDS_NOT = {"kinds_not": ("居民",)}
PEOPLE = ("419900199003070018", "419900199003070034")
OURS, OTHER = "示例机械（集团）有限公司", "别的公司"
HIRE: dict[str, Any] = {
    "subsidy": "hire",
    "employer": OURS,
    "hire_date": date(2022, 11, 15),
    "id_no": PEOPLE[0],
}


def month(n: int) -> date:
    """The first of the month n months after November 2022."""
    at = 2022 * 12 + 10 + n
    return date(at // 12, at % 12 + 1, 1)


def rows(*given_rows: dict[str, Any]) -> pl.LazyFrame:
    base = {"name": "张一丁", "id_no": PEOPLE[0], "employer": OURS, "insurance": "企业职工基本养老保险"}
    full = [{"row_id": n, **base, **row} for n, row in enumerate(given_rows)]
    return pl.LazyFrame(full, schema=INSURANCE.schema)


def one(*given_rows: dict[str, Any], **options: Any) -> dict[str, Any]:
    found = insured(claims(HIRE).lazy(), rows(*given_rows), Terms(**(KINDS_NOT | options)))
    assert found.schema == INSURED
    return found.row(0, named=True)


def run_of(months: set[int]) -> int:
    best = 0
    for start in months:
        length = 0
        while start + length in months:
            length += 1
        best = max(best, length)
    return best


_ROW = st.fixed_dictionaries(
    {
        "id_no": st.sampled_from(PEOPLE),
        "employer": st.sampled_from([OURS, "示例机械(集团) 有限公司", OTHER]),
        "month": st.integers(-3, 20).map(month),
        "payment": st.sampled_from([None, "正常应缴", "补缴", "欠费"]),
        "insurance": st.sampled_from([None, "企业职工基本养老保险", "城乡居民基本养老保险"]),
    }
)


@settings(deadline=None)
@given(st.lists(_ROW, max_size=40), st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3))
def test_runs_are_those_of_plain_sets(months: list[dict[str, Any]], people: list[str]) -> None:
    table = claims(*(HIRE | {"id_no": who} for who in people)).lazy()
    found = insured(table, rows(*months), Terms(**KINDS_NOT))
    for row, who in zip(found.sort("row_id").rows(named=True), people, strict=True):
        own: set[int] = set()
        in_time: set[int] = set()
        anywhere: set[int] = set()
        for told in months:
            n = next(n for n in range(-3, 21) if month(n) == told["month"])
            counts = (
                told["id_no"] == who and told["payment"] != "欠费" and "居民" not in (told["insurance"] or "")
            )
            if counts and n >= 0:
                anywhere.add(n)
                if told["employer"] != OTHER:
                    own.add(n)
                    if told["payment"] != "补缴":
                        in_time.add(n)
        assert row["own"] == sum(2**n for n in own)
        assert row["own_late"] == sum(2**n for n in own - in_time)
        assert (row["run"], row["run_in_time"], row["run_anywhere"]) == (
            run_of(own),
            run_of(in_time),
            run_of(anywhere),
        )


@given(st.lists(st.integers(0, 2**WINDOW - 1), max_size=20))
def test_the_longest_run_of_ones(masks: list[int]) -> None:
    expected = [max((len(part) for part in bin(mask)[2:].split("0")), default=0) for mask in masks]
    assert longest_run(pl.Series(masks, dtype=pl.Int64)).to_list() == expected


def test_the_month_it_was_due_counts_and_not_the_month_of_booking() -> None:
    late = {"month": month(5), "paid_for": month(0)}
    assert one(late)["own"] == 1 and one(late)["own_late"] == 1
    assert one(late, in_time=5)["own_late"] == 0
    assert one({"month": month(1), "paid_for": month(0)})["own_late"] == 0


def test_employers_are_one_by_code_before_name() -> None:
    code = "91419900MA00000011"
    with_code = claims(HIRE | {"employer_code": code}).lazy()
    same = rows({"employer": "改了名的公司", "employer_code": code, "month": month(0)})
    other = rows({"employer_code": "91419900MA00000022", "month": month(0)})
    unsaid = rows({"month": month(0)})
    assert [insured(with_code, m)["own"].item() for m in (same, other, unsaid)] == [1, 0, 1]


def test_only_the_kinds_asked_for_count() -> None:
    months = ({"insurance": "工伤保险", "month": month(0)}, {"insurance": None, "month": month(2)})
    assert one(*months)["own"] == 0b101
    assert one(*months, kinds=("养老",))["own"] == 0b100


def test_what_the_rows_reach_and_whether_they_tell_of_the_employer() -> None:
    none = one({"id_no": PEOPLE[1], "month": month(0)}, {"id_no": PEOPLE[1], "month": month(9)})
    assert (none["own"], none["employer_seen"]) == (0, True)
    assert (none["first"], none["last"]) == (month(0), month(9))
    assert one({"employer": OTHER, "month": month(0)})["employer_seen"] is False


@pytest.mark.parametrize("lacking", ["id_no", "employer", "hire_date"])
def test_a_claim_that_lacks_what_is_needed_has_no_row(lacking: str) -> None:
    assert insured(claims(HIRE | {lacking: None}).lazy(), rows({"month": month(0)})).is_empty()
    assert insured(claims({}).lazy(), rows({"month": month(0)})).is_empty()


def test_months_beyond_the_window_are_left_out() -> None:
    assert one({"month": month(WINDOW)}, {"month": month(WINDOW - 1)})["own"] == 2 ** (WINDOW - 1)


def test_the_strip() -> None:
    text = pl.select(strip(pl.lit(0b10111), pl.lit(0b100), pl.lit(0b101000), 6)).item()
    assert text == "●●◎△●△"
