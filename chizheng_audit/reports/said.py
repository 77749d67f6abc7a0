"""What was said by hand about a source, as people read it."""

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.tables import TABLES

_FEW = 3


def words(said: Mapping[str, Any] | None, brief: bool = False) -> str:
    """A value of SHEETS.said in words; "" where nothing was said. `brief` counts where more than a few are named."""
    parts = []
    for key, value in (said or {}).items():
        if not value:
            continue
        many = brief and isinstance(value, list) and len(value) > _FEW
        if key == "table":
            parts.append(_("表是{title}").format(title=_(TABLES[value].title)))
        elif key == "sheet":
            parts.append(_("只读工作表 {names}").format(names=_("、").join(value)))
        elif key == "header_rows":
            parts.append(
                _("表头在第 {rows} 行").format(rows="–".join(map(str, dict.fromkeys((value[0], value[-1])))))
            )
        elif key == "encoding":
            parts.append(_("编码 {name}").format(name=value))
        elif key == "delimiter":
            parts.append(_("分隔符 {sign}").format(sign="Tab" if value in "\t" else value))
        elif key == "columns" and many:
            parts.append(_("指明 {n} 列").format(n=len(value)))
        elif key == "columns":
            pairs = (
                _("“{header}”是{title}").format(header=v["header"], title=_title(v["column"])) for v in value
            )
            parts.append(_("、").join(pairs))
        elif many:
            parts.append(_("不用 {n} 列").format(n=len(value)))
        else:
            parts.append(_("不用 {headers}").format(headers=_("、").join(f"“{header}”" for header in value)))
    return _("；").join(parts)


def shown(text: Callable[[pl.Expr], pl.Expr]) -> pl.Expr:
    """The column `said` of SHEETS with its headers and names of sheets as `text` makes them."""
    header, column = pl.element().struct.field("header"), pl.element().struct.field("column")
    return pl.col("said").struct.with_fields(
        pl.field("sheet").list.eval(text(pl.element())),
        pl.field("columns").list.eval(pl.struct(text(header), column)),
        pl.field("ignore").list.eval(text(pl.element())),
    )


def _title(column: str) -> str:
    return next(_(t.by_name[column].title) for t in TABLES.values() if column in t.by_name)
