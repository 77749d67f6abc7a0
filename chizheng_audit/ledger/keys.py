"""64-bit hashes of what joins a claim to an earlier one, stored with each row so that millions are thinned fast.

They only thin: what they let through is prepared anew and compared by its real keys. They must not lose anything
though, and both the folding of texts and the hash may change with a version. So each entry keeps the `stamp` of its
keys, and rows with another stamp are thinned by keys that are made anew.
"""

import hashlib
from functools import cache

import polars as pl

from chizheng_audit.case import prepare
from chizheng_audit.employment import unit
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN

KEYS = 1
"""To be raised with every change of how persons, numbers and units are folded; a test tells when that is."""

NAMES = ("key_person", "key_number", "key_code", "key_unit")
NEEDS = ("id_no", "name", "cert_no", "employer", "employer_code")
"""The columns of claims that the keys are made of."""

_SEED = 20220101
_PROBES = {
    "name": ["张一丁", "李四", "Иван", "欧阳 雪峰"],
    "id_no": ["419900199003070018", "419900900307123", "E12345678", "41990019900307123X"],
    "cert_no": ["S000041000001224000001", "2241-0110-0140-0123", "ABC123", "待发"],
    "employer": ["中牟示例制造有限公司", "中牟（示例）制造 公司", "A·B公司", "機械廠"],
    "employer_code": ["91410122MA00000000", None, "x", "9141"],
}


def keyed(claims: pl.DataFrame) -> pl.DataFrame:
    """The keys (Int64, NAMES) of `claims`, which have the columns of case.prepare; row by row, null where there is none."""
    few = claims.select("employer").unique().with_columns(key_unit=_hash(unit(pl.col("employer"))))
    units = claims.select("employer").join(
        few, on="employer", how="left", nulls_equal=True, maintain_order="left"
    )
    return claims.select(
        key_person=_hash(pl.col("person")),
        key_number=_hash(pl.col("number")),
        key_code=_hash(pl.col("employer_code")),
        key_unit=units.get_column("key_unit"),
    )


def _hash(text: pl.Expr) -> pl.Expr:
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
    """base (Int64) and content (String) of each sheet of `claims`: a digest of its claims in their order, 32 digits."""
    cells = pl.struct([name for name in CLAIMS.schema if name != "row_id"])
    step = pl.int_range(pl.len(), dtype=pl.UInt64).over("base") * 2 + 1
    sums = (
        claims.lazy()
        .select(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN, one=cells.hash(17), two=cells.hash(71))
        .with_columns(step=step)
        .group_by("base", maintain_order=True)
        .agg((pl.col("one", "two") * pl.col("step")).sum())
        .collect()
    )
    words = [f"{one:016x}{two:016x}" for one, two in sums.select("one", "two").iter_rows()]
    return sums.select("base", content=pl.Series(words, dtype=pl.String))
