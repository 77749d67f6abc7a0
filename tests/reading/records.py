"""The form 个人权益记录单 as bureaus print it, written by openpyxl for tests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl

KINDS = ("基本养老保险", "失业保险", "工伤保险")
LEGEND = "3、●表示已经实缴，△表示欠费，○表示外地转入，-表示未制定计划。"
NOTES = (
    "说明：1、本权益单仅供参保人员核对信息。",
    LEGEND,
    "4、若参保人员在多个单位参保，以参加养老保险所在单位为准。",
    "5、工伤保险个人不缴费，如果缴费基数显示正常，一般（-）表示正常参保。",
)


@dataclass
class Record:
    """One person's year. marks: (kind, month) → (base, mark); what is not told has no plan."""

    name: str
    id_no: str
    unit: str
    year: int | None = 2023
    marks: Mapping[tuple[str, int], tuple[object, str]] = field(default_factory=dict)
    labels: Sequence[str] = tuple(f"{month:02}" for month in range(1, 13))
    title: str = "河南省社会保险个人权益记录单"
    notes: Sequence[str] = NOTES

    def lines(self) -> list[list[Any]]:
        """The cells, row by row."""
        year = f"（{self.year}）" if self.year else ""
        out: list[list[Any]] = [
            [self.title + year],
            [None, None, None, None, None, "单位：元"],
            ["基本信息"],
            ["社会保障号码", None, self.id_no, "姓    名", self.name, None, "性  别", "男"],
            ["联系地址", None, None, None, "邮政编码"],
            ["单位名称", None, self.unit, None, None, "参加工作时间", "2015-07-01"],
            ["账户情况"],
            ["险种", "截止上年末累计存储额", "本年账户记入本金", "本年账户记入利息", "账户月数"],
            ["基本养老保险", 10000, 4200, 300, 12],
            ["参保缴费情况"],
            ["月份", "基本养老保险", None, "失业保险", None, "工伤保险", None],
            [None, *["参保时间", "缴费状态"] * 3],
            [None, *["2015-07-01", "参保缴费"] * 2, "2015-07-01", "暂停缴费（中断）"],
            [None, *["缴费基数", "缴费情况"] * 3],
        ]
        for month, label in enumerate(self.labels, start=1):
            cells: list[Any] = [label]
            for kind in KINDS:
                cells += self.marks.get((kind, month), ("-", "-"))
            out.append(cells)
        return [
            *out,
            *([note] for note in self.notes),
            ["数据统计截止至：", None, "2023.11.28 10:00:00", "打印时间：2023-11-28"],
        ]


def paid(*months: int, kinds: Sequence[str] = KINDS) -> dict[tuple[str, int], tuple[object, str]]:
    """Marks of months that were paid; of 工伤 as they are usual."""
    return {(kind, month): (3500, "-" if kind == "工伤保险" else "●") for kind in kinds for month in months}


def write(path: Path, *sheets: Sequence[Record]) -> None:
    """A workbook; the records of one sheet stand below each other."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, records in enumerate(sheets, start=1):
        page = book.create_sheet(f"第{number}份")
        for record in records:
            top = page.max_row + 1 if page.max_row > 1 else 1
            for row, line in enumerate(record.lines(), start=top):
                for column, text in enumerate(line, start=1):
                    if text is not None:
                        page.cell(row, column, text)
            page.merge_cells(start_row=top, start_column=1, end_row=top, end_column=8)
            page.merge_cells(start_row=top + 10, start_column=1, end_row=top + 13, end_column=1)
            for column in (2, 4, 6):
                page.merge_cells(
                    start_row=top + 10, start_column=column, end_row=top + 10, end_column=column + 1
                )
    book.save(path)
