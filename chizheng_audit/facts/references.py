"""Claims held against lists of people: on which day a claim's event was, and what a list says of its person then."""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.folding import run_together
from chizheng_audit.i18n import N_
from chizheng_audit.listed import keyed

NEEDS = ("id_no", "issue_date", "hire_date")
"""What a claim is looked up by; the date that its subsidy does not go by counts as told, see `events`."""

OPEN = {
    "open_person": N_("身份证号 {id_no} 不完整或已脱敏，无法与名单比对。"),
    "open_same_name": N_("名单里有同名的人（第 {row_listed} 行），证件号不完整或读不懂，无法确认是否本人。"),
}
"""What is said of claims and entries whose numbers cannot be compared."""

SUBSIDIES = ("evaluation", "hire", "placement")
CLAIMED = pl.col("subsidy").is_in(SUBSIDIES) & (pl.col("standing") == "claim")
"""Claims of the subsidies whose people must be eligible, but for reversals and what they take back."""

_OWN = ("row_id", "person", "name", "id_no")
_CITED = 20  # entries of one person named as evidence
_ROW = (1 << 32) - 1  # a row_id without its sheet is the row's number, see tables.system


def events(case: Case, *parameters: str) -> pl.LazyFrame:
    """Claims with `event` (Date): the issue date of an evaluation, the hire date of a hire or placement; and `parameters`.

    The other date, by which such a claim does not go, is not what dates a parameter; at the end it is filled, lest it
    be called missing.
    """
    evaluated = pl.col("subsidy") == "evaluation"
    rows = case.tables.claims.with_columns(
        issue_date=pl.when(evaluated).then("issue_date"),
        hire_date=pl.when(~evaluated).then("hire_date"),
    ).with_columns(event=pl.coalesce("issue_date", "hire_date"))
    for parameter in parameters:
        rows = case.attach(rows, parameter)
    other = pl.lit(case.as_of)
    return rows.with_columns(
        issue_date=pl.when(evaluated).then("issue_date").otherwise(other),
        hire_date=pl.when(evaluated).then(other).otherwise("hire_date"),
    )


def held_against(case: Case, table: str, answer: pl.Expr) -> pl.LazyFrame:
    """All claims with `passes` and `variant` by what the list `table` says of their persons, and the entry that says it.

    answer: the variant (String) for an entry, over its columns, those of its claim's `event`, and `other_name`; null
    where the entry bears not on the claim. A variant that begins with "open", and "missing", are not verifiable, any
    other is flagged and goes before them. Added: the columns of the list (the entry's own `name`, `id_no` and row number
    as name_listed, id_no_listed, row_listed), `other_name` (Boolean: the entry has another name), `evidence`, `at_stake`,
    `confidence` (possible under another name).
    """
    rows = events(case)
    listed = entries(getattr(case.tables, table))
    pairs = rows.select(*_OWN[:3], "event").join(listed, on="person", how="inner")
    found = (
        pairs.with_columns(other_name=differs(pl.col("name"), pl.col("name_listed")))
        .with_columns(variant=answer)
        .filter(pl.col("variant").is_not_null())
        .with_columns(_open=_is_open())
        .sort("row_id", "_open", "other_name", "entry")
        .group_by("row_id", maintain_order=True)
        .agg(
            pl.exclude("person", "name", "event", "_open").first(),
            evidence=pl.col("entry").filter(pl.col("_open") == pl.col("_open").first()).head(_CITED),
        )
    )
    alike = same_name(rows, listed)
    return (
        rows.join(found, on="row_id", how="left", maintain_order="left")
        .join(alike, on="row_id", how="left", maintain_order="left")
        .with_columns(
            row_listed=pl.coalesce("row_listed", pl.col("alike") & _ROW),
            evidence=pl.coalesce("evidence", pl.concat_list("alike").list.drop_nulls()),
            variant=pl.when(pl.col("person").is_null())
            .then(pl.when(pl.col("id_no").is_null()).then(pl.lit("missing")).otherwise(pl.lit("open_person")))
            .when(pl.col("variant").is_null() & pl.col("alike").is_not_null())
            .then(pl.lit("open_same_name"))
            .otherwise("variant"),
        )
        .with_columns(
            passes=pl.when(pl.col("variant").is_null()).then(True).when(~_is_open()).then(False),
            at_stake="amount",
            confidence=pl.when(pl.col("other_name").fill_null(False))
            .then(pl.lit("possible"))
            .otherwise(pl.lit("exact")),
        )
        .drop("alike")
    )


def entries(listed: pl.LazyFrame) -> pl.LazyFrame:
    """A list as it is joined: with `person`, `entry` (its row_id), and name_listed, id_no_listed and row_listed."""
    return (
        keyed(listed)
        .rename({"name": "name_listed", "id_no": "id_no_listed", "row_id": "entry"})
        .with_columns(row_listed=pl.col("entry") & _ROW)
    )


def differs(own: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Whether two names are not one (Boolean, false where one is unknown); blanks, dots and signs' shapes do not count."""
    return (run_together(own) != run_together(other)).fill_null(False)


def same_name(rows: pl.LazyFrame, listed: pl.LazyFrame) -> pl.LazyFrame:
    """`row_id` of claims that may be of an entry whose number is no key, and the first such `entry` as `alike`.

    The name is the same, and so are the digits that can be seen at both ends of the number.
    """
    number = pl.col("id_no_listed").fill_null("")
    nameless = listed.filter(pl.col("person").is_null() & pl.col("name_listed").is_not_null()).select(
        alike="entry",
        _name=run_together(pl.col("name_listed")),
        _head=pl.when(number.str.contains(r"^[0-9]{15,}$"))
        .then(number.str.head(15))  # of a number that lost its last digits
        .otherwise(number.str.extract(r"^([0-9]*)")),
        _tail=pl.when(number.str.contains(r"[^0-9X]")).then(number.str.extract(r"([0-9X]*)$")),
    )
    own = rows.filter(pl.col("person").is_not_null()).select(
        "row_id", "person", _name=run_together(pl.col("name"))
    )
    fits = pl.col("person").str.starts_with(pl.col("_head")) & pl.col("person").str.ends_with(
        pl.col("_tail").fill_null("")
    )
    return own.join(nameless, on="_name").filter(fits).group_by("row_id").agg(pl.col("alike").min())


def named(variant: str) -> pl.Expr:
    """The variant, with _other behind it where the entry has another name."""
    return pl.when("other_name").then(pl.lit(f"{variant}_other")).otherwise(pl.lit(variant))


def on_the_day(excused: pl.Expr) -> pl.Expr:
    """The answer of lists with since and until (see held_against): dated where the entry holds on the day of the event,
    undated where it does not say since when, missing without that day; null where it held at another time or is `excused`.
    """
    elsewhen = (pl.col("until") < pl.col("event")) | (pl.col("since") > pl.col("event"))
    return (
        pl.when(excused | elsewhen.fill_null(False))
        .then(None)
        .when(pl.col("event").is_null())
        .then(pl.lit("missing"))
        .when(pl.col("since").is_null())
        .then(named("undated"))
        .otherwise(named("dated"))
    )


def _is_open() -> pl.Expr:
    variant = pl.col("variant")
    return variant.str.starts_with("open") | (variant == "missing")
