"""Employers that look like one: what two or more of them have in common, and the groups that this makes."""

import polars as pl

from chizheng_audit import units
from chizheng_audit.case import Case
from chizheng_audit.folding import run_together
from chizheng_audit.similarity import near_texts
from chizheng_audit.similarity.clusters import clusters

PARAMETERS = ("alike_shared_by", "alike_workers", "alike_unit_score")

LINKS = pl.Schema(
    {
        "kind": pl.String(),  # legal_person | phone | address | account | alike (names) | workers
        "keys": pl.List(pl.String()),  # employer_keys, sorted
        "rows": pl.List(pl.Int64()),  # rows that tell of it
    }
)
"""What a set of employers has in common."""

_VALUES = {
    "legal_person": run_together,
    "phone": units.digits,
    "address": run_together,
    "account": units.digits,
}
_IN_CLAIMS = ("phone", "account")
_BRAND = 2  # characters of a name that make its 字号, which near names must share


def links(case: Case) -> pl.DataFrame:
    """The LINKS among employers of the claims of `case`.

    A value shared by more employers than the pack's alike_shared_by is an agent's, not theirs. Phones and accounts in
    claims are mostly the worker's own: they count where claims for two persons or more have them.
    """
    claimants = case.tables.claims.select("employer_key").drop_nulls().unique().collect()
    register = case.register.join(claimants, on="employer_key", how="semi")
    told = [
        register.select("employer_key", "row_id", kind=pl.lit(kind), value=fold(pl.col(kind)))
        for kind, fold in _VALUES.items()
    ]
    told += [_of_claims(case, kind) for kind in _IN_CLAIMS]
    shared = (
        pl.concat(told)
        .filter(pl.col("value").str.len_chars() >= 2)
        .group_by("kind", "value")
        .agg(keys=pl.col("employer_key").unique().sort(), rows=pl.col("row_id").unique().sort())
        .filter(pl.col("keys").list.len().is_between(2, int(case.value("alike_shared_by") or 0)))
        .select("kind", "keys", "rows")
    )
    found = pl.concat([shared, _workers(case), _names(case)])
    return found.cast(LINKS).sort("kind", "keys")


def groups(found: pl.DataFrame) -> pl.DataFrame:
    """The employers that `found` (LINKS) joins by whatever chain: employer_key, group (Int64)."""
    keys = found.select(pl.col("keys").explode()).to_series().unique().sort()
    numbers = pl.DataFrame({"employer_key": keys}).with_row_index("number").cast({"number": pl.Int64})
    pairs = (
        found.select(one=pl.col("keys").list.first(), other="keys")
        .explode("other")
        .join(numbers.rename({"employer_key": "one", "number": "one_number"}), on="one")
        .join(numbers.rename({"employer_key": "other", "number": "other_number"}), on="other")
        .select(one="one_number", other="other_number")
        .filter(pl.col("one") != pl.col("other"))
    )
    joined = clusters(pairs).rename({"entity": "number", "cluster": "group"})
    return joined.join(numbers, on="number").select("employer_key", "group")


def _of_claims(case: Case, kind: str) -> pl.DataFrame:
    told = case.tables.claims.select(
        "employer_key", "person", "row_id", value=_VALUES[kind](pl.col(kind))
    ).drop_nulls()
    common = told.filter(
        (pl.col("employer_key").n_unique().over("value") > 1)
        & (pl.col("person").n_unique().over("value") > 1)
    )
    return common.select("employer_key", "row_id", kind=pl.lit(kind), value="value").collect()


def _workers(case: Case) -> pl.DataFrame:
    """Pairs of employers that claim for at least the pack's alike_workers same people."""
    told = case.tables.claims.select("employer_key", "person", "row_id").drop_nulls()
    both = told.filter(pl.col("employer_key").n_unique().over("person") > 1)
    return (
        both.join(both, on="person", suffix="_other")
        .filter(pl.col("employer_key") < pl.col("employer_key_other"))
        .group_by("employer_key", "employer_key_other")
        .agg(
            people=pl.col("person").n_unique(),
            rows=pl.concat_list("row_id", "row_id_other").list.explode().unique().sort(),
        )
        .filter(pl.col("people") >= int(case.value("alike_workers") or 2**31))
        .select(
            kind=pl.lit("workers"), keys=pl.concat_list("employer_key", "employer_key_other"), rows="rows"
        )
        .collect()
    )


def _names(case: Case) -> pl.DataFrame:
    """Pairs of employers of one 字号 whose names, without place and legal form, are as near as the pack says."""
    named = (
        case.tables.claims.select(
            "employer_key", core=units.core(units.name_key(pl.col("employer"))), row_id="row_id"
        )
        .drop_nulls()
        .group_by("employer_key", "core")
        .agg(pl.col("row_id").min())
        .collect()
    )
    alike = _alike(named.get_column("core"), float(case.value("alike_unit_score") or 101))
    near = (
        named.join(alike, left_on="core", right_on="one")
        .join(named, left_on="other", right_on="core", suffix="_other")
        .filter(pl.col("employer_key") < pl.col("employer_key_other"))
    )
    return (
        near.group_by("employer_key", "employer_key_other")
        .agg(rows=pl.concat_list("row_id", "row_id_other").list.explode().unique().sort())
        .select(kind=pl.lit("alike"), keys=pl.concat_list("employer_key", "employer_key_other"), rows="rows")
    )


def _alike(cores: pl.Series, least: float) -> pl.DataFrame:
    """Pairs one, other of `cores` of one 字号 with a score of at least `least`, in both directions, equal ones too."""
    if least > 100:
        return pl.DataFrame(schema={"one": pl.String, "other": pl.String})
    near = near_texts(cores, least)
    near = near.filter(pl.col("one").str.head(_BRAND) == pl.col("other").str.head(_BRAND))
    same = cores.unique().alias("one").to_frame().with_columns(other="one")
    return pl.concat([near.select("one", "other"), near.select(one="other", other="one"), same])
