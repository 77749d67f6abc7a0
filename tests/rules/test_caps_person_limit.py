from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.rules.stays import HIRE
from tests.support import answers, audited

NAME = "caps_person_limit"
PACK: dict[str, Any] = {"policy": "national_2025", "as_of": date(2026, 12, 31)}
TRADES = ("保育师", "电工", "焊工", "钳工", "茶艺师")


def certificates(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [
        {"occupation": trade, "cert_no": f"S{n}", "issue_date": date(2025, 1 + n, 1)} | changes
        for n, trade in enumerate(TRADES[:count])
    ]


@pytest.fixture
def yearly(tmp_path: Path) -> dict[str, Any]:
    pack = tmp_path / "policy.toml"
    pack.write_text(
        """
id = "yearly"
title = "按年"
place = "虚构地区"
status = "test"
extends = "national_2025"
[parameters.person_limit]
clause = "person_limit"
[[parameters.person_limit.values]]
from = 2025-01-01
value = { life = 4, year = 2 }
""",
        encoding="utf-8",
    )
    return PACK | {"policy": str(pack)}


def test_the_fourth_of_three_is_flagged() -> None:
    assert answers(NAME, *certificates(3), **PACK) == []
    found = audited(NAME, *certificates(4), **PACK).findings
    assert found.select("row_id", "verdict", "variant", "clause", "at_stake", "evidence").rows() == [
        (4, "suspicion", "life", "person_limit", Decimal(240), [1, 2, 3])
    ]
    assert found["facts"].to_list() == [["张一丁", "419900199003070018", "4", "3"]]


def test_the_order_is_that_of_issue() -> None:
    early = {"occupation": "茶艺师", "issue_date": date(2024, 1, 1)}
    assert answers(NAME, *certificates(3), early, **PACK) == [(3, "suspicion")]


@pytest.mark.parametrize(
    "other",
    [
        {"id_no": "419900199003070034"},
        {"subsidy": "training"},
        {"occupation": "电工"},
        {"amount": Decimal(-240)},
    ],
)
def test_the_nearest_that_passes(other: dict[str, Any]) -> None:
    rows = certificates(4)
    assert answers(NAME, *rows[:3], rows[3] | other, **PACK) == []


def test_by_year_each_year_is_counted_and_a_claim_is_flagged_once(yearly: dict[str, Any]) -> None:
    rows = certificates(4)
    later = rows[2] | {"issue_date": date(2026, 1, 1)}
    assert answers(NAME, *rows[:2], later, **yearly) == []
    found = audited(NAME, *rows, *certificates(5)[4:], **yearly).findings
    assert sorted(found.select("row_id", "variant").rows()) == [(3, "year"), (4, "year"), (5, "life")]


def test_null_is_never_a_pass(yearly: dict[str, Any]) -> None:
    found = audited(NAME, {"id_no": None}, {"id_no": "4199****0018"}, {"issue_date": None}, **yearly).findings
    assert found.select("row_id", "verdict", "variant").rows() == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "open_person"),
        (3, "unverifiable", "open_date"),
    ]
    assert answers(NAME, {"issue_date": None}, **PACK) == []


def test_before_the_rule_was_made_it_is_open() -> None:
    found = audited(NAME, {}, policy="national_2025", as_of=date(2024, 1, 1)).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", "open_law")]


def test_a_pack_without_a_limit_says_so() -> None:
    found = audited(NAME, *certificates(4))
    assert found.coverage.select("status", "detail").row(0) == ("no_parameter", "person_limit")


def test_out_of_scope() -> None:
    assert answers(NAME, *[HIRE] * 4, **PACK) == []


def test_earlier_batches_come_first() -> None:
    rows = certificates(5)
    assert answers(NAME, rows[0], older=rows[1:3], **PACK) == []
    assert answers(NAME, rows[0], older=rows[1:4], **PACK) == [(1, "suspicion")]
