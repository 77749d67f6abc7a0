"""Certificate numbers as Polars expressions: what their characters say about kind, level, year and province.

skill is 职业技能等级证书, qualification 职业资格证书, senior 特级技师.

| kind | layout |
|---|---|
| skill | Y/S, body 4, province 2, site 6, year 2, level 1 (5 = 初级工 … 1 = 高级技师), serial 6 |
| qualification | year 2, province or sector 2, city 2, body kind 1 (0–4), body 3, level 1, serial 5 |
| senior | two capitals and 20 digits |
| provincial (older) | 3 capitals and 17 digits |

Only the first two tell level, year and province. No rule is published for 专项职业能力证书. All functions
expect cleaned text (upper case, no blanks) and answer null for a number of any other shape.
"""

import polars as pl

from chizheng_audit.tables.kinds import LEVEL

_SKILL = r"^[YS][0-9]{14}[1-5][0-9]{6}$"
_QUALIFICATION = r"^[0-9]{6}[0-4][0-9]{3}[1-5][0-9]{5}$"
_SENIOR = r"^[A-Z]{2}[0-9]{20}$"
_PROVINCIAL = r"^[A-Z]{3}[0-9]{17}$"
_NEARLY = r"^[A-Z][0-9OIL]{19,23}$|^[0-9OIL]{21}$|^[0-9OIL]{15,17}$"
_LETTERED = f"{_SENIOR}|{_PROVINCIAL}"
_LEVELS = {"5": "初级工", "4": "中级工", "3": "高级工", "2": "技师", "1": "高级技师"}
_CENTURY_TURNS = 80  # 职业资格 numbers run from the 1990s to 2021


def kind(number: pl.Expr) -> pl.Expr:
    """Which layout a number has (String): skill, qualification, senior or provincial; null for any other."""
    return (
        pl.when(number.str.contains(_SKILL))
        .then(pl.lit("skill"))
        .when(number.str.contains(_QUALIFICATION))
        .then(pl.lit("qualification"))
        .when(number.str.contains(_SENIOR))
        .then(pl.lit("senior"))
        .when(number.str.contains(_PROVINCIAL))
        .then(pl.lit("provincial"))
    )


def is_readable(number: pl.Expr) -> pl.Expr:
    """Whether level, year and province can be read from a number (Boolean; null for null)."""
    return number.str.contains(_SKILL) | number.str.contains(_QUALIFICATION)


def is_nearly_readable(number: pl.Expr) -> pl.Expr:
    """Whether a number is of the layouts skill and qualification, or about one sign away (Boolean; null for null).

    Away: one sign too many or too few, another first letter, a level that does not exist, O, I or L among the digits.
    """
    return number.str.contains(_NEARLY) & ~number.str.contains(_LETTERED)


def level(number: pl.Expr) -> pl.Expr:
    """The skill level that a number states (LEVEL)."""
    digit = _part(number, skill=(15, 1), qualification=(10, 1))
    return digit.replace_strict(list(_LEVELS), list(_LEVELS.values()), default=None, return_dtype=LEVEL)


def year(number: pl.Expr) -> pl.Expr:
    """The year of issue that a number states, in four digits (Int64)."""
    two = _part(number, skill=(13, 2), qualification=(0, 2)).str.to_integer(strict=False)
    old = number.str.contains(_QUALIFICATION) & (two >= _CENTURY_TURNS)
    return two + pl.when(old).then(1900).otherwise(2000)


def province(number: pl.Expr) -> pl.Expr:
    """The two digits of the province (String); in a 职业资格 number they may be a sector's instead."""
    return _part(number, skill=(5, 2), qualification=(2, 2))


def _part(number: pl.Expr, skill: tuple[int, int], qualification: tuple[int, int]) -> pl.Expr:
    """The characters at (offset, length) of each layout."""
    return (
        pl.when(number.str.contains(_SKILL))
        .then(number.str.slice(*skill))
        .when(number.str.contains(_QUALIFICATION))
        .then(number.str.slice(*qualification))
    )
