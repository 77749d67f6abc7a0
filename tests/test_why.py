"""Answers about single rows agree with the run, whatever the rows hold, and tell what was looked at also where nothing is flagged."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings

from chizheng_audit.audit import Audit, run, scoped
from chizheng_audit.case import Case
from chizheng_audit.rule import Rule, every_row, judge
from chizheng_audit.rules import all_rules
from chizheng_audit.why import ANSWERS, Answer, answers, subject
from tests.rules.stays import HIRE, months
from tests.rules.test_contract import rows
from tests.support import case

RULES = all_rules()
some = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def audit(given_case: Case, rules: dict[str, Rule] = RULES, debug: bool = True) -> Audit:
    return run(given_case, rules, key=b"test", debug=debug)


def asked(
    given_case: Case, row_id: int, rules: dict[str, Rule] = RULES, debug: bool = True
) -> dict[str, Answer]:
    """The answers about one row, by code."""
    found = answers(given_case, rules, audit(given_case, rules, debug), [subject(given_case, row_id)])[0]
    return {rules[each.rule].code: each for each in found}


@some
@given(rows)
def test_every_row_adds_rows_that_pass_and_changes_no_others(drawn: list[dict[str, Any]]) -> None:
    given_case = case(*drawn, insurance=months(0, 1, 2))
    for rule in RULES.values():
        inside, applied = scoped(given_case, rule)
        if not applied:
            continue
        plain = rule.check(inside)
        with every_row():
            whole = rule.check(inside)
        kept = whole.collect().filter(~pl.col("passes").fill_null(False))
        ids = kept.select("row_id", "passes").sort("row_id", "passes").rows()
        assert ids == plain.collect().select("row_id", "passes").sort("row_id", "passes").rows(), rule.code


def test_every_row_ends_with_its_block() -> None:
    frame = pl.LazyFrame({"x": [1, 2]})
    with pytest.raises(ValueError, match="out"), every_row():
        assert len(judge(frame, pl.col("x") == 1).collect()) == 2
        raise ValueError("out")
    assert len(judge(frame, pl.col("x") == 1).collect()) == 1


@some
@given(rows)
def test_the_answers_about_all_rows_add_up_to_the_coverage(drawn: list[dict[str, Any]]) -> None:
    given_case = case(*drawn, insurance=months(0, 1, 2))
    result = audit(given_case)
    found = answers(given_case, RULES, result, [subject(given_case, n) for n in range(1, len(drawn) + 1)])
    told = Counter((each.rule, each.answer) for of_row in found for each in of_row)
    for line in result.coverage.iter_rows(named=True):
        name = line["rule"]
        if RULES[name].about != "claims" or line["status"] != "ran":
            continue
        flagged = told[name, "violation"] + told[name, "suspicion"]
        counts = (told[name, "passed"], flagged, told[name, "unverifiable"])
        assert counts == (line["passed"], line["flagged"], line["unverifiable"]), name
        assert told[name, "out_of_scope"] == len(drawn) - line["applied"]
    for of_row in found:
        for each in of_row:
            about = (pl.col("row_id") == each.row_id) | pl.col("covers").list.contains(each.row_id)
            own = result.findings.filter((pl.col("rule") == each.rule) & about)
            assert each.findings.equals(own)
            assert set(RULES[each.rule].needs) <= set(each.inputs) or each.answer == "out_of_scope"


def test_a_clean_row_passes_all_that_applies() -> None:
    found = asked(case({}), 1)
    told = {each.answer for each in found.values()}
    assert told == {"passed", "out_of_scope", "no_table", "no_parameter"}  # no lists are here to look at
    assert found["A01"].answer == "passed"
    assert found["A02"].answer == "out_of_scope"
    assert found["A01"].inputs["expected"] == "240.00"
    assert found["I01"].inputs["length"] == "18"


def test_the_months_are_told_where_they_suffice() -> None:
    held = case(HIRE, insurance=months(*range(12)))
    found = asked(held, 1)["S01"]
    assert found.answer == "passed"
    assert found.inputs["strip"] == "●" * 12 + "○" * 6
    assert (found.inputs["run"], found.inputs["needed"]) == ("12", "12")


def test_a_row_that_is_evidence_says_so() -> None:
    found = asked(case({"issue_date": date(2022, 9, 1)}, {"issue_date": date(2022, 10, 1)}), 1)
    assert (found["D01"].answer, found["D01"].cited) == ("passed", (2,))
    assert asked(case({}, {"name": "别人", "id_no": "41990319680815162X"}), 1)["D01"].cited == ()


def number(found: Answer, name: str) -> Any:
    return next(each for each in found.in_force if each.parameter.name == name)


@pytest.mark.parametrize(
    ("row", "column", "day", "value"),
    [
        ({}, "issue_date", date(2022, 9, 1), 240),
        ({"issue_date": None, "claim_date": date(2023, 1, 5)}, "claim_date", date(2023, 1, 5), 240),
        ({"issue_date": None}, "as_of", date(2023, 12, 31), 240),
        ({"issue_date": date(2021, 12, 31)}, "issue_date", date(2021, 12, 31), None),
        ({"level": "专项", "cert_kind": "专项职业能力证书"}, "issue_date", date(2022, 9, 1), 100),
        ({"level": None, "cert_kind": "专项职业能力证书"}, "issue_date", date(2022, 9, 1), 100),
    ],
)
def test_the_number_in_force_and_what_dates_it(
    row: dict[str, Any], column: str, day: date, value: int | None
) -> None:
    held = number(asked(case(row), 1)["A01"], "evaluation_amount")
    assert (held.column, held.day, held.value) == (column, day, value)
    assert (held.dated is None) == (value is None)


def test_no_later_date_stands_in_for_one_that_could_not_be_read() -> None:
    problem = {
        "row_id": 1,
        "table": "claims",
        "column": "issue_date",
        "header": "h",
        "raw": "22.3",
        "trouble": "unreadable",
    }
    held = case({"issue_date": None, "claim_date": date(2023, 1, 5)}, problems=[problem])
    found = number(asked(held, 1)["A01"], "evaluation_amount")
    assert (found.column, found.day, found.value) == ("issue_date", None, None)


def test_why_a_rule_did_not_run() -> None:
    def broken(given_case: Case) -> pl.LazyFrame:
        raise ValueError("x")

    rules = RULES | {
        "data_broken": replace(RULES["ids_invalid"], code="X01", check=broken),
        "data_unknown": replace(RULES["ids_invalid"], code="X02", parameters=("no_such",)),
        "data_unknown_hire": replace(RULES["amounts_hire_off_scale"], code="X03", parameters=("no_such",)),
    }
    found = asked(case({}), 1, rules, debug=False)
    assert (found["X01"].answer, found["X01"].detail) == ("failed", "ValueError: x")
    assert (found["X02"].answer, found["X02"].detail) == ("no_parameter", "no_such")
    assert found["X03"].answer == "out_of_scope"
    assert (hire := asked(case(HIRE), 1)["S01"]).answer == "no_table"
    assert hire.detail == "insurance"
    assert asked(case({}), 1)["S01"].answer == "out_of_scope"


def test_an_open_row_tells_what_is_missing() -> None:
    found = asked(case({"amount": None}), 1)["A01"]
    assert (found.answer, found.inputs) == ("unverifiable", {"level": "中级工", "amount": None})


def test_what_matters_most_comes_first() -> None:
    found = [each.answer for each in asked(case({"amount": Decimal(500)}), 1).values()]
    assert found[0] == "violation"
    assert found == sorted(found, key=[a for a in ANSWERS if a != "failed"].index)
