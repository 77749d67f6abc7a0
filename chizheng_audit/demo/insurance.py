"""The insured months behind hires and placements, as a bureau's system exports them, with known gaps in them."""

import csv
from dataclasses import dataclass
from pathlib import Path

from chizheng_audit.demo.defects import Plan
from chizheng_audit.demo.rows import Row

_ENOUGH = 13
_HEADER = ("姓名", "社会保障号", "参保单位", "险种", "费款所属期", "对应费款所属期", "缴费类别")


@dataclass
class Month:
    """One insured month: how many months after the hire month, where, and how it was paid."""

    row: Row
    number: int
    employer: str
    payment: str = "正常应缴"

    def cells(self) -> tuple[str, ...]:
        """The row of the export."""
        at = self.row.day.year * 12 + self.row.day.month - 1 + self.number
        period = f"{at // 12}{at % 12 + 1:02}"
        return (
            self.row.name,
            self.row.id_no,
            self.employer,
            "企业职工基本养老保险",
            period,
            period,
            self.payment,
        )


def months(rows: list[Row]) -> list[Month]:
    """Enough months for each row, without a gap."""
    return [Month(row, number, row.employer) for row in rows for number in range(_ENOUGH)]


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
    plan.flag("S03", hires[9], "后四个月是补缴")
    plan.flag("S05", hires[10], "第六个月起在别的单位")


def write(path: Path, told: list[Month]) -> None:
    """Write the export."""
    with path.open("w", encoding="gb18030", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(_HEADER)
        lines.writerows(month.cells() for month in told)
