from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "caps_employer_over"


def heads(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [HIRE | {"row_id": n} | changes for n in range(1, count + 1)]


@pytest.mark.parametrize("count", [1999, 2000])
def test_up_to_the_cap_all_pass(count: int) -> None:
    assert answers(NAME, *heads(count)) == []


def test_the_head_beyond_the_cap_is_flagged() -> None:
    found = audited(NAME, *heads(2001))
    assert found.findings.select("row_id", "verdict", "at_stake", "facts", "evidence").rows() == [
        (
            2001,
            "violation",
            Decimal(1000),
            [HIRE["employer"], "2001000.00", "2000000.00", "1000.00", "0.00"],
            [],
        )
    ]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (2001, 2000, 1)


def test_the_crossing_row_has_a_payable_part_and_is_the_evidence_of_later_ones() -> None:
    rows = [*heads(1999), HIRE | {"row_id": 2000, "amount": Decimal(1500)}, HIRE | {"row_id": 2001}]
    assert audited(NAME, *rows).findings.select("row_id", "at_stake", "evidence").rows() == [
        (2000, Decimal(500), []),
        (2001, Decimal(1000), [2000]),
    ]


def test_the_order_is_that_of_payment() -> None:
    early = HIRE | {"row_id": 2001, "claim_date": date(2023, 1, 1)}
    assert answers(NAME, *heads(2000), early) == [(2000, "violation")]


def test_employers_are_summed_by_code_else_by_name() -> None:
    one, other = {"employer_code": "91419900MA00000011"}, {"employer_code": "91419900MA00000022"}
    half = heads(1500, **one)
    rest = [HIRE | {"row_id": 2000 + n} for n in range(1, 1001)]
    assert answers(NAME, *half, *(row | other for row in rest)) == []
    assert len(answers(NAME, *half, *(row | one | {"employer": "改了名的公司"} for row in rest))) == 500
    assert len(answers(NAME, *heads(1500), *(row | {"employer": "示例机械 有限公司"} for row in rest))) == 500


def test_null_is_never_a_pass() -> None:
    rows = (HIRE | {"employer": None}, HIRE | {"amount": None})
    assert answers(NAME, *rows) == [(1, "unverifiable"), (2, "unverifiable")]
    before = audited(NAME, HIRE, as_of=date(2021, 1, 1)).findings
    assert before["verdict"].to_list() == ["unverifiable"]


def test_out_of_scope() -> None:
    rows = [PLACED | {"row_id": n} for n in range(1, 2002)]
    assert answers(NAME, *rows) == []
