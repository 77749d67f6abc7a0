"""Every row that was set aside, blank ones apart, as a CSV file: where it stood, why, and its cells as they stood.

Safe to open in a spreadsheet, and masked like every other output: cells of columns that were understood by what they
are, others by what they look like.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.own_output import REJECTS_HEAD
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports import masking
from chizheng_audit.reports.whole import whole
from chizheng_audit.reports.words import REASONS
from chizheng_audit.tables import TABLES
from chizheng_audit.tables.kinds import LEVELS
from chizheng_audit.tables.system import SHEET_SPAN

Part = tuple[Mapping[str, Any], pl.DataFrame]
"""A sheet's line of SHEETS, and its rows of SET_ASIDE."""

_MOST_COLUMNS = (
    256  # up to here also columns without a cell have a heading, so that a sheet's letters can be counted
)
_LIVE = r"^[=+\-@＝＋－＠\t\r]"
_NUMBER = r"^[+-]?\d[\d,]*(?:\.\d+)?%?$"
_NO_PERSON = ("title", "header", "repeated_header", "subtotal", "total")
_UNKNOWN = ("no_table", "left_out")
_NAME_LIKE = r"^\p{Han}{2,4}$|^\p{Han}+[·•・]\p{Han}+$"
_ID_LIKE = r"\d{14}[\dXx]"
_NAME_IN_LINE = r"(^|[^\p{Han}])(\p{Han})\p{Han}{1,3}([^\p{Han}]|$)"
_COLUMNS = [column for table in TABLES.values() for column in table.columns]
_WORDS = {word for column in _COLUMNS for word in (column.title, *column.aliases)} | set(LEVELS)
_PRIVATE = {word: c.name for c in _COLUMNS if c.private for word in (c.title, *c.aliases)}
_NAMES = {word for word, name in _PRIVATE.items() if name == "name"}
_TOP = 30


def parts(reading: Reading) -> Iterator[Part]:
    """The sheets of a reading, each with its rows."""
    by_sheet = reading.set_aside.with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN).partition_by(
        "base", as_dict=True, include_key=False
    )
    for line in reading.sheets.iter_rows(named=True):
        rows = by_sheet.get((line["base"],))
        if rows is not None:
            yield line, rows


def write(path: Path, given: Iterable[Part], unmask: bool) -> int:
    """Write the rows of `given` into `path` and return how many. Raises AuditError where it cannot be written."""
    frames = [_rows(line, aside, unmask) for line, aside in given]
    places = sorted({int(name[1:]) for frame in frames for name in frame.columns if name[0] == "c"})
    last = places[-1] if places else 0
    cells = [f"c{n}" for n in (range(1, last + 1) if last <= _MOST_COLUMNS else places)]
    heads = map(_, REJECTS_HEAD)
    with whole(path) as beside, beside.open("wb") as stream:
        empty = pl.DataFrame(schema=dict.fromkeys([*heads, *cells], pl.String()))
        empty.write_csv(stream, include_bom=True)
        for frame in frames:
            missing = [
                pl.lit(None, dtype=pl.String).alias(name) for name in cells if name not in frame.columns
            ]
            frame.with_columns(missing).select(*_FIRST, *cells).write_csv(stream, include_header=False)
    return sum(map(len, frames))


_FIRST = ("file", "sheet", "row", "reason", "key", "detail")


def _rows(line: Mapping[str, Any], aside: pl.DataFrame, unmask: bool) -> pl.DataFrame:
    """The rows of one sheet: _FIRST, then c1, c2 … as far as any of these cells holds something."""
    wide = cells(line, aside.filter(pl.col("reason") != "blank"), unmask)
    file, sheet = (_place(line[name], unmask) for name in ("file", "sheet"))
    held = [
        name for name in wide.columns if name[0] == "c" and wide.get_column(name).null_count() < len(wide)
    ]
    return wide.select(
        pl.lit(file, pl.String).alias("file"),
        pl.lit(sheet, pl.String).alias("sheet"),
        (pl.col("row_id") - line["base"]).cast(pl.String).alias("row"),
        pl.col("reason").replace({key: _(words) for key, words in REASONS.items()}),
        pl.col("reason").alias("key"),
        "detail",
        *held,
    ).with_columns(_inert(pl.col(name)).alias(name) for name in ("file", "sheet", "detail", *held))


