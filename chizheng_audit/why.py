"""Why a row stands as it does: what each rule looked at, the number in force for it, and the rule's answer.

The answers are those of a run over the whole case, so that rules that compare claims see all of them; this module only
asks what the run left out: whether a rule applies to the row, and what it saw in a row that passed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from chizheng_audit.audit import Audit, scoped
from chizheng_audit.case import Case
from chizheng_audit.employment import PARAMETERS
from chizheng_audit.finding import FINDINGS, VERDICTS
from chizheng_audit.policy import Dated, Parameter
from chizheng_audit.rule import UNREAD, Rule, every_row
from chizheng_audit.tables.system import SHEET_SPAN

ANSWERS = (*VERDICTS, "failed", "no_table", "no_parameter", "passed", "out_of_scope")
"""What a rule can answer about a row, what matters most first."""

_NO_ROW = -1


@dataclass(frozen=True)
class Subject:
    """A row that is asked about, as the tables of a case know it: row_ids, None where it is no such row.

    sheet: the base of the sheet it stands in.
    """

    claim: int | None
    total: int | None
    sheet: int

    def of(self, rule: Rule) -> int:
        """The row_id that `rule` looks at for this subject; one that no row has where it looks at nothing of it."""
        found = {"claims": self.claim, "totals": self.total, "sheets": self.sheet}.get(rule.about)
        return _NO_ROW if found is None else found


@dataclass(frozen=True)
class InForce:
    """A parameter as it holds for one row.

    column: which column decided, or as_of; None where none of them says a day. day: what it says; None where the cell
    is there and could not be read. dated: the value in force on that day, None before the first. key: which entry of a
    table the row picks, by the parameter's `by`. value: that entry, or the whole.
    """

    parameter: Parameter
    column: str | None
    day: date | None
    dated: Dated | None
    key: str | None
    value: Any


@dataclass(frozen=True)
class Answer:
    """What one rule says of one subject.

    answer: see ANSWERS. detail: why it did not run, as in COVERAGE. row_id: the row that the rule looked at.
    findings: rows of FINDINGS, none unless it does not pass. clause: key of the pack's clauses. inputs: the columns it
    needs (None: empty) and the facts that its message speaks of, as text. cited: rows whose findings name this row as evidence.
    """

    rule: str
    row_id: int
    answer: str
    detail: str | None
    findings: pl.DataFrame
    clause: str | None
    inputs: Mapping[str, str | None]
    in_force: tuple[InForce, ...]
    cited: tuple[int, ...]


def subject(case: Case, row_id: int, sheet: int | None = None) -> Subject:
    """The subject of a row_id. `sheet`: the base of the sheet it was asked for in, where that is a copy of its own."""

    def has(rows: pl.LazyFrame) -> int | None:
        return row_id if len(rows.filter(pl.col("row_id") == row_id).head(1).collect()) else None

    base = row_id // SHEET_SPAN * SHEET_SPAN if sheet is None else sheet
    return Subject(has(case.tables.claims), has(case.tables.totals), base)


def answers(
    case: Case, rules: Mapping[str, Rule], audit: Audit, subjects: Sequence[Subject]
) -> list[list[Answer]]:
    """For each of `subjects` what each of `rules` says, what matters most first. `audit` is their run over `case`."""
    coverage = {line["rule"]: line for line in audit.coverage.iter_rows(named=True)}
    found: list[list[Answer]] = [[] for _ in subjects]
    for name, rule in rules.items():
        of_rule = audit.findings.filter(pl.col("rule") == name)
        asked = _Asked(case, name, rule, coverage[name], of_rule, [each.of(rule) for each in subjects])
        for place, each in enumerate(subjects):
            found[place].append(asked.answer(each.of(rule)))
    return [sorted(each, key=lambda one: (ANSWERS.index(one.answer), rules[one.rule].code)) for each in found]


class _Asked:
    """One rule, asked about some rows."""

    def __init__(
        self,
        case: Case,
        name: str,
        rule: Rule,
        coverage: Mapping[str, Any],
        findings: pl.DataFrame,
        ids: list[int],
    ) -> None:
        self.case, self.name, self.rule, self.coverage, self.findings = case, name, rule, coverage, findings
        scope_is_known = coverage["status"] != "no_parameter" or not callable(rule.scope)
        inside = case
        if scope_is_known and coverage["status"] != "failed":
            inside, _applied = scoped(case, rule)
        self.rows = _by_id(_rows(inside, rule), ids)
        self.seen: dict[int, list[dict[str, Any]]] = {}
        if coverage["status"] == "ran" and self.rows:
            with every_row():
                plan = rule.check(inside)
            # collected first: a filter must not slip below what a check does to all rows together
            seen = plan.collect().filter(pl.col("row_id").is_in(ids))
            for row in seen.iter_rows(named=True):
                self.seen.setdefault(row["row_id"], []).append(row)
        dates = {c for p in self._parameters() for c in p.dated_by}
        cells = case.tables.problems.filter(
            (pl.col("table") == "claims")
            & pl.col("row_id").is_in(ids)
            & pl.col("column").is_in(sorted(dates))
        )
        self.unread = set(cells.select("row_id", "column").collect().rows())

    def _parameters(self) -> Iterable[Parameter]:
        """Those of the rule; where it looks at months of insurance also those by which they were counted."""
        known = self.case.policy.parameters
        counted = any("insurance" in words.split("|") for words in self.rule.tables)
        names = (*self.rule.parameters, *(PARAMETERS.values() if counted else ()))
        return (known[name] for name in dict.fromkeys(names) if name in known)

    def answer(self, row_id: int) -> Answer:
        """What the rule says of one row."""
        status = self.coverage["status"]
        about = (pl.col("row_id") == row_id) | pl.col("covers").list.contains(row_id)
        own = self.findings.filter(about)
        if row_id not in self.rows:
            answer = "out_of_scope"
        elif status != "ran":
            answer = status
        else:
            told = set(own.get_column("verdict").cast(pl.String))
            answer = next((verdict for verdict in VERDICTS if verdict in told), "passed")
        if answer not in (*VERDICTS, "passed"):
            own = pl.DataFrame(schema=FINDINGS)
        row = self.rows.get(row_id, {}) | self._row_seen(row_id, answer)
        return Answer(
            rule=self.name,
            row_id=row_id,
            answer=answer,
            detail=self.coverage["detail"] if answer == status else None,
            findings=own,
            clause=own.item(0, "clause") if len(own) else row.get("clause", self.rule.clause),
            inputs=self._inputs(row, own.get_column("variant").to_list()) if row else {},
            in_force=tuple(self._in_force(each, row_id, row) for each in self._parameters()) if row else (),
            cited=tuple(
                self.findings.filter(pl.col("evidence").list.contains(row_id))
                .get_column("row_id")
                .unique()
                .sort()
            ),
        )

    def _row_seen(self, row_id: int, answer: str) -> dict[str, Any]:
        """The row as the check saw it: where it tells of it more than once, the first that gave this answer."""
        gave = {"passed": True, "unverifiable": None}.get(answer, False)
        return next((row for row in self.seen.get(row_id, ()) if row["passes"] is gave), {})

    def _inputs(self, row: Mapping[str, Any], said: Iterable[str]) -> dict[str, str | None]:
        """What the rule needs, and what the messages `said` (variants) speak of; of a row that nothing is said of, what the
        message that the check chose for it speaks of, or, where it chose none, every message but those of open rows."""
        own = [variant for variant in self.rule.messages if variant not in UNREAD]
        chosen = [variant for variant in (said or [row.get("variant", "")]) if variant in own]
        if not said and not chosen:
            chosen = [variant for variant in own if not variant.startswith("open")]
        spoken = [name for variant in chosen for name in self.rule.placeholders(variant)]
        told = {name: _text(row[name]) for name in [*self.rule.needs, *spoken] if name in row}
        return {name: text for name, text in told.items() if text is not None or name in self.rule.needs}

    def _in_force(self, parameter: Parameter, row_id: int, row: Mapping[str, Any]) -> InForce:
        """As Policy.attach dates a row, and Case.attach leaves it undated behind a cell that could not be read."""
        column: str | None = None
        day: date | None = None
        for column_ in parameter.dated_by:
            day = self.case.as_of if column_ == "as_of" else row.get(column_)
            if day is not None or (row_id, column_) in self.unread:
                column = column_
                break
        dated = self.case.policy.dated(parameter.name, day) if day else None
        key = row.get(parameter.by[0]) if parameter.by else None
        value = dated.value if dated else None
        if parameter.by and isinstance(value, Mapping):
            value = value.get(key)
        return InForce(parameter, column, day, dated, key, value)


def _rows(case: Case, rule: Rule) -> pl.LazyFrame:
    """The rows that a rule looks at, each with its row_id; that of a sheet is its base."""
    rows: pl.LazyFrame = getattr(case.tables, rule.about)
    return rows.with_columns(row_id="base") if rule.about == "sheets" else rows


def _by_id(rows: pl.LazyFrame, ids: list[int]) -> dict[int, dict[str, Any]]:
    kept = rows.filter(pl.col("row_id").is_in(ids)).collect()
    return {row["row_id"]: row for row in kept.iter_rows(named=True)}


def _text(value: Any) -> str | None:
    """A value as facts of findings have it."""
    if value is None or isinstance(value, list | dict):
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)
