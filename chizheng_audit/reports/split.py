"""The findings unit by unit: a workbook for each, so that each can be stamped and returned."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import polars as pl

from chizheng_audit.finding import VERDICTS
from chizheng_audit.i18n import _
from chizheng_audit.reports.view import View, by_rule
from chizheng_audit.reports.whole import whole

_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST = 140  # bytes of a unit in a file name, of which a disk takes 255 in all
_LONGEST_STEM = 80


def folder_of(path: Path) -> Path:
    """Where the workbooks of units stand that belong to the workbook `path`."""
    return path.with_name(_("{name}_各单位").format(name=path.stem))


def write(view: View, path: Path) -> dict[Path, int]:
    """Write a workbook for each unit into `folder_of(path)`: how many findings each holds; each finding is in one.

    Findings about no unit, such as those about a whole sheet, have a workbook of their own. Raises AuditError where
    one cannot be written.
    """
    from chizheng_audit.reports.pens.excel import write_unit  # noqa: PLC0415 - only who splits needs the library

    folder, stem = folder_of(path), _cut(path.stem, _LONGEST_STEM)
    taken: set[str] = set()
    written = {}
    for unit, part in parts(view):
        called = unit if unit is not None else _("（未写单位）")
        name = _free(f"{stem}_{_cut(safe(called), _LONGEST)}", taken)
        with whole(folder / f"{name}.xlsx") as beside:
            write_unit(part, beside, called)
        written[folder / f"{name}.xlsx"] = len(part.findings)
    return written


def parts(view: View) -> Iterator[tuple[str | None, View]]:
    """Each unit with its part of the view, dearest first; null for findings about none. Findings are in one part each."""
    units = view.figures.units.get_column("payee").to_list()
    found = {unit: part for (unit,), part in view.findings.group_by("payee", maintain_order=True)}
    for unit in dict.fromkeys([*(unit for unit in units if unit in found), *found]):
        yield unit, _part(view, unit, found[unit])


def _part(view: View, unit: str | None, findings: pl.DataFrame) -> View:
    ids = pl.concat([findings["row_id"], findings["evidence"].explode()]).drop_nulls().unique()
    rows = view.rows.filter(pl.col("row_id").is_in(ids.implode()))
    figures = view.figures
    own = figures.units.filter(pl.col("payee").eq_missing(unit))
    at_stake, claims = own.select("at_stake", "claims").row(0) if len(own) else (Decimal("0.00"), 0)
    return replace(
        view,
        findings=findings,
        rows=rows,
        by_rule=by_rule(findings),
        counts={verdict: int((findings["verdict"] == verdict).sum()) for verdict in VERDICTS},
        at_stake=at_stake,
        claims=claims,
        sheets=view.sheets.filter(pl.col("file").is_in(rows["file"].unique().implode())),
        own=(),
        unread=(),
        failed=(),
        history=None,
        waived=None,
        figures=replace(
            figures,
            strips=figures.strips.join(findings, on="fingerprint", how="semi", maintain_order="left"),
        ),
    )


def safe(name: str) -> str:
    """`name` as part of a file name on any system."""
    return _UNSAFE.sub("_", unicodedata.normalize("NFC", name)).strip(" .") or "_"


def _cut(text: str, longest: int) -> str:
    return text.encode("utf-8", "ignore")[:longest].decode("utf-8", "ignore").rstrip(" .")


def _free(name: str, taken: set[str]) -> str:
    """`name`, or with a number behind it where one alike, big and small letters being one, is taken."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name} ({number})"
    taken.add(free.casefold())
    return free
