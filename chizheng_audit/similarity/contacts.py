"""Phones and accounts as codes that can corroborate; placeholders cannot."""

import polars as pl

HOTLINES = (13800138000, 13800138001, 13012345678, 12345678901)
"""Numbers that are typed where none is known."""
STALE_TAILS = (1_234_567, 2_345_678, 7_654_321)
"""Last seven digits that run up or down."""
_HASHED = pl.lit(2**63, pl.UInt64)
_SEVEN = 10**7


def phone_codes(phones: pl.Series) -> pl.Series:
    """Phones as numbers (UInt64); null for what is none, and for placeholders.

    7 to 13 digits; +86 and signs between them do not count.
    """
    fast = phones.cast(pl.UInt64, strict=False)
    plain = fast.is_between(13_000_000_000, 19_999_999_999) & (phones.str.len_bytes() == 11)
    codes = _real(pl.select(pl.when(plain).then(fast)).to_series())
    odd = (phones.is_not_null() & ~plain.fill_null(False)).arg_true()
    if odd.is_empty():
        return codes
    digits = pl.col("phone").str.normalize("NFKC").str.replace_all(r"[\s()+\-‐‑‒–—―−]", "")
    digits = digits.str.replace(r"^(0086|86)(1[0-9]{10})$", "$2")
    code = pl.when(digits.str.contains(r"^[0-9]{7,13}$")).then(digits.cast(pl.UInt64, strict=False))
    return codes.scatter(odd, _real(phones.gather(odd).to_frame("phone").select(code).to_series()))


def account_codes(accounts: pl.Series) -> pl.Series:
    """Bank accounts as numbers (UInt64), those with letters or over 19 digits hashed.

    Null for what has fewer than 8 signs, and for placeholders.
    """
    fast = accounts.cast(pl.UInt64, strict=False)
    plain = (fast >= 10**15) & (accounts.str.len_bytes() <= 19)
    codes = _real(pl.select(pl.when(plain).then(fast)).to_series())
    odd = (accounts.is_not_null() & ~plain.fill_null(False)).arg_true()
    if odd.is_empty():
        return codes
    signs = pl.col("account").str.normalize("NFKC").str.replace_all(r"[\s'\-‐‑‒–—―−]", "").str.to_uppercase()
    short = pl.when(signs.str.contains("^[0-9]{8,19}$")).then(signs.cast(pl.UInt64, strict=False))
    long = signs.str.contains("^[0-9A-Z]{8,34}$") & (signs.str.count_matches("[1-9]") >= 4)
    slow = accounts.gather(odd).to_frame("account").select(short=short, long=pl.when(long).then(signs))
    hashed = slow.get_column("long").hash(3) | 2**63
    other = pl.select(pl.when(slow.get_column("long").is_not_null()).then(hashed)).to_series()
    return codes.scatter(
        odd,
        pl.select(
            pl.when(slow.get_column("short").is_null()).then(other).otherwise(_real(slow.get_column("short")))
        ).to_series(),
    )


def _real(codes: pl.Series) -> pl.Series:
    """The codes without placeholders: the last seven digits are one digit or run up or down."""
    tail = codes % _SEVEN
    stale = (tail % 1_111_111 == 0) | tail.is_in(STALE_TAILS) | codes.is_in(HOTLINES)
    return pl.select(pl.when(~stale).then(codes)).to_series()
