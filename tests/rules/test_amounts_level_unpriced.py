from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.support import answers, audited

NAME = "amounts_level_unpriced"


@pytest.mark.parametrize("level", ["学徒工", "特级技师", "首席技师"])
def test_levels_of_the_new_scheme_are_flagged(level: str) -> None:
    found = audited(NAME, {"level": level}).findings
    assert found.select("verdict", "variant", "facts", "at_stake").rows() == [
        ("suspicion", "", [level], Decimal(240))
    ]


@pytest.mark.parametrize("level", ["专项", "初级工", "中级工", "高级工", "技师", "高级技师"])
def test_priced_levels_pass(level: str) -> None:
    assert answers(NAME, {"level": level}) == []


def test_null_is_never_a_pass() -> None:
    found = audited(NAME, {"level": None}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "missing", ["level"])]


@pytest.mark.parametrize("level", ["中级工", "特级技师"])
def test_a_day_before_the_scale_is_open(level: str) -> None:
    found = audited(NAME, {"level": level, "issue_date": date(1999, 1, 1)}).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "open_date", [level])]


def test_a_special_kind_needs_no_level() -> None:
    assert answers(NAME, {"level": None, "cert_kind": "专项职业能力证书"}) == []


@pytest.mark.parametrize("row", [{"subsidy": "hire"}, {"amount": Decimal(-240)}])
def test_out_of_scope(row: dict[str, Any]) -> None:
    assert audited(NAME, {"level": "特级技师"} | row).coverage["applied"].item() == 0
