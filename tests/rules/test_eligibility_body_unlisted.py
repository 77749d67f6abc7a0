from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.lists import BODY, filing
from tests.rules.stays import HIRE
from tests.support import answers, audited

NAME = "eligibility_body_unlisted"  # the clean claim: 保育师 中级工, issued on 2022-09-01
FILED = filing()


def variants(*rows: dict[str, Any], **filings: Any) -> list[tuple[str, str]]:
    """(verdict, variant) of the findings about the clean claim with each of `rows`, beside FILED with `filings`."""
    found = audited(NAME, *(rows or ({},)), bodies=[FILED | filings]).findings
    return found.select("verdict", "variant").rows()


def test_what_is_filed_passes() -> None:
    assert variants() == []
    assert variants(org="中牟示例 职业培训学校") == []
    assert variants(occupation="电工、保育师；焊工") == []


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"org": "另一所学校"}, ("violation", "unlisted")),
        ({"org": f"{BODY}有限公司"}, ("suspicion", "near")),
        ({"occupation": "电工"}, ("violation", "occupation")),
        ({"levels": "高级工"}, ("violation", "level")),
        ({"since": date(2022, 9, 2)}, ("violation", "dates")),
        ({"until": date(2022, 8, 31)}, ("violation", "dates")),
        ({"since": None, "year": 2022, "until": date(2022, 8, 31)}, ("violation", "years")),
    ],
)
def test_outside_of_the_filing(changes: dict[str, Any], answer: tuple[str, str]) -> None:
    assert variants(**changes) == [answer]


def test_the_days_of_filing_and_of_its_end_are_inside() -> None:
    assert variants(since=date(2022, 9, 1), until=date(2022, 9, 1)) == []


def test_year_lists() -> None:
    assert variants(since=None, year=2022) == []
    assert variants(year=2023) == [("violation", "years")]
    two = [filing(year=2023), filing(2, org="另一所学校", year=2022)]
    assert audited(NAME, {}, bodies=two).findings["variant"].to_list() == ["years"]
    assert variants({"org": "另一所学校"}, year=2023) == [("unverifiable", "open_year")]
    assert variants({"org": "另一所学校"}, year=2022) == [("violation", "unlisted")]


def test_several_filings_are_one_and_one_that_holds_is_enough() -> None:
    old = filing(until=date(2022, 6, 1))
    new = filing(2, since=date(2022, 6, 2))
    assert answers(NAME, {}, bodies=[old, new]) == []
    apart = [filing(levels="高级工"), filing(2, until=date(2022, 6, 1))]
    assert audited(NAME, {}, bodies=apart).findings["variant"].to_list() == ["dates"]


def test_branches_names_and_codes() -> None:
    branch = {"work_type": "婴幼儿"}
    assert variants(branch) == []  # a filing of the occupation is for all its branches
    assert variants(branch, occupation="保育师（婴幼儿）") == []
    assert variants(branch, occupation="保育师（学前）") == [("violation", "occupation")]
    assert variants(occupation="保育师（学前）") == [("unverifiable", "open_branch")]
    assert variants(occupation="保育员") == []  # by the pack's aliases
    code = "4-10-01-03"
    assert variants({"occupation_code": code}, occupation="幼儿保育", occupation_code=code) == []


def test_special_skills_are_a_level_of_filings() -> None:
    special = {"cert_kind": "专项职业能力证书", "level": None}
    assert variants(special, levels="专项") == []
    assert variants(special) == [("violation", "level")]


@pytest.mark.parametrize(
    ("row", "filed", "variant"),
    [
        ({"org": None}, {}, "missing"),
        ({"occupation": None}, {}, "missing"),
        ({"level": None}, {}, "missing"),
        ({"issue_date": None}, {}, "missing"),
        ({"occupation": "同上"}, {}, "open_trade"),
        ({}, {"occupation": None}, "open_occupation"),
        ({}, {"levels": None}, "open_levels"),
        ({}, {"since": None}, "open_dates"),
        ({}, {"since": None, "until": date(2030, 1, 1)}, "open_dates"),
        ({"org": "另一所学校", "issue_date": None}, {"year": 2022}, "missing"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], filed: dict[str, Any], variant: str) -> None:
    assert variants(row, **filed) == [("unverifiable", variant)]


def test_what_is_out_of_it_is_flagged_whatever_else_is_unknown() -> None:
    assert variants({"issue_date": None}, org="另一所学校") == [("violation", "unlisted")]
    assert variants(levels=None, until=date(2022, 1, 2)) == [("violation", "dates")]


def test_out_of_scope_and_without_the_list() -> None:
    rows = [HIRE, {"amount": -240}, {"subsidy": None}]
    assert audited(NAME, *rows, bodies=[FILED]).coverage["applied"].to_list() == [0]
    assert audited(NAME, {}).coverage.select("status", "detail").row(0) == ("no_table", "bodies")


def test_wording() -> None:
    found = audited(NAME, {"level": "高级工"}, {"issue_date": date(2021, 9, 1)}, bodies=[FILED]).findings
    assert found.select("variant", "facts", "evidence", "confidence", "at_stake", "clause").rows() == [
        ("level", [BODY, "保育师", "初级工、中级工", "高级工"], [FILED["row_id"]], "exact", 240, "bodies"),
        (
            "dates",
            [BODY, "保育师", "中级工", "2022-01-01", None, "2021-09-01"],
            [FILED["row_id"]], "exact", 240, "bodies",
        ),
    ]  # fmt: skip


filings = st.lists(
    st.fixed_dictionaries(
        {
            "org": st.sampled_from([BODY, "另一所学校"]),
            "occupation": st.sampled_from(["保育师", "电工", "保育师、电工"]),
            "levels": st.sampled_from(["初级工、中级工", "高级工"]),
            "since": st.sampled_from([date(2022, 1, 1), date(2022, 9, 1), date(2022, 9, 2)]),
            "until": st.sampled_from([None, date(2022, 8, 31), date(2022, 12, 31)]),
        }
    ),
    max_size=5,
)
claimed = st.fixed_dictionaries(
    {
        "org": st.sampled_from([BODY, "另一所学校"]),
        "occupation": st.sampled_from(["保育师", "电工"]),
        "level": st.sampled_from(["初级工", "中级工", "高级工"]),
        "issue_date": st.sampled_from([date(2022, 8, 31), date(2022, 9, 1), date(2022, 12, 31)]),
    }
)


@settings(max_examples=100)
@given(st.lists(claimed, min_size=1, max_size=6), filings)
def test_it_agrees_with_a_slow_oracle(rows: list[dict[str, Any]], filed: list[dict[str, Any]]) -> None:
    def covers(row: dict[str, Any], one: dict[str, Any]) -> bool:
        return (
            row["org"] == one["org"]
            and row["occupation"] in one["occupation"].split("、")
            and row["level"] in one["levels"].split("、")
            and one["since"] <= row["issue_date"] <= (one["until"] or date.max)
        )

    wrong = [n for n, row in enumerate(rows, start=1) if not any(covers(row, one) for one in filed)]
    listed = [filing(n, **one) for n, one in enumerate(filed, start=1)] or [filing(org="第三所学校")]
    found = audited(NAME, *rows, bodies=listed).findings
    assert found.filter(pl.col("verdict") == "violation")["row_id"].to_list() == wrong
    assert len(found) == len(wrong)
