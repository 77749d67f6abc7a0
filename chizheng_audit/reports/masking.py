"""The one place where personal data are masked: by what a value is called, and in free text by what it looks like.

Masking rather hides too much than too little: in free text any run of 15 digits or more goes, whatever it is.
"""

import polars as pl

from chizheng_audit import identity

_MASKS = (
    ("name", identity.mask_name),
    ("id_no", identity.mask_id),
    ("person", identity.mask_id),
    ("phone", identity.mask_code),
    ("account", identity.mask_code),
)
_PUBLIC = ("cert_no", "prior_cert_no", "employer_code", "occupation_code")

# \d also finds full-width digits; \b is of no use, because to it a Chinese character is part of the word
_FREE = (
    (r"(\d\.\d{3})\d{5,}([Ee]\+?\d+)", "${1}****${2}"),
    (r"(\d{6})[ -]?\d{8}[ -]?(\d{3}[\dXx])", "${1}********${2}"),
    (r"(\d{6})\d{5,}(\d{3}[\dXx])", "${1}********${2}"),
    (r"(\d{4})(?:[ -]\d{4}){2,3}[ -](\d{1,4})", "${1} **** ${2}"),
    (r"(^|[^\d])(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})", "${1}${2}****${3}"),
)
_SHAPED = (
    (r"(\d{6})(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d(\d{3}[\dXx])", "${1}********${2}"),
    (r"(^|[^\d])(1[3-9]\d)\d{4}(\d{4})([^\d]|$)", "${1}${2}****${3}${4}"),
)
_OWN_ID = r"^(?:\d{15}|\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx])$"
_UNSEEN = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"


def plain(value: pl.Expr) -> pl.Expr:
    """Text on one line, without control characters and marks of direction: data must not steer what shows them."""
    return value.str.replace_all(r"[\t\r\n\u2028\u2029]+", " ").str.replace_all(_UNSEEN, "")


def mask(value: pl.Expr, called: str) -> pl.Expr:
    """`value` masked by what it is `called`: name, id_no, phone_2 … whole, numbers of papers only where they
    are a resident ID, all else as free text.
    """
    for prefix, masking in _MASKS:
        if called.startswith(prefix):
            return masking(value)
    if called.startswith(_PUBLIC):
        return pl.when(value.str.contains(_OWN_ID)).then(identity.mask_id(value)).otherwise(value)
    return free_text(value)


def free_text(value: pl.Expr) -> pl.Expr:
    """Text in which whatever looks like a resident ID, a bank account or a mobile phone is masked."""
    return _replaced(value, _FREE)


def place(value: pl.Expr) -> pl.Expr:
    """A file or sheet name; only what has the shape of a resident ID or a phone goes, time stamps stay."""
    return _replaced(value, _SHAPED)


def without(value: pl.Expr, secret: pl.Expr, masked: pl.Expr) -> pl.Expr:
    """`value` with each `secret` (a person's own name, two characters or more) replaced by `masked`, row by row."""
    known = secret.str.len_chars() >= 2
    return pl.when(known).then(value.str.split(secret).list.join(masked)).otherwise(value)


def masked(values: pl.Series, called: str) -> pl.Series:
    """A series of values called `called`, masked."""
    return values.to_frame("value").select(mask(pl.col("value"), called)).to_series()


def masked_text(text: str) -> str:
    """One free text, masked."""
    return str(pl.select(free_text(pl.lit(text))).item())


def plain_text(text: str) -> str:
    """One text as `plain` makes it; a file name may hold bytes that are no text, they become ?."""
    return str(pl.select(plain(pl.lit(text.encode("utf-8", "replace").decode()))).item())


def _replaced(value: pl.Expr, pairs: tuple[tuple[str, str], ...]) -> pl.Expr:
    for pattern, replacement in pairs:
        value = value.str.replace_all(pattern, replacement)
    return value
