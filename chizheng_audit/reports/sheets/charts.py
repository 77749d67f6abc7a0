"""The sheet of charts, native ones that can be changed in the program: the way from rows to findings, money by rule, by unit."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.view import View
from chizheng_audit.reports.workbook import FILLS, Workbook

MOST = 12
"""Rules and units that are drawn, dearest first."""
STEPS = {
    "read": N_("读入行"),
    "kept": N_("明细行"),
    "claims": N_("核对申报"),
    "flagged": N_("指出的申报"),
    "violations": N_("其中违规"),
}
_LONGEST = 20  # characters of a name beside its bar; other sheets have the whole of it
_WIDTHS = (44, 15, 3)
_CHART = {"width": 700, "height": 330}
_ROW_PIXELS = 20


def write(book: Workbook, view: View) -> None:
    """Write the sheet; without findings only the way of the rows is drawn."""
    name = _("图表")
    sheet = book.sheet(name, [*_WIDTHS, *[9] * 11])
    sheet.hide_gridlines(2)
    dear = view.by_rule.filter(pl.col("at_stake") > 0).group_by("code", "title").agg(pl.col("at_stake").sum())
    rules = dear.sort("at_stake", "code", descending=[True, False]).head(MOST)
    units = view.figures.units.filter(pl.col("at_stake") > 0).head(MOST)
    parts: list[tuple[str, tuple[str, str], Sequence[tuple[str, Any]], str, str]] = [
        (
            _("从读入的行到指出的申报"),
            (_("步骤"), _("行数")),
            [(_(STEPS[step]), rows) for step, rows in view.figures.funnel],
            "#8EA9DB",
            "#,##0",
        ),
        (
            _("涉及金额，按规则（元）"),
            (_("规则"), _("涉及金额")),
            [(f"{row['code']} {row['title']}", row["at_stake"]) for row in rules.iter_rows(named=True)],
            FILLS["violation"],
            "#,##0",
        ),
        (
            _("涉及金额，按单位（元）"),
            (_("机构/企业"), _("涉及金额")),
            [(row["payee"] or _("（未写单位）"), row["at_stake"]) for row in units.iter_rows(named=True)],
            FILLS["suspicion"],
            "#,##0",
        ),
    ]
    top = 0
    for title, heads, lines, colour, shape in parts:
        if not lines:
            continue
        book.line(sheet, top, heads, book.head)
        for row, line in enumerate(lines, start=top + 1):
            book.put(sheet, row, 0, _short(line[0]))
            book.put(sheet, row, 1, line[1])
            sheet.set_row_pixels(row, _ROW_PIXELS)
        chart = book.bars(title, (name, top + 1, top + len(lines)), colour, shape)
        chart.set_size(_CHART)
        sheet.insert_chart(top, len(_WIDTHS), chart, {"object_position": 2})
        top += max(len(lines) + 2, _CHART["height"] // _ROW_PIXELS + 2)
    sheet.fit_to_pages(1, 1)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else name[: _LONGEST - 1] + "…"
