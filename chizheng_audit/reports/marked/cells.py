"""Which cells of a file are marked: those of the columns that a finding speaks of."""

from collections.abc import Mapping

import polars as pl

from chizheng_audit.audit import Audit
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports.view import View
from chizheng_audit.rule import UNREAD, Rule
from chizheng_audit.tables.system import SHEET_SPAN

KEYS = ("name", "id_no", "amount")
"""Marked where a finding speaks of no column that its sheet has."""
_MEANS = {
    "payee": ("org", "employer", "agency"),
    "raw": (),
    "cert_no_held": ("cert_no",),
    "id_no_2": ("id_no",),
    "at_stake": ("amount",),
    "stated": ("amount",),
}
"""Facts that a message speaks of by another name than the column they come from."""
_BEFORE_KEYS, _BEFORE_ROW = 2, 3
_FIRST_COLUMN = 1


def marks(view: View, audit: Audit, reading: Reading, rules: Mapping[str, Rule]) -> pl.DataFrame:
    """One row a finding and row to mark: fingerprint, base (of its sheet), row (as Excel shows it), own (Boolean: the row
    that the finding is about, not one that it covers), places (list of columns from 1, those spoken of first).

    In the order of the view's findings; findings about a sheet as a whole have no row to mark.
    """
    told = _rows(view, audit)
    spoken = pl.concat(
        [
            pl.DataFrame(schema={"at": pl.UInt32, "column": pl.String, "rank": pl.Int32, "turn": pl.Int64}),
            *_spoken(told, rules),
            *_troubled(told, rules, reading.problems),
        ]
    )
    columns = (
        reading.sheets.select("base", pl.col("columns"))
        .explode("columns")
        .drop_nulls("columns")
        .select("base", place=pl.col("columns").struct[0], column=pl.col("columns").struct[1])
        .drop_nulls("column")
    )
    found = (
        spoken.join(told.select("at", "base"), on="at")
        .join(columns, on=["base", "column"])
        .filter(pl.col("rank") == pl.col("rank").min().over("at"))
        .sort("at", "turn", maintain_order=True)
        .group_by("at", maintain_order=True)
        .agg(places=pl.col("place").unique(maintain_order=True))
    )
    return (
        told.join(found, on="at", how="left", maintain_order="left")
        .with_columns(pl.col("places").fill_null([_FIRST_COLUMN]))
        .select("fingerprint", "base", row=pl.col("row_id") - pl.col("base"), own="own", places="places")
    )


def _rows(view: View, audit: Audit) -> pl.DataFrame:
    """Each finding with its own row and those it covers, and what its message was filled from."""
    given = audit.findings.select("fingerprint", "variant", "facts")
    findings = view.findings.select("fingerprint", "rule", "row_id", "covers")
    rows = pl.concat(
        [
            findings.drop("covers").with_columns(own=pl.lit(True)).with_row_index("order"),
            findings.with_row_index("order")
            .select(
                "order", "fingerprint", "rule", pl.col("covers").alias("row_id"), pl.lit(False).alias("own")
            )
            .explode("row_id")
            .drop_nulls("row_id"),
        ],
        how="diagonal_relaxed",
    )
    return (
        rows.with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .filter((pl.col("row_id") >= 0) & (pl.col("row_id") > pl.col("base")))
        .sort("order", "own", descending=[False, True], maintain_order=True)
        .drop("order")
        .join(given, on="fingerprint", how="left", maintain_order="left")
        .with_row_index("at")
    )


def _spoken(told: pl.DataFrame, rules: Mapping[str, Rule]) -> list[pl.DataFrame]:
    """The columns that each message speaks of; after them those the rule needs, then KEYS. The least `rank` counts."""
    parts = []
    for (name, variant), rows in told.group_by("rule", "variant", maintain_order=True):
        rule = rules[str(name)]
        if variant == "missing" or variant in UNREAD:
            absent = rows.select("at", column=pl.col("facts").list.first().str.split(",")).explode("column")
            parts.append(_ranked(absent, 0))
            named: tuple[str, ...] = ()
        else:
            named = tuple(
                column for fact in rule.placeholders(str(variant)) for column in _MEANS.get(fact, (fact,))
            )
        for rank, columns in ((1, named), (_BEFORE_KEYS, rule.needs), (_BEFORE_ROW, KEYS)):
            each = rows.select("at").join(
                pl.DataFrame({"column": columns}, schema={"column": pl.String}), how="cross"
            )
            parts.append(_ranked(each, rank))
    return parts


def _troubled(told: pl.DataFrame, rules: Mapping[str, Rule], problems: pl.DataFrame) -> list[pl.DataFrame]:
    """The very cell, where a message quotes the header of one that did not arrive as it should."""
    parts = []
    for (name, variant), rows in told.group_by("rule", "variant", maintain_order=True):
        facts = rules[str(name)].placeholders(str(variant)) if variant in rules[str(name)].messages else ()
        if "header" in facts:
            header = rows.select("at", "row_id", header=pl.col("facts").list.get(facts.index("header")))
            cells = problems.select("row_id", "header", "column").unique()
            parts.append(_ranked(header.join(cells, on=["row_id", "header"]).select("at", "column"), 0))
    return parts


def _ranked(rows: pl.DataFrame, rank: int) -> pl.DataFrame:
    return rows.select(
        "at",
        pl.col("column").cast(pl.String),
        rank=pl.lit(rank, pl.Int32),
        turn=pl.int_range(pl.len(), dtype=pl.Int64),
    )
