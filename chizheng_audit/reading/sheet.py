"""What a file is once its bytes are understood: sheets of text cells, with true row numbers and what was noticed."""

from dataclasses import dataclass, field
from enum import IntEnum

import polars as pl


class CellKind(IntEnum):
    """What the file said a cell was. Text is the rule; only columns that hold something else carry kinds."""

    TEXT = 0
    NUMBER = 1
    DATE = 2  # text is ISO: 2022-03-15, or 2022-03-15T08:30:00
    BOOLEAN = 3


MARKS = pl.Schema(
    {
        "row": pl.Int64(),  # as Excel shows it, from 1
        "column": pl.Int64(),  # from 1
        "mark": pl.Enum(
            [
                "formula",  # a formula with a cached result
                "no_result",  # a formula without one; the cell is empty
                "error",  # #N/A, #REF! …; the cell's text is the error
                "long_number",  # stored as a number with 16 or more digits, and the file holds them all: text is exact
                "precision_lost",  # stored as a number too long for it: the last digits are not what was typed
            ]
        ),
        "text": pl.String(),  # what the file holds there
    }
)


@dataclass(frozen=True)
class RawSheet:
    """One sheet (or one text file, whose `name` is None).

    cells: column `row` (Int64, as Excel shows it, strictly ascending) and `c1`, `c2`, … (String, by sheet column;
    null = empty, never an empty string). Only rows that hold something are present; `height` is the last of them.
    kinds: for each column that holds anything but text, a UInt8 Series of CellKind, one entry a row of `cells`.
    damaged: rows that could not be split into cells (row Int64, text String, why String); not in `cells`.
    warnings: sentences for people, e.g. about repaired bytes.
    """

    name: str | None
    cells: pl.DataFrame
    height: int
    kinds: dict[str, pl.Series] = field(default_factory=dict)
    visibility: str = "visible"  # visible | hidden | veryHidden
    marks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MARKS))
    merged: tuple[
        tuple[int, int, int, int], ...
    ] = ()  # first row, first column, last row, last column; from 1
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    epoch_1904: bool = False
    damaged: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={"row": pl.Int64(), "text": pl.String(), "why": pl.String()}
        )
    )
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Book:
    """One file: what it is by its first bytes, its digest and its sheets in order.

    `secret` is a second digest of the same bytes that is never published (see finding fingerprints). encoding,
    delimiter: of a text file; the encoding is None where no single one reads all of it.
    """

    path: str
    sha256: str
    secret: str
    format: str  # xlsx | xls | xlsb | ods | csv …, with the encoding for text: "csv gb18030"
    sheets: tuple[RawSheet, ...]
    encoding: str | None = None
    delimiter: str | None = None
