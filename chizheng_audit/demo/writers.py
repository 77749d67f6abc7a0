"""Files as offices make them: titles, merged headers, subtotals, footers, every encoding. Written rows learn where they stand."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

from chizheng_audit.demo.rows import METHODS, Row, born_on, day_text, level_text, money_text, sex_of

Fill = Callable[[Row, Random, int], Any]

FILLS: dict[str, Fill] = {
    "name": lambda r, _x, _w: r.name,
    "sex": lambda r, _x, _w: sex_of(r.id_no),
    "born": lambda r, _x, w: day_text(born_on(r.id_no), w),
    "age": lambda r, _x, _w: str((r.day - born_on(r.id_no)).days * 4 // 1461),
    "id_no": lambda r, _x, _w: r.id_no,
    "trade": lambda r, _x, _w: r.trade,
    "level": lambda r, x, _w: level_text(r.level, x),
    "kind": lambda r, _x, _w: r.kind,
    "cert_no": lambda r, _x, _w: r.cert_no,
    "day": lambda r, _x, w: day_text(r.day, w),
    "method": lambda r, x, _w: x.choice(METHODS[r.method]),
    "amount": lambda r, _x, w: money_text(r.amount, w),
    "payee": lambda r, _x, _w: r.payee,
    "employer": lambda r, _x, _w: r.employer,
    "code": lambda r, _x, _w: r.code,
    "phone": lambda r, _x, _w: r.phone,
    "note": lambda r, _x, _w: r.note,
    "prior": lambda _r, _x, _w: "否",
    "none": lambda _r, _x, _w: "",
}


@dataclass
class Sheet:
    """What one sheet holds and how it is laid out. `columns`: (header, which fill)."""

    name: str
    rows: list[Row]
    columns: Sequence[tuple[str, str]]
    title: str = ""
    info: str = ""  # a line under the title, e.g. 填报单位：…; its last cell says the unit
    unit: str = ""
    way: int = 0
    subtotal_every: int = 0
    total: bool = False
    total_off_by: int = 0
    footer: bool = False
    hidden: bool = False
    hidden_rows: list[Row] = field(default_factory=list)
    two_lines: bool = False
    wan: bool = False
    total_at: int = 0

    def lines(self, file: str, random: Random) -> list[list[Any]]:
        """All lines of the sheet; each row is told its address."""
        width = len(self.columns)
        out: list[list[Any]] = []
        if self.title:
            out.append([self.title])
        if self.info or self.unit:
            out.append([self.info, *[""] * (width - 2), self.unit])
        if self.two_lines:
            out.append(
                [
                    h.split("|")[0] if i == 0 or self._parent(i) != self._parent(i - 1) else ""
                    for i, h in enumerate(self._headers())
                ]
            )
            out.append([h.split("|")[1] if "|" in h else "" for h in self._headers()])
        else:
            out.append(["序号", *self._headers()[1:]] if self.columns[0][1] == "none" else self._headers())
        part = whole = 0
        for number, row in enumerate(self.rows, start=1):
            out.append(self._cells(row, number, random))
            row.at = (file, self.name, len(out))
            part, whole = part + row.amount, whole + row.amount
            if self.subtotal_every and number % self.subtotal_every == 0:
                out.append(self._sum("小计", part))
                part = 0
        if self.total:
            out.append(self._sum("合  计", whole + self.total_off_by))
            self.total_at = len(out)
        if self.footer:
            out += [[], ["填表人：", "", "审核人：", "", "日期：2024年1月5日"]]
        return out

    def _headers(self) -> list[str]:
        return [header for header, _fill in self.columns]

    def _parent(self, place: int) -> str:
        header = self.columns[place][0]
        return header.split("|")[0] if "|" in header else f"{header}#{place}"

    def _cells(self, row: Row, number: int, random: Random) -> list[Any]:
        cells: list[Any] = []
        for place, (_header, fill) in enumerate(self.columns):
            if fill in row.cells:
                cells.append(row.cells[fill])
            elif fill == "none" and place == 0:
                cells.append(str(number))
            elif fill == "amount" and self.wan:
                cells.append(f"{row.amount / 10_000:.4f}".rstrip("0"))
            else:
                cells.append(FILLS[fill](row, random, self.way))
        return cells

    def _sum(self, word: str, amount: int) -> list[Any]:
        cells: list[Any] = [""] * len(self.columns)
        cells[0] = word
        place = [fill for _header, fill in self.columns].index("amount")
        cells[place] = f"{amount / 10_000:.4f}" if self.wan else str(amount)
        return cells


def write_xlsx(folder: Path, file: str, sheets: list[Sheet], random: Random) -> None:
    """A workbook. A cell may be text, a float (stored as a number), or (formula, cached result)."""
    book = xlsxwriter.Workbook(
        str(folder / file),
        {"strings_to_numbers": False, "strings_to_urls": False, "strings_to_formulas": False},
    )
    book.set_properties({"created": datetime(2024, 1, 5)})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for row, line in enumerate(sheet.lines(file, random)):
            for column, cell in enumerate(line):
                if isinstance(cell, tuple):
                    page.write_formula(row, column, cell[0], None, cell[1])
                elif isinstance(cell, float):
                    page.write_number(row, column, cell)
                elif cell != "":
                    page.write_string(row, column, cell)
        if sheet.two_lines:
            _merge(page, sheet, 1 if sheet.title else 0)
        for hidden in sheet.hidden_rows:
            page.set_row(hidden.at[2] - 1, None, None, {"hidden": True})
        if sheet.hidden:
            page.hide()
    book.close()


def _merge(page: Any, sheet: Sheet, top: int) -> None:
    """Merge the parents of a header over two lines, and headers without children downwards."""
    headers = [header for header, _fill in sheet.columns]
    top += bool(sheet.info or sheet.unit)
    place = 0
    while place < len(headers):
        parent, _sign, child = headers[place].partition("|")
        last = place
        while child and last + 1 < len(headers) and headers[last + 1].startswith(parent + "|"):
            last += 1
        if not child:
            page.merge_range(top, place, top + 1, place, parent)
        elif last > place:
            page.merge_range(top, place, top, last, parent)
        place = last + 1


def write_text(
    folder: Path, file: str, sheet: Sheet, random: Random, encoding: str, delimiter: str = ","
) -> None:
    """A text file; its sheet has no name."""
    sheet.name = ""
    stream = io.StringIO(newline="")
    width = len(sheet.columns)
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\r\n")
    for line in sheet.lines(file, random):
        writer.writerow([*line, *[""] * (width - len(line))])
    (folder / file).write_bytes(stream.getvalue().encode(encoding))
