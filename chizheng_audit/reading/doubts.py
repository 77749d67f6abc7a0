"""People whom the reader may have passed over: resident IDs that stand where no ID was read. Each is told, none is guessed.

A run that reads such a sheet is incomplete: silence about it would be taken for an audit.
"""

import re
from collections.abc import Iterable, Sequence

import polars as pl

from chizheng_audit import identity
from chizheng_audit.i18n import _
from chizheng_audit.reading.canon import Conformed
from chizheng_audit.reading.header import key_of
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.values import squeeze
from chizheng_audit.reading.words import few

_BORN = r"[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])"
_NUMBER = rf"({'|'.join(identity.PROVINCES)})[0-9]{{4}}((18|19|20){_BORN}[0-9]{{3}}[0-9X]|{_BORN}[0-9]{{3}})"
_CELL = rf"^{_NUMBER}$"
_IN_LINE = rf"(^|[^0-9]){_NUMBER}([^0-9]|$)"
_SHREDS = r"[0-9]{15}|[0-9]E\+1[0-9]"  # of a torn line: a person's or a certificate's number, also in shreds
_SHORTEST = 15
_NEVER = frozenset({"blank", "header", "repeated_header"})
_LOOSE = r"^[\s\p{Cf}'\"`‘’“”=]*[0-9０-９][0-9０-９\s\p{Cf}]+[Xxｘ×Х✕Ｘ]?[\s\p{Cf}'\"`‘’“”]*$"


def passed_over(sheet: RawSheet, parts: Sequence[Conformed], aside: pl.DataFrame, said: Said) -> list[str]:
    """Sentences about a sheet with a known table; `aside` are its rows that were set aside, with their cells."""
    sentences = [sentence for part in parts for sentence in _beside(part, said)]
    lost = [
        row
        for row, reason, cells in aside.select("row_id", "reason", "cells").iter_rows()
        if reason not in _NEVER and any(_holds_id(cell, reason == "unparsed") for cell in cells or ())
    ]
    torn = (
        sheet.damaged.filter(_in_line(pl.col("text"), _SHREDS)).get_column("row")
        if len(sheet.damaged)
        else ()
    )
    rows = pl.Series(sorted({*lost, *torn}), dtype=pl.Int64)
    if len(rows):
        sentences.append(
            _(
                "有 {n} 行含身份证号一类的号码而没有读入（第 {rows} 行），没有核对；请更正文件后重报，或用 --columns 说明。"
            ).format(n=len(rows), rows=few(rows))
        )
    return list(dict.fromkeys(sentences))


def without_table(sheet: RawSheet) -> list[str]:
    """A sentence about a sheet whose table is not known and that holds people."""
    places = [c for c in sheet.cells.columns if c != "row"]
    lines = len(places) == 1  # perhaps lines that nobody could cut into cells
    found = len(sheet.damaged) and sheet.damaged.select(_in_line(pl.col("text")).any()).item()
    longest = _longest(sheet.cells, places)
    for place in [] if found else places:
        if longest[place] < _SHORTEST:
            continue
        cells = _long(sheet.cells.select("row", text=place))
        found = len(cells) and cells.select((_in_line if lines else _is_id)(pl.col("text")).any()).item()
        if found:
            break
    return [_("看不出这张表是什么，但其中有身份证号；请用 --as 或 --columns 说明。")] if found else []


def _longest(cells: pl.DataFrame, places: Iterable[str]) -> dict[str, int]:
    """The bytes of the longest text of each column, known without looking at the texts: nearly all columns are short."""
    names = list(places)
    lengths = cells.select(pl.col(names).str.len_bytes().max()).row(0) if names else ()
    return {name: length or 0 for name, length in zip(names, lengths, strict=True)}


def _beside(part: Conformed, said: Said) -> list[str]:
    """Columns that no one took for IDs, and that hold others than those of their rows."""
    ignored = {key_of(header) for header, name in said.words.items() if name is None}
    rivals = {rival.place for rival in part.match.rivals if rival.name == "id_no"}
    taken = {column.place for column in part.match.columns.values()} | rivals | {"row"}
    rest = {place: part.match.left.get(place) for place in part.kept.columns if place not in taken}
    asked = {place: header for place, header in rest.items() if not (header and key_of(header) in ignored)}
    longest = _longest(part.kept, asked)
    sentences = []
    for place, header in asked.items():
        if longest[place] < _SHORTEST:
            continue
        cells = _long(part.kept.select("row", text=place))
        cells = cells.filter(pl.col("text").str.contains(_LOOSE)) if len(cells) else cells
        cells = cells.filter(_is_id(pl.col("text"))) if len(cells) else cells
        if len(cells) and "id_no" in part.rows.columns:
            own = part.rows.select(pl.col("row_id").alias("row"), "id_no")
            other = identity.clean(pl.col("text")).ne_missing(pl.col("id_no"))
            cells = cells.join(own, on="row", how="left", maintain_order="left").filter(other)
        if len(cells):
            sentences.append(
                _(
                    "{column}有 {n} 行是身份证号，却没有认作哪一列（第 {rows} 行），其人没有核对；"
                    "请一人一行重排，或用 --columns 写明；确实不用的列写进 ignore。"
                ).format(
                    column=f"“{header}”" if header else _("第 {n} 列").format(n=place[1:]),
                    n=len(cells),
                    rows=few(cells.get_column("row")),
                )
            )
    return sentences


def _long(cells: pl.DataFrame) -> pl.DataFrame:
    """Those that are long enough to be an ID; lengths are known without looking at the text."""
    return cells.filter(pl.col("text").str.len_bytes() >= _SHORTEST)


def _holds_id(cell: str | None, anywhere: bool) -> bool:
    """Whether one cell is an ID; or has one in it. In Python, for the few rows that are set aside."""
    if cell is None or len(cell) < _SHORTEST:
        return False
    text = squeeze(cell).upper()
    return bool(re.search(_IN_LINE, text) if anywhere else re.search(_CELL, text.strip("'\"=")))


def _is_id(text: pl.Expr) -> pl.Expr:
    return identity.clean(text).str.contains(_CELL).fill_null(False)


def _in_line(text: pl.Expr, shape: str = _IN_LINE) -> pl.Expr:
    folded = text.str.normalize("NFKC").str.to_uppercase()
    joined = folded.str.replace_all(r"[ \p{Cf}]", "")
    return (folded.str.contains(shape) | joined.str.contains(shape)).fill_null(False)
