"""Groups of rows with one key: few rows repeat, so hashes thin the many before any key is compared."""

from collections.abc import Sequence

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.kinds import LEVEL

LISTED = 50
"""How many of a group's rows stand as evidence; a batch number typed into every row would otherwise list all by all."""

_KEY = "duplicate_key"
_DATES = tuple(column.name for column in CLAIMS.columns if column.kind == "date")


OPEN_PERSON = {"open_person": N_("身份证号 {id_no} 不完整或已脱敏，无法与其他申报比对。")}
"""What is said of a claim whose number tells no person."""


def open_person() -> pl.Expr:
    """The variant "open_person" (String) of a claim whose number tells no person; null without a number, or with one that does."""
    return pl.when(pl.col("person").is_null() & pl.col("id_no").is_not_null()).then(pl.lit("open_person"))


def keys_in_force(case: Case) -> list[tuple[list[str], pl.Expr]]:
    """The pack's duplicate keys, each with a test (never null) of the claims on whose own date it is in force."""
    values = case.policy.parameters[_KEY].values
    day = case.policy.day(_KEY, _DATES, case.as_of)
    ends = [value.start for value in values[1:]]
    spans = [day >= value.start for value in values]
    return [
        (list(value.value), (span & ((day < end) if end else True)).fill_null(False))
        for value, span, end in zip(values, spans, [*ends, None], strict=True)
    ]


def before_any_key(case: Case) -> pl.Expr:
    """Whether (never null) a claim is older than the pack's first duplicate key."""
    return ~pl.any_horizontal(holds for _, holds in keys_in_force(case))


def with_past(case: Case) -> pl.LazyFrame:
    """The claims at hand and those of earlier batches, with `batch` (null for those at hand); see `groups`."""
    if case.tables.past.limit(1).collect().is_empty():
        return case.tables.claims.with_columns(batch=pl.lit(None, dtype=pl.String))
    return pl.concat([case.tables.past, case.tables.claims], how="diagonal")


def at_hand() -> pl.Expr:
    """Whether a row is of the batch at hand; only such a row can be a finding."""
    return pl.col("row_id") >= 0


def own_level() -> pl.Expr:
    """The level; 专项 for special skills, which have no levels, so theirs is never what is missing."""
    special = pl.col("family") == "SPECIAL"
    return pl.when(special).then(pl.lit("专项", dtype=LEVEL)).otherwise("level").alias("level")


def why_incomplete() -> pl.Expr:
    """The message of a claim that cannot be compared: what is there but names nobody is not what is missing."""
    trade = pl.when(pl.col("trade").is_null() & pl.col("occupation").is_not_null()).then(pl.lit("open_trade"))
    return pl.coalesce(open_person(), trade)


def repeated(rows: pl.LazyFrame, key: list[str]) -> pl.LazyFrame:
    """The rows of `rows` whose `key` (columns, none of them null) stands more than once."""
    whole = rows.filter(pl.all_horizontal(pl.col(key).is_not_null()))
    # the key and the row's address alone go through the hashes; the whole of a row is fetched for the few that remain
    thin = whole.select("row_id", *key).with_columns(_hash=pl.struct(key).hash())
    again = thin.filter(pl.col("_hash").is_duplicated()).filter(pl.struct(key).is_duplicated())
    return rows.filter(pl.col("row_id").is_in(again.collect().get_column("row_id").implode()))


def groups(
    rows: pl.LazyFrame, key: list[str], ties: Sequence[str] = (), dates: Sequence[str] = ("issue_date",)
) -> pl.LazyFrame:
    """`rows` (few, `key` never null) in the order of their claims, each with its group.

    Added: `turn` (0 is the earliest: those of earlier batches, then by `dates`, by the columns `ties`, by row),
    `count`, `evidence` (the group's other rows, ascending; of a group of more than LISTED rows only its earliest LISTED).
    """
    ordered = rows.sort(at_hand(), *dates, *ties, "row_id", nulls_last=True).with_columns(
        turn=pl.int_range(pl.len()).over(key), count=pl.len().over(key)
    )
    listed = ordered.filter(pl.col("turn") < LISTED).group_by(key).agg(evidence="row_id")
    return ordered.join(listed, on=key, how="left", maintain_order="left").with_columns(
        evidence=pl.col("evidence").list.set_difference(pl.concat_list("row_id")).list.sort()
    )