def cells(line: Mapping[str, Any], aside: pl.DataFrame, unmask: bool) -> pl.DataFrame:
    """Rows of SET_ASIDE of one sheet as people may see them: row_id, reason, detail, and a column c1, c2 … for each of the
    sheet's columns (of a line that could not be split the first holds the whole).
    """
    torn = pl.col("detail").is_not_null()
    columns = {f"c{column['place']}": column["name"] for column in line["columns"]} or {"c1": None}
    split, whole_line = pl.when(~torn).then(pl.col("cells")), pl.col("cells").list.first()
    wide = aside.select(
        pl.col("row_id", "reason", "detail"),
        *(split.list.get(at, null_on_oob=True).alias(name) for at, name in enumerate(columns)),
        line=masking.plain(pl.when(torn).then(whole_line)),
    ).with_columns(masking.plain(pl.col("detail", *columns)))
    if not unmask:
        headers = [row + line["base"] for row in line["header_rows"]]
        wide = _masked(wide, columns, headers).with_columns(masking.free_text(pl.col("detail")))
    first = next(iter(columns))
    return wide.with_columns(pl.coalesce("line", first).alias(first)).drop("line")


def _place(name: str | None, unmask: bool) -> str | None:
    shown = masking.plain(pl.lit(name, pl.String))
    text: str | None = pl.select(shown if unmask else masking.place(shown)).item()
    return text


def _masked(wide: pl.DataFrame, columns: Mapping[str, str | None], headers: list[int]) -> pl.DataFrame:
    """The cells of one sheet masked: those of people's rows by what they are, others by their looks.

    A row that heads none (`headers` are the row_ids of those that do) tells of a person, each label before its value.
    """
    labelled = (pl.col("reason") == "header") & ~pl.col("row_id").is_in(headers)
    people = ~pl.col("reason").is_in(_NO_PERSON) | labelled
    unknown = wide.filter(pl.col("reason").is_in(_UNKNOWN))
    called = dict(columns) if unknown.is_empty() else _called(unknown, list(columns))
    told = list(called)[:_MOST_COLUMNS] if wide.select(labelled.any()).item() else []
    masked = []
    left = pl.lit(None, dtype=pl.String)  # the label that stands left of a cell
    for place, name in called.items():
        cell = pl.col(place)
        word = cell.str.replace_all(r"[\s:：]", "")
        known = word.is_in(_WORDS)
        safe, named = masking.free_text(cell), pl.lit(False)
        if place in told:
            named = (labelled & left.is_in(_NAMES) & ~known).fill_null(False)
            safe = pl.when(named).then(masking.mask(cell, "name")).otherwise(safe)
            left = pl.coalesce(word, left)
        if name:
            safe = pl.when(people & ~known & ~named).then(masking.mask(cell, name)).otherwise(safe)
        masked.append(safe.alias(place))
    line = masking.free_text(pl.col("line"))
    for _turn in range(2):  # the sign between two names belongs to one match only
        line = line.str.replace_all(_NAME_IN_LINE, "${1}${2}**${3}")
    return wide.with_columns(*masked, line=line)


def _called(unknown: pl.DataFrame, places: list[str]) -> dict[str, str | None]:
    """What the columns of a sheet without a known table hold of people: by a word near the top, or by the company
    that names keep with IDs.
    """
    top = unknown.select(pl.col(places).head(_TOP).str.strip_chars())
    with_id = unknown.filter(pl.any_horizontal(pl.col(places).str.contains(_ID_LIKE)))
    named = with_id.select(pl.col(places).str.contains(_NAME_LIKE).any()).row(0) if len(with_id) else ()
    called: dict[str, str | None] = dict.fromkeys(places)
    called |= {place: "name" for place, holds in zip(places, named, strict=False) if holds}
    for place in places:
        called[place] = next(
            (_PRIVATE[word] for word in top.get_column(place) if word in _PRIVATE), called[place]
        )
    return called


def _inert(value: pl.Expr) -> pl.Expr:
    """Text that a spreadsheet shows and never runs."""
    live = value.str.contains(_LIVE) & ~value.str.contains(_NUMBER)
    return pl.when(live).then("'" + value).otherwise(value)
