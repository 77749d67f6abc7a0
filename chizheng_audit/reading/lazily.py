"""Long tables in Parquet and Arrow IPC files are scanned, not read: what a rule does not ask for is never in memory."""

from pathlib import Path

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.canon import cells_of, problems_of
from chizheng_audit.reading.columnar import FIRST_ROW, broken, columnar, header, scanned, texts
from chizheng_audit.reading.digest import file_digests
from chizheng_audit.reading.header import Match, match
from chizheng_audit.reading.look import FileSeen, SheetSeen, blank_line, heeded
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import MARKS, Book, RawSheet
from chizheng_audit.reading.typed import CLEAN, cleaned, mapped
from chizheng_audit.tables import Column
from chizheng_audit.tables.kinds import MONEY
from chizheng_audit.tables.system import PROBLEMS, TOTALS

_SHOWN = 3


def look_lazily(file: str, said: Said) -> FileSeen | None:
    """The file scanned, or None when it is not a long table in a format that can be. Raises UnreadableFile.

    Its only sheet has `scan`; `rows` are the first few.
    """
    kind = _columnar(file)
    if kind is None:
        return None
    source = scanned(file, kind)
    schema = source.collect_schema()
    names = dict(enumerate(schema, start=1))
    sheet = RawSheet(name=None, cells=header(schema), height=1)
    found = match(sheet, said, file)
    if found is None or not found.table.long or found.rows != (1,):
        return None
    known = texts(schema)
    wanted = [(found.table.by_name[name], names[int(c.place[1:])]) for name, c in found.columns.items()]
    lost = [name for _column, name in wanted if known[name] is None]
    own = {column.name: text for column, name in wanted if (text := known[name]) is not None}
    exact = {c.name: e for c, name in wanted if (e := _exact(c, name, schema[name])) is not None}
    pairs = [(c, own[c.name]) for c, _name in wanted if c.name in own and c.name not in exact]
    try:
        columns, doubtful = _typed(source, pairs)
        columns |= exact
        rows = source.with_row_index("row_id", FIRST_ROW).with_columns(pl.col("row_id").cast(pl.Int64))
        problems = _problems(rows, found, {name: (own[name], columns[name]) for name in [*doubtful, *exact]})
        height = int(source.select(pl.len()).collect(engine="streaming").item())
        sha256, secret = file_digests(file)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(file) from error
    warning = _("有 {n} 列不是单元格能写的值，没有读：{names}。").format(
        n=len(lost), names=_("、").join(lost)
    )
    book = Book(file, sha256, secret, kind, (sheet,))
    line = blank_line(file, book, sheet, found) | {"rows_read": height + 1, "rows_kept": height}
    line["warnings"] = [*line["warnings"], *([warning] if lost else [])]
    line["set_aside"] = line["set_aside"] | {"header": 1}
    line["said"] = heeded(said, found, book, sheet)
    scan = rows.select("row_id", **columns)
    seen = SheetSeen(
        line=line,
        match=found,
        rows=scan.head(_SHOWN).collect(),
        set_aside=sheet.cells.select(
            row_id="row",
            reason=pl.lit("header"),
            detail=pl.lit(None, dtype=pl.String),
            cells=cells_of(sheet.cells),
        ),
        problems=problems,
        totals=pl.DataFrame(schema=TOTALS),
        scan=scan,
    )
    return FileSeen(file, sha256, secret, kind, (seen,))


def _columnar(file: str) -> str | None:
    try:
        with Path(file).open("rb") as stream:
            return columnar(stream.read(8))
    except OSError:
        return None  # reading it says why


def _exact(column: Column, name: str, kind: pl.DataType) -> pl.Expr | None:
    """The column where its type is already that of its values; None where its text has to be read."""
    value = pl.col(name)
    if column.kind in ("date", "month") and kind in (pl.Date, pl.Datetime):
        day = value.cast(pl.Date)
        return day.dt.month_start() if column.kind == "month" else day
    if column.kind == "money" and (kind.is_integer() or kind == pl.Decimal):
        return value.cast(MONEY, strict=False)
    return None


def _typed(source: pl.LazyFrame, pairs: list[tuple[Column, pl.Expr]]) -> tuple[dict[str, pl.Expr], list[str]]:
    """(how each text column is read, those in which a text may give no value).

    One pass over the file tells which texts there are, and whether any needs cleaning.
    """
    asked = {
        column.name: (~text.str.contains(CLEAN[column.kind])).any()
        if column.kind in CLEAN
        else text.drop_nulls().unique().implode()
        for column, text in pairs
    }
    told = source.select(**asked).collect(engine="streaming").row(0, named=True) if asked else {}
    found: dict[str, pl.Expr] = {}
    doubtful: list[str] = []
    for column, text in pairs:
        name = column.name
        if column.kind in CLEAN:
            found[name] = cleaned(text, column.kind, name) if told[name] else text
            doubtful += [name] if told[name] else []
        else:
            spellings = list(told[name])
            found[name] = mapped(text, spellings, column)
            read = pl.DataFrame({"text": spellings}).select(mapped(pl.col("text"), spellings, column))
            doubtful += [name] if read.to_series().null_count() else []
    return found, doubtful


def _problems(rows: pl.LazyFrame, found: Match, doubtful: dict[str, tuple[pl.Expr, pl.Expr]]) -> pl.DataFrame:
    """The cells of the `doubtful` columns, name → (text, value), that hold a text and give no value; in one more pass."""
    problems = [pl.DataFrame(schema=PROBLEMS)]
    if doubtful:
        both = {
            f"{what}_{name}": e
            for name, pair in doubtful.items()
            for what, e in zip(("raw", "value"), pair, strict=True)
        }
        gone = [pl.col(f"raw_{name}").is_not_null() & pl.col(f"value_{name}").is_null() for name in doubtful]
        few = (
            rows.select("row_id", **both)
            .filter(pl.any_horizontal(gone))
            .collect(engine="streaming")
            .sort("row_id")
        )
        for name in doubtful:
            row_id, raw, value = (few.get_column(each) for each in ("row_id", f"raw_{name}", f"value_{name}"))
            about = found.columns[name]
            problems.append(
                problems_of(found.table.name, about, row_id, raw, value, pl.DataFrame(schema=MARKS))
            )
    return pl.concat(problems)
