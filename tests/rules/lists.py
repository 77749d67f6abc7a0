"""Rows of the lists that claims are held against, for tests of the eligibility_ rules."""

from datetime import date
from typing import Any

WHO = "419900199003070018"
OTHER = "419900199003070034"
BODY = "中牟示例职业培训学校"


def entry(number: int = 1, **row: Any) -> dict[str, Any]:
    """An entry of a list about the person of the clean claim, at that row of a sheet of its own."""
    return {"row_id": (9 << 32) + number, "id_no": WHO, "name": "张一丁"} | row


def filing(number: int = 1, **row: Any) -> dict[str, Any]:
    """A filing that covers the clean claim, of a list of bodies."""
    own = {"org": BODY, "occupation": "保育师", "levels": "初级工、中级工", "since": date(2022, 1, 1)}
    return {"row_id": (9 << 32) + number} | own | row


LISTS: dict[str, list[dict[str, Any]]] = {
    "certificates": [
        entry(issue_date=date(2022, 5, 1), level="中级工"),
        entry(2, id_no=OTHER, name="王二丙"),
        entry(3, id_no="41990319680815162X", name="欧阳雪峰", issue_date=date(2020, 5, 1)),
    ],
    "bodies": [
        filing(),
        filing(2, occupation="育婴员", levels=None, year=2023),
        filing(3, org="中牟示例技工学校", occupation=None, since=None, filing_no="1"),
        filing(4, org="中牟另一示例职业培训学校", occupation="茶艺师", until=date(2030, 1, 1)),
    ],
    "payroll": [entry(post="事业编"), entry(2, id_no=OTHER, name="王二丙", since=date(2021, 1, 1))],
    "pensioners": [entry(pension="职工养老", since=date(2022, 1, 1)), entry(2, id_no=OTHER, name="王二丙")],
    "deceased": [entry(died=date(2022, 3, 1)), entry(2, id_no="419900900307123", name="李三乙")],
    "employers": [
        {"row_id": 9001, "employer": "中牟示例制造有限公司", "industry": "制造业", "staff": 1200, "revenue": 10**9,
         "phone": "0371-60000001"},
        {"row_id": 9002, "employer": "中牟示例制造公司", "phone": "0371-60000001"},
    ],
    "students": [entry(school="示例学院"), entry(2, id_no=None, name="赵四甲")],
}  # fmt: skip
"""A few entries of each list, some of them without what a rule needs."""
