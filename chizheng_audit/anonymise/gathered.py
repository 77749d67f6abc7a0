"""What the files hold that must not be seen, kind by kind, and who stands beside which number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

import polars as pl

from chizheng_audit.anonymise.kinds import of_holder, treatments
from chizheng_audit.reading.laid import Laid, LaidSheet
from chizheng_audit.tables import CLAIMS

BESIDE = ("id_no", "name", "phone", "account")
_PAYEES = ("org", "employer", "agency")
DAYS = ("issue_date", "hire_date", "claim_date")
"""Columns of claims by whose day an age may be told."""


@dataclass
class Gathered:
    """cells: by treatment, all texts as they stand. people: one row who (BESIDE, cleaned, any null).

    days: by cleaned ID, the days by which its holder's age may be told. rivals: pairs of units, in their order, that claim
    for one person: which of two claims of one day is the later goes by that order.
    """

    cells: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    people: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(BESIDE, pl.String))
    )
    days: dict[str, set[date]] = field(default_factory=lambda: defaultdict(set))
    rivals: set[tuple[str, str]] = field(default_factory=set)


def gather(files: Iterable[Laid]) -> Gathered:
    """All of that in `files`."""
    found = Gathered()
    people = [found.people]
    units: dict[str, set[str]] = defaultdict(set)
    for file in files:
        for laid in file.sheets:
            for treatment, cells in told(laid):
                for text in cells:
                    if text.strip():
                        found.cells[of_holder(text) if treatment == "holder" else treatment].add(text)
            if laid.whole is None:
                continue
            rows = laid.whole.rows
            people.append(
                rows.select(
                    (pl.col(c) if c in rows.columns else pl.lit(None)).cast(pl.String).alias(c)
                    for c in BESIDE
                ).unique()
            )
            _add_days(found.days, rows)
            for name in _PAYEES:
                if name in rows.columns:  # the payee of a title stands in no column of its own
                    found.cells["unit"] |= set(rows.get_column(name).drop_nulls().unique())
                    if laid.whole.parts[0].match.table.name == CLAIMS.name and "id_no" in rows.columns:
                        for number, unit in rows.select("id_no", name).drop_nulls().unique().iter_rows():
                            units[number].add(unit)
    found.people = pl.concat(people).unique().sort(*BESIDE, nulls_last=True)
    found.rivals = {
        pair for each in units.values() if len(each) > 1 for pair in combinations(sorted(each), 2)
    }
    return found


def told(laid: LaidSheet) -> Iterable[tuple[str, set[str]]]:
    """The texts of a sheet by treatment, column by column."""
    if laid.whole is None:
        return
    for form in laid.forms:
        by_name = treatments("insurance")
        for name, cells in form.told.items():
            yield by_name[name], {cell.text for cell in cells}
    if laid.forms:
        return
    for part in laid.whole.parts:
        by_name = treatments(part.match.table.name)
        for name, column in part.match.columns.items():
            if column.place in part.kept.columns:
                yield by_name[name], set(part.kept.get_column(column.place).drop_nulls().unique())


def places(laid: LaidSheet) -> list[tuple[pl.Series, Mapping[str, str]]]:
    """Of each part of a sheet the rows of its table, and what each of its columns is (place → canonical name)."""
    if laid.whole is None or laid.forms:
        return []
    return [
        (part.kept.get_column("row"), {column.place: name for name, column in part.match.columns.items()})
        for part in laid.whole.parts
    ]


def _add_days(days: dict[str, set[date]], rows: pl.DataFrame) -> None:
    if "id_no" not in rows.columns:
        return
    for name in DAYS:
        if name in rows.columns:
            for number, day in rows.select("id_no", name).drop_nulls().unique().iter_rows():
                days[number].add(day)
