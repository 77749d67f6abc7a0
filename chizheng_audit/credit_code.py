"""Unified social credit codes (GB 32100-2015) and older registration numbers (GS 15-2006) as Polars expressions.

A code has 18 characters of 31 (no I, O, S, V, Z): who registered, what kind, 6 of region, 9 of the organisation code
(GB 11714, the last its own check character), and a check character. With values vᵢ and weights 3^i mod 31 the code is right
iff Σ vᵢ3^i + c ≡ 0 (mod 31). Because 34 ≡ 3 (mod 31), the 17 characters read backwards in base 34 give that sum
in two parses. The organisation code has weights 2^(8-i) mod 11, and 35 ≡ 2 (mod 11): read forwards in base 35.
"""

import polars as pl

from chizheng_audit import identity

LENGTH = 18
OLD_LENGTH = 15
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BASE_34 = {sign: "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at] for at, sign in enumerate(_SIGNS) if at > 17}
_SHAPE = rf"^[{_SIGNS}]{{{LENGTH}}}$"
_LOOKALIKES = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "Y"}
"""What a sign that no code holds was most likely meant to be."""


def clean(raw: pl.Expr) -> pl.Expr:
    """A code as it was meant: full width folded, upper case, no blanks, quotes, hyphens or hidden characters.

    O for 0 and I for 1 stay: that is a guess, and guesses are a finding's business.
    """
    return identity.clean(raw).str.replace_all(r"[-‐‑‒–—―−_.·]", "")


def is_shaped(code: pl.Expr) -> pl.Expr:
    """Whether a cleaned text has the length and the characters of a credit code (Boolean; null for null)."""
    return code.str.contains(_SHAPE)


def check_is_right(code: pl.Expr) -> pl.Expr:
    """Whether the check character of a cleaned code fits (Boolean; null where it is not shaped like one)."""
    values = code.str.replace_many(list(_BASE_34), list(_BASE_34.values())).str.reverse()
    last, high, low = (
        values.str.slice(start, length).str.to_integer(base=34, strict=False, dtype=pl.Int64)
        for start, length in ((0, 1), (1, 8), (9, 9))
    )
    total = high % 31 * pow(3, 9, 31) + low % 31 + last
    return pl.when(is_shaped(code)).then(total % 31 == 0)


def organisation_is_right(code: pl.Expr) -> pl.Expr:
    """Whether the check character of the organisation code inside a code fits (Boolean; null where it is not shaped)."""
    body = code.str.slice(8, 8).str.to_integer(base=35, strict=False, dtype=pl.Int64)
    last = code.str.slice(16, 1)
    check = pl.when(last == "X").then(pl.lit(10)).otherwise(last.str.to_integer(strict=False))
    return pl.when(is_shaped(code)).then(((body % 11 * 2 + check) % 11 == 0).fill_null(False))


def registration_is_right(number: pl.Expr) -> pl.Expr:
    """Whether a cleaned 15-digit registration number has the right check digit (ISO 7064 MOD 11,10; null for others)."""
    digits = [
        number.str.slice(at, 1).str.to_integer(strict=False, dtype=pl.Int64) for at in range(OLD_LENGTH)
    ]
    product = pl.lit(10, dtype=pl.Int64)
    for digit in digits[:-1]:
        product = ((product + digit + 9) % 10 + 1) * 2 % 11
    return pl.when(number.str.contains(r"^[0-9]{15}$")).then((product + digits[-1]) % 10 == 1)


def credit_code(raw: pl.Expr) -> pl.Expr:
    """The credit code that a text is once cleaned (String); null where it is none or its check character is wrong."""
    code = clean(raw)
    return pl.when(check_is_right(code)).then(code)


def registration(raw: pl.Expr) -> pl.Expr:
    """The 15-digit registration number that a text is once cleaned; null where it is none or its check digit is wrong."""
    number = clean(raw)
    return pl.when(registration_is_right(number)).then(number)


def guessed(code: pl.Expr) -> pl.Expr:
    """What a cleaned text would be with the signs that no code holds read as those they look like (O as 0, I as 1, …).

    Null where nothing is to be guessed, or the guess is no right code either.
    """
    other = code.str.replace_many(list(_LOOKALIKES), list(_LOOKALIKES.values()))
    return pl.when((other != code) & check_is_right(other)).then(other)
