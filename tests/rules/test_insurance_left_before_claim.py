"""People who left the employer before the months were full."""

from datetime import date
from typing import Any

import pytest

from tests.rules.stays import HIRE, PLACED, months, others
from tests.support import answers, audited

NAME = "insurance_left_before_claim"
REACH = others(-1, 40)


def test_who_went_on_elsewhere_has_left() -> None:
    rows = [*months(*range(6)), *months(*range(6, 12), employer="别的公司"), *REACH]
    assert answers(NAME, HIRE, insurance=rows) == [(1, "suspicion")]
    stayed = [*months(*range(12)), *months(*range(12, 20), employer="别的公司"), *REACH]
    assert answers(NAME, HIRE, insurance=stayed) == []


def test_the_last_month_needed_is_enough() -> None:
    elsewhere = months(*range(12), employer="别的公司")
    assert answers(NAME, HIRE, insurance=[*months(0, 11), *elsewhere, *REACH]) == []
    assert answers(NAME, HIRE, insurance=[*months(0, 10), *elsewhere, *REACH]) == [(1, "suspicion")]
    placed = [*months(0, 4), *elsewhere, *REACH]
    assert answers(NAME, PLACED, insurance=placed) == [(1, "suspicion")]
    assert answers(NAME, PLACED, insurance=[*placed, *months(5)]) == []


def test_nothing_is_asked_of_months_that_nobody_can_have_seen() -> None:
    rows = months(*range(5))
    ends = others(-1, 4)  # the rows end in July 2022, where the person is still insured
    assert answers(NAME, HIRE, insurance=[*rows, *ends]) == []
    assert answers(NAME, HIRE, insurance=[*rows, *others(-1, 5)]) == [(1, "suspicion")]
    early = HIRE | {
        "claim_date": date(2022, 9, 1)
    }  # months to July are asked for, later ones may not be booked yet
    assert answers(NAME, early, insurance=[*rows, *REACH]) == []
    assert answers(NAME, early, insurance=[*months(*range(4)), *REACH]) == [(1, "suspicion")]


@pytest.mark.parametrize(
    "claim", [HIRE | {"hire_date": None}, HIRE | {"id_no": None}, {}, HIRE | {"amount": -1000}]
)
def test_out_of_scope(claim: dict[str, Any]) -> None:
    assert answers(NAME, claim, insurance=[*months(0), *months(*range(12), employer="别的"), *REACH]) == []


def test_who_is_too_short_is_listed_once() -> None:
    rows = [*months(*range(5)), *REACH]
    coverage = audited(NAME, HIRE, insurance=rows).coverage.row(0, named=True)
    assert coverage["applied"] == 0
    assert answers("insurance_hire_short", HIRE, insurance=rows) == [(1, "violation")]


def test_wording() -> None:
    rows = [*months(*range(6)), *months(*range(6, 12), employer="别的公司"), *REACH]
    found = audited(NAME, HIRE, insurance=rows).findings
    assert found["facts"].to_list()[0][2:] == [
        "2022-03", "示例机械有限公司", "●●●●●●○○○○○○○○○○○○", "2022-08", "12", "2023-03-15",
    ]  # fmt: skip
