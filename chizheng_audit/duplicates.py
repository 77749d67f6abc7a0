"""Groups of rows with one key: few rows repeat, so hashes thin the many before any key is compared."""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.tables.kinds import LEVEL

LISTED = 50
"""How many of a group's rows stand as evidence; a batch number typed into every row would otherwise list all by all."""


def duplicate_key(case: Case) -> list[str]:
    """The columns that make two claims one; person, family, occupation and level where the pack has none yet."""
    return list(case.value("duplicate_key") or ("person", "family", "trade", "level"))


def own_level() -> pl.Expr:
    """The level; 专项 for special skills, which have no levels, so theirs is never what is missing."""
    special = pl.col("family") == "SPECIAL"
    return pl.when(special).then(pl.lit("专项", dtype=LEVEL)).otherwise("level").alias("level")


def repeated(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """The rows of `rows` whose `key` (columns, none of them null) stands more than once."""
    whole = rows.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    # the key and the row's address alone go through the hashes; the whole of a row is fetched for the few that remain
    thin = whole.select("row_id", *key).with_columns(_hash=pl.struct(key).hash())
    again = thin.filter(pl.col("_hash").is_duplicated()).filter(pl.struct(key).is_duplicated())
    return rows.filter(pl.col("row_id").is_in(again.collect().get_column("row_id").implode()))


def groups(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """`rows` (few, `key` never null) in the order of their claims, each with its group.

    Added: `turn` (0 is the earliest: by issue date, then row), `count`, `evidence` (the group's other rows,
    ascending; of a group of more than LISTED rows only its earliest LISTED).
    """
    ordered = rows.sort("issue_date", "row_id", nulls_last=True).with_columns(
        turn=pl.int_range(pl.len()).over(key), count=pl.len().over(key)
    )
    listed = ordered.filter(pl.col("turn") < LISTED).group_by(key).agg(evidence="row_id")
    return ordered.join(listed, on=key, how="left", maintain_order="left").with_columns(
        evidence=pl.col("evidence").list.set_difference(pl.concat_list("row_id")).list.sort()
    )
