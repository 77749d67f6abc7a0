"""What was said by hand about a source, as people read it."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.said import span
from chizheng_audit.tables import TABLES

_FEW = 3


def words(line: Mapping[str, Any], brief: bool = False) -> str:
    """What was said of the source of a line of SHEETS, in words; "" where nothing was.

    brief: counts where more than a few are named.
    """
    said = {key: value for key, value in (line["said"] or {}).items() if value}
    few = _FEW if brief else 1 << 30
    parts = []
    if table := said.get("table"):
        parts.append(_("表是{title}").format(title=_(TABLES[table].title)))
    if names := said.get("sheet"):
        parts.append(_("只读工作表 {names}").format(names=_("、").join(names)))
    if rows := said.get("header_rows"):
        parts.append(_("表头在第 {rows} 行").format(rows=span(rows)))
    if encoding := said.get("encoding"):
        parts.append(_("编码 {name}").format(name=encoding))
    if sign := said.get("delimiter"):
        parts.append(_("分隔符 {sign}").format(sign={"\t": "Tab"}.get(sign, sign)))
    if columns := said.get("columns", []):
        titles = {c.name: _(c.title) for c in TABLES[line["table"]].in_sheets}
        pairs = [
            _("“{header}”是{title}").format(header=c["header"], title=titles[c["column"]]) for c in columns
        ]
        parts.append(_("、").join(pairs) if len(pairs) <= few else _("指明 {n} 列").format(n=len(pairs)))
    if ignored := said.get("ignore", []):
        headers = _("、").join(f"“{header}”" for header in ignored)
        many = len(ignored) > few
        parts.append(
            _("不用 {n} 列").format(n=len(ignored)) if many else _("不用 {headers}").format(headers=headers)
        )
    return _("；").join(parts)


def shown(text: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """The column `said` of SHEETS with its headers and names of sheets as `text` makes them."""
    header, column = pl.element().struct.field("header"), pl.element().struct.field("column")
    return pl.col("said").struct.with_fields(
        pl.field("sheet").list.eval(text(pl.element())),
        pl.field("columns").list.eval(pl.struct(text(header), column)),
        pl.field("ignore").list.eval(text(pl.element())),
    )
