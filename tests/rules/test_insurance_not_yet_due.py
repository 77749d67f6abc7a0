from datetime import date
from typing import Any

import pytest

from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "insurance_not_yet_due"


@pytest.mark.parametrize(
    ("claim", "due"),
    [
        (HIRE, date(2023, 3, 15)),
        (PLACED, date(2022, 9, 15)),
        (HIRE | {"hire_date": date(2022, 2, 28)}, date(2023, 2, 28)),
    ],
)
def test_the_day_on_which_the_months_are_over_is_early_enough(claim: dict[str, Any], due: date) -> None:
    day_before = date.fromordinal(due.toordinal() - 1)
    assert answers(NAME, claim | {"claim_date": due}) == []
    assert answers(NAME, claim | {"claim_date": day_before}) == [(1, "violation")]


def test_without_a_claim_date_the_day_of_the_audit_counts() -> None:
    claim = HIRE | {"claim_date": None}
    assert answers(NAME, claim, as_of=date(2023, 3, 15)) == []
    assert answers(NAME, claim, as_of=date(2023, 3, 14)) == [(1, "violation")]


def test_a_claim_before_the_hire_is_never_due() -> None:
    assert answers(NAME, HIRE | {"claim_date": date(2022, 3, 1)}) == [(1, "violation")]


def test_null_is_never_a_pass() -> None:
    found = audited(NAME, HIRE | {"hire_date": None}, HIRE | {"hire_date": date(2021, 1, 1)})
    assert found.findings.select("row_id", "verdict", "variant").rows() == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "open_law"),
    ]


def test_out_of_scope() -> None:
    assert answers(NAME, {}, HIRE | {"amount": -1000, "hire_date": None}) == []


def test_wording() -> None:
    found = audited(NAME, HIRE | {"claim_date": date(2022, 12, 1)}).findings
    assert found.select("facts", "clause", "at_stake").row(0) == (
        ["张一丁", "419900199003070018", "2022-03-15", "12", "2023-03-15", "2022-12-01"], "hire", 1000
    )  # fmt: skip
