"""What tests of payments share: invented batches, written as offices write them."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from chizheng_audit.demo.people import People

ORG, OTHER = "中牟示例职业培训学校", "中牟示例技工学校"
ONE, TWO = "6217001234567890123", "6217001234567890131"
ACCOUNTS = {ORG: ONE, OTHER: TWO}
HEADER = ("序号", "姓名", "身份证号", "职业", "等级", "证书编号", "发证日期", "评价方式", "评价机构", "收款户名", "银行账号", "补贴金额", "审批意见")  # fmt: skip
AMOUNTS = {"初级工": 200, "中级工": 240, "高级工": 280}
DIGITS = {"初级工": 5, "中级工": 4, "高级工": 3}
TITLE = "2023 年第四季度评价补贴付款明细"
DAY = "2023-12-31"
WIDTH = len(HEADER)
NUMBER = HEADER.index("序号")
FILES = {"certificate.json", "certificate.xlsx", "hold.xlsx", "pay.xlsx", "reject.xlsx"}
HEADS = ["核对结果", "核对规则", "核对说明", "核对依据", "涉及金额（元）"]


class Payees:
    """Gives out a clean line at each call; what differs is stated."""

    def __init__(self, seed: int = 7) -> None:
        self._people = People(Random(seed))
        self._turn = 0

    def line(self, **more: Any) -> dict[str, Any]:
        """A line, by its headings."""
        self._turn += 1
        level = more.get("等级", "中级工")
        org = more.get("评价机构", ORG)
        own = {
            "序号": str(self._turn),
            "姓名": self._people.name(),
            "身份证号": self._people.id_no(),
            "职业": "保育师",
            "等级": level,
            "证书编号": f"S0000410000{(1 if org == ORG else 2):02}23{DIGITS.get(level, 4)}{self._turn:06}",
            "发证日期": "2023-09-01",
            "评价方式": "考试考核",
            "评价机构": org,
            "收款户名": org,
            "银行账号": ACCOUNTS.get(org, ONE),
            "补贴金额": str(AMOUNTS.get(level, 240)),
            "审批意见": "同意",
        }
        return own | more


def rows(lines: Sequence[dict[str, Any]], total: Any = None) -> list[list[Any]]:
    """Title, header and lines; a row with the `total` where one is given."""
    told = [[TITLE], list(HEADER), *([line[head] for head in HEADER] for line in lines)]
    if total is not None:
        told.append(["合计", *[None] * 10, str(total), None])
    return told


def write(path: Path, table: Sequence[Sequence[Any]], sheet: str = "明细") -> Path:
    """Write rows as CSV, or as a workbook with texts, money as numbers."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(["" if cell is None else cell for cell in row] for row in table)
        return path
    book = openpyxl.load_workbook(path) if path.exists() else openpyxl.Workbook()
    if not path.exists():
        del book[book.sheetnames[0]]
    page = book.create_sheet(sheet)
    money = HEADER.index("补贴金额")
    for row in table:
        page.append([float(c) if at == money and c and c.replace(".", "").isdigit() else c for at, c in enumerate(row)])  # fmt: skip
        for cell in page[page.max_row]:
            if cell.data_type == "f":
                cell.data_type = "s"  # text that looks like a formula
    book.save(path)
    return path


def read(path: Path) -> dict[str, list[list[Any]]]:
    """The rows of a file by sheet; a text file is one sheet called ""."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as stream:
            return {"": [list(row) for row in csv.reader(stream)]}
    book = openpyxl.load_workbook(path)
    return {page.title: [list(row) for row in page.values] for page in book}


def lines_in(path: Path, heads: int = 1) -> list[list[Any]]:
    """The lines of all sheets of a file, without the headers."""
    return [row for table in read(path).values() for row in table[heads:]]


def money(path: Path) -> Decimal:
    """What the lines of a file add up to, exactly."""
    at = HEADER.index("补贴金额")
    return sum((Decimal(str(row[at])) for row in lines_in(path) if row[at] not in (None, "")), Decimal(0))


def parted(out: Path, suffix: str = ".xlsx") -> dict[str, list[str]]:
    """The numbers of the lines in each file."""
    return {
        name: [str(row[NUMBER]) for row in lines_in(out / f"{name}{suffix}")]
        for name in ("pay", "hold", "reject")
    }


def why(out: Path, name: str, suffix: str = ".xlsx") -> dict[str, str]:
    """number → rules of each line of a file."""
    return {str(row[NUMBER]): str(row[WIDTH + 1]) for row in lines_in(out / f"{name}{suffix}")}


def batch(here: Path, *differs: dict[str, Any], total: Any = None, name: str = "b.xlsx") -> str:
    payees = Payees()
    return write(here / name, rows([payees.line(**more) for more in differs], total)).name


def summary(*lines: tuple[str, str, Any]) -> list[list[Any]]:
    return [["付款汇总"], ["收款单位", "收款账号", "付款金额"], *([*line] for line in lines)]


def behind(here: Path, *differs: dict[str, Any]) -> None:
    payees = Payees()
    told = [payees.line(**more) for more in differs]
    table = [[cell for head, cell in zip(HEADER, row, strict=False) if head not in ("收款户名", "银行账号")] for row in rows(told)[1:]]  # fmt: skip
    write(here / "明细.csv", table)
