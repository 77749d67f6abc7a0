"""A workbook that is pleasant to read and print: shared formats, safe cells, headed sheets for A4."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from types import TracebackType

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import XlsxFileError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chizheng_audit.i18n import _
from chizheng_audit.reading.own_output import CATEGORY
from chizheng_audit.reports import typeset
from chizheng_audit.reports.view import View

FILLS = {"violation": "#F8CBAD", "suspicion": "#FFE699", "unverifiable": "#DDEBF7"}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # characters in a cell
_WIDE = r"[^\x00-\x{2fff}]"
_LINE = 13.5  # points
_ALL = "A1:XFD1048576"
_FONT = {"font_name": "宋体", "font_size": 10, "valign": "top"}
_EDGE = {"border": 1, "border_color": "#BFBFBF"}


def lines_needed(widths: Mapping[str, int]) -> pl.Expr:
    """How many lines a row of a frame takes (Int64), its text columns wrapped to `widths` half-width characters."""
    return pl.max_horizontal(
        pl.lit(1),
        *(
            ((pl.col(name).str.len_chars() + pl.col(name).str.count_matches(_WIDE)) / (width - 2)).ceil()
            for name, width in widths.items()
        ),
    ).cast(pl.Int64)


class Workbook:
    """An .xlsx file in the making; use as a context. Raises OSError where it cannot be written.

    `large`: rows go to disk as they are written; each sheet must then be filled from top to bottom. Temporary files
    stay in the folder of `path`.
    """

    def __init__(self, path: Path, view: View, large: bool) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "constant_memory": large,
                "tmpdir": str(path.parent),
            },
        )
        self.title = _("持证审计疑点清单")
        # the day of the audit, so that the same run gives the same bytes
        created = datetime.combine(view.as_of, time())
        self._book.set_properties({"title": self.title, "category": CATEGORY, "created": created})
        self._under = f"chizheng_audit {view.tool_version}　{view.law.id}　{view.as_of.isoformat()}"
        add = self._book.add_format
        self.text: Format = add({**_FONT, **_EDGE, "num_format": "@"})
        self.wrap: Format = add({**_FONT, **_EDGE, "num_format": "@", "text_wrap": True})
        self.money: Format = add({**_FONT, **_EDGE, "num_format": "#,##0.00"})
        self.count: Format = add({**_FONT, **_EDGE, "num_format": "#,##0"})
        self.head: Format = add(
            {**_FONT, **_EDGE, "bold": True, "bg_color": "#D9E1F2", "text_wrap": True, "valign": "vcenter"}
        )
        self.headline: Format = add({**_FONT, "bold": True, "font_size": 16})
        self.note: Format = add({**_FONT, "num_format": "@", "text_wrap": True})
        self.remark: Format = add({**_FONT, "num_format": "@"})
        self.bold: Format = add({**_FONT, "num_format": "@", "bold": True})
        self.link: Format = add({**_FONT, **_EDGE, "font_color": "#0563C1", "underline": 1})
        self.answer: Format = add({**_FONT, **_EDGE, "bg_color": "#F2F2F2", "text_wrap": True})
        self.answer_day: Format = add({**_FONT, **_EDGE, "bg_color": "#F2F2F2", "num_format": "yyyy-mm-dd"})
        self.fills = {verdict: add({**_FONT, **_EDGE, "bg_color": color}) for verdict, color in FILLS.items()}

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._book.close()
        except XlsxFileError as failed:
            raise OSError(str(failed)) from failed

    def form(self, settings: Mapping[str, object]) -> Format:
        """A format of its own, by the names that XlsxWriter gives to its settings."""
        return self._book.add_format(settings)

    def sheet(self, name: str, widths: Iterable[int]) -> Worksheet:
        """An empty sheet for A4 across, with columns of `widths` half-width characters."""
        sheet = self._book.add_worksheet(name)
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.ignore_errors({"number_stored_as_text": _ALL})
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(f"&C{self.title}　{name}".replace("&C", "\0").replace("&", "&&").replace("\0", "&C"))
        sheet.set_footer(f"&L{self._under}&R" + "&P / &N")
        return sheet

    def table(self, name: str, columns: Sequence[tuple[str, int]]) -> Worksheet:
        """A sheet whose first row is a header of (heading, width): frozen, and printed on every page."""
        sheet = self.sheet(name, (width for _heading, width in columns))
        self.line(sheet, 0, (heading for heading, _width in columns), self.head)
        sheet.set_row(0, 30 if any(typeset.width(h) > w - 2 for h, w in columns) else 18)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        return sheet

    def line(self, sheet: Worksheet, row: int, values: Iterable[object], form: Format | None = None) -> None:
        """Write values side by side from the first column on."""
        for column, value in enumerate(values):
            self.put(sheet, row, column, value, form)

    def height(self, sheet: Worksheet, row: int, lines: int) -> None:
        """Make a row high enough for `lines`; programs differ in whether they do it themselves."""
        if lines > 1:
            sheet.set_row(row, min(_LINE * lines + 3, 400))

    def below(self, sheet: Worksheet, row: int, text: str, width: int) -> None:
        """Write a remark under a table of `width` half-width characters, in its first column and over the others."""
        self.put(sheet, row, 0, text, self.remark)
        self.height(sheet, row, len(typeset.wrapped(text, width)))

    def put(
        self, sheet: Worksheet, row: int, column: int, value: object, form: Format | None = None
    ) -> Decimal | int | str | None:
        """Write money and counts as numbers, all else as text without control characters; None leaves a blank.

        Returns what the cell then holds.
        """
        if value is None:
            sheet.write_blank(row, column, None, form or self.text)
        elif isinstance(value, Decimal):
            sheet.write_number(row, column, float(value), form or self.money)
        elif isinstance(value, int):
            sheet.write_number(row, column, value, form or self.count)
        else:
            text = _CONTROL.sub("", str(value))
            if len(text) > _LONGEST:
                text = text[: _LONGEST - 1] + "…"
            sheet.write_string(row, column, text, form or self.text)
            return text
        return value

    def jump(self, sheet: Worksheet, row: int, column: int, target: tuple[str, int], label: str) -> None:
        """Write a link to a row (from 0) of a sheet of this workbook."""
        name, line = target
        place = name.replace("'", "''")
        sheet.write_url(row, column, f"internal:'{place}'!A{line + 1}", self.link, label)
