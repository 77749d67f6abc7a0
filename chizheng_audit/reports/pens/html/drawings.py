"""Where things stand in the drawings: numbers only, in units of the drawing; the page makes lines and dots of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDE = 240
"""How wide a time axis is."""
_EDGE = 10
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_TICKS = 4
_NAME = 44  # how wide the name of a month is
_SHADES = 5


@dataclass(frozen=True)
class Dot:
    """A claim on a time axis."""

    x: float
    y: float
    flagged: bool
    day: date


def bar(part: float, whole: float, width: int) -> float:
    """How long the bar of `part` is where `whole` is `width`; what is there is seen, however little."""
    if part <= 0 or whole <= 0:
        return 0
    return round(max(part / whole * width, 1.5), 1)


def shade(number: int, most: int) -> int:
    """0 for none, else 1 to 5: by the logarithm, because a unit may have a thousand times as many as another."""
    if not number:
        return 0
    return 1 + min(int(math.log(number) / math.log(most + 1) * _SHADES), _SHADES - 1)


class Axis:
    """A time axis from the month of the first to the month after the last of `days`."""

    def __init__(self, days: Sequence[date]) -> None:
        first, last = min(days), max(days)
        self._months = _number(last) - _number(first) + 1
        self._start = _month(_number(first))
        self._span = (_month(_number(last) + 1) - self._start).days

    def x(self, day: date) -> float:
        """Where `day` stands."""
        return round(_EDGE + (day - self._start).days / self._span * (WIDE - 2 * _EDGE), 1)

    def ticks(self) -> list[tuple[float, str]]:
        """Months from the first on at equal steps, few enough to be read; one without room for its name has none."""
        step = next((s for s in _STEPS if self._months / s <= _MOST_TICKS), _STEPS[-1])
        numbers = range(_number(self._start), _number(self._start) + self._months, step)
        places = [(self.x(_month(n)), f"{_month(n):%Y-%m}") for n in numbers]
        return [(x, name if x <= WIDE - _NAME else "") for x, name in places]

    def dots(self, events: Sequence[tuple[date | None, bool]], height: float) -> list[Dot]:
        """The dated ones of (day, flagged) in a strip of `height`; those that would cover each other stand apart."""
        dots: list[Dot] = []
        for day, flagged in events:
            if day is None:
                continue
            x = self.x(day)
            level = sum(abs(dot.x - x) < 9 for dot in dots) % 3
            dots.append(Dot(x, round(height / 2 + (0, -9, 9)[level], 1), flagged, day))
        return dots


def _number(day: date) -> int:
    return day.year * 12 + day.month - 1


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
