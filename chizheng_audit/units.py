"""Employers as one key over all tables of a case: by credit code, else by registration number, else by name, said so.

A row that gives a right code is known by it. One that gives only a name, or a code that cannot be, takes the only code
that some row of the case gives beside this very name; it is still known by name, and every finding on it says so.
"""

import polars as pl

from chizheng_audit import credit_code
from chizheng_audit.folding import run_together

TOLD = ("employer", "employer_code", "registration")
"""The columns that tell of an employer, as far as a table has them."""

KNOWN = pl.Schema({"alias": pl.String(), "code": pl.String()})
"""Folded names and registration numbers (`alias`), each with the one code that rows give beside it."""

KEYS = {"employer_key": pl.String(), "employer_by": pl.String()}
"""employer_by: code | registration | name; null, like the key, for a row that tells of no employer."""

_COUNTY = r"^(?:\p{Han}{2,3}省)?(?:\p{Han}{2,4}市)?(\p{Han}{1,4}县)"
_PROVINCE = r"^\p{Han}{2,3}省(\p{Han}{2,4}市)"
_REGION = r"^(?:\p{Han}{2,3}省)?(?:\p{Han}{2,4}市)?(?:\p{Han}{1,4}[县区])?"
_FORM = r"(?:股份有限公司|有限公司|分公司|股份公司|公司|有限合伙|合伙企业|厂|店|部|合作社|中心)+$"


def name_key(name: pl.Expr) -> pl.Expr:
    """A unit's name for comparing: folded, without brackets, 有限责任公司 as 有限公司; null where no letter is in it.

    A province before a city, and province and city before a county, only say where that lies: they go. A city or a
    county stays, because two places may each have a unit of one name.
    """
    short = (
        run_together(name)
        .str.replace("有限责任公司", "有限公司", literal=True)
        .str.replace(_COUNTY, "${1}")
        .str.replace(_PROVINCE, "${1}")
    )
    return pl.when(short.str.contains(r"\p{L}")).then(short)


def core(name: pl.Expr) -> pl.Expr:
    """What distinguishes a folded name: without its place and its legal form; the name where nothing else is left."""
    bare = name.str.replace(_REGION, "").str.replace(_FORM, "")
    return pl.when(bare.str.len_chars() >= 2).then(bare).otherwise(name)


def digits(number: pl.Expr) -> pl.Expr:
    """The digits of a phone or an account, for comparing; null below five, which tell nobody apart."""
    bare = number.str.normalize("NFKC").str.replace_all(r"[^0-9]", "")
    return pl.when(bare.str.len_bytes() >= 5).then(bare)


def known(*frames: pl.LazyFrame) -> pl.DataFrame:
    """The KNOWN frame of all rows of `frames`, which have `employer` and what else of TOLD they have.

    A name, or a number, beside which two codes stand is left out: it cannot tell which.
    """
    numbered = pl.any_horizontal(
        pl.col("employer_code", "registration").is_not_null()
    )  # a bare name tells no code
    read = _read(pl.concat([_pairs(frame) for frame in frames]).filter(numbered).unique().collect())
    by_number = _only(read.select(alias="number", code="code"))
    lifted = read.join(by_number.select(number="alias", lifted="code"), on="number", how="left")
    by_name = _only(lifted.select(alias="unit", code=pl.coalesce("code", "lifted", "number")))
    return pl.concat([by_number, by_name]).cast(KNOWN)


def as_at_hand(claims: pl.LazyFrame, *frames: pl.LazyFrame) -> pl.DataFrame:
    """`known` of all, but a name that `claims` (with the columns of KEYS) go by has the key that it has there.

    The claims of one subsidy alone may not tell the code that those of another gave beside that name.
    """
    own = (
        claims.filter(pl.col("employer_by") == "name")
        .select(alias=name_key(pl.col("employer")), code="employer_key")
        .unique()
        .collect()
    )
    return pl.concat([own, known(claims, *frames).join(own, on="alias", how="anti")])


def identified(rows: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """`rows` (with `employer` and what else of TOLD they have) with the columns of KEYS; `aliases` as of `known`."""
    has = [name for name in TOLD if name in rows.columns]
    if all(rows.get_column(name).null_count() == len(rows) for name in has):
        return rows.with_columns(pl.lit(None, dtype=dtype).alias(name) for name, dtype in KEYS.items())
    pairs = rows.select(has).unique()
    read = _read(_pairs(pairs.lazy()).collect())
    looked = read.join(aliases.select(number="alias", of_number="code"), on="number", how="left").join(
        aliases.select(unit="alias", of_name="code"), on="unit", how="left"
    )
    keyed = looked.select(
        *has,
        employer_key=pl.coalesce("code", "of_number", "number", "of_name", "unit"),
        employer_by=pl.when(pl.col("code").is_not_null())
        .then(pl.lit("code"))
        .when(pl.col("number").is_not_null())
        .then(pl.lit("registration"))
        .when(pl.col("unit").is_not_null())
        .then(pl.lit("name")),
    )
    joined = rows.select(has).join(keyed, on=has, how="left", nulls_equal=True, maintain_order="left")
    return rows.with_columns(joined.select(*KEYS).get_columns())


def confidence(by: pl.Expr, key: pl.Expr) -> pl.Expr:
    """How sure it is which employer a row means: exact by a code, strong by a name with one code, possible by a name."""
    coded = key.str.contains(r"^[0-9A-Z]{15,18}$")
    return (
        pl.when(by != "name")
        .then(pl.lit("exact"))
        .when(coded)
        .then(pl.lit("strong"))
        .otherwise(pl.lit("possible"))
    )


def _pairs(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The distinct ways in which `frame` tells of employers, with all columns of TOLD."""
    has = frame.collect_schema().names()
    told = [(pl.col(c) if c in has else pl.lit(None)).cast(pl.String).alias(c) for c in TOLD]
    return frame.select(told).unique()


def _read(pairs: pl.DataFrame) -> pl.DataFrame:
    """Few distinct pairs with what they say: code, number (15 digits) and unit (the folded name), each if it is right."""
    return pairs.with_columns(
        code=credit_code.credit_code(pl.col("employer_code")),
        number=pl.coalesce(credit_code.registration(pl.col(c)) for c in ("registration", "employer_code")),
        unit=name_key(pl.col("employer")),
    )


def _only(told: pl.DataFrame) -> pl.DataFrame:
    """`told` (alias, code), one row an alias that stands beside one code only."""
    return (
        told.drop_nulls()
        .unique()
        .group_by("alias")
        .agg(pl.col("code").unique())
        .filter(pl.col("code").list.len() == 1)
        .select("alias", pl.col("code").list.first())
        .sort("alias")
    )
