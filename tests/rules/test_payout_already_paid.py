from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.demo.people import credit_code
from tests.rules.paying import line, told
from tests.rules.stays import HIRE, PLACED
from tests.support import CLEAN, answers, audited

NAME = "payout_already_paid"


def test_paid_in_another_batch() -> None:
    found = audited(NAME, line(), paying=True, older=[{}]).findings
    assert found.select("row_id", "verdict", "variant", "at_stake").rows() == [
        (1, "violation", "paid", Decimal(240))
    ]
    assert found["facts"].to_list() == [["张一丁", CLEAN["id_no"], "2022Q4", "2"]]
    assert [len(rows) for rows in found["evidence"]] == [1]


@pytest.mark.parametrize(
    "then",
    [
        {"cert_no": "S000041000001224000777"},  # occupation and level still say it
        {"occupation": "茶艺师", "level": "高级工"},  # the number still says it
        {"level": "高级工", "occupation": None},
    ],
)
def test_the_number_or_the_occupation_is_enough(then: dict[str, Any]) -> None:
    assert len(told(NAME, line(), older=[then])) == 1


@pytest.mark.parametrize(
    "then",
    [
        {"status": "claimed"},
        {"status": "approved"},
        {"subsidy": "hire"},
        {"id_no": "419900199003070034"},
        {"cert_no": "S000041000001224000777", "level": "高级工"},
        {"cert_no": "S000041000001224000777", "occupation": "茶艺师"},
        {"cert_no": None, "level": None},
    ],
)
def test_the_nearest_that_passes(then: dict[str, Any]) -> None:
    assert told(NAME, line(), older=[then]) == []


@pytest.mark.parametrize("kind", [HIRE, PLACED])
def test_the_employer_says_it_of_hires_and_placements(kind: dict[str, Any]) -> None:
    assert len(told(NAME, line(**kind), older=[kind])) == 1
    assert told(NAME, line(**kind), older=[kind | {"employer": "另一家公司"}]) == []


@pytest.mark.parametrize("kind", [HIRE, PLACED])
def test_a_code_that_one_of_the_two_leaves_out_does_not_hide_it(kind: dict[str, Any]) -> None:
    coded = kind | {"employer_code": credit_code("91419900MA0000001")}
    assert len(told(NAME, line(**coded), older=[kind])) == 1
    assert len(told(NAME, line(**kind), older=[coded])) == 1
    other = coded | {"employer_code": credit_code("91419901MA0000001")}
    assert told(NAME, line(**coded), older=[other]) == []


def test_null_is_never_a_pass() -> None:
    rows = line(id_no=None), line(id_no="4199****0018")
    assert told(NAME, *rows, older=[{}]) == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "open_person"),
    ]


def test_out_of_scope() -> None:
    assert answers(NAME, {}, older=[{}]) == []  # nothing is to be paid
    assert audited(NAME, line(), paying=True).coverage["applied"].to_list() == [0]  # no past
    assert told(NAME, line(subsidy="training"), older=[{"subsidy": "training"}]) == []
    assert told(NAME, line(amount=Decimal(-240)), older=[{}]) == []
