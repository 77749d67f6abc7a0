"""People and units that nobody has met: for planting. Their numbers are of a region that no pseudonym has."""

from datetime import date
from random import Random

from chizheng_audit.anonymise import numbers

_REGION = "41999"
_NAMES = ("欧阳示例", "司徒样本", "端木测验", "诸葛虚构", "上官演练")


def born_on(day: date, random: Random, male: bool = True) -> str:
    """A right number of somebody born that day."""
    while True:
        serial = random.randrange(100, 900) // 2 * 2 + male
        number = numbered(f"{_REGION}{random.randrange(10)}{day:%Y%m%d}{serial:03}")
        if not number.endswith("000"):
            return number


def numbered(body: str) -> str:
    """17 digits and their check character."""
    return body + numbers.check(body)


def name(at: int) -> str:
    """One of a few names, each with its own first character."""
    return _NAMES[at % len(_NAMES)]


def years_before(day: date, years: int) -> date:
    """The same day so many years before."""
    return day.replace(year=day.year - years, day=min(day.day, 28))
