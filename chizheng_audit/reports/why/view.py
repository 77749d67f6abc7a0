"""What `audit why` shows, worded and masked once; all texts are on one line."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from chizheng_audit import __version__, identity
from chizheng_audit.audit import Audit
from chizheng_audit.case import Case
from chizheng_audit.i18n import N_, _
from chizheng_audit.policy import STATUS_WORDS
from chizheng_audit.reading.one_row import OneRow
from chizheng_audit.reading.result import Reading
from chizheng_audit.reading.stood import Stood
from chizheng_audit.reports import masking, parameters
from chizheng_audit.reports.beside import file_of, why_not
from chizheng_audit.reports.facts import Input, inputs
from chizheng_audit.reports.messages import message
from chizheng_audit.reports.rejects import cells as cells_aside
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.view import History
from chizheng_audit.reports.why.cells import Cell, cells
from chizheng_audit.reports.words import REASONS
from chizheng_audit.rule import Rule
from chizheng_audit.tables import CLAIMS, TABLES
from chizheng_audit.tables.system import SHEET_SPAN
from chizheng_audit.why import Answer, InForce

_MOST_ENTRIES = 8
_PLACE = ("file", "sheet", "row", "batch")


@dataclass(frozen=True)
class Place:
    """Where a row stands; row is None for a sheet as a whole. batch: of a row of the ledger."""

    file: str
    sheet: str | None
    row: int | None
    batch: str | None = None


@dataclass(frozen=True)
class Number:
    """A parameter as it holds for the row. value: in words, None where there is none on that day. unit: of a single number.
    key: which entry of a table it is.

    column, column_title: which column dated it (None: no column says a day). day: None where its cell could not be read.
    """

    name: str
    title: str
    unit: str
    key: str | None
    value: str | None
    column: str | None
    column_title: str | None
    day: date | None
    since: date | None
    assumed: bool
    note: str


@dataclass(frozen=True)
class Said:
    """One finding about the row."""

    verdict: str
    confidence: str
    message: str
    at_stake: str | None
    fingerprint: str
    evidence: tuple[Place, ...]


@dataclass(frozen=True)
class Line:
    """One rule's answer, see why.Answer. about: claims, totals or sheets; not_run: why it did not run, in words."""

    rule: str
    code: str
    title: str
    about: str
    answer: str
    not_run: str | None
    said: tuple[Said, ...]
    inputs: tuple[Input, ...]
    numbers: tuple[Number, ...]
    clause: str | None
    clause_at: str | None
    clause_says: str | None
    cited: tuple[Place, ...]


@dataclass(frozen=True)
class Row:
    """A row that was asked about. kind: table, set_aside or blank; table: which one; reason: why it was set aside.

    remarks: what there is to say of the row as such. first: of a copy's row, where the same stands first. claims: of a
    row of another table, the same person's claims. looked_at: codes of the rules that look at that other table.
    """

    place: Place
    kind: str
    table: str | None
    reason: str | None
    remarks: tuple[str, ...]
    cells: tuple[Cell, ...]
    first: Place | None
    claims: tuple[Place, ...]
    looked_at: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class WhyView:
    """All that is drawn. law_status is a code, its word what people read. person: the ID that was asked for, masked;
    None where a row was. history: the ledger that was looked at, if any.
    """

    tool_version: str
    as_of: date
    law_id: str
    law_title: str
    law_status: str
    law_status_word: str
    law_sha256: str
    unmasked: bool
    person: str | None
    rows: tuple[Row, ...]
    history: History | None
    failed: tuple[tuple[str, str], ...]
    exit_code: int


def build(
    *,
    case: Case,
    audit: Audit,
    reading: Reading,
    rules: Mapping[str, Rule],
    asked: Sequence[tuple[OneRow, Stood | None, Sequence[Answer]]],
    person: str | None,
    exit_code: int,
    unmask: bool = False,
    history: History | None = None,
) -> WhyView:
    """Make the view of what was asked: each row, as its file has it (None: not looked up), and what the rules answered."""
    names = case.tables.claims.select("name").collect().to_series()
    texts = [cell.text or "" for _row, stood, _found in asked for cell in (stood.cells if stood else ())]
    texts += [text or "" for *_row, found in asked for each in found for text in each.inputs.values()]
    details = audit.coverage.get_column("detail").drop_nulls().to_list()
    shown = Shown(unmask, masking.occurring(names, [*texts, *details]))
    maker = _Maker(case, reading, rules, shown)
    law = case.policy
    return WhyView(
        tool_version=__version__,
        as_of=case.as_of,
        law_id=law.id,
        law_title=_(law.title),
        law_status=law.status,
        law_status_word=_(STATUS_WORDS[law.status]),
        law_sha256=law.sha256,
        unmasked=unmask,
        person=person and str(pl.select(shown.value(pl.lit(person), "id_no")).item()),
        rows=tuple(maker.row(*each) for each in asked),
        history=history and replace(history, folder=shown.path(history.folder)),
        failed=tuple((shown.words(file), shown.words(why)) for file, why in reading.failed),
        exit_code=exit_code,
    )


