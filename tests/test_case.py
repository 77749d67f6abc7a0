"""The columns that prepare adds to claims."""

from decimal import Decimal

import pytest

from tests.support import claims


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"occupation": "保育师"}, {"occupation": " 保育师"}, True),
        ({"occupation": "互联网营销师（直播）"}, {"occupation": "互联网营销师(直播)"}, True),
        ({"occupation": "互联网营销师", "work_type": "直播"}, {"occupation": "互联网营销师（直播）"}, True),
        ({"occupation": "保育师", "work_type": "--"}, {"occupation": "保育师"}, True),
        ({"occupation": "电工", "work_type": "电工"}, {"occupation": "电工"}, True),
        ({"occupation": "电工", "work_type": "高压"}, {"occupation": "电工"}, False),
        ({"occupation": "ＣＡＤ绘图员"}, {"occupation": "cad绘图员"}, True),
        ({"occupation": "电工/高压"}, {"occupation": "电工", "work_type": "高压"}, True),
        ({"occupation": "电工-高压"}, {"occupation": "电工【高压】"}, True),
        ({"occupation": "电工（高压）", "work_type": "高压"}, {"occupation": "电工（高压）"}, True),
        ({"occupation": "电工（高压）", "work_type": "低压"}, {"occupation": "电工（高压）"}, False),
        ({"occupation": "⻋工"}, {"occupation": "车工"}, True),
        ({"occupation": "車工"}, {"occupation": "车工"}, True),
        ({"occupation": "保育\ufe00师"}, {"occupation": "保育师"}, True),
        ({"occupation": "保育\x07师\u0301"}, {"occupation": "保育师"}, True),
        ({"occupation": "电工（四级）"}, {"occupation": "电工"}, True),
        ({"occupation": "电工（三级/高级工）"}, {"occupation": "电工"}, True),
        ({"occupation": "电工", "work_type": "中级工"}, {"occupation": "电工"}, True),
        ({"occupation": "电工（四级制冷）"}, {"occupation": "电工"}, False),
        ({"occupation": "保育师", "work_type": "无"}, {"occupation": "保育师"}, True),
    ],
)
def test_trade(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    first, second = claims(one, other)["trade"]
    assert (first == second) is same


def test_no_occupation_is_no_trade() -> None:
    assert claims({"occupation": None, "work_type": "直播"})["trade"].to_list() == [None]


@pytest.mark.parametrize("ditto", ["同上", "〃", "″", '"', "同 前", "々", "--", "无", "…"])
def test_ditto_is_no_trade(ditto: str) -> None:
    assert claims({"occupation": ditto})["trade"].to_list() == [None]


@pytest.mark.parametrize("ditto", ["同上", "〃"])
def test_a_branch_that_says_ditto_leaves_the_trade_unknown(ditto: str) -> None:
    assert claims({"occupation": "电工", "work_type": ditto})["trade"].to_list() == [None]


@pytest.mark.parametrize(
    ("number", "person"),
    [
        ("419900900307123", "41990019900307123X"),
        ("419900********0018", None),
        ("4.19900E+17", None),
        ("12345", None),
        (None, None),
        ("41990019900307001", "41990019900307001"),
        ("419900199003070000", None),  # lost its last digits
        ("419900199003031000", "419900199003031000"),  # its check character fits
        ("E12345678", "E12345678|张一丁"),
        ("H1234567890", "H1234567890|张一丁"),
        ("12AB34567", "12AB34567|张一丁"),
        ("E1234", None),
        ("E123456789012", None),
        ("ABCDEFGH", None),
        ("123456789", None),
        ("41990019X", None),
        ("4E17", None),
        ("1234567E8", "1234567E8|张一丁"),
    ],
)
def test_person(number: str | None, person: str | None) -> None:
    assert claims({"id_no": number})["person"].to_list() == [person]


def test_another_document_needs_a_name() -> None:
    rows = claims({"id_no": "E12345678", "name": None}, {"id_no": "E12345678", "name": "李四"})
    assert rows["person"].to_list() == [None, "E12345678|李四"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("S0000-41000001-224000001", "S000041000001224000001"),
        ("待发", None),
        ("办理中", None),
        ("---", None),
        (None, None),
        ("2022-001", "2022001"),
    ],
)
def test_number(written: str | None, number: str | None) -> None:
    assert claims({"cert_no": written})["number"].to_list() == [number]


@pytest.mark.parametrize(
    ("row", "family"),
    [
        ({"cert_kind": "专项职业能力证书", "level": "高级工"}, "SKILL"),
        ({"cert_kind": "專項職業能力證書", "level": None}, "SPECIAL"),
        ({"cert_kind": "专 项 职业能力证书", "level": None}, "SPECIAL"),
        ({"cert_kind": "职业技能等级证书（非专项）", "level": None}, "SKILL"),
        ({"cert_kind": None, "level": None}, "SKILL"),
        ({"cert_kind": "职业技能等级证书", "level": "专项"}, "SPECIAL"),
    ],
)
def test_a_level_counts_more_than_the_kind(row: dict[str, str | None], family: str) -> None:
    assert claims(row)["family"].to_list() == [family]


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
