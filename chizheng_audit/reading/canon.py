"""A matched sheet becomes typed rows. A cell that cannot be read is null *and* a row of problems with its raw text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import Any

import polars as pl

from chizheng_audit import identity
from chizheng_audit.i18n import _
from chizheng_audit.reading import values
from chizheng_audit.reading.header import ColumnMatch, Match
from chizheng_audit.reading.rows import classify
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import CLAIMS, Column
from chizheng_audit.tables.kinds import dtype
from chizheng_audit.tables.system import PROBLEMS, TOTALS

_PAYEE_WORDS = re.compile(
    r"(申报单位|申报机构|填报单位|填报机构|评价机构|培训机构|学校名称|机构名称|单位名称|企业名称|用人单位)(?:\(盖章\)|名称)*[:：]?(.*)"
)
_PAYEE_COLUMN = {"evaluation": "org", "hire": "employer", "placement": "agency"}
_SCIENTIFIC = r"^[0-9](\.[0-9]+)?[Ee]\+?[0-9]{2}$"
_IDENTIFIERS = frozenset({"id", "certificate", "code"})
_BLANKS = " \u00a0\t\r\n\u3000\u200b\ufeff\u200e\u200f\u202a\u202c\u2060"


@dataclass(frozen=True)
class Conformed:
    """One sheet's share of every frame of the reading."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    set_aside: pl.DataFrame
    totals: pl.DataFrame
    warnings: tuple[str, ...]


def conform(sheet: RawSheet, match: Match, file: str) -> Conformed:
    """Type the rows of `sheet` below its header as `match` understands it; row_id is the row as Excel shows it."""
    last_header = match.rows[-1]
    head = sheet.cells.filter(pl.col("row") < match.rows[0])
    body = _filled(classify(sheet.cells.filter(pl.col("row") > last_header), match), sheet)
    kept = body.filter(pl.col("reason").is_null()).drop("reason")
    row_id = kept.get_column("row").alias("row_id")
    warnings: list[str] = []
    columns: dict[str, pl.Series] = {"row_id": row_id}
    problems: list[pl.DataFrame] = []
    factor = _factor(head, match)
    for column in match.table.columns:
        found = match.columns.get(column.name)
        if found is None:
            columns[column.name] = pl.Series(column.name, [None], dtype=dtype(column.kind)).new_from_index(
                0, len(kept)
            )
            continue
        raw = kept.get_column(found.place)
        typed = _typed(raw, column, sheet.epoch_1904, factor)
        marks = _marks(sheet, found, kept)
        bad = marks.filter(pl.col("mark").is_in(["no_result", "error", "precision_lost"]))
        if len(bad):
            spoiled = kept.get_column("row").is_in(bad.get_column("row").implode())
            typed = pl.select(pl.when(spoiled).then(None).otherwise(typed)).to_series()
        columns[column.name] = typed
        problems.append(_problems(match.table.name, found, row_id, raw, typed, marks))
        if column.kind == "date":
            warnings += _monthly(raw, found)
    rows = pl.DataFrame(columns, schema=match.table.schema)
    if match.table is CLAIMS:
        rows = _completed(rows, sheet, match, head, file)
    for clash in match.clashes:
        warnings.append(_("两列像是同一项：{columns}；只采用前者。").format(columns=clash))
    if factor != 1:
        warnings.append(_("金额单位为万元，已按 1 万元 = 10000 元折算。"))
    headers = sheet.cells.filter(pl.col("row").is_in(list(match.rows)))
    aside = pl.concat(
        [
            _set_aside(head, pl.lit("title")),
            _set_aside(headers, pl.lit("header")),
            _set_aside(body.filter(pl.col("reason").is_not_null()), pl.col("reason")),
        ]
    )
    problems_frame = pl.concat([pl.DataFrame(schema=PROBLEMS), *problems])
    return Conformed(rows, problems_frame, aside, _totals(body, match, factor), tuple(warnings))


# What needs no cleaning, by kind: one pattern search spares the clean cells, nearly all, every other step.
_CLEAN = {
    "name": r"^\p{Han}{2,4}$",
    "text": r"^[\p{Han}\w()（）]{3,}$",
    "unit": r"^[\p{Han}\w()（）]{3,}$",
    "id": r"^[0-9A-Z]{7,}$",
    "certificate": r"^[0-9A-Z]{7,}$",
    "code": r"^[0-9A-Z]{7,}$",
}


