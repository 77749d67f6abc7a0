"""A workbook that is pleasant to read and print: shared formats, safe cells, headed sheets for A4."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.chart import Chart
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


_TOLD = 3  # columns of `Workbook.rows` that are not shown
_NO_CELL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\x{fffe}\x{ffff}]"


def for_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` as `Workbook.rows` writes it: texts without control characters and not longer than a cell, money as numbers."""
    text = pl.col(pl.String).str.replace_all(_NO_CELL, "")
    short = pl.when(text.str.len_chars() > _LONGEST).then(text.str.head(_LONGEST - 1) + "…").otherwise(text)
    return frame.with_columns(
        short, pl.col(pl.Decimal).cast(pl.Float64), pl.col(pl.Enum, pl.Date).cast(pl.String)
    )


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
        self.free: Format = add({**_FONT, "text_wrap": True})
        self.free_day: Format = add({**_FONT, "num_format": "yyyy-mm-dd"})
        self.shade: Format = add({**_EDGE, "bg_color": "#F2F2F2"})
        self.edge: Format = add(_EDGE)
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

    def rows(
        self,
        sheet: Worksheet,
        frame: pl.DataFrame,
        styles: Callable[[Any], Sequence[Format]],
        heights: Iterable[int],
        link: int,
    ) -> None:
        """Write a frame (see for_cells) below the header; nulls write nothing, so that the sheet must be ruled.

        The last columns of the frame are not shown: style (what `styles` makes the formats of a row of), to_sheet and
        to_row (where the cell in the column `link` leads, as in `jump`; a null row: nowhere).
        heights: lines of text of each row.
        """
        shown = [dtype.is_numeric() for dtype in frame.dtypes[:-_TOLD]]
        kinds = [sheet.write_number if numeric else sheet.write_string for numeric in shown]
        cells = list(enumerate(kinds))
        for line, (values, needed) in enumerate(zip(frame.iter_rows(), heights, strict=True), start=1):
            style, to_sheet, to_row = values[-_TOLD:]
            forms = styles(style)
            if needed > 1:
                sheet.set_row(line, min(_LINE * needed + 3, 400))
            for column, write in cells:
                value = values[column]
                if value is None:
                    continue
                if column == link and to_row is not None:
                    self.jump(sheet, line, column, (to_sheet, to_row), value)
                else:
                    write(line, column, value, forms[column])

    def ruled(self, sheet: Worksheet, rows: int, columns: int) -> None:
        """Rule a table of `rows` below its header, the empty cells too; far fewer bytes than a blank in each of them."""
        if rows:
            sheet.conditional_format(1, 0, rows, columns - 1, {"type": "no_errors", "format": self.edge})

    def answers(self, sheet: Worksheet, rows: int, first: int, widths: Sequence[int], day: int) -> None:
        """Make room for answers in columns of `widths` from `first` on, that of `day` for dates; empty cells hold nothing."""
        for column, width in enumerate(widths, start=first):
            sheet.set_column(column, column, width, self.free_day if column == day else self.free)
        if rows:
            shade = {"type": "no_errors", "format": self.shade}
            sheet.conditional_format(1, first, rows, first + len(widths) - 1, shade)

    def bars(self, title: str, table: tuple[str, int, int], colour: str, shape: str) -> Chart:
        """A bar chart of the first two columns of a sheet: (its name, first and last row, from 0), the first on top."""
        name, first, last = table
        chart = self._book.add_chart({"type": "bar"})
        chart.add_series(
            {
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "fill": {"color": colour},
                "border": {"color": "#7F7F7F", "width": 0.5},
                "gap": 40,
                "data_labels": {"value": True, "num_format": shape, "font": {"size": 9}},
            }
        )
        chart.set_title({"name": title, "name_font": {"name": "宋体", "size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        chart.set_y_axis(
            {"reverse": True, "num_font": {"name": "宋体", "size": 9}, "major_tick_mark": "none"}
        )
        chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        return chart

    def jump(self, sheet: Worksheet, row: int, column: int, target: tuple[str, int], label: str) -> None:
        """Write a link to a row (from 0) of a sheet of this workbook."""
        name, line = target
        place = name.replace("'", "''")
        sheet.write_url(row, column, f"internal:'{place}'!A{line + 1}", self.link, label)
