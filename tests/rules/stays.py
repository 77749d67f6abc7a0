"""Hire and placement claims and the month rows behind them, for tests of the insurance_ rules."""

from datetime import date
from decimal import Decimal
from typing import Any

WHO = "419900199003070018"
UNIT = "示例机械有限公司"
HIRE: dict[str, Any] = {
    "subsidy": "hire",
    "id_no": WHO,
    "employer": UNIT,
    "hire_date": date(2022, 3, 15),
    "claim_date": date(2023, 10, 8),
    "amount": Decimal(1000),
}
PLACED = HIRE | {"subsidy": "placement", "amount": Decimal(300), "agency": "示例人力资源有限公司"}


def months(*numbers: int, **changes: Any) -> list[dict[str, Any]]:
    """Month rows of WHO at UNIT: number 0 is the hire month, March 2022."""
    base = {"name": "张一丁", "id_no": WHO, "employer": UNIT, "insurance": "企业职工基本养老保险"}
    return [base | {"month": date(2022 + (2 + n) // 12, (2 + n) % 12 + 1, 1)} | changes for n in numbers]


def others(*numbers: int, **changes: Any) -> list[dict[str, Any]]:
    """Month rows of somebody else at UNIT, so that the table tells of the employer and reaches far."""
    return months(*numbers, **({"id_no": "419900199003070034", "name": "李四"} | changes))
