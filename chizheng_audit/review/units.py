"""Who has to answer: the open findings by unit (school, body, employer), and the words of each row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reports import standing
from chizheng_audit.reports.beside import file_of
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import CONFIDENCE_WORDS, VALUE_WORDS, VERDICT_WORDS

CITED = 5
"""Rows of evidence written out; the number of the others is said."""
_SHORT = 12
_NO_NAME = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_NAME = 60


@dataclass(frozen=True)
class Unit:
    """A unit and its findings: `name` None for findings of no unit; `file` its workbook; `rows` by the names of layout."""

    name: str | None
    file: str
    rows: tuple[dict[str, Any], ...]


def open_findings(view: View, groups: pl.DataFrame) -> pl.DataFrame:
    """The findings of `view` that wait for an answer, with `group` (from fingerprint, group); see runs.groups.

    Those that could not be verified are left out: there is nothing yet that could be true or not.
    """
    waiting = ~pl.col("settled") & (pl.col("verdict") != "unverifiable")
    return view.findings.filter(waiting).join(groups, on="fingerprint", how="left", maintain_order="left")


def units(view: View, findings: pl.DataFrame) -> Iterator[Unit]:
    """The `findings` (see open_findings) unit by unit: by name, those without a unit last; a group stands together."""
    rows = {row["row_id"]: row for row in view.rows.iter_rows(named=True)}
    order = findings.with_row_index("order").with_columns(
        order=pl.col("order").min().over(pl.coalesce("group", "fingerprint"))
    )
    taken: set[str] = set()
    for (payee,), part in order.sort("payee", "order", nulls_last=True, maintain_order=True).group_by(
        "payee", maintain_order=True
    ):
        name = None if payee is None else str(payee)
        told = [_row(finding, rows, place) for place, finding in enumerate(part.iter_rows(named=True), 1)]
        yield Unit(name, _file(name, taken), tuple(_numbered(told)))


def _file(unit: str | None, taken: set[str]) -> str:
    """A file name for a unit that no other has, also where case does not matter."""
    bare = _NO_NAME.sub("_", unit or _("没有单位的疑点")).strip(" .")[:_NAME]
    stem, turn = _("核实表_{unit}").format(unit=bare), 1
    while (name := stem if turn == 1 else f"{stem}_{turn}").casefold() in taken:
        turn += 1
    taken.add(name.casefold())
    return f"{name}.xlsx"


def _numbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """`rows` with the shortest number each that tells it from the others."""
    length = _SHORT
    while len({row["fingerprint"][:length] for row in rows}) < len(rows):
        length += 4
    return [row | {"number": row["fingerprint"][:length]} for row in rows]


def _row(finding: dict[str, Any], rows: dict[int, dict[str, Any]], place: int) -> dict[str, Any]:
    kinds = VALUE_WORDS["subsidy"]
    subsidy = _(kinds[finding["subsidy"]]) if finding["subsidy"] in kinds else finding["subsidy"]
    issued = finding["issue_date"] and finding["issue_date"].isoformat()
    facts = [finding["message"]]
    if finding["clause_at"]:
        facts.append(_("依据：{at}").format(at=finding["clause_at"]))
    if answer := standing.told(finding):
        facts.append(answer)
    what = f"{_(VERDICT_WORDS[finding['verdict']])} {finding['code']}\n{finding['title']}"
    if finding["confidence"] != "exact":
        what += "\n" + _("置信度") + " " + _(CONFIDENCE_WORDS[finding["confidence"]])
    return {
        "fingerprint": finding["fingerprint"],
        "place": place,
        "group_of": finding["group"],
        "group": finding["group"] and _("组 {mark}").format(mark=finding["group"][:5].upper()),
        "what": what,
        "who": _lines(finding["name"], finding["id_no"]),
        "claim": _lines(
            subsidy, _line(finding["occupation"], finding["level"]), _line(finding["cert_no"], issued)
        ),
        "amount": finding["amount"],
        "at_stake": finding["at_stake"],
        "facts": "\n".join(facts),
        "rows": "\n".join(_places(finding, rows)),
    }


def _places(finding: dict[str, Any], rows: dict[int, dict[str, Any]]) -> Iterator[str]:
    yield _("本行：") + _address(rows[finding["row_id"]])
    for row_id in finding["evidence"][:CITED]:
        row = rows[row_id]
        day = row["issue_date"] and row["issue_date"].isoformat()
        sum_ = None if row["amount"] is None else f"{row['amount']:,.2f}"
        told = _line(row["name"], row["id_no"], row["level"], row["cert_no"], day, sum_, row["payee"])
        yield _("佐证：") + _address(row) + (_("（{what}）").format(what=told) if told else "")
    if len(finding["evidence"]) > CITED:
        yield _("另有 {n} 行佐证").format(n=len(finding["evidence"]) - CITED)


def _address(row: dict[str, Any]) -> str:
    sheet = f" [{row['sheet']}]" if row["sheet"] else ""
    at = _(" 第 {row} 行").format(row=row["row"]) if row["row"] else ""
    return f"{file_of(row)}{sheet}{at}"


def _line(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part)


def _lines(*parts: object) -> str:
    return "\n".join(str(part) for part in parts if part)
