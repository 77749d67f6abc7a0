"""The months of hires; those of placements differ only in how many are asked for."""

from datetime import date
from typing import Any

import pytest
from stdnum.cn import uscc

from tests.rules.stays import HIRE, PLACED, UNIT, WHO, months, others
from tests.support import answers, audited

NAME = "insurance_hire_short"
REACH = others(-1, 40)


def told(*rows: dict[str, Any], claim: dict[str, Any] = HIRE) -> list[tuple[str, str]]:
    found = audited(NAME, claim, insurance=[*rows, *REACH]).findings
    return found.select("verdict", "variant").rows()


@pytest.mark.parametrize(("count", "short"), [(0, True), (11, True), (12, False), (13, False)])
def test_twelve_months_are_enough(count: int, short: bool) -> None:
    assert told(*months(*range(count))) == ([("violation", "")] if short else [])


@pytest.mark.parametrize("gap", range(1, 12))
def test_a_gap_breaks_the_run(gap: int) -> None:
    assert told(*months(*(n for n in range(13) if n != gap))) == [("violation", "")]
    assert told(*months(*(n for n in range(gap + 13) if n != gap))) == []  # enough after the gap


def test_months_before_the_hire_do_not_count() -> None:
    assert told(*months(*range(-5, 11))) == [("violation", "")]


def test_arrears_do_not_count_and_late_payments_do() -> None:
    assert told(*months(*range(11)), *months(11, payment="欠费")) == [("violation", "")]
    assert told(*months(*range(11)), *months(11, payment="补缴")) == []


def test_months_elsewhere_are_another_rules() -> None:
    assert told(*months(*range(6)), *months(*range(6, 12), employer="别的公司")) == []
    assert told(*months(*range(6)), *months(*range(6, 11), employer="别的公司")) == [("violation", "")]


def test_a_month_told_twice_counts_once() -> None:
    assert told(*months(*range(11), *range(11))) == [("violation", "")]


@pytest.mark.parametrize("lacking", ["id_no", "employer", "hire_date"])
def test_null_is_never_a_pass(lacking: str) -> None:
    assert told(*months(*range(12)), claim=HIRE | {lacking: None}) == [("unverifiable", "missing")]


def test_what_the_month_rows_do_not_tell_is_open() -> None:
    def variant(*rows: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
        return (
            audited(NAME, HIRE | changes, insurance=list(rows)).findings.select("verdict", "variant").rows()
        )

    assert variant(*months(*range(12), employer="别的", id_no="419900199003070034")) == [
        ("unverifiable", "open_employer")
    ]
    assert variant(*months(*range(8))) == [("unverifiable", "open_reach")]  # they end in October 2022
    assert variant(*months(*range(2, 13))) == [("unverifiable", "open_reach")]  # they begin in May 2022
    assert variant(*months(0, 11)) == [("violation", "")]
    assert variant(*months(*range(8)), claim_date=date(2023, 3, 14)) == [("unverifiable", "open_due")]
    assert variant(*months(*range(8)), hire_date=date(2021, 3, 1), claim_date=None) == [
        ("unverifiable", "open_law")
    ]


def spanned(*spans: tuple[int, int], **changes: Any) -> list[dict[str, Any]]:
    """Spans of WHO at UNIT, in months from the hire month on."""
    return [
        {k: v for k, v in first.items() if k not in ("month", "insurance")}
        | {"since": first["month"], "until": last["month"]}
        | changes
        for begin, end in spans
        for first, last in [months(begin, end)]
    ]


def test_spans_prove_no_month_and_are_never_a_pass() -> None:
    def variant(*spans: dict[str, Any], rows: Any = ()) -> list[tuple[str, str]]:
        found = audited(NAME, HIRE, spans=list(spans), insurance=list(rows)).findings
        return found.select("verdict", "variant").rows()

    reach = spanned((-1, 40), id_no="419900199003070034")
    assert variant(*spanned((0, 11)), *reach) == [("unverifiable", "open_spans")]
    assert variant(*spanned((0, 10)), *reach) == [("violation", "")]  # too short even if every month was paid
    assert variant(*spanned((0, 5), (6, 20)), *reach) == [("unverifiable", "open_spans")]
    assert variant(*spanned((0, 5), (7, 17)), *reach) == [("violation", "")]
    assert variant(*spanned((6, 11)), *reach, rows=months(*range(6))) == [("unverifiable", "open_spans")]
    assert variant(*spanned((0, 11)), *reach, rows=months(*range(12))) == []  # each month is proven elsewhere
    assert variant(*spanned((0, 10))) == [("unverifiable", "open_reach")]
    assert variant(*spanned((0, 11), employer="别的"), *reach) == [("violation", "")]
    assert variant(*spanned((0, 11), payment="欠费"), *reach) == [("violation", "")]
    assert variant(*spanned((0, 11), months=0), *reach) == [("violation", "")]
    assert variant(*spanned((0, 1), until=None), *reach) == [("unverifiable", "open_spans")]  # 至今


def test_months_without_an_employer_or_a_month_leave_it_open() -> None:
    some = months(*range(11))
    assert told(*some, *months(11, employer=None)) == [("unverifiable", "open_unit")]
    assert told(*some, *months(12, employer=None)) == [("violation", "")]
    assert told(*some, *months(11, month=None)) == [("unverifiable", "open_unread")]
    assert told(*some, *months(11, month=None, id_no="419900199003070034")) == [("violation", "")]
    assert told(*some, *months(11, payment="标记不明（未缴与否待核）")) == [("unverifiable", "open_unread")]
    elsewhere = months(11, employer=None, payment="转入")
    assert told(*some, *elsewhere) == []  # enough, but not here: S05's
    assert answers("insurance_other_employer", HIRE, insurance=[*some, *elsewhere, *REACH]) == [
        (1, "suspicion")
    ]


def test_without_month_rows_the_rule_does_not_run() -> None:
    line = audited(NAME, HIRE).coverage.row(0, named=True)
    assert (line["status"], line["detail"], line["applied"]) == ("no_table", "insurance", 0)
    assert audited(NAME, {}).coverage["status"].item() == "ran"  # no hires, so nothing is lacking


def test_out_of_scope() -> None:
    assert answers(NAME, PLACED, {}, HIRE | {"amount": -1000}, insurance=REACH) == []


def test_wording() -> None:
    found = audited(
        NAME, HIRE, insurance=[*months(*range(5), *range(6, 9)), *months(9, payment="补缴"), *REACH]
    )
    assert found.findings["facts"].to_list() == [
        ["张一丁", WHO, "2022-03", UNIT, "●●●●●○●●●◎○○○○○○○○", "5", "12"]
    ]
    assert found.findings["at_stake"].to_list() == [1000]
    assert found.findings["clause"].to_list() == ["hire"]


def test_the_coverage_says_when_employers_were_compared_by_name_only() -> None:
    def detail(claim: dict[str, Any], code: str | None) -> str:
        coverage = audited(
            NAME, claim, insurance=[row | {"employer_code": code} for row in months(*range(12))]
        ).coverage
        return str(coverage["detail"].item() or "")

    code = "91419900MA0000001" + uscc.calc_check_digit("91419900MA0000001")
    assert "1 行的单位" in detail(HIRE, None) and "1 行的单位" in detail(HIRE, code)
    assert "1 行的单位" in detail(HIRE | {"employer_code": code}, None)
    assert detail(HIRE | {"employer_code": code}, code) == ""
