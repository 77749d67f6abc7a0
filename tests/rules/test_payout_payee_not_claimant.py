import pytest

from tests.rules.paying import ORG, line, told, transfer
from tests.support import audited

NAME = "payout_payee_not_claimant"


def test_another_holder() -> None:
    found = audited(NAME, line(holder="王二丙"), paying=True).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "suspicion", "other")]
    assert found["facts"].to_list() == [["王二丙", ORG]]


@pytest.mark.parametrize("holder", [ORG, "张一丁", ORG[:4] + " " + ORG[4:]])
def test_the_unit_or_the_person_passes(holder: str) -> None:
    assert told(NAME, line(holder=holder)) == []


def test_null_is_never_a_pass() -> None:
    rows = line(), line(holder=None), line(org=None, name=None)
    assert told(NAME, *rows) == [(2, "unverifiable", "missing"), (3, "unverifiable", "open_claimant")]


def test_out_of_scope() -> None:
    assert audited(NAME, line(holder=None), paying=True).coverage["applied"].to_list() == [0]
    assert audited(NAME, line(holder="王二丙")).coverage["applied"].to_list() == [0]


def test_of_a_summary_the_unit_and_the_holder() -> None:
    rows = [transfer(holder=ORG), transfer(2, holder="王二丙"), transfer(3, unit=None, holder=ORG)]
    assert told(NAME, {}, payments=rows) == [(2, "suspicion", "other")]
