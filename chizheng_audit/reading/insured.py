"""What is particular of social-insurance sheets: months that need mending, ranges among months, counts by kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading import months, values
from chizheng_audit.reading.header import Match
from chizheng_audit.reading.sheet import CellKind, RawSheet
from chizheng_audit.reading.words import few
from chizheng_audit.tables import INSURANCE, SPANS
from chizheng_audit.tables.insurance import KIND_OF
from chizheng_audit.tables.system import PROBLEMS

TABLES = (INSURANCE, SPANS)
"""The tables that this is about."""

_OF_PAYING = r"欠|未缴|未实缴|未到[账帐]|补[缴收交]"
"""Words for how one month was paid; 暂停 and the like are left out, as 参保状态 says them of a person in every month."""
_LONGEST_WORD = 12

_SHARED = tuple(c.name for c in SPANS.columns if c.name in INSURANCE.by_name)


@dataclass(frozen=True)
class Settled:
    """rows of the sheet's own table; spans: rows of SPANS that stand in a sheet of months, else None.

    problems: of all rows, each with the table that its row is of.
    """

    rows: pl.DataFrame
    spans: pl.DataFrame | None
    problems: pl.DataFrame
    warnings: tuple[str, ...]


def mended(
    sheet: RawSheet, match: Match, kept: pl.DataFrame, rows: pl.DataFrame, spellings: Mapping[str, list[str]]
) -> tuple[pl.DataFrame, list[str]]:
    """`rows` with those months read, or taken back, that no cell tells by itself; and what is to be said of them.

    spellings: the distinct texts of the columns, see typed. Letters for figures are mended, a range of one month is that
    month, and of 2023.1 see months.tenths.
    """
    warnings: list[str] = []
    for column in match.table.columns:
        if column.kind != "month" or column.name not in match.columns:
            continue
        found = match.columns[column.name]
        texts = spellings[column.name]
        letters = {text: month for text in texts if (month := months.mended(text))}
        single = {text: both[0] for text in texts if (both := months.span(text)) and both[0] == both[1]}
        tenths = months.tenths(texts, _numbers(sheet, found.place))
        told: dict[str, date | None] = {**letters, **tenths, **single}
        if letters:
            warnings.append(
                _("“{header}”有 {n} 个单元格把字母当数字写，已改读，如 {text} 读作 {month}。").format(
                    header=found.header, **_example(kept, found.place, letters)
                )
            )
        if october := {text: month for text, month in tenths.items() if month}:
            warnings.append(
                _("“{header}”有 {n} 个单元格丢了末尾的零，按本列写法把 {text} 读作 {month}。").format(
                    header=found.header, **_example(kept, found.place, october)
                )
            )
        if either := {text: month for text, month in tenths.items() if month is None}:
            warnings.append(
                _("“{header}”有 {n} 个单元格写作 {text}，分不清是 1 月还是 10 月，没有读。").format(
                    header=found.header, **_example(kept, found.place, either)
                )
            )
        if told:
            raw = kept.get_column(found.place)
            value = raw.replace_strict(list(told), list(told.values()), default=None, return_dtype=pl.Date)
            own = rows.get_column(column.name)
            rows = rows.with_columns(own.zip_with(~raw.is_in([*told]).fill_null(False), value))
    return rows, warnings


def settled(
    match: Match,
    kept: pl.DataFrame,
    rows: pl.DataFrame,
    problems: pl.DataFrame,
    spellings: Mapping[str, list[str]],
) -> Settled:
    """The rows of each table, once the cells are judged. A row of months in a range is one of SPANS."""
    if match.table is SPANS:
        return _spans(match, rows, problems)
    warnings: list[str] = []
    if "month" not in rows.columns:
        rows = rows.with_columns(month="paid_for")
        warnings.append(_("只有对应费款所属期，没有费款所属期，看不出是不是补缴，按当期缴纳读入。"))
    rows, spans, problems = _without_ranges(match, kept, rows, problems, spellings)
    unread = problems.filter(pl.col("column") == "paid_for").get_column("row_id")
    if len(
        unread
    ):  # which month it was due for is not known, and the month of booking must not stand in for it
        month = pl.when(~pl.col("row_id").is_in(unread.implode())).then("month")
        rows = rows.with_columns(month.alias("month"))
    if spans is not None:
        warnings.append(
            _("有 {n} 行写的是一段月份（第 {rows} 行），按参保起止读入，不能逐月核对。").format(
                n=len(spans), rows=few(spans.get_column("row_id"))
            )
        )
    return Settled(rows, spans, problems, (*warnings, *lacking(match, rows)))


def _numbers(sheet: RawSheet, place: str) -> set[str]:
    """The texts of a column that the file holds as numbers."""
    kinds = sheet.kinds.get(place)
    if kinds is None:
        return set()
    return set(sheet.cells.get_column(place).filter(kinds == CellKind.NUMBER).drop_nulls().unique())


def _example(kept: pl.DataFrame, place: str, told: Mapping[str, date | None]) -> dict[str, Any]:
    text, month = next(iter(told.items()))
    cells = int(kept.get_column(place).is_in([*told]).sum())
    return {"n": cells, "text": text.strip(), "month": f"{month:%Y-%m}" if month else ""}


def lacking(match: Match, rows: pl.DataFrame) -> list[str]:
    """What is said of months of nobody, or of no employer."""
    units = [name for name in ("employer", "employer_code", "unit_no") if name in match.columns]
    sentences = []
    if not units:
        sentences.append(_("没有参保单位一栏，看不出在哪个单位参保。"))
    elif n := _lines(rows.filter(pl.all_horizontal(pl.col(units).is_null()))):
        sentences.append(_("有 {n} 行没有参保单位，照读，但算不到任何单位名下。").format(n=n))
    if "id_no" not in match.columns:
        sentences.append(_("没有身份证号一栏，参保月份对不上人。"))
    elif n := _lines(rows.filter(pl.col("id_no").is_null())):
        sentences.append(_("有 {n} 行没有可用的身份证号，参保月份对不上人。").format(n=n))
    return sentences


def unasked(match: Match, kept: pl.DataFrame) -> list[str]:
    """A sentence for each column that was not taken and speaks of arrears or of late payment, where no other one tells
    how a month was paid: without it every month would count as paid in time.
    """
    if match.table is not INSURANCE or "payment" in match.columns:
        return []
    sentences = []
    for place, header in match.left.items():
        if place in match.ignored:
            continue
        texts = kept.get_column(place).drop_nulls().unique()
        telling = texts.filter(texts.str.contains(_OF_PAYING) & (texts.str.len_chars() <= _LONGEST_WORD))
        if len(telling):
            sentences.append(
                _(
                    "“{header}”一栏没有用到，其中有“{word}”，哪些月份是欠费、补缴因此看不出来；"
                    "请用 --columns 指明它是 payment（缴费类别），无关的写进 ignore。"
                ).format(header=header, word=telling.sort()[0])
            )
    return sentences


def _lines(rows: pl.DataFrame) -> int:
    """How many physical rows those are."""
    return rows.get_column("row_id").n_unique() if len(rows) else 0


def _without_ranges(
    match: Match,
    kept: pl.DataFrame,
    rows: pl.DataFrame,
    problems: pl.DataFrame,
    spellings: Mapping[str, list[str]],
) -> tuple[pl.DataFrame, pl.DataFrame | None, pl.DataFrame]:
    """(rows of one month, rows of SPANS, problems); the month that counts is the one that was paid for."""
    names = [name for name in ("paid_for", "month") if name in match.columns]
    texts = {text for name in names for text in spellings[name]}
    ranges = {text: both for text in texts if (both := months.span(text)) and both[0] != both[1]}
    if not ranges:
        return rows, None, problems
    cells = [pl.col(match.columns[name].place) for name in names]
    due = kept.select(
        pl.coalesce(pl.when(~cell.is_in([*values.NOTHING])).then(cell) for cell in cells)
    ).to_series()
    held = due.is_in([*ranges]).fill_null(False)
    if not held.any():
        return rows, None, problems
    since, until = (
        due.filter(held).replace_strict(
            list(ranges), [both[end] for both in ranges.values()], default=None, return_dtype=pl.Date
        )
        for end in (0, 1)
    )
    spans = rows.filter(held).select(
        "row_id", *(name for name in _SHARED if name in rows.columns), since=since, until=until
    )
    ours = pl.col("row_id").is_in(spans.get_column("row_id").implode())
    read = ours & pl.col("column").is_in(names) & pl.col("raw").is_in([*ranges])
    problems = problems.filter(~read).with_columns(
        table=pl.when(ours & pl.col("column").is_in([*SPANS.by_name]))
        .then(pl.lit(SPANS.name))
        .otherwise("table")
    )
    return rows.filter(~held), spans, problems


def _spans(match: Match, rows: pl.DataFrame, problems: pl.DataFrame) -> Settled:
    """Spans with their period as two months, and one row for each kind of insurance that has a count."""
    still = pl.col("raw").map_elements(months.is_open, pl.Boolean)
    problems = problems.filter(~((pl.col("column") == "until") & still)) if len(problems) else problems
    if "period" in rows.columns:
        rows, unread = _split(match, rows)
        problems = pl.concat([problems, unread])
    counted = [name for name in KIND_OF if name in rows.columns]
    if counted:
        each = pl.concat_list(
            pl.when(pl.col(name).is_not_null()).then(
                pl.struct(insurance=pl.lit(KIND_OF[name]), months=pl.col(name))
            )
            for name in counted
        )
        # a row without any count stays one row, with its own kind
        own = pl.struct(
            insurance="insurance" if "insurance" in rows.columns else pl.lit(None, dtype=pl.String),
            months="months" if "months" in rows.columns else pl.lit(None, dtype=pl.Int64),
        )
        found = each.list.drop_nulls()
        rows = (
            rows.with_columns(told=pl.when(found.list.len() > 0).then(found).otherwise(pl.concat_list(own)))
            .explode("told")
            .drop(*counted, *(c for c in ("insurance", "months") if c in rows.columns))
            .unnest("told")
        )
    return Settled(rows, None, problems, ())


def _split(match: Match, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`rows` with the months of `period` where none stand beside it, and the problems of those that cannot be read."""
    texts = rows.get_column("period").drop_nulls().unique().to_list()
    read = {text: months.period(text) for text in texts}
    ends = [
        rows.get_column("period").replace_strict(
            texts, [both[end] if both else None for both in read.values()], default=None, return_dtype=pl.Date
        )
        if texts
        else pl.Series([None], dtype=pl.Date).new_from_index(0, len(rows))
        for end in (0, 1)
    ]
    unread = rows.filter(pl.col("period").is_in([text for text, both in read.items() if both is None]))
    problems = unread.select(
        "row_id",
        table=pl.lit(SPANS.name),
        column=pl.lit("period"),
        header=pl.lit(match.columns["period"].header),
        raw="period",
        trouble=pl.lit("unreadable").cast(PROBLEMS["trouble"]),
    )
    own = {
        name: pl.coalesce(name, end) if name in rows.columns else end
        for name, end in zip(("since", "until"), ends, strict=True)
    }
    return rows.with_columns(**own).drop("period"), problems
