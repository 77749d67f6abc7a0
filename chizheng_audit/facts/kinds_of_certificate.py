"""What the words of a certificate's kind say, by the pack's words; `kind` is a folded column of claims."""

import re
from collections.abc import Iterable

import polars as pl

from chizheng_audit.case import Case

_NOT = r"(非|不是|不属|不含)"


def excluded_kind(case: Case) -> pl.Expr:
    """Whether the kind is one that the subsidy leaves out (Boolean; null without a kind, or while the pack has no words)."""
    words = case.value("excluded_certificates")
    return pl.lit(None, dtype=pl.Boolean) if words is None else _says(case, words)


def known_kind(case: Case) -> pl.Expr:
    """Whether the kind is one that the subsidy is for (Boolean; null without a kind)."""
    return _says(case, case.value("evaluated_certificates") or [])


def _says(case: Case, words: Iterable[str]) -> pl.Expr:
    """Whether the kind has one of `words`, and does not deny it (非培训合格证); each distinct kind is read once."""
    kind = pl.col("kind")
    found = [
        kind.str.contains(word, literal=True) & ~kind.str.contains(f"{_NOT}[^,;]*{re.escape(word)}")
        for word in words
    ]
    kinds = case.tables.claims.select("kind").unique().filter(pl.any_horizontal(pl.lit(False), *found))
    return kind.is_in(kinds.collect().get_column("kind").implode())
