"""Groups of rows with one key: few rows repeat, so hashes thin the many before any key is compared."""

import polars as pl

MEMBER = pl.Struct({"row_id": pl.Int64()})


def repeated(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """The rows of `rows` whose `key` (columns, none of them null) stands more than once."""
    whole = rows.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    hashed = whole.with_columns(_hash=pl.struct(key).hash())
    return hashed.filter(pl.col("_hash").is_duplicated()).drop("_hash").filter(pl.struct(key).is_duplicated())


def groups(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """`rows` (few) in the order of their claims, each with its group.

    Added: `turn` (0 is the earliest: by issue date, then row), `count`, `evidence` (the group's other rows, ascending).
    """
    ordered = rows.sort("issue_date", "row_id", nulls_last=True)
    return ordered.with_columns(
        turn=pl.int_range(pl.len()).over(key),
        count=pl.len().over(key),
        evidence=pl.col("row_id").sort().implode().over(key, mapping_strategy="join"),
    ).with_columns(evidence=pl.col("evidence").list.set_difference(pl.concat_list("row_id")).list.sort())
