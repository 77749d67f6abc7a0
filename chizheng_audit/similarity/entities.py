"""Rows that say the same are one entity; entities that bear one number are a group."""

import polars as pl

from chizheng_audit.similarity.blocks import members, runs
from chizheng_audit.similarity.contacts import account_codes, phone_codes
from chizheng_audit.similarity.names import read_names
from chizheng_audit.similarity.parsed import read_numbers


def read_people(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The entities of `rows` (sorted by row_id), and row_id → entity for all of them.

    Entities have row_id (their smallest) and the columns of read_numbers, read_names, and phone and account as codes.
    """
    people = pl.concat(
        [
            rows.select("row_id"),
            read_numbers(rows.get_column("id_no")),
            read_names(rows.get_column("name")),
            pl.DataFrame(
                {
                    "phone": phone_codes(rows.get_column("phone")),
                    "account": account_codes(rows.get_column("account")),
                }
            ),
        ],
        how="horizontal",
    )
    says = people.select(
        pl.col("written").hash(1)
        ^ pl.col("name").hash(2)
        ^ pl.col("phone").hash(3)
        ^ pl.col("account").hash(4)
    ).to_series()
    same = firsts(says)
    ids = people.get_column("row_id")
    entity = ids.clone().scatter(same.get_column("place"), ids.gather(same.get_column("first")))
    alone = pl.repeat(True, len(people), eager=True).scatter(same.get_column("place"), False)
    return people.filter(alone), pl.DataFrame({"row_id": ids, "entity": entity})


def firsts(code: pl.Series) -> pl.DataFrame:
    """Places (UInt32) whose code (UInt64, any null) stood before, and where it stood first: columns place, first."""
    there = code.is_not_null().arg_true() if code.null_count() else None
    codes = code if there is None else code.gather(there)
    shared = members(*runs(codes.hash(17)))
    shared = shared.with_columns(code=codes.gather(shared.get_column("place")))
    if there is not None:
        shared = shared.with_columns(place=there.gather(shared.get_column("place")).cast(pl.UInt32))
    return (
        shared.with_columns(first=pl.col("place").min().over("code"))
        .filter(pl.col("place") != pl.col("first"))
        .select("place", "first")
        .sort("place")
    )


def groups(people: pl.DataFrame) -> pl.DataFrame:
    """Entities that share their number with others: columns place, first (UInt32), the first one included."""
    later = firsts(people.get_column("number"))
    heads = later.select("first").unique().select(place="first", first="first")
    return pl.concat([later, heads]).sort("first", "place")