def _typed(raw: pl.Series, column: Column, epoch_1904: bool, factor: int) -> pl.Series:
    """The values of one column; null where a cell is empty or cannot be read."""
    kind = column.kind
    if kind not in _CLEAN:
        return _mapped(raw, _grammar(kind, epoch_1904, factor), column)
    rest = (~raw.str.contains(_CLEAN[kind])).fill_null(False)
    if rest.any():
        raw = raw.clone().scatter(rest.arg_true(), _cleaned(raw.filter(rest), kind))
    return raw.alias(column.name)


def _cleaned(raw: pl.Series, kind: str) -> pl.Series:
    text = pl.col("raw")
    if kind in _IDENTIFIERS:
        text = identity.clean(text)
        gone = text.str.contains(_SCIENTIFIC)
    else:
        text = text.str.replace_all(r"[\s\p{Cf}]+", "") if kind == "name" else text.str.strip_chars(_BLANKS)
        gone = pl.lit(False)
    # a work type of "--" is a text, and says that there is none
    nothing = (text == "") if kind == "text" else text.is_in([*values.NOTHING])
    wanted = ~(gone | nothing | text.str.contains(values.ERROR.pattern))
    return raw.alias("raw").to_frame().select(pl.when(wanted).then(text)).to_series()


def _grammar(kind: str, epoch_1904: bool, factor: int) -> Callable[[str], Any]:
    if kind in ("date", "month"):
        read = values.day if kind == "date" else values.month

        def dated(text: str) -> Any:
            found = read(text, epoch_1904)
            return found or (values.month(text) if kind == "date" else None)

        return dated
    grammars: dict[str, Callable[[str], Any]] = {
        "money": lambda text: values.money(text, factor),
        "level": values.level,
        "method": values.method,
        "subsidy": values.subsidy,
        "count": values.count,
    }
    return grammars[kind]


def _mapped(raw: pl.Series, read: Callable[[str], Any], column: Column) -> pl.Series:
    """Read each distinct text once: a quarter has a few hundred spellings of days, levels and sums."""
    distinct = raw.drop_nulls().unique()
    read_values = pl.Series([read(text) for text in distinct], dtype=dtype(column.kind))
    if distinct.is_empty():
        return pl.Series(column.name, [None], dtype=dtype(column.kind)).new_from_index(0, len(raw))
    return raw.replace_strict(distinct, read_values, default=None, return_dtype=dtype(column.kind)).alias(
        column.name
    )


def _monthly(raw: pl.Series, found: ColumnMatch) -> list[str]:
    """Dates that name a month only are taken as its first day, and said so."""
    whole = [t for t in raw.drop_nulls().unique() if values.day(t) is None and values.month(t) is not None]
    if not whole:
        return []
    cells = int(raw.is_in(whole).sum())
    return [
        _("“{header}”有 {cells} 个单元格只有年月，按当月 1 日处理。").format(header=found.header, cells=cells)
    ]


def _marks(sheet: RawSheet, found: ColumnMatch, kept: pl.DataFrame) -> pl.DataFrame:
    own = sheet.marks.filter(pl.col("column") == int(found.place[1:]))
    return own if own.is_empty() else own.join(kept.select("row"), on="row", how="semi")


def _problems(
    table: str,
    found: ColumnMatch,
    row_id: pl.Series,
    raw: pl.Series,
    typed: pl.Series,
    marks: pl.DataFrame,
) -> pl.DataFrame:
    """Cells that did not arrive: by their marks, and those whose text no grammar knows."""
    empty = pl.DataFrame({"row_id": row_id, "raw": raw}).filter(raw.is_not_null() & typed.is_null())
    unread = empty.filter(~pl.col("raw").str.strip_chars(_BLANKS).is_in([*values.NOTHING]))
    trouble = (
        pl.when(pl.col("raw").str.contains(values.ERROR.pattern))
        .then(pl.lit("error"))
        .when(pl.col("raw").str.contains(_SCIENTIFIC) & pl.lit(found.name in _PRECIOUS))
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


_PRECIOUS = frozenset(column.name for column in CLAIMS.columns if column.kind in _IDENTIFIERS)


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
    rows = rows.with_columns(pl.col("subsidy").fill_null(pl.lit(kind, dtype=dtype("subsidy"))))
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


def _totals(body: pl.DataFrame, match: Match, factor: int) -> pl.DataFrame:
    """The money and the number of people that 小计 and 合计 rows state."""
    if match.table is not CLAIMS:
        return pl.DataFrame(schema=TOTALS)
    amount = match.columns.get("amount")
    found = []
    for row in body.filter(pl.col("reason").is_in(["subtotal", "total"])).iter_rows(named=True):
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
