"""What the IDs say: parsed where they have 18 characters, also after reading look-alikes as digits and lifting 15 digits."""

import polars as pl

from chizheng_audit import identity

_LONGEST = 21
_SHORTEST = 14
_HASHED = pl.lit(2**63, pl.UInt64)
"""Codes of what is not formed have the top bit; those of formed numbers stay below 1.1e18."""


def read_numbers(ids: pl.Series) -> pl.DataFrame:
    """A row each of `ids` (String, any null).

    text (String): the key, as it is compared; null where it cannot be (missing, masked, cut, scientific notation).
    body, check, right, packed: see identity.parse. number (UInt64): the key as a code, null as `text`.
    written (UInt64): what was written, as a code, null where nothing was. old (Boolean): written in 15 digits.
    """
    parts = identity.parse(ids)
    odd = parts.get_column("body").is_null().arg_true()
    frame = parts.with_columns(text=ids, number=_code()).with_columns(
        written=pl.col("number"), old=pl.lit(False)
    )
    if odd.is_empty():
        return frame
    again = _odd(ids.gather(odd))
    return frame.with_columns(
        frame.get_column(name).scatter(odd, again.get_column(name)) for name in again.columns
    )


def _code() -> pl.Expr:
    return (pl.col("body") * 11 + pl.col("check")).cast(pl.UInt64)


def _hash(text: str) -> pl.Expr:
    return pl.col(text).hash(5) | _HASHED


def _odd(ids: pl.Series) -> pl.DataFrame:
    """The same for what is not plainly a number of 18 characters: few."""
    cleaned = ids.to_frame("id").select(clean=identity.clean(pl.col("id")))
    folded = cleaned.with_columns(key=identity.lookalike(pl.col("clean")))
    key = pl.col("key")
    digits = key.str.count_matches(r"[0-9X]")
    usable = (digits >= _SHORTEST) & (key.str.len_chars() <= _LONGEST)
    texts = folded.select(
        "clean",
        old=key.str.contains(r"^[0-9]{15}$").fill_null(False),
        text=pl.when(usable).then(identity.person(key)),
    )
    parts = identity.parse(texts.get_column("text"))
    written = pl.when(pl.col("clean").str.contains(r"[0-9]")).then(_hash("clean"))
    same = identity.parse(texts.get_column("clean")).select(same=_code()).to_series()
    return pl.concat([texts, parts, same.to_frame()], how="horizontal").select(
        "body",
        "check",
        "right",
        "packed",
        "text",
        number=pl.coalesce(_code(), pl.when(pl.col("text").is_not_null()).then(_hash("text"))),
        written=pl.coalesce("same", written),
        old="old",
    )
