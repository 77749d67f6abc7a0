"""Whether the copy is read as the original is: each sheet as the same table, each row as what it was, and the same numbers near."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from chizheng_audit.anonymise.gathered import BESIDE
from chizheng_audit.reading.laid import Laid, LaidSheet
from chizheng_audit.similarity import near

_PAIR = ("one", "other", "relation", "grade", "names", "phone", "account")


@dataclass(frozen=True)
class Checked:
    """otherwise: the places (file, sheet) in the copy of sheets that are read otherwise. pairs: near-duplicate identities in
    the original; kept: how many of them are the same in the copy, and no more than those in it; more: in the copy only.
    """

    otherwise: tuple[tuple[str, str | None], ...]
    pairs: int
    kept: int
    more: int

    @property
    def faithful(self) -> bool:
        """Whether nothing is otherwise."""
        return not self.otherwise and self.kept == self.pairs and not self.more


def check(originals: Sequence[Laid], copies: Sequence[Laid]) -> Checked:
    """Hold copies against their originals, which are in the same order."""
    otherwise = []
    for original, copy in zip(originals, copies, strict=True):
        for one, other in zip(original.sheets, copy.sheets, strict=False):
            if _understood(one) != _understood(other):
                otherwise.append((copy.book.path, other.sheet.name))
    before, after = (_pairs(files) for files in (originals, copies))
    return Checked(tuple(otherwise), len(before), len(before & after), len(after - before))


def _understood(laid: LaidSheet) -> tuple[object, ...]:
    """What was made of a sheet, without what stands in it."""
    seen = (laid.sheet.height, laid.sheet.visibility, laid.sheet.hidden_rows, laid.sheet.hidden_columns)
    if laid.whole is None:
        return (*seen, None)
    reasons = laid.whole.set_aside.select("row_id", "reason").sort("row_id").rows()
    troubles = laid.whole.problems.select("row_id", "column", "trouble").sort("row_id", "column").rows()
    tables = [
        (
            part.match.table.name,
            part.match.rows,
            sorted((c.place, name) for name, c in part.match.columns.items()),
        )
        for part in laid.whole.parts
    ]
    return (*seen, tables, reasons, troubles, laid.whole.kept)


def _pairs(files: Sequence[Laid]) -> set[tuple[object, ...]]:
    rows = [
        sheet.whole.rows.select(
            (pl.col(c) if c in sheet.whole.rows.columns else pl.lit(None)).cast(pl.String).alias(c)
            for c in BESIDE
        )
        for file in files
        for sheet in file.sheets
        if sheet.whole is not None
    ]
    if not rows:
        return set()
    people = pl.concat(rows).with_row_index("row_id").with_columns(pl.col("row_id").cast(pl.Int64))
    return set(near(people).pairs.select(_PAIR).rows())
