from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "amounts_placement_off_scale"
PLACED: dict[str, Any] = {
    "subsidy": "placement",
    "agency": "中牟示例人力资源有限公司",
    "hire_date": date(2022, 9, 1),
    "amount": Decimal(300),
}


def test_the_fixed_sum_passes() -> None:
    assert answers(NAME, PLACED) == []


@pytest.mark.parametrize(
    ("amount", "variant", "stake", "facts"),
    [
        ("300.01", "", "0.01", ["300.00", "300.01", "0.01"]),
        ("299.99", "under", "-0.01", ["300.00", "299.99", "0.01"]),
        ("0.03", "wan", "-299.97", ["300.00", "0.03"]),
        ("3000000", "wan", "2999700", ["300.00", "3000000.00"]),
        ("900", "several", "600", ["300.00", "900.00", "3"]),
        ("6000", "several", "5700", ["300.00", "6000.00", "20"]),
        ("6300", "", "6000", ["300.00", "6300.00", "6000.00"]),
    ],
)
def test_any_other_sum_is_flagged_with_its_mistake(
    amount: str, variant: str, stake: str, facts: list[str]
) -> None:
    found = audited(NAME, PLACED | {"amount": Decimal(amount)}).findings
    assert found.select("verdict", "variant", "at_stake").rows() == [("violation", variant, Decimal(stake))]
    assert found["facts"].to_list() == [facts]


def test_null_is_never_a_pass() -> None:
    found = audited(NAME, PLACED | {"amount": None}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", ["amount"])]


def test_a_day_before_the_pack_is_open() -> None:
    early = PLACED | {
        "hire_date": date(1999, 1, 1),
        "claim_date": date(1999, 1, 1),
        "issue_date": date(1999, 1, 1),
    }
    found = audited(NAME, early, as_of=date(1999, 1, 1)).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "open_date", ["300.00"])]


def test_out_of_scope() -> None:
    other = PLACED | {"subsidy": "hire", "amount": Decimal(7)}
    reversal = PLACED | {"amount": Decimal(-7)}
    assert audited(NAME, other, reversal).coverage["applied"].item() == 0
