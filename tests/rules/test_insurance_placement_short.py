import pytest

from tests.rules.stays import HIRE, PLACED, months, others
from tests.support import answers, audited

NAME = "insurance_placement_short"
REACH = others(-1, 40)


@pytest.mark.parametrize(("count", "short"), [(0, True), (5, True), (6, False), (7, False)])
def test_six_months_are_enough(count: int, short: bool) -> None:
    expected = [(1, "violation")] if short else []
    assert answers(NAME, PLACED, insurance=[*months(*range(count)), *REACH]) == expected


def test_a_gap_breaks_the_run() -> None:
    assert answers(NAME, PLACED, insurance=[*months(0, 1, 2, 4, 5, 6), *REACH]) == [(1, "violation")]


def test_null_is_never_a_pass() -> None:
    assert answers(NAME, PLACED | {"hire_date": None}, insurance=REACH) == [(1, "unverifiable")]


def test_out_of_scope() -> None:
    assert answers(NAME, HIRE, {}, insurance=REACH) == []


def test_wording() -> None:
    found = audited(NAME, PLACED, insurance=[*months(*range(5)), *REACH]).findings
    assert found["facts"].to_list()[0][-2:] == ["5", "6"] and found["clause"].to_list() == ["placement"]
