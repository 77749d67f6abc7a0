from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "amounts_year_disagrees"


@pytest.mark.parametrize(
    ("number", "issued", "expected"),
    [
        ("S000041000001224000001", date(2022, 1, 1), []),
        ("S000041000001224000001", date(2022, 12, 31), []),
        ("S000041000001224000001", date(2021, 12, 31), [(1, "suspicion")]),
        ("S000041000001224000001", date(2023, 1, 1), [(1, "suspicion")]),
        ("S000041000001224000001", date(2122, 1, 1), [(1, "suspicion")]),
        ("2241011001400123", date(2022, 6, 1), []),
        ("2141011001400123", date(2022, 6, 1), [(1, "suspicion")]),
        ("9941011001400123", date(1999, 6, 1), []),
    ],
)
def test_flagged_unless_the_years_agree(number: str, issued: date, expected: list[tuple[int, str]]) -> None:
    assert answers(NAME, {"cert_no": number, "issue_date": issued}) == expected


def test_wording_and_sum() -> None:
    found = audited(NAME, {"issue_date": date(2021, 3, 15)}).findings
    assert found["facts"].to_list() == [["S000041000001224000001", "2022", "2021-03-15"]]
    assert found.select("at_stake", "confidence").rows() == [(None, "strong")]


def test_the_whole_sum_is_at_stake_only_where_the_number_is_older_than_the_scale() -> None:
    row = {"cert_no": "S000041000001214000001", "issue_date": date(2022, 3, 15)}
    assert audited(NAME, row).findings["at_stake"].to_list() == [Decimal(240)]


def test_a_placeholder_is_not_called_missing() -> None:
    found = audited(NAME, {"cert_no": "待发"}).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_no_number", ["待发"])
    ]


@pytest.mark.parametrize("column", ["issue_date", "cert_no"])
def test_null_is_never_a_pass(column: str) -> None:
    found = audited(NAME, {column: None}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", [column])]


@pytest.mark.parametrize(
    "row",
    [
        {"cert_no": "YA12345678901234567890"},
        {"level": "专项"},
        {"subsidy": "training"},
        {"amount": Decimal(-240)},
    ],
)
def test_out_of_scope(row: dict[str, Any]) -> None:
    assert audited(NAME, row | {"issue_date": date(2020, 1, 1)}).coverage["applied"].item() == 0
