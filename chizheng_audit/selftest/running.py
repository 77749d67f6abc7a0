"""Copies, each with as much planted in it as has room, and what the rules say of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from shutil import copyfile

import polars as pl

from chizheng_audit.anonymise.writers import write_text, write_workbook
from chizheng_audit.audit import Audit
from chizheng_audit.case import Case
from chizheng_audit.i18n import N_, _
from chizheng_audit.reading.laid import Laid
from chizheng_audit.reports.beside import detail
from chizheng_audit.rule import Rule
from chizheng_audit.selftest import beside, claims, data, variants
from chizheng_audit.selftest.field import Field, NoRowsLeft, NotApplicable, Row
from chizheng_audit.selftest.kinds import Plant

_FIRST: dict[str, Plant] = {**claims.PLANTS, **beside.PLANTS, **data.PLANTS}
PLANTS: dict[str, tuple[Plant, ...]] = {
    code: (plant, *variants.VARIANTS.get(code, ())) for code, plant in _FIRST.items()
}
"""By rule code, the ways of its fraud."""
_NO_PLANT = N_("没有为这条规则准备舞弊样式")
_PAYING, _OF_PAYING = "payout_", N_("只核对付款批次（audit payout）")
_LACKS = {
    "no_parameter": N_("政策包没有 {detail}"),
    "no_table": N_("没有 {detail}"),
    "failed": N_("规则出错：{detail}"),
}

_Wanted = tuple[str, Plant]

Judge = Callable[[Sequence[str]], tuple[Case, Audit]]
"""Audits files, in that order."""


@dataclass(frozen=True)
class Result:
    """What became of a rule: how many frauds were planted, caught and missed; why none, in a sentence."""

    code: str
    rule: str
    title: str
    planted: int
    caught: int
    why: str | None

    @property
    def missed(self) -> int:
        """Planted and not caught."""
        return self.planted - self.caught


def selftest(
    files: Sequence[Laid],
    folder: Path,
    rules: Mapping[str, Rule],
    judge: Judge,
    seed: int,
    progress: Callable[[str], None] | None = None,
) -> list[Result]:
    """Plant frauds in `files`, which are a copy already; further copies go to `folder`. One result a rule, in their order."""  # fmt: skip
    case, before = judge([file.book.path for file in files])
    spoken = _spoken_of(before)
    field = Field(files, case, spoken, seed)
    status = {row["code"]: row for row in before.coverage.to_dicts()}
    why: dict[str, str] = {}
    found: dict[str, list[bool]] = {}
    waiting: list[_Wanted] = []
    for name, rule in rules.items():
        line = status[rule.code]
        if line["status"] in ("no_parameter", "failed"):
            why[rule.code] = _(_LACKS[line["status"]]).format(detail=detail(line))
        elif rule.code not in PLANTS:
            why[rule.code] = _(_OF_PAYING if name.startswith(_PAYING) else _NO_PLANT)
        else:
            waiting += [(rule.code, plant) for plant in PLANTS[rule.code]]
    for number in count(1):  # each copy has room for one at least
        field, planted, waiting = _planted(field, waiting, why)
        if not planted:
            break
        after = judge(_written(field, folder / f"{number}"))[1]
        for code, rows in planted.items():
            found.setdefault(code, []).append(_caught(after, before, code, rows))
            if progress:
                progress(code)
    why |= {code: _("没有地方可种") for code, _plant in waiting if code not in why}
    return [
        Result(rule.code, name, rule.title, len(own), sum(own), None if own else why.get(rule.code))
        for name, rule in rules.items()
        for own in [found.get(rule.code, [])]
    ]


def _planted(
    field: Field, wanted: Sequence[_Wanted], why: dict[str, str]
) -> tuple[Field, dict[str, list[Row]], list[_Wanted]]:
    """A fresh field with what has room in it, of each rule one; what waits for the next."""
    field = field.fresh()
    planted: dict[str, list[Row]] = {}
    left: list[_Wanted] = []
    for code, plant in wanted:
        if code in planted or (planted and (code in data.ALONE or planted.keys() & data.ALONE)):
            left.append((code, plant))
            continue
        field.code, used = code, set(field.used)
        try:
            planted[code] = plant(field)
        except NotApplicable as reason:
            why.setdefault(code, str(reason))
            field.used = used
        except NoRowsLeft:
            left.append((code, plant))
            field.used = used
    return field, planted, left


def _written(field: Field, folder: Path) -> list[str]:
    """The files of a field, written to `folder`; where they are, in order."""
    folder.mkdir(exist_ok=True)
    paths, again = [], []
    for number, file, sheets in field.edited():
        path = folder / Path(file.book.path).name
        if file.book.format == "xlsx":
            write_workbook(path, [(sheet.name or "Sheet", sheet, copied) for sheet, copied in sheets])
        else:
            with Path(file.book.path).open("rb") as stream:
                head = stream.read(1 << 16)
            write_text(path, file.book, *sheets[0], head)
        paths.append(str(path))
        if number in field.twice:
            twin = path.with_name(f"{path.stem}_2{path.suffix}")
            copyfile(path, twin)
            again.append(str(twin))
    return [*paths, *again]


def _spoken_of(audit: Audit) -> dict[str, frozenset[int]]:
    """By rule code, the rows that violations and suspicions are about."""
    said = audit.findings.filter(pl.col("verdict") != "unverifiable").select(
        "code", row_id=pl.concat_list("row_id", "evidence", "covers")
    )
    rows = said.explode("row_id").group_by("code").agg(pl.col("row_id").unique())
    return {code: frozenset(ids) for code, ids in rows.iter_rows()}


def _caught(after: Audit, before: Audit, code: str, rows: Sequence[Row]) -> bool:
    """Whether the rule flags one of those rows, which it did not before in the same words."""
    if any(row.get("all_after") for row in rows):
        return len(_spoken_of(after).get(code, ())) > len(_spoken_of(before).get(code, ()))
    wanted = {row["row_id"] for row in rows}

    def flagged(audit: Audit) -> set[tuple[object, ...]]:
        own = audit.findings.filter((pl.col("code") == code) & (pl.col("verdict") != "unverifiable"))
        told = own.select(
            "row_id", "variant", "at_stake", "facts", about=pl.concat_list("row_id", "evidence", "covers")
        )
        return {
            (row_id, variant, stake, tuple(facts or ()))
            for row_id, variant, stake, facts, about in told.iter_rows()
            if wanted & set(about)
        }

    return bool(flagged(after) - flagged(before))
