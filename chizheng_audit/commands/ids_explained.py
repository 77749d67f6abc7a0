"""`audit ids [PATHS] --explain A B`: from two typed numbers and a case to what is told of them."""

from typing import NoReturn

import polars as pl
import typer

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.errors import ExitCode
from chizheng_audit.i18n import _
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports.shown import Shown
from chizheng_audit.reports.two_numbers import Asked, write
from chizheng_audit.similarity import NAMES, compare_names, near
from chizheng_audit.similarity.compared import comparable
from chizheng_audit.similarity.explained import Number, Two, ladder, read_two
from chizheng_audit.tables.system import SHEET_SPAN

_MOST = 40
"""Rows of either number that are held against each other."""


def show(given: tuple[str, str], case: Case | None, found: Reading | None, unmask: bool) -> NoReturn:
    """Print what is told of two numbers, and end."""
    write(explained(given, case, found, unmask))
    raise typer.Exit(int(ExitCode.CLEAN))


def explained(given: tuple[str, str], case: Case | None, found: Reading | None, unmask: bool) -> Asked:
    """What is told of the numbers `given`, among the claims of `case` (None: of nobody)."""
    numbers = read_two(*given)
    plausible = _remarks(numbers[0]), _remarks(numbers[1])
    if case is None or found is None:
        two = Two(*numbers)
        return Asked(two, ladder(two), _alone(numbers), ([], []), searched=False, plausible=plausible)
    rows = _rows(case, numbers)
    two, pair = _met(case, numbers, rows)
    shown = Shown(unmask, pl.Series([], dtype=pl.String))
    told = tuple(_told(part, found, shown) for part in rows)
    damaged = any(part.lazy().filter(case.tables.near.in_damaged()).collect().height for part in rows)
    return Asked(
        two, ladder(two), pair, (told[0], told[1]), searched=True, plausible=plausible, damaged=damaged
    )


def _rows(case: Case, numbers: tuple[Number, Number]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The claims that bear either number as it is written, or its key; of two that are one each as it was typed."""
    claims = case.tables.claims
    same = numbers[0].key == numbers[1].key

    def theirs(number: Number) -> pl.DataFrame:
        written = pl.col("id_no") == number.clean
        key = (
            pl.lit(False) if same or number.key is None else (pl.col("person") == number.key).fill_null(False)
        )
        return comparable(claims.filter(written | key).collect()).sort("row_id")

    return theirs(numbers[0]), theirs(numbers[1])


def _met(
    case: Case, numbers: tuple[Number, Number], rows: tuple[pl.DataFrame, pl.DataFrame]
) -> tuple[Two, dict[str, object] | None]:
    """What those who bear the numbers share, by the surest pair of them; and that pair, if near makes one."""
    if any(part.is_empty() for part in rows):
        return Two(*numbers), None
    entities = case.tables.near.entities
    sides = [
        entities.join(part.lazy().select("row_id"), on="row_id", how="semi").select("entity") for part in rows
    ]
    pairs = case.tables.near.pairs
    both = [
        pairs.join(sides[0], left_on=one, right_on="entity", how="semi").join(
            sides[1], left_on=other, right_on="entity", how="semi"
        )
        for one, other in (("one", "other"), ("other", "one"))
    ]
    made = pl.concat(both).unique().sort("grade", "relation", "names", "one", "other").head(1).collect()
    if len(made):
        pair = made.row(0, named=True)
        return Two(*numbers, str(pair["names"]), pair["phone"], pair["account"]), pair
    one, other = (part.head(_MOST) for part in rows)
    met = one.join(other, how="cross", suffix="_2")
    names = compare_names(met.get_column("name"), met.get_column("name_2"))
    ranked = names.cast(pl.Enum(NAMES)).sort()

    def shared(key: str) -> bool:
        return bool((met.get_column(key) == met.get_column(f"{key}_2")).fill_null(False).any())

    return Two(*numbers, str(ranked[0]), shared("phone_key"), shared("account_key")), None


def _alone(numbers: tuple[Number, Number]) -> dict[str, object] | None:
    """The pair that the two make if nothing is known but them."""
    rows = pl.DataFrame({"row_id": [1, 2], "id_no": [number.clean for number in numbers]})
    made = near(rows).pairs
    return made.row(0, named=True) if len(made) else None


def _told(rows: pl.DataFrame, found: Reading, shown: Shown) -> list[dict[str, object]]:
    """The rows as they are shown."""
    places = found.sheets.select("base", "file", "sheet").with_columns(
        shown.place("file"), shown.place("sheet")
    )
    return (
        rows.with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .join(places, on="base", how="left", maintain_order="left")
        .select(
            "file",
            "sheet",
            row=pl.col("row_id") - pl.col("base"),
            name=shown.value(pl.col("name"), "name"),
            phone=shown.value(pl.col("phone"), "phone"),
        )
        .to_dicts()
    )


def _remarks(number: Number) -> list[str]:
    """What a formed number says of region and birth that cannot be."""
    key = pl.lit(number.key, pl.String)
    region, birth = pl.select(
        region=identity.region_is_plausible(key), birth=identity.birth_date(key).is_not_null()
    ).row(0)
    said = []
    if region is False:
        said.append(_("前两位不是省级代码"))
    if number.formed and not birth:
        said.append(_("第 7 至 14 位不是日历上的日期"))
    return said
