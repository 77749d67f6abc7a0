"""A fixed sum a head, and the mistakes that explain another one."""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.tables.kinds import MONEY

_MOST_IN_ONE_ROW = 20  # beyond it, a multiple says nothing about how the sum came about

MESSAGES = {
    "": N_("每人应补 {expected} 元，申报 {amount} 元，多 {excess} 元。"),
    "wan": N_("每人应补 {expected} 元，申报 {amount} 元，相差正好一万倍，像是元与万元混淆。"),
    "several": N_("每人应补 {expected} 元，申报 {amount} 元，正好是 {heads} 倍，像是一行合报多人。"),
    "under": N_("每人应补 {expected} 元，申报 {amount} 元，少 {short} 元。"),
}
"""What is said by the variants of `off_scale`, but for `open_date`."""


def off_scale(case: Case, parameter: str) -> pl.LazyFrame:
    """Claims with the sum a head (`parameter`, 元) in force on their date (`expected`) and the mistake that explains another.

    variant: wan (ten thousand times too much or too little), several (heads, up to 20, in one row), under, or "";
    missing without an amount, open_date where no sum is in force. at_stake is the excess.
    """
    amount, expected, heads = pl.col("amount"), pl.col("expected"), pl.col("heads")
    rows = case.attach(case.tables.claims, parameter).with_columns(expected=pl.col(parameter).cast(MONEY))
    rows = rows.with_columns(
        excess=(amount - expected).cast(MONEY),
        short=(expected - amount).cast(MONEY),
        heads=pl.when(expected > 0).then(amount / expected).cast(pl.Int64),
    )
    variant = (
        pl.when(amount.is_null())
        .then(pl.lit("missing"))
        .when(expected.is_null())
        .then(pl.lit("open_date"))
        .when((amount * 10_000 == expected) | (amount == expected * 10_000))
        .then(pl.lit("wan"))
        .when((heads * expected == amount) & heads.is_between(2, _MOST_IN_ONE_ROW))
        .then(pl.lit("several"))
        .when(amount < expected)
        .then(pl.lit("under"))
        .otherwise(pl.lit(""))
    )
    return rows.with_columns(at_stake="excess", variant=variant)
