from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.demo.people import credit_code
from chizheng_audit.policy import load_policy
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

DAY = date(2023, 12, 31)
NAME = "caps_employer_not_small"
CODE = credit_code("91419900MA0000001")
CODED = HIRE | {"employer_code": CODE}
LINE: dict[str, Any] = {
    "row_id": 900,
    "employer": HIRE["employer"],
    "employer_code": CODE,
    "industry": "制造业",
}


def told(line: dict[str, Any], *more: dict[str, Any]) -> list[tuple[Any, ...]]:
    found = audited(NAME, CODED, employers=[LINE | line, *more]).findings
    return found.select("verdict", "variant").rows()


LARGE = [("violation", "large")]


@pytest.mark.parametrize(
    ("industry", "numbers", "limit"),
    [
        ("制造业", {"staff": 1000, "revenue": 400_000_000}, {"staff": 999}),
        ("制造业", {"staff": 1000, "revenue": 400_000_000}, {"revenue": Decimal("399999999.99")}),
        ("C 农副食品加工业", {"staff": 1000, "revenue": 400_000_000}, {"staff": 999}),
        ("农、林、牧、渔业", {"revenue": 200_000_000}, {"revenue": 199_999_999}),
        ("房屋建筑业", {"revenue": 800_000_000, "assets": 800_000_000}, {"assets": 799_999_999}),
        ("批发业", {"staff": 200, "revenue": 400_000_000}, {"staff": 199}),
        ("零售业", {"staff": 300, "revenue": 200_000_000}, {"revenue": 199_999_999}),
        ("道路运输业", {"staff": 1000, "revenue": 300_000_000}, {"staff": 999}),
        ("仓储业", {"staff": 200, "revenue": 300_000_000}, {"staff": 199}),
        ("邮政业", {"staff": 1000, "revenue": 300_000_000}, {"revenue": 1}),
        ("物业管理", {"staff": 1000, "revenue": 50_000_000}, {"revenue": 49_999_999}),
        ("商务服务业", {"staff": 300, "assets": 1_200_000_000}, {"staff": 299}),
        ("居民服务、修理和其他服务业", {"staff": 300}, {"staff": 299}),
        ("住宿和餐饮业", {"staff": 300, "revenue": 100_000_000}, {"staff": 299}),
    ],
)
def test_large_is_what_reaches_every_limit_of_its_industry(
    industry: str, numbers: dict[str, Any], limit: dict[str, Any]
) -> None:
    assert told({"industry": industry} | numbers) == LARGE
    assert told({"industry": industry} | numbers | limit) == []


def test_one_finding_for_an_employer_with_its_claims_and_their_sum() -> None:
    rows = [CODED | {"row_id": n} for n in (1, 2, 3)]
    large = LINE | {"staff": 1200, "revenue": 500_000_000}
    found = audited(
        NAME, *rows, CODED | {"row_id": 4, "employer_code": None, "employer": "别家公司"}, employers=[large]
    )
    assert found.findings.select("row_id", "verdict", "variant", "at_stake", "evidence", "covers").rows() == [
        (1, "violation", "large", Decimal(3000), [900, 2, 3], [2, 3]),
        (4, "unverifiable", "open_unlisted", None, [], []),
    ]
    facts = found.findings["facts"].to_list()[0]
    assert facts == [
        HIRE["employer"], "制造业", "工业", "1200", "500000000.00", None, "1000", "400000000.00", None, "3", "3000.00",
    ]  # fmt: skip
    assert found.coverage.select("applied", "passed", "flagged", "unverifiable").row(0) == (4, 0, 3, 1)


@pytest.mark.parametrize(
    ("line", "variant"),
    [
        ({"industry": None, "staff": 5}, "open_industry"),
        ({"industry": "教育", "staff": 5}, "open_sector"),
        ({"staff": 1000}, "open_measure"),
        ({"revenue": 400_000_000}, "open_measure"),
        ({}, "open_measure"),
        ({"industry": "批发和零售业", "staff": 250, "revenue": 500_000_000}, "open_disagree"),
    ],
)
def test_what_cannot_be_told_is_open(line: dict[str, Any], variant: str) -> None:
    assert told(line) == [("unverifiable", variant)]


def test_the_missing_number_is_named() -> None:
    found = audited(NAME, CODED, employers=[LINE | {"staff": 1200}]).findings
    assert found["facts"].to_list()[0][3:5] == ["revenue", "1200"]


def test_both_readings_of_an_industry_must_agree() -> None:
    both = {"industry": "批发和零售业"}
    assert told(both | {"staff": 300, "revenue": 400_000_000}) == LARGE
    assert told(both | {"staff": 199}) == []


def test_rows_of_the_register_that_disagree_are_open() -> None:
    small = LINE | {"row_id": 901, "staff": 5}
    assert told({"staff": 1200, "revenue": 500_000_000}, small) == [("unverifiable", "open_disagree")]
    assert told({"staff": 6}, small) == []


@pytest.mark.parametrize(
    ("size", "expected"),
    [("大型", [("suspicion", "said_large")]), ("小型", [("unverifiable", "open_measure")])],
)
def test_a_size_that_is_only_said(size: str, expected: list[tuple[str, str]]) -> None:
    assert told({"size": size}) == expected


def test_an_employer_is_found_by_its_name_when_it_has_no_code_and_that_is_less_sure() -> None:
    large = LINE | {"staff": 1200, "revenue": 500_000_000}
    assert audited(NAME, HIRE, employers=[large]).findings["confidence"].to_list() == ["strong"]


def test_null_is_never_a_pass() -> None:
    rows = (HIRE | {"employer": None}, HIRE | {"employer": None})
    assert answers(NAME, *rows, employers=[LINE]) == [(1, "unverifiable"), (2, "unverifiable")]


def test_without_a_register_it_does_not_run() -> None:
    assert audited(NAME, HIRE).coverage.select("status", "detail").row(0) == ("no_table", "employers")


def test_out_of_scope() -> None:
    assert answers(NAME, PLACED, {}, employers=[LINE]) == []


values = st.none() | st.sampled_from(
    [1, 199, 200, 300, 1000, 49_999_999, 50_000_000, 400_000_000, 1_200_000_000]
)
SECTORS = {"制造业": "工业", "物业管理": "物业管理", "租赁业": "租赁和商务服务业", "建筑业": "建筑业"}


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(SECTORS)), values, values, values)
def test_against_a_slow_oracle(
    industry: str, staff: int | None, revenue: int | None, assets: int | None
) -> None:
    law = load_policy("demo")
    numbers = {"staff": staff, "revenue": revenue, "assets": assets}
    limits = {name: law.value(f"sme_{name}", DAY).get(SECTORS[industry]) for name in numbers}
    pairs = [(numbers[name], limit) for name, limit in limits.items() if limit is not None]
    if any(number is not None and number < limit for number, limit in pairs):
        expected = []
    elif all(number is not None for number, _limit in pairs):
        expected = ["violation"]
    else:
        expected = ["unverifiable"]
    assert [verdict for verdict, _variant in told({"industry": industry} | numbers)] == expected


def test_a_code_that_only_claims_of_another_subsidy_tell_parts_no_claim_from_the_register() -> None:
    line = LINE | {"employer_code": None, "staff": 1000, "revenue": Decimal(400_000_000)}
    rows = (HIRE, PLACED | {"employer_code": CODE})
    assert answers(NAME, *rows, employers=[line]) == [(1, "violation")]
