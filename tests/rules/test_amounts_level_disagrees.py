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


@pytest.mark.parametrize(
    "number",
    [
        "S000041000001226000001",  # no level 6
        "T000041000001224000001",
        "S00004100000122400001",
        "S0000410000012240000011",
        "S0000410000012240000O1",
        "000041000001224000001",
        "2241015001400123",
        "224101100140012",
        "22410110014001233",
    ],
)
def test_a_number_of_nearly_a_known_layout_is_open(number: str) -> None:
    found = audited(NAME, {"cert_no": number}).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_layout", [number, "中级工"])
    ]


def test_hyphens_in_a_number_do_not_matter() -> None:
    assert answers(NAME, {"cert_no": "S0000-41000001-224-000001"}) == []
    assert answers(NAME, {"cert_no": "S0000-41000001-224-000001", "level": "高级工"}) == [(1, "violation")]


def test_a_placeholder_is_not_called_missing() -> None:
    found = audited(NAME, {"cert_no": "待发"}).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_no_number", ["待发"])
    ]


@pytest.mark.parametrize(("level", "stake"), [("中级工", 140), ("初级工", 100)])
def test_a_skill_level_beside_a_special_kind_is_a_contradiction(level: str, stake: int) -> None:
    amount = Decimal(stake + 100)
    kind = {"cert_kind": "专项职业能力证书", "level": level, "amount": amount}
    for number in ("S000041000001224000001", "无规则", None):
        found = audited(NAME, kind | {"cert_no": number}).findings
        assert found.select("verdict", "variant", "facts", "at_stake").rows() == [
            ("violation", "kind", ["专项职业能力证书", level], Decimal(stake))
        ]
    assert answers(NAME, kind | {"cert_kind": "职业技能等级证书（非专项）", "level": "中级工"}) == []


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
        {"cert_no": "2022-001"},
        {"level": "专项"},
        {"level": None, "cert_kind": "专项职业能力证书"},
        {"level": "高级工", "subsidy": "training"},
        {"level": "高级工", "amount": Decimal(-280)},
    ],
)
def test_out_of_scope(row: dict[str, Any]) -> None:
    assert audited(NAME, row).coverage["applied"].item() == 0
