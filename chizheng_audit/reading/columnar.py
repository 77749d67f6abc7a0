"""Parquet and Arrow IPC files: the names of their columns are the header (row 1), their rows follow (from row 2)."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.cells import marks
from chizheng_audit.reading.digest import file_digests
from chizheng_audit.reading.sheet import Book, RawSheet

_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow"}
_LONG = 10**15
FIRST_ROW = 2


def columnar(head: bytes) -> str | None:
    """parquet or arrow for a file that begins so, else None."""
    return next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)


def scanned(path: str, kind: str) -> pl.LazyFrame:
    """The file as it is, with its schema known. Raises UnreadableFile where it is damaged."""
    try:
        frame = pl.scan_parquet(path, glob=False) if kind == "parquet" else pl.scan_ipc(path)
        frame.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path) from error
    return frame


def broken(path: str) -> UnreadableFile:
    """What is said of a damaged file."""
    return UnreadableFile(_("{file} 已损坏，读不全；请重新导出。").format(file=path))


def texts(schema: Mapping[str, Any]) -> dict[str, pl.Expr | None]:
    """Each column as text, as the same value would stand in a sheet; None for what no cell can hold (lists, structs)."""
    return {name: _text(name, kind) for name, kind in schema.items()}


def _text(name: str, kind: pl.DataType) -> pl.Expr | None:
    value = pl.col(name)
    if kind == pl.Null:
        return pl.lit(None, dtype=pl.String)
    if kind.is_float():
        whole = (value == value.floor()) & (value.abs() < 2**63)
        return (
            pl.when(value.is_finite())
            .then(pl.when(whole).then(value.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(value.cast(pl.String)))
        )  # fmt: skip
    if kind == pl.Boolean:
        return pl.when(value).then(pl.lit("TRUE")).when(~value).then(pl.lit("FALSE"))
    if kind == pl.Datetime:
        day = value.dt.time() == pl.time(0, 0, 0)
        return (
            pl.when(day)
            .then(value.dt.to_string("%Y-%m-%d"))
            .otherwise(value.dt.to_string("%Y-%m-%dT%H:%M:%S"))
        )
    if kind.is_nested() or kind in (pl.Binary, pl.Object, pl.Duration):
        return None
    text = value.cast(pl.String)
    return pl.when(text != "").then(text)


def read_columnar(path: str, kind: str) -> Book:
    """The file as a book of one sheet without a name.

    Raises UnreadableFile for a damaged file; OSError if it cannot be opened.
    """
    sha256, secret = file_digests(path)
    source = scanned(path, kind)
    schema = source.collect_schema()
    known = texts(schema)
    places = {f"c{n}": name for n, name in enumerate(schema, start=1)}
    try:
        body = source.select(
            pl.int_range(FIRST_ROW, pl.len() + FIRST_ROW).alias("row"),
            *(
                (pl.lit(None, dtype=pl.String) if (text := known[name]) is None else text).alias(place)
                for place, name in places.items()
            ),
        ).collect()
        far = _far(source, schema)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise broken(path) from error
    cells = pl.concat([header(schema).cast(body.schema), body])
    holds = cells.select(pl.any_horizontal(pl.exclude("row").is_not_null())).to_series()
    lost = [name for name, text in known.items() if text is None]
    sheet = RawSheet(
        name=None,
        cells=cells.filter(holds),
        height=len(cells),
        marks=marks({place: ("precision_lost", text) for place, text in far.items()}),
        warnings=(
            _("有 {n} 列不是单元格能写的值，没有读：{names}。").format(n=len(lost), names=_("、").join(lost)),
        )
        if lost
        else (),
    )
    return Book(path, sha256, secret, kind, (sheet,))


def header(schema: Mapping[str, Any]) -> pl.DataFrame:
    """The names of the columns as the first row of a sheet."""
    names = {f"c{n}": [name or None] for n, name in enumerate(schema, start=1)}
    return pl.DataFrame({"row": [1], **names}, schema={"row": pl.Int64, **dict.fromkeys(names, pl.String)})


def _far(source: pl.LazyFrame, schema: Mapping[str, Any]) -> dict[tuple[int, int], str]:
    """The places (row, column) of floating numbers of 16 and more digits, whose last digits are not what was typed."""
    found: dict[tuple[int, int], str] = {}
    for number, (name, kind) in enumerate(schema.items(), start=1):
        if kind.is_float():
            long = source.with_row_index("_at", FIRST_ROW).filter(
                pl.col(name).is_finite() & (pl.col(name).abs() >= _LONG)
            )
            rows = long.select("_at", _text(name, kind)).collect()
            found |= {(int(at), number): text for at, text in rows.rows()}
    return found
