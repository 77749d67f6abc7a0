"""Words about rows that several sentences of the reader share."""

import polars as pl

from chizheng_audit.i18n import _

_FEW = 3


def few(rows: pl.Series) -> str:
    """The first row numbers in words."""
    shown = _("、").join(map(str, rows.head(_FEW)))
    return shown + _(" 等") if len(rows) > _FEW else shown
