"""What no rule looks at; and whether the rules say truly what they look at, by watching them."""

from dataclasses import fields
from datetime import date
from typing import Any

import polars as pl
import pytest

from chizheng_audit.case import Case, Tables, empty_tables
from chizheng_audit.policy import Dated, Policy, available, load_policy
from chizheng_audit.reports.parameters import TITLES, column
from chizheng_audit.reports.unchecked import looked_at, unchecked
from chizheng_audit.rule import Rule
from chizheng_audit.rules import all_rules


def test_without_rules_nothing_is_checked() -> None:
    law = load_policy("zhongmu_2022")
    blind = unchecked(law, ["claims", "insurance"], {})
    assert blind.tables == ("claims", "insurance")
    assert blind.parameters == tuple(law.parameters)
    assert set(blind.clauses) <= set(law.clauses)


def test_what_rules_look_at_is_checked() -> None:
    blind = unchecked(load_policy("zhongmu_2022"), ["claims"], all_rules())
    assert not {"evaluation_amount", "duplicate_key", "regions", "province"} & set(blind.parameters)
    assert "claims" not in blind.tables


@pytest.mark.parametrize("pack", available())
def test_every_parameter_and_its_columns_have_words(pack: str) -> None:
    parameters = load_policy(pack).parameters
    assert [name for name in parameters if name not in TITLES] == []
    for parameter in parameters.values():
        for name in (*parameter.by, *parameter.dated_by):
            assert column(name) != name


EVERYONES = {"claims", "problems", "sheets", "past", "near_past", "insured", "near", "certified"}
"""What every rule may look at, and what is made of tables that are named."""


@pytest.mark.parametrize("pack", available())
@pytest.mark.parametrize("name", list(all_rules()))
def test_rules_look_at_what_they_say(name: str, pack: str) -> None:
    rule, law = all_rules()[name], load_policy(pack)
    if not law.lacks(rule.parameters):
        seen = watched(rule, law)
        assert seen - looked_at(rule) - EVERYONES == set()
        assert not set(rule.uses) & set(law.parameters) - seen


def watched(rule: Rule, law: Policy) -> set[str]:
    """The tables and parameters that a rule asks for while it is run over empty tables."""
    seen: set[str] = set()
    tables = {field.name for field in fields(Tables)}

    class WatchedTables(Tables):
        def __getattribute__(self, name: str) -> Any:
            if name in tables:
                seen.add(name)
            return super().__getattribute__(name)

    class WatchedPolicy(Policy):
        def dated(self, name: str, day: date) -> Dated | None:
            seen.add(name)
            return super().dated(name, day)

        def attach(self, rows: pl.LazyFrame, name: str, as_of: date) -> pl.LazyFrame:
            seen.add(name)
            return super().attach(rows, name, as_of)

    empty = empty_tables()
    case = Case(
        WatchedTables(**{name: getattr(empty, name) for name in tables}),
        WatchedPolicy(**{field.name: getattr(law, field.name) for field in fields(Policy)}),
        date(2022, 6, 1),
    )
    if callable(rule.scope):
        rule.scope(case)
    rule.check(case)
    return seen
