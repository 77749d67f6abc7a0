"""Evaluation claims beside the filings of their bodies: what the list of bodies says of each, distinct ones looked at once."""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.folding import folded, in_parts, run_together

_ASKED = ("org", "trade", "occupation_code", "level", "issue_date")
_CITED = 20  # filings named as evidence
_AND = r"[、，,;；\n]+"
_HEAD = r"^([^/]*)"


def filed(case: Case, claims: pl.LazyFrame) -> pl.LazyFrame:
    """`claims` (evaluations) with what the list of bodies says of them:

    listed (Boolean): it has the body, by its folded name. near (String): else a listed body of which one name holds the
    other. year_known (Boolean): it is not by years, or has the year of the issue date. trade_ok, level_ok, ok (Boolean): a filing of
    the body covers the occupation, the level too, and is in force on the issue date; null where the filings do not tell.
    trade_told (Boolean): they name occupations. filed_levels, filed_years (String), filed_since, filed_until (Date): what the
    filings of the occupation say. evidence: the filings looked at.
    """
    asked = (
        claims.select(*_ASKED)
        .unique()
        .with_row_index("ask")
        .with_columns(body=run_together(pl.col("org")), **_occupation(case, "trade", "occupation_code"))
    )
    filings = _filings(case)
    bodies = filings.group_by("body").agg(listed=pl.lit(True), body_rows=_rows())
    years = filings.select(years=pl.col("year").drop_nulls().unique().implode())
    answers = (
        asked.join(bodies, on="body", how="left")
        .join(_near(asked, bodies), on="body", how="left")
        .join(_covered(asked, filings), on="ask", how="left")
        .join(years, how="cross")
        .select(
            *_ASKED,
            "near",
            "ok",
            "filed_levels",
            "filed_years",
            "filed_since",
            "filed_until",
            pl.col("listed").fill_null(False),
            pl.when("looked").then("trade_ok").otherwise(False).alias("trade_ok"),
            pl.when("looked").then("level_ok").otherwise(False).alias("level_ok"),
            pl.col("trade_told").fill_null(True),
            year_known=pl.when(pl.col("years").list.len() == 0)
            .then(True)
            .when(pl.col("issue_date").is_not_null())
            .then(pl.col("years").list.contains(pl.col("issue_date").dt.year().cast(pl.Int64))),
            looked=pl.col("looked").fill_null(False),
            evidence=pl.coalesce("trade_rows", "body_rows"),
        )
    )
    return claims.join(answers, on=list(_ASKED), how="left", nulls_equal=True, maintain_order="left")


def _occupation(case: Case, trade: str, code: str) -> dict[str, pl.Expr]:
    """The whole occupation and its first part, by the names that the pack's aliases give, and its code."""
    aliases: dict[str, str] = case.value("occupation_aliases") or {}
    names = {old.lower(): new.lower() for old, new in aliases.items()}
    head = pl.col(trade).str.extract(_HEAD).replace(names)
    return {
        "head": head,
        "whole": pl.concat_str(head, pl.col(trade).str.replace(_HEAD, "")),
        "code": pl.col(code).replace(aliases),
    }


def _filings(case: Case) -> pl.LazyFrame:
    """The filings, one row an occupation: filing (row_id), body, head, whole, code, levels (list), since, until, year."""
    return (
        case.tables.bodies.with_columns(
            body=run_together(pl.col("org")),
            trade=folded(pl.col("occupation").str.replace_all(_AND, "、")).str.split("、"),
            levels=pl.col("levels").str.split("、"),
        )
        .explode("trade")
        .with_columns(trade=in_parts(pl.col("trade")))
        .select(
            "body", "levels", "since", "until", "year", filing="row_id",
            **{f"{name}_filed": each for name, each in _occupation(case, "trade", "occupation_code").items()},
        )
    )  # fmt: skip


def _rows() -> pl.Expr:
    return pl.col("filing").unique().sort().head(_CITED)


def _near(asked: pl.LazyFrame, bodies: pl.LazyFrame) -> pl.LazyFrame:
    """`body` of claims that the list has not, and the first listed one of which one name holds the other as `near`."""
    strange = asked.select("body").drop_nulls().unique().join(bodies, on="body", how="anti")
    pairs = strange.join(bodies.select(near="body"), how="cross")
    one, other = pl.col("body"), pl.col("near")
    holds = one.str.contains(other, literal=True) | other.str.contains(one, literal=True)
    return pairs.filter(holds).group_by("body").agg(pl.col("near").min())


def _covered(asked: pl.LazyFrame, filings: pl.LazyFrame) -> pl.LazyFrame:
    """What the filings that may be for the occupation asked for (`ask`) say of it."""
    untold = filings.filter(pl.all_horizontal(pl.col("head_filed", "code_filed").is_null()))
    pairs = pl.concat(
        [
            asked.join(filings, left_on=["body", "head"], right_on=["body", "head_filed"], coalesce=False),
            asked.join(filings, left_on=["body", "code"], right_on=["body", "code_filed"], coalesce=False),
            asked.join(untold, on="body", coalesce=False),
        ]
    ).unique(["ask", "filing", "whole_filed"])
    # a filing without a branch is for all of them; a claim without one may be for any
    fits = (
        pl.when((pl.col("whole_filed") == pl.col("whole")) | (pl.col("code_filed") == pl.col("code")))
        .then(True)
        .when(pl.col("whole_filed") == pl.col("head_filed"))
        .then(True)
        .when(pl.col("whole_filed").is_null() | (pl.col("whole") == pl.col("head")))
        .then(None)
        .otherwise(False)
    )
    level_ok = pl.col("levels").list.contains(pl.col("level").cast(pl.String))
    own = pl.col("fits").fill_null(False)
    held = (own & pl.col("level_ok")).fill_null(False)
    return (
        pairs.with_columns(fits=fits, level_ok=level_ok, in_force=_in_force())
        .group_by("ask")
        .agg(
            looked=pl.lit(True),
            trade_told=pl.col("whole_filed").is_not_null().any(),
            trade_ok=pl.col("fits").any(ignore_nulls=False),
            ok=(pl.col("fits") & pl.col("level_ok") & pl.col("in_force")).any(ignore_nulls=False),
            filed_levels=pl.col("levels").filter(own).explode().drop_nulls().unique(maintain_order=True).str.join("、"),
            filed_since=pl.col("since").filter(held).min(),
            filed_until=pl.col("until").filter(held).max(),
            filed_years=pl.col("year").filter(held).drop_nulls().unique().sort().cast(pl.String).str.join("、").replace("", None),
            trade_rows=pl.when(own.any()).then(pl.col("filing").filter(own).unique().sort().head(_CITED)).otherwise(_rows()),
            level=(pl.col("fits") & pl.col("level_ok")).any(ignore_nulls=False),
        )
        .rename({"level": "level_ok"})
    )  # fmt: skip


def _in_force() -> pl.Expr:
    """Whether a filing is in force on the issue date: by its dates, and by its year where it has one."""
    day = pl.col("issue_date")
    by_year = pl.col("since").is_null() & pl.col("year").is_not_null()
    since = pl.when(by_year).then(True).otherwise(pl.col("since") <= day)
    until = pl.when(pl.col("until").is_null()).then(True).otherwise(day <= pl.col("until"))
    year = pl.when(pl.col("year").is_null()).then(True).otherwise(day.dt.year() == pl.col("year"))
    return since & until & year
