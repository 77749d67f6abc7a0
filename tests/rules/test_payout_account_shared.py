import pytest

from tests.rules.paying import ONE, TWO, line, told, transfer
from tests.support import audited

NAME = "payout_account_shared"
OTHER = "中牟示例技工学校"


def test_one_account_for_two_payees() -> None:
    found = audited(NAME, line(), line(), line(holder=OTHER), paying=True)
    assert found.findings.select("row_id", "verdict", "variant", "evidence").rows() == [
        (1, "suspicion", "shared", [3]),
        (2, "suspicion", "shared", [1, 3]),
        (3, "suspicion", "shared", [1]),
    ]
    assert found.findings["facts"].to_list()[2] == [ONE, "2", OTHER]
    assert found.coverage.select("applied", "flagged").row(0) == (3, 3)


@pytest.mark.parametrize(
    "other",
    [
        {},
        {"holder": OTHER, "account": TWO},
        {"holder": "中牟示例(职业)培训学校".replace("(职业)", "（职业） ")},
    ],
)
def test_the_nearest_that_passes(other: dict[str, str]) -> None:
    assert told(NAME, line(), line(**other)) == []


def test_an_account_is_one_however_it_is_written() -> None:
    spaced = " ".join([ONE[:4], ONE[4:8], ONE[8:]])
    assert len(told(NAME, line(), line(holder=OTHER, account=spaced))) == 2


def test_without_a_holder_the_claimant_is_paid() -> None:
    rows = line(holder=None), line(holder=None, org=OTHER)
    assert len(told(NAME, *rows)) == 2
    assert told(NAME, rows[0], rows[0]) == []


def test_null_is_never_a_pass() -> None:
    rows = line(account=None), line(account="无"), line(holder=None, org=None, name=None, account=TWO)
    assert told(NAME, *rows) == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "open_account"),
        (3, "unverifiable", "open_payee"),
    ]


def test_a_summary_is_looked_at_too() -> None:
    rows = [transfer(), transfer(2, unit=OTHER)]
    assert [row for row, *_rest in told(NAME, {}, payments=rows)] == [1, 2]


def test_out_of_scope() -> None:
    found = audited(NAME, line(), line(holder=OTHER))  # nothing is to be paid
    assert found.coverage["applied"].to_list() == [0]
