"""The one place where personal data are masked, by what a value is called, and in free text by what it looks like."""

import re

import polars as pl

from chizheng_audit import identity

_MASKS = (
    ("name", identity.mask_name),
    ("id_no", identity.mask_id),
    ("person", identity.mask_id),
    ("phone", identity.mask_code),
    ("account", identity.mask_code),
)
_LONG = r"([0-9]{6})[0-9]{5,9}([0-9]{3}[0-9Xx])"
_PHONE = r"\b(1[0-9]{2})[0-9]{4}([0-9]{4})\b"


def mask(value: pl.Expr, called: str) -> pl.Expr:
    """`value` masked if what it is `called` (name, id_no, phone_2, raw …) is private, unchanged otherwise."""
    for prefix, masking in _MASKS:
        if called == prefix or called.startswith(f"{prefix}_"):
            return masking(value)
    return free_text(value) if called.startswith(("raw", "text", "note")) else value


def free_text(value: pl.Expr) -> pl.Expr:
    """Text in which runs of digits that look like resident IDs, accounts or phones are masked."""
    return value.str.replace_all(_LONG, "${1}********${2}").str.replace_all(_PHONE, "${1}****${2}")


def masked(values: pl.Series, called: str) -> pl.Series:
    """A series of values called `called`, masked."""
    return values.to_frame("value").select(mask(pl.col("value"), called)).to_series()


def masked_text(text: str) -> str:
    """One free text, masked."""
    found = re.sub(_LONG, r"\1********\2", text)
    return re.sub(_PHONE, r"\1****\2", found)
