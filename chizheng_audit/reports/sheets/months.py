"""The sheet of insured months: a strip for each finding that speaks of months, a cell a month, coloured by its sign."""

from collections.abc import Callable, Iterator
from datetime import date

import polars as pl

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.view import View
from chizheng_audit.reports.workbook import Workbook

SIGNS = {
    "●": ("#A9D08E", N_("按时缴费")),
    "◎": ("#FFE699", N_("补缴")),
    "△": ("#F4B084", N_("欠费")),
    "○": ("#EDEDED", N_("未缴")),
}
MOST = 20_000
_COLUMNS = (
    (N_("疑点编号"), 14),
    (N_("规则编号"), 8),
    (N_("姓名"), 10),
    (N_("机构/企业"), 30),
    (N_("起始月"), 10),
    (N_("应满月数"), 8),
)
_MONTH = 4


def write(book: Workbook, view: View, listed: pl.DataFrame, name_of: Callable[[str], str]) -> None:
    """Write the sheet, where any finding speaks of months; `listed` and `name_of` as in `cited`."""
    strips = view.figures.strips.join(
        listed.select("fingerprint", "code", "name", "payee", "family", "line"),
        on="fingerprint",
        maintain_order="left",
    )
    if strips.is_empty():
        return
    shown = strips.head(MOST)
    most = int(shown.select(pl.col("strip").str.len_chars().max()).item())
    months = [(str(n), _MONTH) for n in range(1, most + 1)]
    sheet = book.table(_("逐月参保"), [*((_(heading), width) for heading, width in _COLUMNS), *months])
    cell = {
        "font_name": "宋体",
        "font_size": 9,
        "align": "center",
        "border": 1,
        "border_color": "#BFBFBF",
        "text_wrap": True,
    }
    forms = {
        (sign, last): book.form(
            {**cell, "bg_color": fill, **({"right": 5, "right_color": "#000000"} if last else {})}
        )
        for sign, (fill, _word) in SIGNS.items()
        for last in (False, True)
    }
    for line, row in enumerate(shown.iter_rows(named=True), start=1):
        book.height(sheet, line, 2)
        book.jump(sheet, line, 0, (name_of(row["family"]), row["line"]), row["fingerprint"][:12])
        starts = row["starts"].strftime("%Y-%m") if row["starts"] else None
        values = (row["code"], row["name"], row["payee"], starts, row["needed"])
        for column, value in enumerate(values, start=1):
            book.put(sheet, line, column, value, book.wrap if column == 3 else None)
        for at, (sign, month) in enumerate(zip(row["strip"], _months(row["starts"]), strict=False)):
            known = sign if sign in SIGNS else "○"
            form = forms[known, at + 1 == row["needed"]]
            book.put(sheet, line, len(_COLUMNS) + at, f"{sign}\n{month}" if month else sign, form)
    legend = _("、").join(f"{sign} {_(word)}" for sign, (_fill, word) in SIGNS.items())
    notes = [
        _("{legend}；表头数字为自起始月起第几个月，格内数字为月份，粗线为应满的月数。").format(legend=legend)
    ]
    if (left := len(strips) - len(shown)) > 0:
        notes.append(_("另有 {n} 条未列入本表，请用 --out x.jsonl 取全部。").format(n=left))
    for place, note in enumerate(notes, start=len(shown) + 2):
        book.below(sheet, place, note, sum(width for _heading, width in _COLUMNS) + _MONTH * most)
    sheet.freeze_panes(1, 3)
    sheet.fit_to_pages(1, 0)


def _months(start: date | None) -> Iterator[str]:
    """Months of the year from `start` on, January with the year; "" where no start is known."""
    number = start.year * 12 + start.month - 1 if start else 0
    while True:
        year, month = divmod(number, 12)
        yield (f"{year % 100:02d}.1" if month == 0 else str(month + 1)) if start else ""
        number += 1
