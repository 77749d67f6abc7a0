"""Columns of names and contacts made comparable, for rules that pair people by other things than their numbers."""

import polars as pl

from chizheng_audit.similarity.contacts import account_codes, phone_codes
from chizheng_audit.similarity.grades import name_relations
from chizheng_audit.similarity.names import read_names
from chizheng_audit.similarity.result import NAMES


def compare_names(one: pl.Series, other: pl.Series) -> pl.Series:
    """How two columns of names (String, any null) are to each other, row by row (Enum of NAMES)."""
    sides = [
        read_names(names).rename({column: f"{column}_{side}" for column in ("name", "sound", "also")})
        for names, side in ((one, "a"), (other, "b"))
    ]
    return name_relations(pl.concat(sides, how="horizontal")).cast(pl.Enum(NAMES))


def name_keys(names: pl.Series) -> pl.Series:
    """Names (String, any null) as they are compared; null for what is missing, masked or a placeholder."""
    return read_names(names).get_column("name")


def comparable(rows: pl.DataFrame) -> pl.DataFrame:
    """`rows` with name_key (String), phone_key and account_key (UInt64): null for what is missing or a placeholder."""
    return rows.with_columns(
        read_names(rows.get_column("name")).get_column("name").alias("name_key"),
        phone_codes(rows.get_column("phone")).alias("phone_key"),
        account_codes(rows.get_column("account")).alias("account_key"),
    )
