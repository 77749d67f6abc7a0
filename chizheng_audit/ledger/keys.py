"""64-bit hashes of what joins a claim to an earlier one, stored with each row so that millions are thinned fast.

They only thin: what they let through is prepared anew and compared by its real keys. They must not lose anything
though, and both the folding of texts and the hash may change with a version. So each entry keeps the `stamp` of its
keys, and rows with another stamp are thinned by keys that are made anew.
"""

import hashlib
from functools import cache

import polars as pl

from chizheng_audit.case import prepare
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN

KEYS = 1
"""To be raised with every change of how persons and numbers are folded; a test tells when that is."""

NAMES = ("key_person", "key_number")

_SEED = 20220101
_PROBES = {
    "name": ["张一丁", "李四", "Иван", "欧阳 雪峰"],
    "id_no": ["419900199003070018", "419900900307123", "E12345678", "41990019900307123X"],
    "cert_no": ["S000041000001224000001", "2241-0110-0140-0123", "ABC123", "待发"],
    "amount": ["240", "240.50", None, "-1"],
}


def keyed(claims: pl.DataFrame) -> pl.DataFrame:
    """The keys (Int64, NAMES) of `claims` (as prepared), row by row; null where there is none."""
    return claims.select(key_person=hashed(pl.col("person")), key_number=hashed(pl.col("number")))


def hashed(text: pl.Expr) -> pl.Expr:
    """The key (Int64) of a text."""
    return pl.when(text.is_not_null()).then(text.hash(_SEED).reinterpret(signed=True))


@cache
def stamp() -> str:
    """How this version makes keys: KEYS, and what it makes of a few claims, lest the hash has changed beneath."""
    probes = pl.DataFrame(_PROBES)
    whole = probes.select(
        *(
            (pl.col(name) if name in _PROBES else pl.lit(None)).cast(dtype).alias(name)
            for name, dtype in CLAIMS.schema.items()
            if name != "row_id"
        ),
        row_id=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    prepared = prepare(whole.select(CLAIMS.schema.names()))
    told = repr(keyed(prepared).rows()) + repr(contents(prepared).rows())
    return f"{KEYS}.{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def contents(claims: pl.DataFrame) -> pl.DataFrame:
    """base (Int64) and content (String) of each sheet of `claims`: a digest of its claims in their order, 16 digits."""
    cells = [name for name in CLAIMS.schema if name != "row_id"]
    step = pl.int_range(pl.len(), dtype=pl.UInt64)
    sums = (
        claims.lazy()
        .select(
            base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN,
            row=pl.sum_horizontal(pl.col(name).hash(_SEED + place) for place, name in enumerate(cells)),
            step=step,
        )
        .group_by("base", maintain_order=True)
        .agg(content=(pl.col("row") * ((pl.col("step") - pl.col("step").first()) * 2 + 1)).sum())
        .collect()
    )
    words = [f"{content:016x}" for content in sums.get_column("content")]
    return sums.select("base", content=pl.Series(words, dtype=pl.String))
