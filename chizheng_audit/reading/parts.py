"""A matched sheet, from its header to its last row; where a header of other columns stands amid the data, in parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.canon import Conformed, Part, cells_of, conform, texts_of
from chizheng_audit.reading.claimed import Told
from chizheng_audit.reading.header import Match
from chizheng_audit.reading.rows import classify
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.totals import announced
from chizheng_audit.reading.words import few
from chizheng_audit.tables import CLAIMS


@dataclass(frozen=True)
class Whole:
    """All parts of a sheet as one; each field as in Conformed. header_rows: of all parts. kept: how many physical rows."""

    rows: pl.DataFrame
    problems: pl.DataFrame
    set_aside: pl.DataFrame
    totals: pl.DataFrame
    warnings: tuple[str, ...]
    incomplete: tuple[str, ...]
    header_rows: tuple[int, ...]
    parts: tuple[Conformed, ...]
    kept: int
    spans: pl.DataFrame | None = None


def conform_sheet(sheet: RawSheet, match: Match, file: str, said: Said | None = None) -> Whole:
    """Type all rows of `sheet`, whose first header is `match`."""
    said = said or Said()
    name, stem = [sheet.name] if sheet.name else [], PurePath(file).stem
    parts: list[Conformed] = []
    foreign: list[pl.DataFrame] = []
    notes: list[str] = []
    incomplete: list[str] = []
    headers: list[int] = []
    first_head, around = sheet.cells[:0], list[str]()
    start = 0
    current: Match | None = match
    while current is not None:
        above, below = (_place(sheet, row) for row in (current.rows[0], current.rows[-1] + 1))
        head, body = sheet.cells[start:above], sheet.cells[below:]
        found = classify(body, current, sheet, said)
        reasons, end = found.reasons, len(sheet.cells)
        if found.until:
            end = _place(sheet, _begins(body, reasons, found.until.rows[0]))
            body = sheet.cells[below:end]
            reasons = reasons.filter(pl.col("row") < found.until.rows[0])
            reasons = reasons.filter(pl.col("row").is_in(body.get_column("row").implode()))
        part = Part(head, sheet.cells[above:below], body, reasons)
        titles = texts_of(head)
        told = Told(said.subsidy, [*titles, *name], around, stem)
        parts.append(conform(sheet, current, part, told))
        headers += current.rows
        if odd := [row for row in found.unknown if row in set(reasons.get_column("row"))]:
            rows = few(pl.Series(odd))
            incomplete.append(
                _("第 {rows} 行像是另一个表头，但没有认全；请用 --columns 写明各列。").format(rows=rows)
            )
        if len(parts) == 1:
            first_head, around = head, titles
        start, current = end, found.until
        if current and current.table is not match.table:
            foreign.append(sheet.cells[end:])
            incomplete.append(
                _("第 {row} 行起像是另一种表（{title}），没有读入；请把它另存为一张表。").format(
                    row=current.rows[0], title=_(current.table.title)
                )
            )
            current = None
        elif current:
            notes.append(_("第 {row} 行是另一个表头，其下各行按它读入。").format(row=current.rows[0]))
    return joined(parts, foreign, notes, incomplete, headers, first_head)


def _place(sheet: RawSheet, row: int) -> int:
    return sheet.cells.get_column("row").search_sorted(row)


def _begins(body: pl.DataFrame, reasons: pl.DataFrame, header: int) -> int:
    """Where the part of a header begins: with the single cells right above it, which are its titles."""
    sections = set(reasons.filter(pl.col("reason").is_in(["section", "footer"])).get_column("row"))
    begin = header
    for row in reversed(body.get_column("row").filter(body.get_column("row") < header).tail(3).to_list()):
        if row not in sections:
            break
        begin = row
    return begin


def joined(
    parts: Sequence[Conformed],
    foreign: Sequence[pl.DataFrame],
    notes: Sequence[str],
    incomplete: Sequence[str],
    headers: Sequence[int],
    head: pl.DataFrame,
) -> Whole:
    """The parts of a sheet as one. foreign: cells that were not read; head: the rows above the first header."""
    rows = _piled([part.rows for part in parts])
    aside = [part.set_aside for part in parts]
    for cells in foreign:
        aside.append(
            cells.select(
                row_id="row",
                reason=pl.lit("unparsed"),
                detail=pl.lit(None, dtype=pl.String),
                cells=cells_of(cells),
            )
        )
    totals = [part.totals for part in parts]
    if parts[0].match.table is CLAIMS and len(head):
        totals.insert(0, announced(head, rows))
    spans = [part.spans for part in parts if part.spans is not None]
    return Whole(
        rows,
        _piled([part.problems for part in parts]),
        _piled(aside),
        _piled(totals),
        tuple(dict.fromkeys([*notes, *(text for part in parts for text in part.warnings)])),
        (*incomplete, *dict.fromkeys(text for part in parts for text in part.incomplete)),
        tuple(headers),
        tuple(parts),
        sum(len(part.kept) for part in parts),
        _piled(spans) if spans else None,
    )


def _piled(frames: list[pl.DataFrame]) -> pl.DataFrame:
    return frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal")
