"""What became of one row of a file: a row of a table, of a copy of one, set aside, or blank."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from chizheng_audit.reading.result import Reading
from chizheng_audit.tables.system import SHEET_SPAN


@dataclass(frozen=True)
class OneRow:
    """A row as it stands in a file, and what the reading made of it.

    line: its sheet's of SHEETS. row: as Excel shows it. kind: table is a row of line["table"]. row_id: its address among
    all rows; of a copy's row that of the first copy's, where `first` is (line, row); null where no table has it.
    """

    line: Mapping[str, Any]
    row: int
    kind: Literal["table", "set_aside", "blank"]
    row_id: int | None
    first: tuple[Mapping[str, Any], int] | None = None

    @property
    def is_claim(self) -> bool:
        """Whether the row is one that rules about claims look at."""
        return self.kind == "table" and self.line["table"] == "claims"


def of_claim(reading: Reading, row_id: int) -> OneRow:
    """The row of a claim that was read."""
    base = row_id // SHEET_SPAN * SHEET_SPAN
    line = reading.sheets.row(by_predicate=pl.col("base") == base, named=True)
    return OneRow(line, row_id - base, "table", row_id)


def one_row(reading: Reading, line: Mapping[str, Any], row: int, kept: int | None) -> OneRow:
    """The row `row` of the sheet `line`. kept: its turn among the rows of the sheet's table, see stood.Stood."""
    row_id = line["base"] + row
    if len(reading.set_aside.filter(pl.col("row_id") == row_id)):
        return OneRow(line, row, "set_aside", row_id)
    if line["table"] and len(reading.row(line["table"], row_id)):
        return OneRow(line, row, "table", row_id)
    if kept is None or line["content"] is None:
        return OneRow(line, row, "blank", None)
    alike = (pl.col("content") == line["content"]) & (pl.col("table") == line["table"])
    same = reading.sheets.filter(alike & (pl.col("base") < line["base"]))
    first = same.row(0, named=True)
    of_first = reading.tables[first["table"]].filter(
        pl.col("row_id").is_between(first["base"], first["base"] + SHEET_SPAN - 1)
    )
    its_id = int(of_first.item(kept, "row_id"))
    return OneRow(line, row, "table", its_id, (first, its_id - first["base"]))
