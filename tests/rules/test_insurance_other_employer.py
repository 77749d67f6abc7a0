from tests.rules.stays import HIRE, PLACED, months, others
from tests.support import answers, audited

NAME = "insurance_other_employer"
REACH = others(-1, 40)
AWAY = {"employer": "别的公司"}


def test_enough_months_only_with_another_employer_are_flagged() -> None:
    rows = [*months(*range(5)), *months(*range(5, 12), **AWAY), *REACH]
    found = audited(NAME, HIRE, insurance=rows).findings
    assert found.select("verdict", "at_stake").rows() == [("suspicion", 1000)]
    assert found["facts"].to_list()[0][-3:] == ["5", "12", "12"]
    assert answers(NAME, PLACED, insurance=[*months(*range(6), **AWAY), *REACH]) == [(1, "suspicion")]


def test_enough_at_home_or_not_enough_anywhere_passes() -> None:
    both = [*months(*range(12)), *months(*range(12), **AWAY)]
    assert answers(NAME, HIRE, insurance=[*both, *REACH]) == []
    assert answers(NAME, HIRE, insurance=[*months(*range(11), **AWAY), *REACH]) == []


def test_a_claim_that_cannot_be_looked_up_is_left_to_the_others() -> None:
    found = audited(NAME, HIRE | {"id_no": None}, {}, HIRE, insurance=REACH).coverage
    assert found.select("applied", "passed").row(0) == (1, 1)
