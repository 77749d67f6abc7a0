"""What a column and a table are: the one declaration from which everything else about them derives."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import polars as pl

from chizheng_audit.tables.kinds import Kind, dtype


@dataclass(frozen=True)
class Column:
    """One column of a canonical table.

    `title` is what people read (Chinese, translated on output). `aliases` are the header words seen in
    exports, `title` is always one of them; of two in one sheet the earlier is taken. `private` values are masked in every output. A `required`
    column that is empty in a row is reported by data_required_missing where the rules of that claim need it.
    """

    name: str
    kind: Kind
    title: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    private: bool = False


@dataclass(frozen=True)
class Table:
    """A canonical table. Every frame of it has `row_id` (Int64), then its columns in this order.

    `needs` are groups of column names; a sheet is this table only if each group has one column matched.
    A `long` table may be larger than memory, and is scanned where the file allows it. `called` are words by which
    people call such a list; a sheet is it only where its title, name, file or one of its headers has one. `per` is
    what a row is about: a person, or a unit, whose sheet has no resident IDs.
    `spread` are columns that only sheets have; reading makes rows of the table of them (a count of months for each
    kind of insurance). A sheet that has all columns of `never` is another table, unless its user says otherwise.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    needs: tuple[tuple[str, ...], ...] = ()
    long: bool = False
    called: tuple[str, ...] = ()
    per: Literal["person", "unit"] = "person"
    spread: tuple[Column, ...] = ()
    never: tuple[Column, ...] = ()

    @property
    def in_sheets(self) -> tuple[Column, ...]:
        """All columns that a sheet may have."""
        return (*self.columns, *self.spread)

    @cached_property
    def schema(self) -> pl.Schema:
        """Column names and types, `row_id` first."""
        return pl.Schema({"row_id": pl.Int64()} | {c.name: dtype(c.kind) for c in self.columns})

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns that a sheet may have, by name."""
        return {column.name: column for column in self.in_sheets}

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return pl.DataFrame(schema=self.schema)

    def no_rows(self) -> pl.LazyFrame:
        """The same as a lazy frame."""
        return self.empty().lazy()
