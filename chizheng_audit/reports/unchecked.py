"""What no rule of this version looks at: found by watching the rules over empty tables, never listed by hand."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import polars as pl

from chizheng_audit import employment
from chizheng_audit.case import Case, Tables, empty_tables
from chizheng_audit.i18n import _
from chizheng_audit.policy import Dated, Policy
from chizheng_audit.reports.parameters import title
from chizheng_audit.rule import Rule
from chizheng_audit.tables import TABLES
from chizheng_audit.tables.kinds import MONEY


@dataclass(frozen=True)
class Unchecked:
    """tables: names of canonical tables that were read. parameters: names. clauses: keys of clauses that bear on none
    of these parameters.
    """

    tables: tuple[str, ...]
    parameters: tuple[str, ...]
    clauses: tuple[str, ...]

    def words(self, clauses: Mapping[str, str]) -> str:
        """All of it as one list for people, `clauses` being where they stand; "" where nothing is left out."""
        named = [_(TABLES[name].title) for name in self.tables]
        named += [title(name) for name in self.parameters]
        return _("、").join([*named, *(clauses[key] for key in self.clauses)])


def unchecked(policy: Policy, read: Iterable[str], rules: Mapping[str, Rule]) -> Unchecked:
    """What of the tables `read` and of `policy` none of `rules` looks at."""
    seen: set[str] = set()
    case = Case(_tables(seen), _watched(policy, seen), date(2000, 1, 1))
    for rule in rules.values():
        seen |= {f"policy {name}" for name in rule.parameters}
        tables = [name for names in rule.tables for name in names.split("|")]
        seen |= {f"table {name}" for name in (rule.about, *tables)}
        if "insurance" in tables:
            seen |= {f"policy {name}" for name in employment.PARAMETERS.values()}
        with suppress(Exception):  # a rule that fails is told by the coverage of a run
            if callable(rule.scope):
                rule.scope(case)
            rule.check(case)
    parameters = [name for name in policy.parameters if f"policy {name}" not in seen]
    declared = [policy.parameters[name] for rule in rules.values() for name in rule.parameters
                if name in policy.parameters]  # fmt: skip
    cited = {rule.clause for rule in rules.values()} | {parameter.clause for parameter in declared}
    spoken_for = cited | {policy.parameters[name].clause for name in parameters}
    return Unchecked(
        tuple(name for name in dict.fromkeys(read) if f"table {name}" not in seen),
        tuple(parameters),
        tuple(key for key in policy.clauses if key not in spoken_for),
    )


def _tables(seen: set[str]) -> Tables:
    names = {field.name for field in fields(Tables)}

    class Watched(Tables):
        def __getattribute__(self, name: str) -> Any:
            if name in names:
                seen.add(f"table {name}")
            return super().__getattribute__(name)

    empty = empty_tables()
    return Watched(**{name: getattr(empty, name) for name in names})


def _watched(policy: Policy, seen: set[str]) -> Policy:
    class Watched(Policy):
        def dated(self, name: str, day: date) -> Dated | None:
            seen.add(f"policy {name}")
            return super().dated(name, day)

        def attach(self, rows: pl.LazyFrame, name: str, as_of: date) -> pl.LazyFrame:
            seen.add(f"policy {name}")
            if self.parameters[name].by:  # a value a key takes long to lay out, and no row is looked at here
                return rows.with_columns(pl.lit(None, dtype=MONEY).alias(name))
            return super().attach(rows, name, as_of)

    return Watched(**{field.name: getattr(policy, field.name) for field in fields(Policy)})