class _Maker:
    """Words and masks the rows of one view."""

    def __init__(self, case: Case, reading: Reading, rules: Mapping[str, Rule], shown: Shown) -> None:
        self.case, self.reading, self.rules, self.shown = case, reading, rules, shown
        self.sheets = {line["base"]: line for line in reading.sheets.iter_rows(named=True)}

    def row(self, asked: OneRow, stood: Stood | None, found: Sequence[Answer]) -> Row:
        table = asked.line["table"] if asked.kind == "table" else None
        typed = self._typed(asked) if table else {}
        remarks = [self._what(asked, typed)]
        if asked.first:
            remarks.append(
                _(
                    "这一行与 {place} 内容相同：同一份材料给了两次，只按先读到的一份核对，下面是那一份的答复。"
                ).format(place=address(self._place(asked.first[0]["base"] + asked.first[1])))
            )
        if standing := _STANDING.get(typed.get("standing", "")):
            remarks.append(_(standing))
        other = table not in (None, "claims")
        return Row(
            place=self._place(asked.line["base"] + asked.row),
            kind=asked.kind,
            table=table,
            reason=self._reason(asked),
            remarks=tuple(filter(None, remarks)),
            cells=cells(TABLES[table], typed, stood, self.shown) if table else self._aside(asked),
            first=self._place(asked.first[0]["base"] + asked.first[1]) if asked.first else None,
            claims=self._same_person(typed) if other else (),
            looked_at=self._looked_at(table) if table and other else (),
            lines=tuple(self._line(each, typed.get("name")) for each in found),
        )

    def _what(self, asked: OneRow, typed: Mapping[str, Any]) -> str:
        """What the row is, where it is no claim."""
        if asked.kind == "blank":
            return _("这一行是空行，没有作为申报读入。")
        if asked.kind == "set_aside":
            return _("这一行没有作为申报读入：{reason}。").format(reason=self._reason_words(asked))
        table = TABLES[asked.line["table"]]
        return "" if table is CLAIMS else _("这一行属于{title}，不是申报。").format(title=_(table.title))

    def _reason(self, asked: OneRow) -> str | None:
        return self._set_aside(asked).item(0, "reason") if asked.kind == "set_aside" else None

    def _reason_words(self, asked: OneRow) -> str:
        reason, detail = self._set_aside(asked).select("reason", "detail").row(0)
        words = _(REASONS[reason])
        return words + _("（{words}）").format(words=self.shown.words(detail)) if detail else words

    def _set_aside(self, asked: OneRow) -> pl.DataFrame:
        return self.reading.set_aside.filter(pl.col("row_id") == asked.row_id)

    def _aside(self, asked: OneRow) -> tuple[Cell, ...]:
        """The cells of a row that was set aside, as the list of such rows has them."""
        if asked.kind != "set_aside":
            return ()
        (row,) = cells_aside(asked.line, self._set_aside(asked), self.shown.unmask).to_dicts()
        held = ((int(at[1:]), text) for at, text in row.items() if at[0] == "c" and text is not None)
        return tuple(Cell(at, None, text, None, None, None) for at, text in held)

    def _typed(self, asked: OneRow) -> dict[str, Any]:
        table, row_id = asked.line["table"], asked.row_id
        if table == "claims":
            found = self.case.tables.claims.filter(pl.col("row_id") == row_id).collect()
        else:
            found = self.reading.row(table, int(row_id or 0))
        return found.row(0, named=True)

    def _same_person(self, typed: Mapping[str, Any]) -> tuple[Place, ...]:
        """The claims of the person that a row of another table tells of."""
        key = pl.select(identity.person(pl.lit(typed.get("id_no"), dtype=pl.String))).item()
        if key is None:
            return ()
        claims = self.case.tables.claims.filter(pl.col("person") == key).select("row_id").collect()
        return tuple(self._place(row_id) for row_id in claims.to_series())

    def _looked_at(self, table: str) -> tuple[str, ...]:
        """The codes of the rules that ask for a table, be it as one of several that would do."""
        named = ((rule.code, word.split("|")) for rule in self.rules.values() for word in rule.tables)
        return tuple(sorted({code for code, words in named if table in words}))

    def _place(self, row_id: int) -> Place:
        if row_id < 0:
            return self._older[row_id]
        line, row = self.sheets[row_id // SHEET_SPAN * SHEET_SPAN], row_id % SHEET_SPAN
        sheet = None if line["sheet"] is None else self.shown.path(line["sheet"])
        return Place(self.shown.path(line["file"]), sheet, row or None)

    @cached_property
    def _older(self) -> dict[int, Place]:
        """The places of what the ledger gave to the case, by row_id."""
        named = [
            part.select(
                pl.col(c) if c in part.columns else pl.lit(None).alias(c) for c in ("row_id", *_PLACE)
            )
            for part in self.case.tables.named_past()
        ]
        rows = pl.concat(named, how="vertical_relaxed").with_columns(
            self.shown.text(pl.col("batch")), self.shown.place("file"), self.shown.place("sheet")
        )
        return {row_id: Place(*place) for row_id, *place in rows.iter_rows()}

    def _line(self, answer: Answer, name: str | None) -> Line:
        rule = self.rules[answer.rule]
        clause = self.case.policy.clauses.get(answer.clause or "")
        variants = answer.findings.get_column("variant").to_list()
        return Line(
            rule=answer.rule,
            code=rule.code,
            title=_(rule.title),
            about=rule.about,
            answer=answer.answer,
            not_run=self._not_run(answer),
            said=self._said(answer, rule, name),
            inputs=inputs(rule, answer.inputs, variants, name, self.shown),
            numbers=tuple(map(_number, answer.in_force)),
            clause=answer.clause if clause else None,
            clause_at=_(clause.at) if clause else None,
            clause_says=_(clause.says) if clause else None,
            cited=tuple(map(self._place, answer.cited)),
        )

    def _not_run(self, answer: Answer) -> str | None:
        if answer.answer not in ("failed", "no_table", "no_parameter"):
            return None
        return self.shown.words(why_not({"status": answer.answer, "detail": answer.detail}))

    def _said(self, answer: Answer, rule: Rule, name: str | None) -> tuple[Said, ...]:
        worded = [
            part.with_columns(message=message(rule, str(variant), self.shown))
            for (variant,), part in answer.findings.with_columns(
                own_name=masking.plain(pl.lit(name, dtype=pl.String))
            ).group_by("variant", maintain_order=True)
        ]
        return tuple(
            Said(
                verdict=row["verdict"],
                confidence=row["confidence"],
                message=row["message"],
                at_stake=None if row["at_stake"] is None else str(row["at_stake"]),
                fingerprint=row["fingerprint"],
                evidence=tuple(map(self._place, row["evidence"])),
            )
            for part in worded
            for row in part.iter_rows(named=True)
        )


_STANDING = {
    "netted": N_("这一行是冲销，或已被冲销：与另一行相抵，不参与查重。"),
    "reversal": N_("这一行是冲销，没有找到被它冲销的申报。"),
}


def _number(held: InForce) -> Number:
    parameter, dated = held.parameter, held.dated
    return Number(
        name=parameter.name,
        title=parameters.title(parameter.name),
        unit=_(parameter.unit) if parameter.unit and not isinstance(held.value, list | dict | bool) else "",
        key=None if held.key is None else str(held.key),
        value=None if held.value is None else parameters.words(held.value, _MOST_ENTRIES, _("、")),
        column=held.column,
        column_title=held.column and parameters.column(held.column),
        day=held.day,
        since=dated.start if dated else None,
        assumed=bool(dated and dated.assumed),
        note=_(dated.note) if dated and dated.note else "",
    )


def address(place: Place) -> str:
    """Batch, file, sheet and row as people say them."""
    sheet = f" [{place.sheet}]" if place.sheet else ""
    at = _(" 第 {row} 行").format(row=place.row) if place.row else ""
    return f"{file_of(asdict(place))}{sheet}{at}"
