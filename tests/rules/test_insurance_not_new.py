"""Months at the own employer before the hire."""

from typing import Any

import pytest

from tests.rules.stays import HIRE, PLACED, months, others
from tests.support import answers, audited

NAME = "insurance_not_new"
REACH = others(-7, 40)
STAY = months(*range(12))


@pytest.mark.parametrize("month", range(-6, 0))
def test_a_month_within_the_look_back_is_flagged(month: int) -> None:
    assert answers(NAME, HIRE, insurance=[*STAY, *months(month), *REACH]) == [(1, "suspicion")]
    assert answers(NAME, PLACED, insurance=[*STAY, *months(month), *REACH]) == [(1, "suspicion")]


@pytest.mark.parametrize(
    "rows",
    [
        months(-7),  # one month before the look-back
        months(-1, employer="别的公司"),
        months(-1, payment="欠费"),
        months(-1, insurance="城乡居民基本养老保险"),
        months(-1, id_no="419900199003070034"),
    ],
)
def test_the_nearest_neighbours_pass(rows: list[dict[str, Any]]) -> None:
    assert answers(NAME, HIRE, insurance=[*STAY, *rows, *REACH]) == []


def test_what_the_rows_do_not_reach_is_open() -> None:
    def variants(*rows: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
        found = audited(NAME, HIRE | changes, insurance=[*rows]).findings
        return found.select("verdict", "variant").rows()

    assert variants(*STAY, *others(-5, 40)) == [("unverifiable", "open_reach")]
    assert variants(*STAY, *others(-6, 40)) == []
    assert variants(*STAY, *months(-1), *others(-2, 40)) == [("suspicion", "")]  # seen all the same
    assert variants(*others(-7, 40, employer="别的")) == [("unverifiable", "open_employer")]
    assert variants(*STAY, *REACH, hire_date=None) == [("unverifiable", "missing")]


def test_out_of_scope() -> None:
    assert answers(NAME, {}, HIRE | {"amount": -1000}, insurance=[*STAY, *months(-1), *REACH]) == []


def test_wording() -> None:
    found = audited(NAME, HIRE, insurance=[*STAY, *months(-1, -2), *months(-4), *REACH]).findings
    assert found["facts"].to_list()[0][4:] == ["○○○○○○○○●○●●", "6"]
    assert found["at_stake"].to_list() == [1000]
