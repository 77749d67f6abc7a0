from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.demo.people import credit_code
from chizheng_audit.employment import WINDOW
from chizheng_audit.rules.dupes_hired_by_two import _shared
from tests.rules.stays import HIRE, PLACED, months
from tests.support import answers, audited

NAME = "dupes_hired_by_two"
CODE, OTHER = (credit_code(f"9141990{n}MA0000001") for n in "01")
FIRST = HIRE | {"employer_code": CODE}
SECOND = HIRE | {"employer": "示例商贸有限公司", "employer_code": OTHER, "hire_date": date(2022, 9, 1)}
THERE = {"employer": "示例商贸有限公司", "employer_code": OTHER}


def told(*rows: dict[str, Any], **others: Any) -> list[tuple[Any, ...]]:
    return audited(NAME, *rows, **others).findings.select("row_id", "verdict", "variant", "evidence").rows()


def test_months_paid_at_both_are_a_violation() -> None:
    paid = [*months(*range(12), employer_code=CODE), *months(*range(6, 18), **THERE)]
    found = audited(NAME, FIRST, SECOND, insurance=paid)
    assert found.findings.select("row_id", "verdict", "variant", "at_stake", "evidence").rows() == [
        (2, "violation", "overlap", Decimal(1000), [1])
    ]
    assert found.findings["facts"].to_list() == [
        ["张一丁", HIRE["id_no"], "2", HIRE["employer"], "2022-03-15", SECOND["employer"], "2022-09-01", "6"]
    ]


def test_one_month_is_enough_and_none_is_a_suspicion() -> None:
    first = months(*range(7), employer_code=CODE)
    there = months(*range(6, 18), **THERE)
    assert told(FIRST, SECOND, insurance=[*first, *there]) == [(2, "violation", "overlap", [1])]
    assert told(FIRST, SECOND, insurance=[*first[:6], *there]) == [(2, "suspicion", "apart", [1])]


@pytest.mark.parametrize("paid", [[], months(*range(12), employer_code=CODE), months(*range(6, 18), **THERE)])
def test_without_the_months_of_both_it_is_open_whether_they_overlap(paid: list[dict[str, Any]]) -> None:
    assert told(FIRST, SECOND, insurance=paid) == [(2, "suspicion", "unknown", [1])]


def test_without_a_hire_date_there_are_no_months() -> None:
    paid = [*months(*range(12), employer_code=CODE), *months(*range(6, 18), **THERE)]
    assert told(FIRST, SECOND | {"hire_date": None}, insurance=paid) == [(2, "suspicion", "unknown", [1])]


def test_of_three_the_one_that_overlaps_is_told() -> None:
    third = SECOND | {"employer": "示例物业有限公司", "employer_code": None, "hire_date": date(2023, 3, 1)}
    paid = [*months(*range(6), employer_code=CODE), *months(*range(6, 18), **THERE)]
    paid += months(*range(12, 24), employer="示例物业有限公司")
    assert told(FIRST, SECOND, third, insurance=paid) == [
        (2, "suspicion", "apart", [1]),
        (3, "violation", "overlap", [1, 2]),
    ]


@pytest.mark.parametrize(
    "other", [{"id_no": "419900199003070034"}, {"employer_code": CODE}, {"subsidy": "placement"}]
)
def test_the_nearest_that_passes(other: dict[str, Any]) -> None:
    assert answers(NAME, FIRST, SECOND | other) == []


def test_by_name_only_it_is_possible() -> None:
    found = audited(NAME, FIRST, SECOND | {"employer_code": None}).findings
    assert found["confidence"].to_list() == ["possible"]


def test_null_is_never_a_pass() -> None:
    rows = (HIRE | {"id_no": None}, HIRE | {"employer": None}, HIRE | {"id_no": "4199****0018"})
    assert [row[1:3] for row in told(*rows)] == [
        ("unverifiable", "missing"),
        ("unverifiable", "missing"),
        ("unverifiable", "open_person"),
    ]


def test_out_of_scope() -> None:
    assert answers(NAME, PLACED, PLACED | THERE, {}, {}) == []


masks = st.integers(1, 2**WINDOW - 1)


@given(st.lists(st.tuples(masks, masks, st.integers(0, 90)), min_size=1, max_size=20))
def test_shared_months_against_sets(drawn: list[tuple[int, int, int]]) -> None:
    frame = pl.DataFrame(
        drawn, schema={"other_own": pl.Int64, "own": pl.Int64, "hired": pl.Int32}, orient="row"
    )
    found = frame.with_columns(other_hired=pl.lit(0, dtype=pl.Int32)).select(shared=_shared()).to_series()
    for (earlier, later, moved), shared in zip(drawn, found, strict=True):
        paid = {n for n in range(WINDOW) if earlier >> n & 1} & {
            n + moved for n in range(WINDOW) if later >> n & 1
        }
        assert shared == len(paid)


def test_an_earlier_batch_counts_and_has_no_months_to_compare() -> None:
    paid = [*months(*range(12), employer_code=CODE), *months(*range(6, 18), **THERE)]
    found = audited(NAME, SECOND, older=[FIRST], insurance=paid).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "suspicion", "in_ledger")]
    assert found["facts"].to_list()[0][3:5] == ["2022Q4", FIRST["employer"]]
    assert answers(NAME, SECOND, older=[SECOND]) == []


def test_a_code_that_only_claims_of_another_subsidy_tell_makes_no_second_employer() -> None:
    placed = PLACED | {"id_no": "419900199003070034", "employer_code": CODE}
    assert answers(NAME, HIRE, placed, older=[HIRE]) == []
