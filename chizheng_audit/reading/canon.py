"""Rows under one header become typed. A cell that cannot be read is null *and* a row of problems with its raw text."""

import re
from dataclasses import dataclass

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading import insured, values
from chizheng_audit.reading.claimed import Told, claimed
from chizheng_audit.reading.header import ColumnMatch, Match
from chizheng_audit.reading.rivals import differing
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.totals import totals
from chizheng_audit.reading.typed import BLANKS, IDENTIFIERS, SCIENTIFIC, typed
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import PROBLEMS

_NEVER_FILLED = frozenset({"id_no", "amount", "cert_no", "prior_cert_no", "account"})


@dataclass(frozen=True)
class Part:
    """What stands under one header: the rows above it that belong to it, its own, and all below, with their reasons
    (see rows.Sorted).
    """

    head: pl.DataFrame
    headers: pl.DataFrame
    body: pl.DataFrame
    reasons: pl.DataFrame


@dataclass(frozen=True)
class Conformed:
    """One part's share of every frame of the reading; `rows` has those columns of its table that the sheet tells of.

    match: as it was understood in the end. kept: the cells of the rows that were kept, one a physical row, whatever
    became of it. incomplete: sentences why it cannot be audited as it is; the run is then incomplete. spans: the rows
    of SPANS among those of another table. in_wan: whether a line above the header, and not this, says that the amounts
    are in 万元.
    """

    rows: pl.DataFrame
    problems: pl.DataFrame
    set_aside: pl.DataFrame
    totals: pl.DataFrame
    warnings: tuple[str, ...]
    incomplete: tuple[str, ...]
    match: Match
    kept: pl.DataFrame
    spans: pl.DataFrame | None = None
    in_wan: bool = False


def conform(sheet: RawSheet, match: Match, part: Part, told: Told) -> Conformed:
    """Type the rows of one part as `match` understands it; row_id is the row as Excel shows it.

    told: all that may say which subsidy it is for, and who claims it.
    """
    body, reasons = part.body, part.reasons
    kept = body
    if len(reasons):
        marked = body.join(reasons, on="row", how="left", maintain_order="left")
        body = _filled(marked, sheet, match)
        kept = body.filter(pl.col("reason").is_null()).drop("reason")
    elif sheet.merged:
        kept = _filled(body.with_columns(reason=pl.lit(None, dtype=pl.String)), sheet, match).drop("reason")
    factors = _factors([*told.own, *told.around], match)
    pairs = [(c, match.columns[c.name]) for c in match.table.in_sheets if c.name in match.columns]
    done = typed(kept, pairs, sheet.epoch_1904, factors)
    rows, warnings = done.rows, list[str]()
    if match.table in insured.TABLES:
        rows, warnings = insured.mended(sheet, match, kept, rows, done.spellings)
    rows, problems = _judged(sheet, match, kept, rows)
    for column, found in pairs:
        if column.kind == "date":
            warnings += _monthly(kept.get_column(found.place), found, done.spellings[column.name])
    warnings += [
        _("两列像是同一项：{columns}；只采用前者。").format(columns=clash) for clash in match.clashes
    ]
    incomplete = differing(match, kept, rows, sheet.epoch_1904, factors)
    if match.table is CLAIMS:
        whole = claimed(rows, match, kept, told)
        rows, match = whole.rows, whole.match
        warnings += whole.warnings
        incomplete += whole.incomplete
    spans = None
    if match.table in insured.TABLES:
        settled = insured.settled(match, kept, rows, problems, done.spellings)
        rows, spans, problems = settled.rows, settled.spans, settled.problems
        warnings += settled.warnings
        incomplete += insured.unasked(match, kept)
    if any(factor != 1 for factor in factors.values()):
        warnings.append(_("金额单位为万元，已按 1 万元 = 10000 元折算。"))
    left = body.filter(pl.col("reason").is_not_null()) if len(reasons) else body[:0]
    parts = ((part.head, pl.lit("title")), (part.headers, pl.lit("header")), (left, pl.col("reason")))
    aside = [set_aside(each, reason) for each, reason in parts if len(each)]
    sums = totals(left, match, factors.get("amount", 1), rows)
    return Conformed(
        rows=rows,
        problems=problems,
        set_aside=pl.concat(aside),
        totals=sums,
        warnings=tuple(warnings),
        incomplete=tuple(incomplete),
        match=match,
        kept=kept,
        spans=spans,
        in_wan=factors.get("amount", 1) != 1 and "万元" not in squeeze(match.columns["amount"].header),
    )


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


def _filled(body: pl.DataFrame, sheet: RawSheet, match: Match) -> pl.DataFrame:
    """Fill a merged cell's value down its range, only over ranges that the file lists as merged.

    Never money or a number that is one person's: 480 over two rows is no 480 each. But of a person's months, the
    number stands for all.
    """
    own = _NEVER_FILLED - ({"id_no"} if match.table in insured.TABLES else set())
    never = {column.place for name, column in match.columns.items() if name in own}
    for top, left, bottom, right in sheet.merged:
        place = f"c{left}"
        if left != right or bottom == top or place not in body.columns or place in never:
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


def _factors(titles: list[str], match: Match) -> dict[str, int]:
    """10,000 for each column of money said to be in 万元, by its header first, else by a 单位 line above it; else 1."""
    above = 10_000 if re.search(r"单位[:：]?\(?万元", squeeze(" ".join(titles))) else 1
    factors = {}
    for column in match.table.columns:
        if column.kind == "money" and column.name in match.columns:
            header = squeeze(match.columns[column.name].header)
            told = "万元" in header or "元" in header
            factors[column.name] = (10_000 if "万元" in header else 1) if told else above
    return factors


def texts_of(frame: pl.DataFrame) -> list[str]:
    """All texts of cells, in the order of reading."""
    return [value for row in frame.rows() for value in row[1:] if value is not None]


def cells_of(frame: pl.DataFrame) -> pl.Expr:
    """The cells of each row of a RawSheet's frame as one list, by sheet column; null = empty."""
    places = [c for c in frame.columns if c not in ("row", "reason")]
    return pl.concat_list(places) if places else pl.lit([], dtype=pl.List(pl.String))


def set_aside(frame: pl.DataFrame, reason: pl.Expr) -> pl.DataFrame:
    """Rows of a RawSheet's frame as rows of SET_ASIDE."""
    return frame.select(
        row_id="row",
        reason=reason.cast(pl.String),
        detail=pl.lit(None, dtype=pl.String),
        cells=cells_of(frame),
    )
