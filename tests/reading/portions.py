"""Portions of month rows as a plain frame, for looking at them."""

from collections.abc import Iterable

import polars as pl

from chizheng_audit.employment.portions import ASKED, MONTHS, WORDS, Portion

SCHEMA = pl.Schema({name: pl.Date() if name in MONTHS else pl.String() for name in ASKED})


def plain(portions: Iterable[Portion], people: pl.Series) -> pl.DataFrame:
    """The rows with the columns of ASKED; id_no is the canonical ID that was asked for."""
    parts = [pl.DataFrame(schema=SCHEMA)]
    for part in portions:
        rows = part.rows
        months = {name: pl.date((pl.col(name) - 1) // 12, (pl.col(name) - 1) % 12 + 1, 1) for name in MONTHS}
        words = {name: part.words[name].gather(rows[name]) for name in WORDS}
        parts.append(
            rows.select(id_no=people.gather(rows["who"]), **words, **months).select(ASKED)  # type: ignore[arg-type] # series and expressions
        )
    return pl.concat(parts)
