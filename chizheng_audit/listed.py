"""Lists that claims are held against: the key of a person on them, and all certificates that anything tells of."""

from collections.abc import Iterable

import polars as pl

from chizheng_audit import identity
from chizheng_audit.tables.kinds import LEVEL

CERTIFIED = pl.Schema(
    {
        "row_id": pl.Int64(),
        "person": pl.String(),
        "name": pl.String(),
        "id_no": pl.String(),
        "occupation": pl.String(),
        "level": LEVEL,
        "cert_no": pl.String(),
        "issue_date": pl.Date(),
        "roster": pl.Boolean(),  # of a roster of certificates, else of an evaluation claim
    }
)
"""One row a certificate of a roster or an evaluation claim."""


def keyed(listed: pl.LazyFrame) -> pl.LazyFrame:
    """A list of people (`id_no`, `name`) with `person`, the key that claims have; null where its number is no key."""
    lost = identity.lost_digits(pl.col("id_no")) == "zeros"
    number = pl.when(lost.is_null() | ~lost).then(identity.person(pl.col("id_no")))
    return listed.with_columns(person=pl.coalesce(number, identity.document(pl.col("id_no"), pl.col("name"))))


def certified(claims: Iterable[pl.LazyFrame], certificates: pl.LazyFrame) -> pl.LazyFrame:
    """The CERTIFIED frame of `claims` (at hand, and past; with the columns of case.prepare) and of the rosters.

    What was claimed and taken back again is no certificate.
    """
    evaluated = (pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim")
    claimed = (frame.filter(evaluated).with_columns(roster=False) for frame in claims)
    parts = (keyed(certificates).with_columns(roster=True), *claimed)
    return pl.concat([part.select(CERTIFIED.names()) for part in parts])
