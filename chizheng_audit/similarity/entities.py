"""Rows that say the same are one entity; entities that bear one number are a group."""

from concurrent.futures import ThreadPoolExecutor

import polars as pl

from chizheng_audit.similarity.blocks import members, runs
from chizheng_audit.similarity.contacts import account_codes, phone_codes
from chizheng_audit.similarity.names import read_names
from chizheng_audit.similarity.parsed import read_numbers

_PIECE = 2**20
"""Rows that are read at a time."""


def read_people(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, float]:
    """The entities of `rows` (sorted by row_id); row_id → entity for all rows; who shares a number; the share of wrong ones.

    Entities have row_id (their smallest) and the columns of read_numbers, read_names, and phone and account as codes.
    Who shares a number with others: place, first (UInt32, places among entities), the first one included.
    """
    people = _read(rows)
    shared = _sharing(people)
    first_row, ids = pl.col("place").first(), people.get_column("row_id")
    same = shared.with_columns(first=first_row.over("number", "says")).filter(
        pl.col("place") != pl.col("first")
    )
    repeated = same.get_column("place")
    entity = ids.clone().scatter(repeated, ids.gather(same.get_column("first")))
    alone = pl.repeat(True, len(people), eager=True).scatter(repeated, False)
    groups = shared.join(same, on="place", how="anti").filter(pl.col("is_number"))
    groups = groups.select("number", place=_moved_up(groups.get_column("place"), repeated))
    groups = groups.select("place", first=pl.col("place").min().over("number")).filter(
        pl.len().over("first") > 1
    )
    entities = people.filter(alone) if len(repeated) else people
    return (
        entities,
        pl.DataFrame({"row_id": ids, "entity": entity}),
        groups.sort("first", "place"),
        _wrong(people),
    )


def _read(rows: pl.DataFrame) -> pl.DataFrame:
    """What each row says, numbers beside the rest; piece by piece, for memory that is taken anew each time costs much."""
    read = []
    with ThreadPoolExecutor(1) as pool:
        for piece in rows.iter_slices(_PIECE) if len(rows) else [rows]:
            numbers = pool.submit(read_numbers, piece.get_column("id_no"))
            names = read_names(piece.get_column("name"))
            rest = piece.select("row_id").with_columns(
                phone_codes(piece.get_column("phone")).alias("phone"),
                account_codes(piece.get_column("account")).alias("account"),
            )
            read.append(pl.concat([rest, names, numbers.result()], how="horizontal"))
    return pl.concat(read, rechunk=True)


def _wrong(people: pl.DataFrame) -> float:
    """The share of rows with a number whose number is not right."""
    there = people.get_column("written").count()
    return 1 - int(people.get_column("right").sum()) / there if there else 0.0


def _sharing(people: pl.DataFrame) -> pl.DataFrame:
    """The rows that share a number with others, in their order: place, number, says (a code of all that they say).

    Of what is no number the text counts, of what has none all that the row says; those are not `is_number`.
    """
    said = (
        pl.col("written").hash(1)
        ^ pl.col("name").hash(2)
        ^ pl.col("phone").hash(3)
        ^ pl.col("account").hash(4)
    )
    keyed = people.select(number=pl.coalesce("number", "written"))
    bare = keyed.get_column("number").is_null().arg_true()
    if len(bare):
        says = people.select("written", "name", "phone", "account").gather(bare).select(said).to_series()
        keyed = keyed.with_columns(keyed.get_column("number").scatter(bare, says))
    key = keyed.get_column("number")
    place = members(*runs(key.hash(17))).get_column("place").sort()
    some = people.select("written", "name", "phone", "account", "number").gather(place)
    return some.select(
        place=place, number=key.gather(place), says=said, is_number=pl.col("number").is_not_null()
    )


def _moved_up(places: pl.Series, dropped: pl.Series) -> pl.Series:
    """Sorted places (UInt32) after those in `dropped` (sorted) are gone."""
    return (places - dropped.search_sorted(places)).cast(pl.UInt32)
