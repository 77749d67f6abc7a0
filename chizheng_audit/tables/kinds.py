"""The kinds of value a cell can hold, and how each is stored.

Money is Decimal(12, 2) in 元; identifiers are text and never pass through a number; a level is an Enum.
"""

from typing import Literal

import polars as pl

Kind = Literal[
    "text",  # free words, blanks folded at the ends
    "name",  # a person's name
    "unit",  # a school, body, employer or agency
    "id",  # resident ID or social-security number
    "certificate",  # certificate number
    "code",  # any other identifier: credit code, phone, account, occupation code
    "level",
    "levels",  # several levels, low to high, as one text with 、 between
    "method",
    "subsidy",
    "money",
    "date",
    "month",  # first day of the month
    "count",
]

LEVELS = ("专项", "学徒工", "初级工", "中级工", "高级工", "技师", "高级技师", "特级技师", "首席技师")
"""Skill levels from low to high (新八级工); 专项 (专项职业能力) stands apart and has no level of its own."""

METHODS = ("exam", "process", "direct")
"""How a person was evaluated: 考试考核, 过程评价, 直接认定."""

SUBSIDIES = ("evaluation", "hire", "placement", "training")
"""评价补贴 to the body, 一次性吸纳就业补贴 to the employer, 职业介绍补贴 to the agency; 培训补贴 is recognised, not audited."""

LEVEL = pl.Enum(LEVELS)
METHOD = pl.Enum(METHODS)
SUBSIDY = pl.Enum(SUBSIDIES)
MONEY = pl.Decimal(12, 2)

DTYPES: dict[str, pl.DataType] = {
    "level": LEVEL,
    "method": METHOD,
    "subsidy": SUBSIDY,
    "money": MONEY,
    "date": pl.Date(),
    "month": pl.Date(),
    "count": pl.Int64(),
}


def dtype(kind: Kind) -> pl.DataType:
    """The Polars type in which a value of `kind` is stored; text where nothing else is said."""
    return DTYPES.get(kind, pl.String())
