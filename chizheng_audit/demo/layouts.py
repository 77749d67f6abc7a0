"""The insured months of a few hires as bureaus also give them: the form 个人权益记录单, and spans with a count."""

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from chizheng_audit.demo.defects import Plan
from chizheng_audit.demo.insurance import Month
from chizheng_audit.demo.rows import Row

RECORDS, SPANS = "个人权益记录单.xlsx", "参保起止.csv"
_KINDS = ("基本养老保险", "失业保险", "工伤保险")
_NOTES = (
    "说明：1、本权益单仅供参保人员核对信息。",
    "2、●表示已经实缴，△表示欠费，○表示外地转入，-表示未制定计划。",
    "3、若在多个单位参保，以参加养老保险所在单位为准。",
    "4、工伤保险个人不缴费，缴费基数显示正常的，标记“-”一般表示正常参保。",
)
_BASE = 3579
_KINDS_ROW = 6  # of the form, from 0


def apart(folder: Path, hires: list[Row], told: list[Month], plan: Plan) -> None:
    """Take the months of four hires out of `told`: three have a form for each year, of one there is only a span.

    A span cannot prove that each month was paid, so that one cannot be verified.
    """
    formed, spanned = [hires[0], hires[1], hires[3]], hires[4]
    own = {id(row): [month for month in told if month.row is row] for row in (*formed, spanned)}
    told[:] = [month for month in told if id(month.row) not in own]
    _write_records(folder / RECORDS, [own[id(row)] for row in formed])
    _write_spans(folder / SPANS, own[id(spanned)])
    plan.open("S01", spanned, "只有起止年月，不能逐月核对")


def _write_records(path: Path, people: list[list[Month]]) -> None:
    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False})
    book.set_properties({"created": datetime(2024, 1, 5)})
    for number, months in enumerate(people, start=1):
        for year in sorted({month.year for month in months}):
            page = book.add_worksheet(f"{number}_{year}")
            _write_form(page, [month for month in months if month.year == year], year)
    book.close()


def _write_form(page: Any, months: list[Month], year: int) -> None:
    """One form: a person's year."""
    row = months[0].row
    lines: list[list[str]] = [
        [f"河南省社会保险个人权益记录单（{year}）"],
        ["", "", "", "", "", "单位：元"],
        ["基本信息"],
        ["社会保障号码", "", row.id_no, "", "姓    名", row.name],
        ["单位名称", "", row.employer],
        ["参保缴费情况"],
        ["月份", *(text for kind in _KINDS for text in (kind, ""))],
        ["", *["参保时间", "缴费状态"] * 3],
        ["", *[row.day.isoformat(), "参保缴费"] * 3],
        ["", *["缴费基数", "缴费情况"] * 3],
    ]
    paid = {month.of_year for month in months}
    for number in range(1, 13):
        marks = [text for kind in _KINDS for text in _mark(kind, number in paid)]
        lines.append([f"{number:02}", *marks])
    lines += [[note] for note in _NOTES] + [["打印时间：2024-01-05"]]
    for place, line in enumerate(lines):
        for column, text in enumerate(line):
            if text:
                page.write_string(place, column, text)
    page.merge_range(0, 0, 0, 6, lines[0][0])
    page.merge_range(_KINDS_ROW, 0, _KINDS_ROW + 3, 0, "月份")
    for at, kind in enumerate(_KINDS):
        page.merge_range(_KINDS_ROW, 1 + 2 * at, _KINDS_ROW, 2 + 2 * at, kind)


def _mark(kind: str, paid: bool) -> tuple[str, str]:
    """The base and the mark of a month."""
    if not paid:
        return "-", "-"
    return str(_BASE), "-" if kind == "工伤保险" else "●"


def _write_spans(path: Path, months: list[Month]) -> None:
    row = months[0].row
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(
            ["姓名", "社会保障号", "参保单位", "开始年月", "结束年月", "养老月数", "失业月数", "工伤月数"]
        )
        ends = [f"{month.year}-{month.of_year:02}" for month in (months[0], months[-1])]
        lines.writerow([row.name, row.id_no, row.employer, *ends, *[len(months)] * 3])
