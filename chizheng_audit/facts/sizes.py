"""Whether employers are small or medium by the pack's limits for their industry (工信部联企业〔2011〕300号)."""

from typing import Any

import polars as pl

from chizheng_audit.case import Case

MEASURES = ("staff", "revenue", "assets")
"""Columns of the register that limits are set for; the parameters are sme_staff, sme_revenue and sme_assets."""

PARAMETERS = ("sme_industries", *(f"sme_{measure}" for measure in MEASURES))
_MONEY = pl.Decimal(14, 2)
_SAID = ("industry", "sector", "size", *MEASURES, *(f"{measure}_limit" for measure in MEASURES))


def sized(case: Case) -> pl.DataFrame:
    """One row an employer_key of the register, as far as its rows agree with the limits.

    small (Boolean): below one limit of its industry in every row and reading; false: below none in any; null: not known.
    reason (String): why it is not known – industry (not told), sector (not in the pack), measure (a number is missing),
    disagree (its rows, or the sectors that its industry may be, tell different things). missing (String): the measures that
    are, by name. register (list of row_id): all its rows. Then what the row that decides says: industry, sector, size,
    staff, revenue, assets, and the limits staff_limit, revenue_limit, assets_limit.
    """
    rows = case.register.filter(pl.col("employer_key").is_not_null())
    limits = _limits(case)
    told = (
        rows.join(_sectors(rows, case.value("sme_industries") or {}), on="industry", how="left")
        .join(limits, on="sector", how="left")
        .with_columns(pl.col("revenue", "assets").cast(_MONEY))
    )
    asked = [pl.col(f"{measure}_limit").is_not_null() for measure in MEASURES]
    below = [pl.col(measure) < pl.col(f"{measure}_limit") for measure in MEASURES]
    above = [
        (pl.col(m) >= pl.col(f"{m}_limit")).fill_null(False) | ~a
        for m, a in zip(MEASURES, asked, strict=True)
    ]
    lacking = [pl.when(a & pl.col(m).is_null()).then(pl.lit(m)) for m, a in zip(MEASURES, asked, strict=True)]
    known = pl.any_horizontal(asked)
    judged = told.with_columns(
        small=pl.when(pl.any_horizontal(b.fill_null(False) for b in below))
        .then(True)
        .when(known & pl.all_horizontal(above))
        .then(False),
        missing=pl.concat_str(lacking, separator=",", ignore_nulls=True),
        reason=pl.when(pl.col("industry").is_null())
        .then(pl.lit("industry"))
        .when(~known)
        .then(pl.lit("sector"))
        .otherwise(pl.lit("measure")),
    )
    # a row that is known stands before those that are not, the largest first; never by where it stood
    ordered = judged.sort(
        "small", "staff", "revenue", "assets", "employer", "sector",
        descending=[False, True, True, True, False, False], nulls_last=True,
    )  # fmt: skip
    several = pl.col("small").drop_nulls().n_unique() > 1
    return (
        ordered.group_by("employer_key", maintain_order=True)
        .agg(
            pl.exclude("small", "reason").first(),
            small=pl.when(pl.col("small").is_not_null().all() & ~several).then(pl.col("small").first()),
            reason=pl.when(several)
            .then(pl.lit("disagree"))
            .otherwise(pl.col("reason").sort_by("small").last()),
            open_missing=pl.col("missing").filter(pl.col("small").is_null()).first(),
            register=pl.col("row_id").unique().sort(),
        )
        .with_columns(missing=pl.coalesce("open_missing", "missing"))
        .select("employer_key", "small", "reason", "missing", "register", *_SAID)
    )


def _limits(case: Case) -> pl.DataFrame:
    """The limits by sector; null where a sector has no such limit."""
    tables: dict[str, dict[str, Any]] = {m: case.value(f"sme_{m}") or {} for m in MEASURES}
    sectors = list(dict.fromkeys(sector for table in tables.values() for sector in table))
    columns = {f"{m}_limit": [table.get(sector) for sector in sectors] for m, table in tables.items()}
    types = {"sector": pl.String(), **{f"{m}_limit": pl.Int64() for m in MEASURES}}
    frame = pl.DataFrame({"sector": sectors, **columns}, schema=types)
    return frame.with_columns(pl.col("revenue_limit", "assets_limit").cast(_MONEY))


def _sectors(rows: pl.DataFrame, words: dict[str, str]) -> pl.DataFrame:
    """Each industry of `rows` with every sector that a word in it stands for."""
    industries = rows.select("industry").unique().drop_nulls()
    found = [
        industries.filter(pl.col("industry").str.contains(word, literal=True)).with_columns(
            sector=pl.lit(sector)
        )
        for word, sector in words.items()
    ]
    return pl.concat([industries.clear().with_columns(sector=pl.lit("")), *found]).unique()
