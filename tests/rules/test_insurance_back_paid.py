import pytest

from tests.rules.stays import HIRE, PLACED, months, others
from tests.support import answers, audited

NAME = "insurance_back_paid"
REACH = others(-1, 40)


def test_enough_only_with_late_months_is_flagged() -> None:
    rows = [*months(*range(9)), *months(9, 10, 11, payment="补缴"), *REACH]
    found = audited(NAME, HIRE, insurance=rows)
    assert found.findings.select("verdict", "clause", "facts").rows() == [
        (
            "suspicion",
            "hire",
            [
                "张一丁",
                "419900199003070018",
                "2022-03",
                "示例机械有限公司",
                "●●●●●●●●●◎◎◎○○○○○○",
                "12",
                "9",
                "12",
            ],
        )
    ]
    assert answers(NAME, PLACED, insurance=[*months(*range(5)), *months(5, payment="补缴"), *REACH]) == [
        (1, "suspicion")
    ]


@pytest.mark.parametrize(
    "rows",
    [
        months(*range(12)),
        [*months(*range(12)), *months(12, payment="补缴")],  # enough without it
        [*months(*range(8)), *months(9, payment="补缴")],  # not enough with it: S01's
        [*months(*range(12)), *months(11, payment="补缴")],  # the same month paid in time as well
    ],
)
def test_the_nearest_neighbours_pass(rows: list[dict[str, object]]) -> None:
    assert answers(NAME, HIRE, insurance=[*rows, *REACH]) == []


def test_only_claims_with_enough_months_count_as_looked_at() -> None:
    rows = [*months(*range(12)), *REACH]
    other = HIRE | {"id_no": "419900199003070034"}
    coverage = audited(NAME, HIRE, other, HIRE | {"hire_date": None}, {}, insurance=rows).coverage
    assert coverage.select("applied", "passed").row(0) == (1, 1)
