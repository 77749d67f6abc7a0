import pytest

from tests.rules.paying import ONE, ORG, TWO, line, told, transfer
from tests.support import audited

NAME = "payout_accounts_several"


def test_one_payee_with_two_accounts() -> None:
    found = audited(NAME, line(), line(), line(account=TWO), paying=True)
    assert found.findings.select("row_id", "verdict", "evidence").rows() == [
        (1, "suspicion", [3]),
        (2, "suspicion", [1, 3]),
        (3, "suspicion", [1]),
    ]
    assert found.findings["facts"].to_list()[2] == [ORG, "2", TWO, "1"]


@pytest.mark.parametrize(
    "other", [{}, {"holder": "另一所学校", "account": TWO}, {"account": f"{ONE[:4]} {ONE[4:]}"}]
)
def test_the_nearest_that_passes(other: dict[str, str]) -> None:
    assert told(NAME, line(), line(**other)) == []


def test_out_of_scope() -> None:
    rows = line(), line(account=None), line(account="无")
    assert audited(NAME, *rows, paying=True).coverage.select("applied", "passed").row(0) == (1, 1)
    assert audited(NAME, line(), line(account=TWO)).coverage["applied"].to_list() == [0]


def test_a_summary_is_looked_at_too() -> None:
    rows = [transfer(), transfer(2, account=TWO)]
    assert [row for row, *_rest in told(NAME, {}, payments=rows)] == [1, 2]
