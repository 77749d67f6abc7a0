"""What the entries of lists say of themselves, in the words of claims: so that evidence shows whom it is about."""

from collections.abc import Sequence

import polars as pl

from chizheng_audit.reading.result import Reading
from chizheng_audit.tables import CLAIMS

_LISTS = ("certificates", "bodies", "payroll", "pensioners", "deceased", "students")
_PAYEE = {"org": "payee"}


def entries(reading: Reading, wanted: pl.DataFrame, columns: Sequence[str]) -> pl.LazyFrame:
    """The entries whose `row_id` is `wanted`, with those of `columns` (of claims) that their lists have."""
    found = [pl.LazyFrame(schema={"row_id": pl.Int64()})]
    for name in (each for each in _LISTS if each in reading.tables):
        table = reading.tables[name].lazy().rename(_PAYEE, strict=False)
        own = table.collect_schema()
        shared = [c for c in columns if c in own and own[c] == CLAIMS.schema.get(c, pl.String())]
        if name == "bodies":
            shared = ["payee"]  # its occupations are all that it may evaluate, and no claim's
        found.append(table.select("row_id", *shared).join(wanted.lazy(), on="row_id", how="semi"))
    return pl.concat(found, how="diagonal")
