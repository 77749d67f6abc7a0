"""Sets of months as the bits of a whole number: bit n is the n-th month after the hire month."""

import polars as pl

WINDOW = 62
"""How many months from the hire month on are looked at: as many bits as an Int64 has, and more than any rule asks for."""


def longest_run(masks: pl.Series, gap: int = 0, start_by: int | None = None) -> pl.Series:
    """How many ones stand side by side at most in each mask (Int64).

    gap: so many zeros in a row do not end a run, and do not count. start_by: only runs that begin by this bit count.
    """
    if not gap and start_by is None:
        return _side_by_side(masks)
    frame = pl.DataFrame({"mask": masks}).with_columns(run=pl.lit(0), missed=pl.lit(0), best=pl.lit(0))
    for place in range(WINDOW):
        one = pl.col("mask") // 2**place % 2 == 1
        late = start_by is not None and place > start_by
        begun = pl.col("run") > 0
        frame = frame.with_columns(
            run=pl.when(one & (begun | pl.lit(not late)))
            .then(pl.col("run") + 1)
            .when(pl.col("missed") < gap)
            .then("run")
            .otherwise(0),
            missed=pl.when(one).then(0).otherwise(pl.col("missed") + 1),
        ).with_columns(best=pl.max_horizontal("best", "run"))
    return frame.get_column("best").cast(pl.Int64).alias(masks.name)


def _side_by_side(masks: pl.Series) -> pl.Series:
    length = pl.Series(masks.name, [0], dtype=pl.Int64).new_from_index(0, len(masks))
    while (masks != 0).any():
        length += (masks != 0).cast(pl.Int64)
        masks = masks & (masks // 2)  # a run of n ones becomes one of n - 1
    return length


def strip(mask: pl.Expr, late: pl.Expr, owed: pl.Expr, months: int) -> pl.Expr:
    """The first `months` months for people: ● paid in time, ◎ paid late, △ owed (欠费), ○ not paid."""
    return pl.concat_str(
        pl.when(late // 2**n % 2 == 1)
        .then(pl.lit("◎"))
        .when(mask // 2**n % 2 == 1)
        .then(pl.lit("●"))
        .when(owed // 2**n % 2 == 1)
        .then(pl.lit("△"))
        .otherwise(pl.lit("○"))
        for n in range(months)
    )


def last_one(mask: pl.Expr) -> pl.Expr:
    """The place of the highest one (Int64); null where there is none."""
    return pl.when(mask > 0).then(63 - mask.bitwise_leading_zeros().cast(pl.Int64))


def month_number(day: pl.Expr) -> pl.Expr:
    """Months since year 0 (Int32), to count with."""
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32)
