from datetime import date
from typing import Any

import pytest

from tests.rules.lists import OTHER, WHO, entry
from tests.rules.stays import HIRE
from tests.support import answers, audited

NAME = "eligibility_pensioner"
DRAWN = entry(pension="企业职工基本养老保险", since=date(2022, 9, 1))


def test_from_the_month_of_the_event_on() -> None:
    assert answers(NAME, {"issue_date": date(2022, 9, 30)}, pensioners=[DRAWN]) == [(1, "violation")]
    assert answers(NAME, {"issue_date": date(2022, 8, 31)}, pensioners=[DRAWN]) == []
    assert answers(NAME, HIRE, pensioners=[DRAWN | {"since": date(2022, 3, 1)}]) == [(1, "violation")]
    assert answers(NAME, HIRE, pensioners=[DRAWN | {"since": date(2022, 4, 1)}]) == []


def test_until_the_month_in_which_it_ended() -> None:
    earlier = DRAWN | {"since": date(2020, 1, 1)}
    assert answers(NAME, {}, pensioners=[earlier | {"until": date(2022, 9, 1)}]) == [(1, "violation")]
    assert answers(NAME, {}, pensioners=[earlier | {"until": date(2022, 8, 1)}]) == []


@pytest.mark.parametrize(
    ("pension", "verdict"),
    [
        ("机关事业单位养老保险", "violation"),
        ("城乡居民基本养老保险", None),
        ("新农保", None),
        ("城乡居民转职工养老", "violation"),
        ("遗属补助", "unverifiable"),
        (None, "unverifiable"),
    ],
)
def test_only_employee_pensions_count(pension: str | None, verdict: str | None) -> None:
    assert answers(NAME, {}, pensioners=[DRAWN | {"pension": pension}]) == ([(1, verdict)] if verdict else [])


def test_an_employee_pension_beside_another_is_found() -> None:
    both = [DRAWN | {"pension": "城乡居民"}, DRAWN | {"row_id": DRAWN["row_id"] + 1}]
    assert answers(NAME, {}, pensioners=both) == [(1, "violation")]


@pytest.mark.parametrize(
    ("row", "listed", "variant"),
    [
        ({"id_no": None}, {}, "missing"),
        ({"issue_date": None}, {}, "missing"),
        ({}, {"since": None}, "open_since"),
        ({}, {"pension": None}, "open_kind"),
        ({}, {"id_no": "419900********0018"}, "open_same_name"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], listed: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row, pensioners=[DRAWN | listed]).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_others_and_later_pass_whatever_is_unknown_of_them() -> None:
    later = DRAWN | {"pension": None, "since": date(2022, 10, 1)}
    assert answers(NAME, {}, pensioners=[later, DRAWN | {"id_no": OTHER, "since": None}]) == []


def test_out_of_scope_and_without_a_list() -> None:
    assert audited(NAME, {"subsidy": "training"}, pensioners=[DRAWN]).coverage["applied"].to_list() == [0]
    assert audited(NAME, {}).coverage.select("status", "detail").row(0) == ("no_table", "pensioners")


def test_wording() -> None:
    found = audited(NAME, {}, pensioners=[DRAWN | {"name": "李四"}]).findings
    assert found.select("variant", "confidence", "facts").row(0) == (
        "drawn_other", "possible", ["张一丁", WHO, "2022-09-01", "2022-09", "企业职工基本养老保险", "李四"]
    )  # fmt: skip
