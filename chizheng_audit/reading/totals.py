"""The money and the number of people that 小计 and 合计 rows state, and lines above the header that say 共…人，合计…元."""

import re
from collections.abc import Iterable
from decimal import Decimal

import polars as pl

from chizheng_audit.reading import capitals, values
from chizheng_audit.reading.header import Match, normal
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import CLAIMS, PAYMENTS
from chizheng_audit.tables.system import TOTALS

_ALL = r"(?:共计?|合计|总计|小计|总额|总金额|金额|资金)[:：]?(?:人民币)?[:：]?[¥￥]?"
_SUM = r"((?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?万?元)"
_SUM_OF_ALL, _SOME_SUM = (
    re.compile(_ALL + _SUM + r"(?!/)"),
    re.compile(r"(?<![\d.])(?<!\d,)" + _SUM + r"(?!/)"),
)
_HEADS_OF_ALL = re.compile(
    r"(?:共计?|合计|总计|小计|人数)[:：]?(\d{1,9})(?:人|名)|人数(?:合计)?[:：](\d{1,9})"
)
_SOME_HEADS = re.compile(r"(?<![\d.])(?<!\d,)(\d{1,9})(?:人|名)")
_HEADS_HEADERS = frozenset({"人数", "补贴人数", "申报人数", "合计人数", "总人数"})


def totals(left: pl.DataFrame, match: Match, factor: int, rows: pl.DataFrame) -> pl.DataFrame:
    """The sums that rows set aside (`row`, `reason` and cells) of a claims sheet state.

    One that stands above all `rows` and is their sum is not listed: nothing above it could bear it out.
    """
    found: list[tuple[int, str, Decimal | None, int | None, str]] = []
    if match.table not in (CLAIMS, PAYMENTS) or left.is_empty():
        return pl.DataFrame(schema=TOTALS)
    amount = match.columns.get("amount")
    counts = [place for place, header in match.left.items() if normal(header) in _HEADS_HEADERS]
    begins = int(rows.item(0, "row_id")) if len(rows) else 0
    for row in left.filter(pl.col("reason").is_in(["subtotal", "total"])).iter_rows(named=True):
        cells = [squeeze(str(v)) for k, v in row.items() if k not in ("row", "reason") and v is not None]
        text = " ".join(cell for cell in cells if cell)
        own = (row[amount.place] or "") if amount else ""
        stated = values.money(own, factor) if own else None
        stated = (
            next((s for t in (squeeze(own), text) if (s := _sum_in(t)) is not None), None)
            if stated is None
            else stated
        )
        heads = next((n for place in counts if (n := values.count(row[place] or "")) is not None), None)
        heads = _heads_in(text) if heads is None else heads
        if match.table is PAYMENTS:
            heads = None  # its rows are not people
        if row["row"] > begins or not _is_sum(stated, heads, rows):
            found.append((row["row"], row["reason"], stated, heads, text))
    return pl.DataFrame(found, schema=TOTALS, orient="row")


def announced(head: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The lines above the header of a claims sheet that state a sum other than that of all its `rows`."""
    found: list[tuple[int, str, Decimal | None, int | None, str]] = []
    for row in head.iter_rows(named=True):
        text = " ".join(squeeze(str(v)) for k, v in row.items() if k != "row" and v is not None)
        heads = _one(match[1] for match in re.finditer(r"共计?(\d{1,9})人", text))
        stated = _one(match[1] for match in _SUM_OF_ALL.finditer(text)) if heads else None
        if heads and stated and not _is_sum(values.money(stated), int(heads), rows):
            found.append((row["row"], "total", values.money(stated), int(heads), text))
    return pl.DataFrame(found, schema=TOTALS, orient="row")


def _is_sum(amount: Decimal | None, heads: int | None, rows: pl.DataFrame) -> bool:
    """Whether what is stated is true of all `rows`; not of nothing stated."""
    if amount is None and heads is None:
        return False
    if amount is not None:
        sums = rows.get_column("amount") if "amount" in rows.columns else pl.Series([None])
        if sums.null_count() or amount != sums.cast(pl.Decimal(14, 2)).sum():
            return False
    return heads is None or heads == len(rows)


def _sum_in(text: str) -> Decimal | None:
    found = _one(m[1] for m in _SUM_OF_ALL.finditer(text)) or _one(m[1] for m in _SOME_SUM.finditer(text))
    return values.money(found) if found else capitals.within(text)


def _heads_in(text: str) -> int | None:
    found = _one(m[1] or m[2] for m in _HEADS_OF_ALL.finditer(text)) or _one(
        m[1] for m in _SOME_HEADS.finditer(text)
    )
    return int(found) if found else None


def _one(texts: Iterable[str]) -> str | None:
    """The only one, however often it is said."""
    several = set(texts)
    return several.pop() if len(several) == 1 else None
