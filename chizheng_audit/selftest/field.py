"""Where frauds can be planted: the claims and lists of a copy, each row with the cells that it stands in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

import polars as pl

from chizheng_audit.anonymise.copied import Copied
from chizheng_audit.case import Case
from chizheng_audit.i18n import _
from chizheng_audit.reading.laid import Laid, LaidSheet
from chizheng_audit.reading.sheet import CellKind, RawSheet
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN

Row = Mapping[str, Any]
"""A typed row of a table, with `row_id`."""


class NotApplicable(Exception):
    """Why nothing of a kind can be planted in these files, in one sentence."""


class NoRowsLeft(Exception):
    """The rows that would do have something else planted in them; another copy has them fresh."""


@dataclass
class Edits:
    """What is changed in one sheet: cells, cells that become formulas, rows that are hidden."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


class Field:
    """One copy to plant in. spoken_of: by rule code, the rows that findings on the copy as it is are about.

    used: the row_ids in which something is planted.
    """

    def __init__(
        self, files: Sequence[Laid], case: Case, spoken_of: Mapping[str, frozenset[int]], seed: int
    ) -> None:
        self.case = case
        self._files = files
        self._sheets: list[tuple[int, LaidSheet]] = [
            (number, sheet) for number, file in enumerate(files) for sheet in file.sheets
        ]
        self._spoken_of = spoken_of
        self._somewhere = frozenset().union(*spoken_of.values()) if spoken_of else frozenset()
        self.random = Random(seed)
        self._tables: dict[str, list[Row]] = {}
        self.used: set[int] = set()
        self.edits: dict[int, Edits] = {}
        self.twice: set[int] = set()
        self.code = ""

    def fresh(self) -> "Field":
        """The same without anything planted."""
        return Field(self._files, self.case, self._spoken_of, self.random.randrange(1 << 32))

    def rows(self, table: str) -> list[Row]:
        """All rows of a table, in an order that the seed decides."""
        if table not in self._tables:
            frame: pl.LazyFrame = getattr(self.case.tables, table)
            found: list[Row] = [*frame.collect().to_dicts()]
            self.random.shuffle(found)
            self._tables[table] = found
        return self._tables[table]

    def take(
        self,
        count: int,
        subsidy: str | None,
        *columns: str,
        where: Callable[[Row], bool] = lambda _row: True,
        one_sheet: bool = True,
        apart: str | None = None,
    ) -> list[Row]:
        """Claims to plant in: with those columns filled and in cells that can be written, of which no finding of the rule speaks.

        one_sheet: all in one. apart: a column in which they differ. Raises NotApplicable or NoRowsLeft.
        """
        wanted = [row for row in self.rows("claims") if subsidy is None or row["subsidy"] == subsidy]
        if not wanted:
            raise NotApplicable(_("没有这种补贴的申报"))
        filled = [row for row in wanted if all(row[column] is not None for column in columns)]
        lacking = [column for column in columns if not any(self.place(row, column) for row in wanted)]
        if lacking:
            titles = (_(CLAIMS.by_name[column].title) for column in lacking)
            raise NotApplicable(_("申报里没有{columns}一栏").format(columns=_("、").join(titles)))
        about = self._spoken_of.get(self.code, frozenset())
        fit = [
            row
            for row in filled
            if row["standing"] == "claim" and row["row_id"] not in about and where(row)
            and all(self.place(row, column) for column in columns)
        ]  # fmt: skip
        fit.sort(key=lambda row: row["row_id"] in self._somewhere)  # rows of which nothing is said come first
        if not self._some(fit, count, one_sheet, apart):
            raise NotApplicable(_("合用的申报不足 {n} 行").format(n=count))
        found = self._some([row for row in fit if row["row_id"] not in self.used], count, one_sheet, apart)
        if not found:
            raise NoRowsLeft
        self.use(*found)
        return found

    def use(self, *rows: Row) -> None:
        """Keep these rows from other plants. Raises NoRowsLeft where one of them has something planted already."""
        if any(row["row_id"] in self.used for row in rows):
            raise NoRowsLeft
        self.used |= {row["row_id"] for row in rows}

    @staticmethod
    def _some(rows: Sequence[Row], count: int, one_sheet: bool, apart: str | None) -> list[Row]:
        groups: dict[int, list[Row]] = {}
        for row in rows:
            group = groups.setdefault(row["row_id"] // SHEET_SPAN if one_sheet else 0, [])
            if apart is None or all(row[apart] != other[apart] for other in group):
                group.append(row)
            if len(group) == count:
                return group
        return []

    def place(self, row: Row, column: str) -> int | None:
        """The column of its sheet in which a row has that canonical column; None where it has none."""
        match = self._match(row)
        found = match.columns.get(column) if match else None
        return int(found.place[1:]) if found else None

    def _match(self, row: Row) -> Any:
        """The header that a row stands under; None for what is no row of a table."""
        sheet, number = self._sheet(row)
        if sheet.whole is None or sheet.forms:
            return None
        under = [part.match for part in sheet.whole.parts if part.match.rows[-1] < number]
        return under[-1] if under else None

    def _sheet(self, row: Row) -> tuple[LaidSheet, int]:
        number, at = divmod(row["row_id"], SHEET_SPAN)
        return self._sheets[number - 1][1], at

    def raw(self, row: Row, column: str) -> str:
        """The text in a row's cell; "" where it has none."""
        sheet, number = self._sheet(row)
        place = self.place(row, column)
        if place is None:
            return ""
        text = sheet.sheet.cells.filter(pl.col("row") == number).get_column(f"c{place}").first()
        return str(text or "")

    def write(self, row: Row, **cells: object) -> None:
        """Write texts into those cells of a row that it has."""
        number, at = divmod(row["row_id"], SHEET_SPAN)
        for column, text in cells.items():
            if place := self.place(row, column):
                self.edits.setdefault(number - 1, Edits()).cells[at, place] = str(text)

    def copy(self, one: Row, other: Row, *columns: str) -> None:
        """Write what stands in cells of `one` into those of `other`."""
        self.write(other, **{column: self.raw(one, column) for column in columns})

    def is_workbook(self, row: Row) -> bool:
        """Whether a row stands in a workbook."""
        file = self._sheets[row["row_id"] // SHEET_SPAN - 1][0]
        return bool(self._files[file].book.format == "xlsx")

    def hide(self, row: Row) -> None:
        """Hide a row."""
        number, at = divmod(row["row_id"], SHEET_SPAN)
        self.edits.setdefault(number - 1, Edits()).hidden.add(at)

    def reckon(self, row: Row, column: str) -> None:
        """Make a formula of a cell, with what stands there as its result."""
        number, at = divmod(row["row_id"], SHEET_SPAN)
        place = self.place(row, column)
        if place is not None:
            self.write(row, **{column: self.raw(row, column)})
            self.edits[number - 1].formulas.add((at, place))

    def submit_twice(self, row: Row) -> int:
        """Hand in the file of a row once more; returns the row_id that stands for its sheet."""
        number = row["row_id"] // SHEET_SPAN
        self.twice.add(self._sheets[number - 1][0])
        return int(number * SHEET_SPAN)

    def edited(self) -> Iterable[tuple[int, Laid, list[tuple[RawSheet, Copied]]]]:
        """Each file with its sheets as they are to be written."""
        at = 0
        for number, file in enumerate(self._files):
            sheets = []
            for laid in file.sheets:
                sheets.append(_edited(laid.sheet, self.edits.get(at, Edits())))
                at += 1
            yield number, file, sheets


def _edited(sheet: RawSheet, edits: Edits) -> tuple[RawSheet, Copied]:
    rows = sheet.cells.get_column("row").to_list()
    at = {row: place for place, row in enumerate(rows)}
    columns = {
        int(column[1:]): [text or "" for text in sheet.cells.get_column(column).to_list()]
        for column in sheet.cells.columns
        if column != "row"
    }
    kinds = dict(sheet.kinds)
    for (row, column), text in edits.cells.items():
        columns[column][at[row]] = text
        if (own := kinds.get(f"c{column}")) is not None:
            kinds[f"c{column}"] = own.clone().scatter(at[row], int(CellKind.TEXT))
    changed = pl.DataFrame(list(edits.cells), schema={"row": pl.Int64, "column": pl.Int64}, orient="row")
    marks = sheet.marks.join(changed, on=["row", "column"], how="anti")
    formulas = [(row, column, "formula", "") for row, column in sorted(edits.formulas)]
    marks = pl.concat([marks, pl.DataFrame(formulas, schema=sheet.marks.schema, orient="row")])
    hidden = tuple(sorted({*sheet.hidden_rows, *edits.hidden}))
    return replace(sheet, kinds=kinds, marks=marks, hidden_rows=hidden), Copied(rows, columns)
