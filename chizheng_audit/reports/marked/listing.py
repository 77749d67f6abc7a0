"""The sheet 审计疑点: what was found in one file, line by line. Nothing in it becomes a formula or a link outwards."""

import re
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import typeset
from chizheng_audit.reports.workbook import FILLS

COLUMNS = (
    (N_("疑点编号"), 14),
    (N_("规则编号"), 6),
    (N_("规则名称"), 16),
    (N_("疑点类型"), 9),
    (N_("工作表"), 9),
    (N_("行号"), 7),
    (N_("标注处"), 11),
    (N_("姓名"), 8),
    (N_("证件号"), 20),
    (N_("机构/企业"), 15),
    (N_("金额"), 10),
    (N_("涉及金额"), 10),
    (N_("判断依据"), 42),
    (N_("政策依据"), 18),
    (N_("置信度"), 7),
    (N_("状态"), 8),
    (N_("佐证行"), 24),
)
"""Heading, and width in half-width characters."""
MOST = 20_000
"""Findings listed of one file."""
_VERDICT, _LONGEST = 3, 32_000
_LINE, _HIGHEST = 13.5, 400  # points
_WIDTHS = tuple(width for _heading, width in COLUMNS)
_TITLE = N_("审计疑点")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SIDE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_TEXT, _BOLD = Font(name="宋体", size=10), Font(name="宋体", size=10, bold=True)
_WRAP = Alignment(vertical="top", wrap_text=True)
_HEAD_FILL = PatternFill("solid", fgColor="D9E1F2")


@dataclass(frozen=True)
class Line:
    """One finding: its verdict's code, and a value for each of COLUMNS."""

    verdict: str
    values: tuple[str | int | float | None, ...]


@dataclass(frozen=True)
class Listing:
    """What is said of a file: sentences, then findings; left: how many more there are than are listed."""

    head: tuple[str, ...]
    lines: tuple[Line, ...]
    left: int = 0


def fill(verdict: str) -> PatternFill:
    """The fill of a verdict, the same in every workbook of the tool."""
    return PatternFill("solid", fgColor=FILLS[verdict].removeprefix("#"))


def safe(value: object) -> str:
    """A text that a cell or a note may hold."""
    text = _ILLEGAL.sub("", str(value))
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def add(book: Workbook, listing: Listing, more: tuple[str, ...] = ()) -> Worksheet:
    """Add the sheet behind all others; `more` are further sentences of its head."""
    sheet: Worksheet = book.create_sheet(_free(book, _(_TITLE)))
    fills = {verdict: fill(verdict) for verdict in FILLS}
    for place, (_heading, width) in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    row = 0
    for row, sentence in enumerate((*listing.head, *more), start=1):
        _put(sheet, row, 1, sentence, _BOLD if row == 1 else _TEXT)
    top = row + 2
    for place, (heading, _width) in enumerate(COLUMNS, start=1):
        cell = _put(sheet, top, place, _(heading), _BOLD)
        cell.fill, cell.border, cell.alignment = _HEAD_FILL, _BORDER, _WRAP
    for row, line in enumerate(listing.lines, start=top + 1):
        for place, value in enumerate(line.values, start=1):
            cell = _put(sheet, row, place, value, _TEXT)
            cell.border, cell.alignment = _BORDER, _WRAP
        sheet.row_dimensions[row].height = min(_HIGHEST, 3 + _LINE * max(map(_lines, line.values, _WIDTHS)))
        sheet.cell(row, _VERDICT + 1).fill = fills[line.verdict]
    last = top + len(listing.lines)
    if listing.left:
        note = _("另有 {n} 条未列入本表，请用 --out x.jsonl 取全部。").format(n=f"{listing.left:,}")
        _put(sheet, last + 1, 1, note, _BOLD)
    sheet.row_dimensions[top].height = 30
    sheet.freeze_panes = f"A{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(COLUMNS))}{last}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{top}:{top}"
    return sheet


def _lines(value: object, width: int) -> int:
    """How many lines a value takes in a column; programs differ in whether they see to it themselves."""
    return -(-typeset.width(str(value or "")) // (width - 2)) or 1


def _put(sheet: Worksheet, row: int, column: int, value: str | float | None, font: Font) -> Cell:
    cell: Cell = sheet.cell(row, column)  # type: ignore[assignment,unused-ignore] # no sheet of ours has merged cells
    if isinstance(value, str):
        cell.value = safe(value)
        cell.data_type = "s"  # whatever it begins with
        cell.number_format = "@"
    elif value is not None:
        cell.value = value
        cell.number_format = "#,##0.00" if isinstance(value, float) else "0"
    cell.font = font
    return cell


def _free(book: Workbook, name: str) -> str:
    """`name`, or `name` with a number where the book has such a sheet."""
    taken = {title.casefold() for title in book.sheetnames}
    return next(
        each for each in (name, *(f"{name}{n}" for n in range(2, 1 << 16))) if each.casefold() not in taken
    )
