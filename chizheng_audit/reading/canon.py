"""A matched sheet becomes typed rows. A cell that cannot be read is null *and* a row of problems with its raw text."""

import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading import values
from chizheng_audit.reading.header import ColumnMatch, Match
from chizheng_audit.reading.rows import classify
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.typed import BLANKS, IDENTIFIERS, SCIENTIFIC, typed
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.kinds import dtype
from chizheng_audit.tables.system import PROBLEMS, TOTALS

_PAYEE_WORDS = re.compile(
    r"(申报单位|申报机构|填报单位|填报机构|评价机构|培训机构|学校名称|机构名称|单位名称|企业名称|用人单位)(?:\(盖章\)|名称)*[:：]?(.*)"
)
_PAYEE_COLUMN = {"evaluation": "org", "hire": "employer", "placement": "agency"}


@dataclass(frozen=True)
class Conformed:
    """One sheet's share of every frame of the reading; `rows` has those columns of its table that the sheet tells of."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    set_aside: pl.DataFrame
    totals: pl.DataFrame
    warnings: tuple[str, ...]


def conform(sheet: RawSheet, match: Match, file: str) -> Conformed:
    """Type the rows of `sheet` below its header as `match` understands it; row_id is the row as Excel shows it."""
    above, below = (
        sheet.cells.get_column("row").search_sorted(row) for row in (match.rows[0], match.rows[-1] + 1)
    )
    head, headers, body = sheet.cells[:above], sheet.cells[above:below], sheet.cells[below:]
    reasons = classify(body, match)
    kept = body
    if len(reasons):
        marked = body.join(reasons, on="row", how="left", maintain_order="left")
        body = _filled(marked, sheet)
        kept = body.filter(pl.col("reason").is_null()).drop("reason")
    elif sheet.merged:
        kept = _filled(body.with_columns(reason=pl.lit(None, dtype=pl.String)), sheet).drop("reason")
    factor = _factor(head, match)
    pairs = [(c, match.columns[c.name]) for c in match.table.columns if c.name in match.columns]
    done = typed(kept, pairs, sheet.epoch_1904, factor)
    rows, problems = _judged(sheet, match, kept, done.rows)
    warnings: list[str] = []
    for column, found in pairs:
        if column.kind == "date":
            warnings += _monthly(kept.get_column(found.place), found, done.spellings[column.name])
    if match.table is CLAIMS:
        rows = _completed(rows, sheet, match, head, file)
    for clash in match.clashes:
        warnings.append(_("两列像是同一项：{columns}；只采用前者。").format(columns=clash))
    if factor != 1:
        warnings.append(_("金额单位为万元，已按 1 万元 = 10000 元折算。"))
    left = body.filter(pl.col("reason").is_not_null()) if len(reasons) else body[:0]
    parts = ((head, pl.lit("title")), (headers, pl.lit("header")), (left, pl.col("reason")))
    aside = [_set_aside(part, reason) for part, reason in parts if len(part)]
    return Conformed(rows, problems, pl.concat(aside), _totals(left, match, factor), tuple(warnings))


def _judged(
    sheet: RawSheet, match: Match, kept: pl.DataFrame, rows: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`rows` without the values that the file itself says are none, and the problems of all cells."""
    problems = [pl.DataFrame(schema=PROBLEMS)]
    for name, found in match.columns.items():
        raw, values_ = kept.get_column(found.place), rows.get_column(name)
        marks = _marks(sheet, found, kept)
        bad = (
            marks.filter(pl.col("mark").is_in(["no_result", "error", "precision_lost"]))
            if len(marks)
            else marks
        )
        if len(bad):
            spoiled = pl.col("row_id").is_in(bad.get_column("row").implode())
            rows = rows.with_columns(pl.when(~spoiled).then(name).alias(name))
            values_ = rows.get_column(name)
        if len(marks) or values_.null_count() > raw.null_count():  # else every cell arrived
            problems.append(
                problems_of(match.table.name, found, rows.get_column("row_id"), raw, values_, marks)
            )
    return rows, pl.concat(problems)


def _monthly(raw: pl.Series, found: ColumnMatch, spellings: list[str]) -> list[str]:
    """Dates that name a month only are taken as its first day, and said so."""
    whole = [text for text in spellings if values.day(text) is None and values.month(text) is not None]
    if not whole:
        return []
    cells = int(raw.is_in(whole).sum())
    return [
        _("“{header}”有 {cells} 个单元格只有年月，按当月 1 日处理。").format(header=found.header, cells=cells)
    ]


def _marks(sheet: RawSheet, found: ColumnMatch, kept: pl.DataFrame) -> pl.DataFrame:
    if sheet.marks.is_empty():
        return sheet.marks
    own = sheet.marks.filter(pl.col("column") == int(found.place[1:]))
    return own if own.is_empty() else own.join(kept.select("row"), on="row", how="semi")


