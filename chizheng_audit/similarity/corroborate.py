"""What makes two entities more than two numbers that look alike: names that sound the same, one phone, one account."""

import polars as pl


def beside(pairs: pl.DataFrame, people: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """`pairs` (places a, b) with those columns of both: text_a, text_b and so on."""
    return pairs.with_columns(
        people.get_column(column).gather(pairs.get_column(side)).alias(f"{column}_{side}")
        for column in columns
        for side in ("a", "b")
    )


ALIKE_BY = ("sound", "also")
CORROBORATED_BY = ("sound", "also", "phone", "account")


def alike() -> pl.Expr:
    """Whether the names share a reading (Boolean, never null); needs `sound` and `also` of both."""
    return pl.any_horizontal(
        (pl.col(f"{one}_a") == pl.col(f"{other}_b")).fill_null(False)
        for one in ALIKE_BY
        for other in ALIKE_BY
    )


def shared(contact: str) -> pl.Expr:
    """Whether both have the same `contact` (phone or account; Boolean, never null)."""
    return (pl.col(f"{contact}_a") == pl.col(f"{contact}_b")).fill_null(False)


def corroborated() -> pl.Expr:
    """Alike in name, or the same phone or account; needs CORROBORATED_BY of both."""
    return alike() | shared("phone") | shared("account")
