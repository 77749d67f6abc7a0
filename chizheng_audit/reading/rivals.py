"""Two columns of one sheet that say the same: harmless while they agree, and never a choice of the reader's if not."""

from collections.abc import Mapping

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.header import Match
from chizheng_audit.reading.typed import typed
from chizheng_audit.reading.words import few

_WEIGHTY = frozenset({"amount", "id_no", "level", "cert_no"})


def differing(
    match: Match, kept: pl.DataFrame, rows: pl.DataFrame, epoch_1904: bool, factors: Mapping[str, int]
) -> list[str]:
    """A sentence for each column that was not taken and differs, in a row that holds it, from the one that was."""
    sentences = []
    for rival in match.rivals:
        taken = match.columns.get(rival.name)
        if taken is None or rival.name not in _WEIGHTY:
            continue
        column = match.table.by_name[rival.name]
        other = typed(kept, [(column, rival)], epoch_1904, factors).rows.get_column(rival.name)
        differ = other.is_not_null() & other.ne_missing(rows.get_column(rival.name))
        which = rows.get_column("row_id").filter(differ)
        if len(which):
            sentences.append(
                _(
                    "“{taken}”和“{other}”像是同一项，却有 {n} 行不同（第 {rows} 行），不知以哪列为准；"
                    "请把不用的一列写进 --columns 的 ignore。"
                ).format(taken=taken.header, other=rival.header, n=len(which), rows=few(which))
            )
    return sentences
