"""Columns of text become columns of values, all of a sheet at once; null where a cell is empty or cannot be read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from chizheng_audit import identity
from chizheng_audit.reading import values
from chizheng_audit.reading.header import ColumnMatch
from chizheng_audit.tables import Column
from chizheng_audit.tables.kinds import dtype

IDENTIFIERS = frozenset({"id", "certificate", "code"})
SCIENTIFIC = r"^[0-9](\.[0-9]+)?[Ee]\+?[0-9]{2}$"
BLANKS = " \u00a0\t\r\n\u3000\u200b\ufeff\u200e\u200f\u202a\u202c\u2060"

# What needs no cleaning, by kind: one pattern search spares the clean cells, nearly all, every other step.
CLEAN = {
    "name": r"^\p{Han}{2,4}$",
    "text": r"^[\p{Han}\w()（）]{3,}$",
    "unit": r"^[\p{Han}\w()（）]{3,}$",
    "id": r"^[0-9A-Z]{7,}$",
    "certificate": r"^[0-9A-Z]{7,}$",
    "code": r"^[0-9A-Z]{7,}$",
}


@dataclass(frozen=True)
class Typed:
    """rows: `row_id` and the columns by canonical name. spellings: the distinct texts of those read by a grammar."""

    rows: pl.DataFrame
    spellings: dict[str, list[str]]


def typed(
    kept: pl.DataFrame,
    wanted: Iterable[tuple[Column, ColumnMatch]],
    epoch_1904: bool,
    factors: Mapping[str, int],
) -> Typed:
    """Type the columns of `kept` (`row` and text cells). Money is multiplied by its column's factor (1 where none is told);
    serials count from 1904 if so.

    A clean column is taken as it is; a grammar sees each distinct text once: a quarter has a few hundred spellings of
    days, levels and sums.
    """
    pairs = list(wanted)
    asked = {
        column.name: (~pl.col(found.place).str.contains(CLEAN[column.kind])).any()
        if column.kind in CLEAN
        else pl.col(found.place).drop_nulls().unique().implode()
        for column, found in pairs
    }
    told = kept.lazy().select(**asked).collect().row(0, named=True) if asked else {}
    spellings = {column.name: list(told[column.name]) for column, _found in pairs if column.kind not in CLEAN}
    columns = {
        column.name: pl.col(found.place)
        if column.kind in CLEAN
        else mapped(
            pl.col(found.place), spellings[column.name], column, epoch_1904, factors.get(column.name, 1)
        )
        for column, found in pairs
    }
    rows = kept.select(pl.col("row").alias("row_id"), **columns)
    stained = [column for column, _found in pairs if column.kind in CLEAN and told[column.name]]
    return Typed(
        rows.with_columns(_washed(rows.get_column(c.name), c) for c in stained) if stained else rows,
        spellings,
    )


def _washed(raw: pl.Series, column: Column) -> pl.Series:
    """A column of which some cells need cleaning; only those are touched."""
    rest = (~raw.str.contains(CLEAN[column.kind])).fill_null(False)
    cells = raw.filter(rest).alias("raw").to_frame()
    cleaned_cells = cells.select(cleaned(pl.col("raw"), column.kind, column.name)).to_series()
    return raw.clone().scatter(rest.arg_true(), cleaned_cells)


def cleaned(text: pl.Expr, kind: str, name: str = "") -> pl.Expr:
    """A text of a kind in CLEAN as it was meant; null where it says nothing, or is an error or a number that lost digits.

    name: the column's.
    """
    if kind in IDENTIFIERS:
        text = identity.clean(text)
        gone = text.str.contains(SCIENTIFIC)
    else:
        text = text.str.replace_all(r"[\s\p{Cf}]+", "") if kind == "name" else text.str.strip_chars(BLANKS)
        gone = pl.lit(False)
    # a work type of "--" is a text, and says that there is none
    nothing = (text == "") if name == "work_type" else text.is_in([*values.NOTHING])
    return pl.when(~(gone | nothing | text.str.contains(values.ERROR.pattern))).then(text)


def mapped(
    text: pl.Expr, texts: list[str], column: Column, epoch_1904: bool = False, factor: int = 1
) -> pl.Expr:
    """The values of a column that a grammar reads; `texts` are all the texts that it holds."""
    kind = dtype(column.kind)
    if not texts:
        return pl.lit(None, dtype=kind)
    read = _grammar(column.kind, epoch_1904, factor)
    found = _series([read(each) for each in texts], kind)
    return text.replace_strict(pl.Series(texts), found, default=None, return_dtype=kind)


def _series(found: list[Any], kind: pl.DataType) -> pl.Series:
    """What a grammar read; sums by way of texts, for a column made of Decimals loads numpy wherever it is installed."""
    if not isinstance(kind, pl.Decimal):
        return pl.Series(found, dtype=kind)
    return pl.Series([None if each is None else str(each) for each in found], dtype=pl.String).cast(kind)


def _grammar(kind: str, epoch_1904: bool, factor: int) -> Callable[[str], Any]:
    if kind in ("date", "month"):
        read = values.day if kind == "date" else values.month

        def dated(text: str) -> Any:
            found = read(text, epoch_1904)
            return found or (values.month(text) if kind == "date" else None)

        return dated
    grammars: dict[str, Callable[[str], Any]] = {
        "money": lambda text: values.money(text, factor),
        "level": values.level,
        "levels": values.levels,
        "method": values.method,
        "subsidy": values.subsidy,
        "sex": values.sex,
        "count": values.count,
    }
    return grammars[kind]
