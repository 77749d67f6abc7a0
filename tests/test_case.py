"""The columns that prepare adds to claims."""

from decimal import Decimal

import pytest

from tests.support import claims


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"occupation": "保育师"}, {"occupation": " 保育师"}, True),
        ({"occupation": "互联网营销师（直播）"}, {"occupation": "互联网营销师(直播)"}, True),
        ({"occupation": "互联网营销师", "work_type": "直播"}, {"occupation": "互联网营销师（直播）"}, False),
        ({"occupation": "保育师", "work_type": "--"}, {"occupation": "保育师"}, True),
        ({"occupation": "电工", "work_type": "电工"}, {"occupation": "电工"}, True),
        ({"occupation": "电工", "work_type": "高压"}, {"occupation": "电工"}, False),
        ({"occupation": "ＣＡＤ绘图员"}, {"occupation": "cad绘图员"}, True),
    ],
)
def test_trade(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    first, second = claims(one, other)["trade"]
    assert (first == second) is same


def test_no_occupation_is_no_trade() -> None:
    assert claims({"occupation": None, "work_type": "直播"})["trade"].to_list() == [None]


@pytest.mark.parametrize(
    ("number", "person"),
    [
        ("419900900307123", "41990019900307123X"),
        ("419900********0018", None),
        ("4.19900E+17", None),
        ("12345", None),
        (None, None),
        ("41990019900307001", "41990019900307001"),
    ],
)
def test_person(number: str | None, person: str | None) -> None:
    assert claims({"id_no": number})["person"].to_list() == [person]


def test_family_and_payee() -> None:
    rows = claims(
        {"level": "专项"},
        {"cert_kind": "专项职业能力证书", "level": None},
        {"cert_kind": "职业资格证书"},
        {"subsidy": "hire", "employer": "甲公司"},
        {"subsidy": "placement", "agency": "乙机构", "employer": "甲公司"},
    )
    assert rows["family"].to_list() == ["SPECIAL", "SPECIAL", "SKILL", "SKILL", "SKILL"]
    assert rows["payee"].to_list()[3:] == ["甲公司", "乙机构"]


def test_standing() -> None:
    rows = claims({}, {"amount": Decimal("-240.00")}, {"amount": Decimal("-280.00")}, {})
    assert rows["standing"].to_list() == ["netted", "netted", "reversal", "claim"]
