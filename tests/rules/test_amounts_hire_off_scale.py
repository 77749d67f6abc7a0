from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "amounts_hire_off_scale"
HIRE: dict[str, Any] = {
    "subsidy": "hire",
    "employer": "中牟示例制造有限公司",
    "hire_date": date(2022, 9, 1),
    "amount": Decimal(1000),
}


def test_the_fixed_sum_passes() -> None:
    assert answers(NAME, HIRE) == []


@pytest.mark.parametrize(
    ("amount", "variant", "stake", "facts"),
    [
        ("1000.01", "", "0.01", ["1000.00", "1000.01", "0.01"]),
        ("999.99", "under", "-0.01", ["1000.00", "999.99", "0.01"]),
        ("0.10", "wan", "-999.90", ["1000.00", "0.10"]),
        ("10000000", "wan", "9999000", ["1000.00", "10000000.00"]),
        ("3000", "several", "2000", ["1000.00", "3000.00", "3"]),
        ("20000", "several", "19000", ["1000.00", "20000.00", "20"]),
        ("21000", "", "20000", ["1000.00", "21000.00", "20000.00"]),
    ],
)
def test_any_other_sum_is_flagged_with_its_mistake(
    amount: str, variant: str, stake: str, facts: list[str]
) -> None:
    found = audited(NAME, HIRE | {"amount": Decimal(amount)}).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("violation", variant, Decimal(stake))]
    assert found["facts"].to_list() == [facts]


def test_null_is_never_a_pass() -> None:
    found = audited(NAME, HIRE | {"amount": None}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", ["amount"])]


def test_a_day_before_the_pack_is_open() -> None:
    early = HIRE | {
        "hire_date": date(1999, 1, 1),
        "claim_date": date(1999, 1, 1),
        "issue_date": date(1999, 1, 1),
    }
    found = audited(NAME, early, as_of=date(1999, 1, 1)).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "open_date", ["1000.00"])]


def test_out_of_scope() -> None:
    other = HIRE | {"subsidy": "placement", "amount": Decimal(7)}
    reversal = HIRE | {"amount": Decimal(-7)}
    assert audited(NAME, other, reversal).coverage["applied"].item() == 0
