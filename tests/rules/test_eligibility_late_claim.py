from datetime import date
from typing import Any

import pytest

from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "eligibility_late_claim"
CITY = "panzhihua_2012"
PACK = """
id = "other"
title = "x"
place = "x"
status = "test"
extends = "demo"
[parameters.claim_window]
unit = "月"
by = ["subsidy"]
dated_by = ["issue_date", "hire_date", "claim_date", "as_of"]
values = [{ from = 2022-01-01, value = { hire = 6, placement = 1 }, assumed = true, note = "x" }]
"""


@pytest.fixture
def pack(tmp_path: Any) -> str:
    path = tmp_path / "policy.toml"
    path.write_text(PACK, encoding="utf-8")
    return str(path)


def test_a_year_after_the_issue_is_in_time() -> None:
    issued = {"issue_date": date(2022, 9, 1)}
    assert answers(NAME, issued | {"claim_date": date(2023, 9, 1)}, policy=CITY) == []
    assert answers(NAME, issued | {"claim_date": date(2023, 9, 2)}, policy=CITY) == [(1, "suspicion")]


def test_hires_and_placements_count_from_when_their_months_are_over(pack: str) -> None:
    hire, placed = ({**row, "issue_date": None} for row in (HIRE, PLACED))  # hired on 2022-03-15
    in_time = [hire | {"claim_date": date(2023, 9, 15)}, placed | {"claim_date": date(2022, 10, 15)}]
    late = [hire | {"claim_date": date(2023, 9, 16)}, placed | {"claim_date": date(2022, 10, 16)}]
    assert answers(NAME, *in_time, policy=pack) == []
    assert answers(NAME, *late, policy=pack) == [(1, "suspicion"), (2, "suspicion")]


@pytest.mark.parametrize(
    ("row", "variant"),
    [
        ({"claim_date": None}, "missing"),
        ({"issue_date": None}, "missing"),
        ({"issue_date": date(2011, 1, 1)}, "open_law"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], variant: str) -> None:
    found = audited(NAME, {"claim_date": date(2023, 1, 1)} | row, policy=CITY).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_out_of_scope(pack: str) -> None:
    late = {"claim_date": date(2030, 1, 1)}
    assert audited(NAME, late, late | {"subsidy": None}, policy=pack).coverage["applied"].to_list() == [0]
    assert audited(NAME, HIRE | late, policy=CITY).coverage["applied"].to_list() == [0]
    assert audited(NAME, late).coverage.select("status", "detail").row(0) == ("no_parameter", "claim_window")


def test_wording() -> None:
    found = audited(NAME, {"claim_date": date(2024, 1, 1)}, policy=CITY).findings
    assert found.select("facts", "clause", "at_stake").row(0) == (
        ["张一丁", "419900199003070018", "2022-09-01", "12", "2023-09-01", "2024-01-01"], "evaluation", 240
    )  # fmt: skip
