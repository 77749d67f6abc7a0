"""The insured months behind hires and placements, as a bureau's system exports them, with known gaps in them."""

import csv
from dataclasses import dataclass
from pathlib import Path

from chizheng_audit.demo.defects import Plan
from chizheng_audit.demo.rows import Row

_ENOUGH = 13
_BACK = 8
_HEADER = ("姓名", "社会保障号", "参保单位", "参保地", "险种", "费款所属期", "对应费款所属期", "缴费类别")


@dataclass
class Month:
    """One insured month: how many months after the hire month, where, and how it was paid."""

    row: Row
    number: int
    employer: str
    payment: str = "正常应缴"
    region: str = "河南省示例县"

    @property
    def _at(self) -> int:
        return self.row.day.year * 12 + self.row.day.month - 1 + self.number

    @property
    def year(self) -> int:
        """The year of the month."""
        return self._at // 12

    @property
    def of_year(self) -> int:
        """The month of the year, from 1."""
        return self._at % 12 + 1

    def cells(self) -> tuple[str, ...]:
        """The row of the export."""
        period = f"{self.year}{self.of_year:02}"
        return (
            self.row.name,
            self.row.id_no,
            self.employer,
            self.region,
            "企业职工基本养老保险",
            period,
            period,
            self.payment,
        )


def months(rows: list[Row], staff: list[Row]) -> list[Month]:
    """Enough months for each row, without a gap; and those of `staff`, who were there long before."""
    return [Month(row, number, row.employer) for row in rows for number in range(_ENOUGH)] + [
        Month(row, number, row.employer) for row in staff for number in range(-_BACK, _ENOUGH + 2)
    ]


def plant(hires: list[Row], placed: list[Row], told: list[Month], plan: Plan) -> None:
    """Break off, interrupt and move some stays; two that are just long enough stay clean."""

    def keep(row: Row, *numbers: int) -> None:
        told[:] = [month for month in told if month.row is not row or month.number in numbers]

    keep(hires[7], *range(6), *range(7, _ENOUGH))
    plan.flag("S01", hires[7], "中间断保一个月")
    keep(hires[8], *range(11))
    plan.flag("S01", hires[8], "只有 11 个月")
    keep(hires[6], *range(12))
    keep(placed[7], *range(5))
    plan.flag("S02", placed[7], "只有 5 个月")
    keep(placed[8], *range(6))
    for month in told:
        if month.row is hires[9] and month.number >= 9:
            month.payment = "补缴"
        if month.row is hires[10] and month.number >= 5:
            month.employer = "示例县远山商贸有限公司"
        if month.row is placed[9] and month.number >= 4:
            month.region = "湖北省武汉市"
    plan.flag("S03", hires[9], "后四个月是补缴")
    plan.flag("S05", hires[10], "第六个月起在别的单位")
    plan.flag("S08", hires[10], "第六个月起在别的单位")
    plan.flag("S06", placed[9], "第五个月起在外省参保")
    keep(placed[9], *range(8))
    told.extend(Month(hires[11], number, hires[11].employer) for number in (-3, -2, -1))
    plan.flag("S04", hires[11], "入职前三个月已在本单位参保")


def write(path: Path, told: list[Month]) -> None:
    """Write the export."""
    with path.open("w", encoding="gb18030", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(_HEADER)
        lines.writerows(month.cells() for month in told)
