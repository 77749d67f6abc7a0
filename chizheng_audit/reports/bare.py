"""What can be said of a run where everybody may look on, as in the logs of a CI service: nothing that names a person.

No cell of a claim is told, and no sentence of a rule, whether the run is masked or not: only rule, verdict, place, money.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reports import masking
from chizheng_audit.reports.console import address, yuan
from chizheng_audit.reports.view import View

MOST_CITED = 5
"""Rows of evidence that are told of one finding."""
_LONG_NUMBER = r"[0-9A-Za-z]*\d{15,}[0-9A-Za-z]*"
_FEW = 3


@dataclass(frozen=True)
class Place:
    """Where a row stands; `row` is null for a sheet as a whole, `batch` for what is at hand."""

    file: str
    sheet: str | None
    row: int | None
    batch: str | None

    @property
    def uri(self) -> str:
        """The file as a URI: relative where it is named so."""
        path = self.file.replace("\\", "/")
        return ("file://" if PurePath(path).is_absolute() else "") + quote(path)

    def __str__(self) -> str:
        return address({"file": self.file, "sheet": self.sheet, "row": self.row, "batch": self.batch})


@dataclass(frozen=True)
class Bare:
    """A finding without the person: `text` is all that is said of it in words."""

    code: str
    rule: str
    verdict: str
    confidence: str
    title: str
    at_stake: str | None
    fingerprint: str
    settled: bool
    places: Sequence[Place]
    text: str


def findings(view: View) -> Iterator[Bare]:
    """The findings of a view, worst first."""
    places = _places(view)
    for row in view.findings.iter_rows(named=True):
        own = [places[row_id] for row_id in (row["row_id"], *row["evidence"][:MOST_CITED])]
        yield Bare(
            code=row["code"],
            rule=row["rule"],
            verdict=row["verdict"],
            confidence=row["confidence"],
            title=row["title"],
            at_stake=None if row["at_stake"] is None else str(row["at_stake"]),
            fingerprint=row["fingerprint"],
            settled=row["settled"],
            places=own,
            text=_text(row, own),
        )


def files(view: View) -> dict[str, str]:
    """The files that were read, as they may be named, and their sha-256."""
    told = view.sheets.select(_place(view, "file"), "sha256").unique(maintain_order=True)
    return dict(told.iter_rows())


def failures(view: View) -> list[tuple[str, str]]:
    """Files that could not be read, and why."""
    names = _names(view)
    frame = pl.DataFrame(view.failed, schema={"file": pl.String, "why": pl.String}, orient="row")
    why = masking.without_names(masking.free_text(pl.col("why")), names)
    return list(frame.select(_place(view, "file"), why).iter_rows())


def why_failed(detail: str | None) -> str:
    """The kind of error of a rule that failed; what it said may hold a cell."""
    return (detail or "").partition(":")[0]


def _text(row: Mapping[str, Any], places: Sequence[Place]) -> str:
    parts = [row["title"], str(places[0])]
    if row["at_stake"]:
        parts.append(_("涉及金额 {sum} 元").format(sum=yuan(row["at_stake"])))
    if count := len(row["evidence"]):
        cited = _("、").join(map(str, places[1 : _FEW + 1])) + (_(" 等") if count > _FEW else "")
        parts.append(_("佐证 {n} 行：{places}").format(n=f"{count:,}", places=cited))
    if row["clause_at"]:
        parts.append(_("依据：{at}").format(at=row["clause_at"]))
    parts.append(_("疑点编号 {number}").format(number=row["fingerprint"][:12]))
    return _("；").join(parts)


def _places(view: View) -> dict[int, Place]:
    rows = view.rows.select(
        "row_id", _place(view, "file").fill_null(""), _place(view, "sheet"), "row", _place(view, "batch")
    )
    return {row_id: Place(*place) for row_id, *place in rows.iter_rows()}


def _place(view: View, name: str) -> pl.Expr:
    """A column of names of files, sheets or batches: without long numbers, whatever they are, and people's names."""
    value = masking.place(pl.col(name)).str.replace_all(_LONG_NUMBER, "****")
    return masking.without_names(value, _names(view))


def _names(view: View) -> pl.Series:
    return (
        view.rows.get_column("name").drop_nulls().unique()
        if view.unmasked
        else pl.Series([], dtype=pl.String)
    )
