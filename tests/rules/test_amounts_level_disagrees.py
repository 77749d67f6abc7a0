from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "amounts_level_disagrees"
DIGITS = {"初级工": 5, "中级工": 4, "高级工": 3, "技师": 2, "高级技师": 1}


def skill(digit: int) -> str:
    return f"S00004100000122{digit}000001"


def qualification(digit: int) -> str:
    return f"1841011001{digit}00123"


@pytest.mark.parametrize("number", [skill, qualification])
@pytest.mark.parametrize("claimed", DIGITS)
@pytest.mark.parametrize("stated", DIGITS)
def test_flagged_unless_the_number_states_the_claimed_level(number: Any, stated: str, claimed: str) -> None:
    expected = [] if stated == claimed else [(1, "violation")]
    assert answers(NAME, {"cert_no": number(DIGITS[stated]), "level": claimed}) == expected


@pytest.mark.parametrize(
    ("row", "stake"),
    [
        ({"level": "高级工", "amount": Decimal(280)}, 40),
        ({"level": "初级工", "amount": Decimal(200)}, -40),
        ({"level": "高级工", "amount": Decimal(140), "method": "direct"}, 20),
        ({"level": "高级工", "amount": None}, None),
        ({"level": "高级工", "amount": Decimal(280), "issue_date": date(1999, 1, 1)}, None),
    ],
)
def test_at_stake_is_what_exceeds_the_rate_of_the_level_in_the_number(
    row: dict[str, Any], stake: int | None
) -> None:
    assert audited(NAME, row).findings["at_stake"].to_list() == [stake]


def test_wording() -> None:
    assert audited(NAME, {"level": "高级工"}).findings["facts"].to_list() == [
        ["S000041000001224000001", "中级工", "高级工"]
    ]


@pytest.mark.parametrize("column", ["level", "cert_no"])
def test_null_is_never_a_pass(column: str) -> None:
    found = audited(NAME, {column: None}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", [column])]


@pytest.mark.parametrize(
    "row",
    [
        {"cert_no": "YA12345678901234567890", "level": "特级技师"},
        {"cert_no": "ABC41010032211234567"},
        {"cert_no": "S000041000001226000001"},
        {"cert_no": "2022-001"},
        {"level": "专项"},
        {"level": "高级工", "cert_kind": "专项职业能力证书"},
        {"level": "高级工", "subsidy": "training"},
        {"level": "高级工", "amount": Decimal(-280)},
    ],
)
def test_out_of_scope(row: dict[str, Any]) -> None:
    assert audited(NAME, row).coverage["applied"].item() == 0
