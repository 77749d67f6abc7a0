"""The pens of the three files: a workbook for workbooks, CSV for text. Own cells stay as they were read."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.payout.layout import CELLS, Page, Section, reason_heads
from chizheng_audit.reading.own_output import PAYOUT_CATEGORY
from chizheng_audit.reports import typeset

_LIVE = r"^[=+\-@＝＋－＠\t\r]"
_HARMLESS = r"^[+\-＋－]?[\d\s,.%()\-]*$"
_NUMBER = re.compile(r"-?\d{1,15}(\.\d+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_MOST_ROWS = 1_048_576
_SAMPLE = 200
_REASON_WIDTHS = (10, 24, 44, 24, 14)


def write_csv(pages: Sequence[Page], path: Path) -> None:
    """Write the lines of `pages`, all of which have one header, as UTF-8 with a mark that spreadsheets know."""
    sections = [section for page in pages for section in page.sections]
    with path.open("wb") as stream:
        for at, section in enumerate(sections):
            columns = [*section.places, *CELLS]
            if at == 0:
                _header(section, columns).write_csv(stream, include_header=False, include_bom=True)
            lines = section.lines.select(pl.col(name).cast(pl.String) for name in columns)
            lines.with_columns(_inert(pl.col(columns))).write_csv(stream, include_header=False)


def _header(section: Section, columns: list[str]) -> pl.DataFrame:
    """The header as rows of cells; the headings of the reasons stand in its first row."""
    blank: list[str | None] = [None] * len(CELLS)
    heads = [[*own, *(blank if at else reason_heads())] for at, own in enumerate(section.header)]
    frame = pl.DataFrame(heads, schema=dict.fromkeys(columns, pl.String), orient="row")
    return frame.with_columns(_inert(pl.col(columns)))


def _inert(value: pl.Expr) -> pl.Expr:
    """Text that a spreadsheet shows and never runs; numbers, phones and lone signs stay as they are."""
    live = value.str.contains(_LIVE) & ~value.str.contains(_HARMLESS)
    return pl.when(live).then(pl.lit("'") + value).otherwise(value).name.keep()


def write_xlsx(pages: Sequence[Page], path: Path, as_of: date) -> None:
    """Write `pages` as a workbook: a sheet a page, money as numbers, everything else as text.

    Raises AuditError where a page has more rows than a sheet.
    """
    for page in pages:
        if sum(len(section.lines) + len(section.header) for section in page.sections) > _MOST_ROWS:
            raise AuditError(
                _("{name} 的行太多，写不进一张工作表；请用文本文件（.csv）。").format(name=page.name)
            )
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
        "tmpdir": str(path.parent),
    }
    book = xlsxwriter.Workbook(str(path), options)
    created = datetime.combine(
        as_of, time()
    )  # the day of the audit, so that the same run gives the same bytes
    book.set_properties({"category": PAYOUT_CATEGORY, "created": created})
    text = book.add_format({"num_format": "@", "valign": "top"})
    money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
    number = book.add_format({"num_format": "General", "valign": "top"})
    head = book.add_format({"num_format": "@", "bold": True, "bg_color": "#D9E1F2"})
    reason = book.add_format({"num_format": "@", "bg_color": "#F2F2F2", "text_wrap": True, "valign": "top"})
    stake = book.add_format({"num_format": "#,##0.00", "bg_color": "#F2F2F2", "valign": "top"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        for column, width in enumerate(_widths(page)):
            sheet.set_column(column, column, width)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        if page.sections:
            sheet.freeze_panes(len(page.sections[0].header), 0)
            sheet.repeat_rows(0, len(page.sections[0].header) - 1)
        line = 0
        for section in page.sections:
            for at, row in enumerate(section.header):
                for column, cell in enumerate([*row, *(reason_heads() if at == 0 else [])]):
                    sheet.write_string(line, column, _plain(cell), head)
                line += 1
            own = len(section.places)
            at_money = section.places.index(section.money) if section.money in section.places else -1
            for row in section.lines.select(*section.places, *CELLS).iter_rows():
                high = _lines(row[own:])
                if high > 1:
                    sheet.set_row(line, min(14.5 * high, 400))
                for column, cell in enumerate(row):
                    if cell is None:
                        continue
                    if column == at_money and (value := _figure(cell)) is not None:
                        exact = -value.as_tuple().exponent <= 2  # type: ignore[operator] # it is finite
                        sheet.write_number(line, column, float(value), money if exact else number)
                    elif isinstance(cell, Decimal):
                        sheet.write_number(line, column, float(cell), stake)
                    else:
                        sheet.write_string(line, column, _plain(cell), reason if column >= own else text)
                line += 1
    try:
        book.close()
    except XlsxFileError as failed:
        raise OSError(str(failed)) from failed


def _lines(reasons: Sequence[object]) -> int:
    """How many lines the reasons take; programs differ in whether they make a row higher themselves."""
    told = zip(reasons, _REASON_WIDTHS, strict=True)
    lines = [-(-typeset.width(text) // (width - 2)) for text, width in told if isinstance(text, str)]
    return max(lines, default=1)


def _figure(cell: str) -> Decimal | None:
    """The number that a cell of money holds in its own unit; None for what has words in it."""
    bare = cell.strip().replace(",", "")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


def _plain(cell: str | None) -> str:
    return _CONTROL.sub("", cell or "")[:_LONGEST]


def _widths(page: Page) -> Iterable[int]:
    """How wide each column is, by its header and its first lines."""
    widths: list[int] = []
    for section in page.sections:
        cells = [*section.header, *section.lines.head(_SAMPLE).select(section.places).rows()]
        for column in range(len(section.places)):
            widest = max((typeset.width(str(row[column] or "")) for row in cells), default=0)
            if column == len(widths):
                widths.append(0)
            widths[column] = max(widths[column], min(widest + 2, 30), 6)
    return [*widths, *_REASON_WIDTHS]
