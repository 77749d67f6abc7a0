"""One claimed row and how people spell it."""

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any

SCALE = {"专项": 100, "初级工": 200, "中级工": 240, "高级工": 280, "技师": 350, "高级技师": 380}
RANK = {"初级工": "五级", "中级工": "四级", "高级工": "三级", "技师": "二级", "高级技师": "一级"}
DIGIT = {"初级工": 5, "中级工": 4, "高级工": 3, "技师": 2, "高级技师": 1}
METHODS = {"exam": ("考试考核", "考试", "考核"), "process": ("过程评价", "过程考核"), "direct": ("直接认定",)}


@dataclass
class Row:
    """A claim as it is meant. `cells` overrides how single cells are written; `at` is (file, sheet, row) once written."""

    name: str
    id_no: str
    amount: int
    day: date
    payee: str = ""
    trade: str = ""
    level: str = ""
    cert_no: str = ""
    method: str = "exam"
    kind: str = "职业技能等级证书"
    employer: str = ""
    code: str = ""
    phone: str = ""
    note: str = ""
    cells: dict[str, Any] = field(default_factory=dict)
    at: tuple[str, str, int] = ("", "", 0)

    def again(self, **changes: Any) -> "Row":
        """A copy with `changes`, not yet written anywhere."""
        return replace(self, **{"cells": {}, "at": ("", "", 0), **changes})


def born_on(number: str) -> date:
    """The birth date in a number of 18 characters."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def sex_of(number: str) -> str:
    """The sex by the 17th digit."""
    return "男" if int(number[16]) % 2 else "女"


def level_text(level: str, random: Random) -> str:
    """One of the spellings of a level."""
    if level not in RANK:
        return "专项职业能力" if level == "专项" else level
    rank = RANK[level]
    ways = (f"{rank}/{level}", level, rank, f"{level}（{rank}）", f"国家职业资格{rank}", f"{rank}{level}")
    return random.choice(ways)


def day_text(day: date, way: int) -> str:
    """A day in one of the spellings people use; a file keeps to one."""
    ways = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    return ways[way % len(ways)]


def money_text(amount: int, way: int) -> str:
    """A sum in one of the spellings people use."""
    wide = str(amount).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    return (str(amount), f"{amount:,}.00", f"{amount}元", wide)[way % 4]
