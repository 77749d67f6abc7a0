from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "amounts_province_disagrees"


@pytest.mark.parametrize("number", ["S000041000001224000001", "Y123441999999224000001", "2241011001400123"])
def test_the_own_province_passes(number: str) -> None:
    assert answers(NAME, {"cert_no": number}) == []


@pytest.mark.parametrize(
    ("number", "province"),
    [("S000035001051224000362", "35"), ("S000099001051224000362", "99"), ("2235011001400123", "35")],
)
def test_another_province_is_flagged(number: str, province: str) -> None:
    found = audited(NAME, {"cert_no": number}).findings
    assert found.select("verdict", "confidence", "at_stake").rows() == [("suspicion", "strong", Decimal(240))]
    assert found["facts"].to_list() == [[number, province]]


def test_null_is_never_a_pass() -> None:
    found = audited(NAME, {"cert_no": None}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", ["cert_no"])]


def test_a_placeholder_is_not_called_missing() -> None:
    found = audited(NAME, {"cert_no": "待发"}).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_no_number", ["待发"])
    ]


def test_a_day_before_the_pack_is_open() -> None:
    found = audited(NAME, {}, as_of=date(1899, 1, 1)).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_date", ["S000041000001224000001"])
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"cert_no": "YA35345678901234567890"},
        {"cert_no": "2205011001400123"},  # 05 is no province: a sector's number
        {"cert_no": "S000035001051224000362", "level": "专项"},
        {"cert_no": "S000035001051224000362", "subsidy": "training"},
        {"cert_no": "S000035001051224000362", "amount": Decimal(-240)},
    ],
)
def test_out_of_scope(row: dict[str, Any]) -> None:
    assert audited(NAME, row).coverage["applied"].item() == 0
