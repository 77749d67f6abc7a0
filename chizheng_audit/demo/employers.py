"""Employers, their register, and what is wrong with some of them: two that look like one, a large one, a code that cannot be."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chizheng_audit.demo.defects import Plan
from chizheng_audit.demo.people import credit_code, organisation_code
from chizheng_audit.demo.rows import Row

_HEADER = (
    "单位名称", "统一社会信用代码", "所属行业", "从业人员数", "营业收入（元）", "资产总额（元）", "法定代表人", "联系电话", "住所",
)  # fmt: skip
CAP = 20_000
"""The cap of the demo pack, in 元."""


@dataclass(frozen=True)
class Employer:
    """One line of the register; numbers as text, "" where it does not say."""

    name: str
    place: int
    industry: str
    staff: str
    revenue: str
    assets: str
    legal_person: str
    phone: str
    address: str

    @property
    def code(self) -> str:
        """Its credit code: an enterprise of the region 4199, which does not exist."""
        return credit_code(f"91419900{organisation_code(f'MA{self.place:06}')}")

    def cells(self) -> tuple[str, ...]:
        """Its line."""
        numbers = (self.staff, self.revenue, self.assets)
        return (self.name, self.code, self.industry, *numbers, self.legal_person, self.phone, self.address)


ORDINARY = (
    Employer("示例县宏图机械有限公司", 1, "制造业", "210", "65000000", "48000000", "钱一帆", "19900100001", "示例县工业路1号"),
    Employer("示例县兴农食品有限公司", 2, "农副食品加工业", "1100", "", "90000000", "孙二宁", "19900100002", "示例县丰产路2号"),
    Employer("示例县恒信物业有限公司", 3, "物业管理", "1250", "62000000", "30000000", "李三川", "19900100003", "示例县迎宾路3号"),
)  # fmt: skip
"""Those of the ordinary hires: one small, one of which the revenue is not known, one too large."""
FULL = Employer("示例县长河纺织有限公司", 4, "纺织业", "320", "88000000", "70000000", "周四海", "19900100004", "示例县长河路4号")  # fmt: skip
"""One that claims for one head more than the cap allows."""
TWINS = (
    Employer("示例县金穗电子有限公司", 5, "制造业", "60", "21000000", "9000000", "吴五岳", "19900100005", "示例县创业园5号楼201"),
    Employer("示例县金穗电器有限公司", 6, "制造业", "55", "18000000", "8000000", "吴五岳", "19900100005", "示例县创业园5号楼203"),
)  # fmt: skip
"""Two with one legal representative and one phone, that together pass the cap."""
ALL = (*ORDINARY, FULL, *TWINS)
RENAMED = Employer("示例县丰年食品有限公司", 2, "农副食品加工业", "", "", "", "孙二宁", "", "示例县丰产路2号")
"""Another name with the code of one of the ordinary ones; nobody claims under it."""


def units(employers: Sequence[Employer]) -> list[tuple[str, str]]:
    """Their names and codes."""
    return [(one.name, one.code) for one in employers]


def write(path: Path) -> None:
    """The register, as a business registration office would hand it over."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(_HEADER)
        lines.writerows(one.cells() for one in (*ALL, RENAMED))


def plant(hires: list[Row], plan: Plan) -> None:
    """Mistype a code, and say what an audit should find of the employers of `hires`, which are in the order of the sheet."""
    wrong = hires[13]
    wrong.code = wrong.code[:-1] + ("1" if wrong.code[-1] != "1" else "2")
    plan.flag("C05", wrong, "信用代码校验码不符")
    by_name: dict[str, list[Row]] = {}
    for row in sorted(hires, key=lambda row: row.day):
        by_name.setdefault(row.employer, []).append(row)
    for rows in by_name.values():
        _over(rows, plan)
    twins = sorted(
        (row for one in TWINS for row in by_name[one.name]), key=lambda row: (row.day, hires.index(row))
    )
    plan.flag("C02", _crossing(twins), "两家像是一家，合计超过上限")
    for one in ORDINARY[1:]:
        told = plan.open if one is ORDINARY[1] else plan.flag
        told("C03", _first(by_name[one.name]), "营业收入不详" if one is ORDINARY[1] else "大型企业")
    renamed = by_name[ORDINARY[1].name]
    plan.flag("C06", _first([row for row in renamed if row is not wrong]), "名册中另一名称用同一代码")


def _over(rows: list[Row], plan: Plan) -> None:
    """Each row of one employer, in the order of payment, with which its sum passes the cap."""
    total = 0
    for row in rows:
        total += row.amount
        if total > CAP:
            plan.flag("C01", row, "超过单位上限")


def _crossing(rows: list[Row]) -> Row:
    """The row with which the sum passes the cap."""
    return next(row for at, row in enumerate(rows) if sum(each.amount for each in rows[: at + 1]) > CAP)


def _first(rows: list[Row]) -> Row:
    """The one that speaks for all of them."""
    return min(rows, key=lambda row: (row.day, row.name, row.id_no))
