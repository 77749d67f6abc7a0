"""A copy of a workbook with cells filled and annotated, or, of what cannot be rewritten, a workbook beside it.

Run in a worker process: a book that openpyxl cannot bear takes down nothing else. Originals are only read.
"""

import hashlib
import io
import warnings
import zipfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.workbook.properties import CalcProperties

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import N_, _
from chizheng_audit.reading.own_output import CATEGORY
from chizheng_audit.reports.marked import listing
from chizheng_audit.reports.marked.losses import has_rich_text, lost
from chizheng_audit.reports.workbook import FILLS

MOST_NOTES = 1_000
"""Annotated cells on one sheet: each is a drawn box, and office programs grow slow with many (LibreOffice: 8 ms each)."""
_AUTHOR = N_("审计疑点")
_NOTE_LONGEST = 4_000
_NOTE_WIDTH, _LINE, _SIGNS_A_LINE = 320, 18, 22
_MACROS = b"application/vnd.ms-excel.sheet.macroEnabled"


@dataclass(frozen=True)
class Mark:
    """A row to mark: where it stands, the columns (from 1) whose cells are filled, and what the first one's note says."""

    sheet: str
    row: int
    places: tuple[int, ...]
    verdict: str
    note: str


@dataclass(frozen=True)
class Copied:
    """What became of a copy: what it does not keep of the original, and how many cells have no note for want of room."""

    losses: tuple[str, ...]
    without_note: int


def mark(source: str, sha256: str, target: str, marks: tuple[Mark, ...], told: listing.Listing) -> Copied:
    """Write the marked copy of `source` to `target`.

    Raises UnreadableFile where the file is not the one that was audited, or not one that can be rewritten.
    """
    data = Path(source).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UnreadableFile(_("{file} 在核对之后变过，没有写标注副本；请重新运行。").format(file=source))
    with zipfile.ZipFile(io.BytesIO(data)) as parts, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl leaves out; told by `lost`
        # a workbook with macros opens only under the ending that says so
        macros = _MACROS in parts.read("[Content_Types].xml") and source.lower().endswith(".xlsm")
        losses, rich = lost(parts, macros), has_rich_text(parts)
        book = load_workbook(io.BytesIO(data), keep_vba=macros, rich_text=rich)
        del data
        if absent := {mark.sheet for mark in marks} - set(book.sheetnames):
            raise UnreadableFile(
                _("{file} 的工作表 {names} 写不进副本。").format(
                    file=source, names=_("、").join(sorted(absent))
                )
            )
        left = _draw(book, marks)
        listing.add(book, told, _said(losses, left))
        book.properties.category = CATEGORY  # how later runs know that this is no claim
        book.calculation = CalcProperties(fullCalcOnLoad=True)
        book.save(target)
    return Copied(losses, left)


def beside(target: str, told: listing.Listing) -> None:
    """Write a workbook of the findings alone."""
    book = Workbook()
    book.remove(book.worksheets[0])
    listing.add(book, told)
    book.properties.category = CATEGORY
    book.save(target)


def _said(losses: tuple[str, ...], left: int) -> tuple[str, ...]:
    told = [_("各工作表里是原件的内容，没有脱敏；请把本副本当原件保管，更正仍请改在原件上。")]
    if losses:
        told.append(_("本副本与原件相比没有保留：{what}。请以原件为准。").format(what=_("；").join(losses)))
    if left:
        told.append(
            _("批注每张表以 {most} 个单元格为限，另有 {n} 个只填色、不加批注，见下表。").format(
                most=f"{MOST_NOTES:,}", n=f"{left:,}"
            )
        )
    return tuple(told)


def _draw(book: Workbook, marks: Iterable[Mark]) -> int:
    """Fill and annotate; return how many cells are left without a note. The first to mark a cell gives its colour."""
    fills = {verdict: listing.fill(verdict) for verdict in FILLS}
    filled: set[tuple[str, int, int]] = set()
    notes: dict[tuple[str, int, int], list[str]] = {}
    for mark in marks:
        sheet = book[mark.sheet]
        cells = [_whole(sheet, mark.row, place) for place in mark.places]
        for cell in cells:
            key = (mark.sheet, cell.row, cell.column)
            if key not in filled:
                filled.add(key)
                cell.fill = fills[mark.verdict]
        notes.setdefault((mark.sheet, cells[0].row, cells[0].column), []).append(mark.note)
    written: Counter[str] = Counter()
    for (name, row, column), told in notes.items():
        written[name] += 1
        if written[name] <= MOST_NOTES:
            _annotate(book[name].cell(row, column), told)
    return sum(max(0, count - MOST_NOTES) for count in written.values())


def _annotate(cell: Any, told: Iterable[str]) -> None:
    """Add a note, below the one that the cell may have."""
    before = [cell.comment.text] if cell.comment else []
    text = "\n\n".join([*before, *dict.fromkeys(told)])
    if len(text) > _NOTE_LONGEST:
        text = text[:_NOTE_LONGEST] + "…" + _("（其余见“审计疑点”表）")
    lines = sum(1 + len(line) // _SIGNS_A_LINE for line in text.split("\n"))
    note = Comment(listing.safe(text), _(_AUTHOR), height=min(400, 12 + lines * _LINE), width=_NOTE_WIDTH)
    cell.comment = note


def _whole(sheet: Any, row: int, place: int) -> Any:
    """The cell at a place; of merged cells the one that holds the text."""
    cell = sheet.cell(row, place)
    if isinstance(cell, MergedCell):
        area = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
        return sheet.cell(area.min_row, area.min_col)
    return cell
