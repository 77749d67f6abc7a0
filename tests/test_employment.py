"""Insured months against a plain count of sets of months, person by person."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from stdnum.cn import uscc

from chizheng_audit.employment import INSURED, WINDOW, Held, Terms, insured, longest_run, strip
from chizheng_audit.employment.masks import last_one
from chizheng_audit.tables import INSURANCE
from tests.support import claims

KINDS_NOT: dict[str, Any] = {"kinds_not": ("居民",)}
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


def run_of(months: set[int], gap: int = 0, start_by: int = WINDOW) -> int:
    """The longest chain of months, step by step."""
    best = 0
    for start in (n for n in months if n <= start_by):
        length, missed, at = 0, 0, start
        while missed <= gap and at < WINDOW:
            length, missed = (length + 1, 0) if at in months else (length, missed + 1)
            best, at = max(best, length), at + 1
    return best


_ROW = st.fixed_dictionaries(
    {
        "id_no": st.sampled_from([*PEOPLE, PEOPLE[0][:6] + PEOPLE[0][8:17], " " + PEOPLE[1]]),
        "employer": st.sampled_from([OURS, "示例机械(集团) 有限公司", OTHER, None]),
        "month": st.one_of(st.none(), st.integers(-3, 20).map(month)),
        "paid_for": st.one_of(st.none(), st.integers(-3, 20).map(month)),
        "payment": st.sampled_from([None, "正常应缴", "补缴", "欠费", "转入", "退收"]),
        "insurance": st.sampled_from([None, "企业职工基本养老保险", "城乡居民基本养老保险"]),
        "region": st.sampled_from([None, "河南省郑州市", "420100", "某地"]),
    }
)
_NUMBER = {month(n): n for n in range(-3, 21)}
_PERSON = {
    told: who for who in PEOPLE for told in (who, " " + who, who[:6] + who[8:17])
}  # as a row may write it


def oracle(months: list[dict[str, Any]], who: str, terms: Terms) -> dict[str, Any]:
    """The sets of months of a claim, one row after the other."""
    names = ("own", "in_time", "owed", "anywhere", "nowhere", "outside", "placed", "before")
    sets: dict[str, set[int]] = {name: set() for name in names}
    unread = 0
    for told in months:
        if _PERSON.get(told["id_no"]) != who or "居民" in (told["insurance"] or ""):
            continue
        ours = told["employer"] not in (OTHER, None)
        owed = told["payment"] in ("欠费", "退收")
        if owed and not ours:
            continue
        due = told["paid_for"] or told["month"]
        if due is None:
            unread += 1
            continue
        n = _NUMBER[due]
        if n < 0:
            if ours and not owed:
                sets["before"].add(-1 - n)
            continue
        if owed:
            sets["owed"].add(n)
            continue
        behind = told["month"] is not None and _NUMBER[told["month"]] - n > terms.in_time
        place = (
            "own"
            if ours
            else "nowhere"
            if told["employer"] is None and told["payment"] != "转入"
            else "other"
        )
        for name, holds in {
            "own": place == "own",
            "in_time": place == "own" and told["payment"] != "补缴" and not behind,
            "anywhere": place != "nowhere",
            "nowhere": place == "nowhere",
            "outside": told["region"] == "420100",
            "placed": told["region"] in ("420100", "河南省郑州市"),
        }.items():
            if holds:
                sets[name].add(n)
    runs = {
        "run": sets["own"],
        "run_in_time": sets["in_time"],
        "run_anywhere": sets["anywhere"],
        "run_not_outside": sets["anywhere"] - sets["outside"],
        "run_inside": (sets["anywhere"] & sets["placed"]) - sets["outside"],
        "run_at_best": sets["own"] | sets["nowhere"],
    }
    start_by = WINDOW if terms.start_by is None else terms.start_by
    late = sets["own"] - sets.pop("in_time")
    return (
        {name: sum(2**n for n in told) for name, told in (sets | {"own_late": late}).items()}
        | {name: run_of(told, terms.gap, start_by) for name, told in runs.items()}
        | {"unread": unread}
    )


@settings(deadline=None)
@given(
    st.lists(_ROW, max_size=30),
    st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3),
    st.integers(0, 2),
    st.one_of(st.none(), st.integers(0, 3)),
    st.integers(1, 4),
)
def test_masks_and_runs_are_those_of_plain_sets(
    months: list[dict[str, Any]], people: list[str], gap: int, start_by: int | None, portion: int
) -> None:
    terms = Terms(**KINDS_NOT, gap=gap, start_by=start_by, province=("41",))
    table = claims(*(HIRE | {"id_no": who} for who in people)).lazy()
    whole = rows(*months)
    parts = [Held(part) for part in whole.collect().iter_slices(portion)]
    found = insured(table, whole, terms)
    assert found.schema == INSURED
    assert_frame_equal(insured(table, parts, terms), found, check_row_order=False)
    for row, who in zip(found.sort("row_id").rows(named=True), people, strict=True):
        expected = oracle(months, who, terms)
        assert {name: row[name] for name in expected} == expected


@given(
    st.lists(st.integers(0, 2**WINDOW - 1), max_size=20),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(0, 5)),
)
def test_the_longest_run_of_ones(masks: list[int], gap: int, start_by: int | None) -> None:
    sets = [{n for n in range(WINDOW) if mask >> n & 1} for mask in masks]
    expected = [run_of(one, gap, WINDOW if start_by is None else start_by) for one in sets]
    assert longest_run(pl.Series(masks, dtype=pl.Int64), gap, start_by).to_list() == expected


@given(st.integers(0, 2**WINDOW - 1))
def test_the_last_one(mask: int) -> None:
    assert pl.select(last_one(pl.lit(mask, dtype=pl.Int64))).item() == (
        mask.bit_length() - 1 if mask else None
    )


def test_the_month_it_was_due_counts_and_not_the_month_of_booking() -> None:
    late = {"month": month(5), "paid_for": month(0)}
    assert one(late)["own"] == 1 and one(late)["own_late"] == 1
    assert one(late, in_time=5)["own_late"] == 0
    assert one({"month": month(1), "paid_for": month(0)})["own_late"] == 0


def test_employers_are_one_by_code_before_name() -> None:
    code, another = (
        "91419900MA0000001" + uscc.calc_check_digit("91419900MA0000001"),
        "91419900MA0000002" + uscc.calc_check_digit("91419900MA0000002"),
    )
    with_code = claims(HIRE | {"employer_code": code}).lazy()
    same = rows({"employer": "改了名的公司", "employer_code": code, "month": month(0)})
    other = rows({"employer_code": another, "month": month(0)})
    unsaid = rows({"month": month(0)})
    assert [insured(with_code, m)["own"].item() for m in (same, other, unsaid)] == [1, 0, 1]
    wrong = rows({"employer_code": code[:-1] + ("0" if code[-1] != "0" else "1"), "month": month(0)})
    assert (
        insured(with_code, wrong)["own"].item() == 1
    )  # a code that cannot be says nothing, so the name does


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("示例机械(集团)有限责任公司", 1),
        ("示例机械 （集团） 有限公司", 1),
        ("河南省示例市示例机械集团有限公司", 0),  # a city tells two units of one name apart
        ("示例机械（集团）有限公司工会", 0),
    ],
)
def test_names_of_employers_are_folded_as_everywhere(written: str, own: int) -> None:
    assert one({"employer": written, "month": month(0)})["own"] == own


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