def problems_of(
    table: str,
    found: ColumnMatch,
    row_id: pl.Series,
    raw: pl.Series,
    typed: pl.Series,
    marks: pl.DataFrame,
) -> pl.DataFrame:
    """Cells that did not arrive: by their marks, and those whose text no grammar knows."""
    empty = pl.DataFrame({"row_id": row_id, "raw": raw}).filter(raw.is_not_null() & typed.is_null())
    unread = empty.filter(~pl.col("raw").str.strip_chars(BLANKS).is_in([*values.NOTHING]))
    trouble = (
        pl.when(pl.col("raw").str.contains(values.ERROR.pattern))
        .then(pl.lit("error"))
        .when(pl.col("raw").str.contains(SCIENTIFIC) & pl.lit(found.name in _PRECIOUS))
        .then(pl.lit("precision_lost"))
        .otherwise(pl.lit("unreadable"))
    )
    marked = marks.filter(pl.col("mark") != "long_number").select(
        row_id="row", raw="text", trouble=pl.col("mark").cast(pl.String)
    )
    parts = pl.concat(
        [marked, unread.join(marked, on="row_id", how="anti").select("row_id", "raw", trouble=trouble)],
        how="vertical",
    )
    return parts.select(
        "row_id",
        table=pl.lit(table),
        column=pl.lit(found.name),
        header=pl.lit(found.header),
        raw="raw",
        trouble=pl.col("trouble").cast(PROBLEMS["trouble"]),
    )


_PRECIOUS = frozenset(column.name for column in CLAIMS.columns if column.kind in IDENTIFIERS)


def _filled(body: pl.DataFrame, sheet: RawSheet) -> pl.DataFrame:
    """Fill a merged cell's value down its range, only over ranges that the file lists as merged."""
    for top, left, bottom, right in sheet.merged:
        place = f"c{left}"
        if left != right or bottom == top or place not in body.columns:
            continue
        held = body.filter(pl.col("row") == top).get_column(place)
        if len(held) and held[0] is not None:
            inside = (
                pl.col("row").is_between(top + 1, bottom)
                & pl.col("reason").is_null()
                & pl.col(place).is_null()
            )
            body = body.with_columns(
                pl.when(inside).then(pl.lit(held[0])).otherwise(pl.col(place)).alias(place)
            )
    return body


def _factor(head: pl.DataFrame, match: Match) -> int:
    """10,000 where the amounts are said to be in 万元, by their header first, else by a 单位 line above it."""
    amount = match.columns.get("amount")
    if amount is None:
        return 1
    header = squeeze(amount.header)
    if "万元" in header or "元" in header:
        return 10_000 if "万元" in header else 1
    return 10_000 if re.search(r"单位[:：]?\(?万元", squeeze(" ".join(_cells(head)))) else 1


def _cells(frame: pl.DataFrame) -> list[str]:
    return [value for row in frame.drop("row").iter_rows() for value in row if value is not None]


def _completed(
    rows: pl.DataFrame, sheet: RawSheet, match: Match, head: pl.DataFrame, file: str
) -> pl.DataFrame:
    """Fill what a claims sheet says once for all its rows: the subsidy, and who claims."""
    titles = _cells(head)
    kind = next(filter(None, map(values.subsidy, [*titles, sheet.name or "", PurePath(file).stem])), None)
    kind = kind or _by_columns(match)
    own = pl.col("subsidy") if "subsidy" in rows.columns else pl.lit(None, dtype=dtype("subsidy"))
    rows = rows.with_columns(subsidy=own.fill_null(pl.lit(kind, dtype=dtype("subsidy"))))
    payee = _payee(titles)
    column = _PAYEE_COLUMN.get(kind or "")
    if payee and column and column not in match.columns:
        rows = rows.with_columns(pl.lit(payee).alias(column))
    return rows


def _by_columns(match: Match) -> str | None:
    has = match.columns.keys()
    if "agency" in has:
        return "placement"
    if "hire_date" in has:
        return "hire"
    return "evaluation" if has & {"level", "cert_no", "org", "occupation"} else None


def _payee(titles: list[str]) -> str | None:
    for place, title in enumerate(titles):
        found = _PAYEE_WORDS.fullmatch(squeeze(title))
        if found:
            named = found[2] or (squeeze(titles[place + 1]) if place + 1 < len(titles) else "")
            if len(named) > 3:
                return named
    return None


def cells_of(frame: pl.DataFrame) -> pl.Expr:
    """The cells of each row of a RawSheet's frame as one list, by sheet column; null = empty."""
    places = [c for c in frame.columns if c not in ("row", "reason")]
    return pl.concat_list(places) if places else pl.lit([], dtype=pl.List(pl.String))


def _set_aside(frame: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    return frame.select(
        row_id="row",
        reason=reason.cast(pl.String),
        detail=pl.lit(None, dtype=pl.String),
        cells=cells_of(frame),
    )


_SUM_IN_TEXT = re.compile(r"([\d,]+(?:\.\d+)?)(万?)元")
_HEADS_IN_TEXT = re.compile(r"(\d+)人")


def _totals(left: pl.DataFrame, match: Match, factor: int) -> pl.DataFrame:
    """The money and the number of people that 小计 and 合计 rows state."""
    if match.table is not CLAIMS:
        return pl.DataFrame(schema=TOTALS)
    amount = match.columns.get("amount")
    found = []
    if left.is_empty():
        return pl.DataFrame(schema=TOTALS)
    for row in left.filter(pl.col("reason").is_in(["subtotal", "total"])).iter_rows(named=True):
        text = squeeze(
            " ".join(str(v) for k, v in row.items() if k not in ("row", "reason") and v is not None)
        )
        stated = values.money(row[amount.place], factor) if amount and row[amount.place] else None
        stated = _sum_in(text) if stated is None else stated
        heads = _HEADS_IN_TEXT.search(text)
        found.append((row["row"], row["reason"], stated, int(heads[1]) if heads else None, text))
    return pl.DataFrame(found, schema=TOTALS, orient="row")


def _sum_in(text: str) -> Decimal | None:
    found = _SUM_IN_TEXT.search(text)
    return values.money(found[0]) if found else None
