"""Resident IDs: each becomes another that says the same to the rules, and what was near to it is near in the same way.

Numbers that bear on each other (near-duplicates, one region and day of birth, one name and day of birth) are changed
together, by tables of digits that the key draws for these few only: so distances stay, and who knows one pseudonym's
origin has learnt nothing about others. A wrong number that is a slip of a right one gets the same slip in its pseudonym.
Regions become 4199xx – other provinces, and prefectures that no policy lists, the like – which are nobody's.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from chizheng_audit.anonymise import numbers
from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.joined import joined
from chizheng_audit.anonymise.slips import is_slip, slipped

NOWHERE, UNLISTED = "99", "98"
"""The prefectures that pseudonyms have: no province has either."""
_TRIES = 60
_BODY = 17
_SCIENTIFIC = re.compile(r"[0-9]\.([0-9]+)(E\+?[0-9]{2})")
_FEW = 12  # numbers of a group up to which each is held against each
_RUN = 50  # serials further apart make no run


class Ids:
    """Keys of IDs → their pseudonyms.

    days: the dates in whose light the age counts, by key. kept: by key, the places whose digits stand for letters and
    must stay what they are. old: keys that occur in 15 digits. near: pairs of keys that are near, with a right number
    that neither is but both are slips of, where there is one.
    """

    def __init__(
        self,
        draws: Draws,
        keys: Iterable[str],
        days: Mapping[str, Sequence[date]],
        kept: Mapping[str, Collection[int]],
        near: Iterable[tuple[str, str, str | None]],
        bound: Iterable[tuple[str, str]],
        regions: Collection[str],
    ) -> None:
        self._draws, self._days, self._kept, self._regions = draws, days, kept, regions
        self._places = _Regions(draws, regions)
        self._known = {*regions, *(region[:2] + NOWHERE for region in regions)}
        told = [(a, b) for a, b, source in near if source is None]
        for a, b, source in near:
            if source is not None:
                told += [(a, source), (b, source)]
        everything = dict.fromkeys([*keys, *(each for pair in told for each in pair)])
        self._near: dict[str, list[str]] = {}
        for a, b in told:
            self._near.setdefault(a, []).append(b)
            self._near.setdefault(b, []).append(a)
        self.images: dict[str, str] = {}
        self._taken = set(everything)
        for group in joined(sorted(everything), [*told, *bound]):
            self._change(group)

    def _change(self, group: list[str]) -> None:
        """The pseudonyms of numbers that go together: the first draw in which all facts and distances stay."""
        asked = {key: numbers.facts(key, self._days.get(key, ()), self._regions) for key in group}
        order = sorted(group, key=lambda key: (not numbers.is_right(key), not numbers.is_formed(key), key))
        best: tuple[int, dict[str, str]] | None = None
        for turn in range(_TRIES):
            made = self._drawn(order, turn)
            off = self._amiss(made, asked)
            if best is None or off < best[0]:
                best = (off, made)
            if not off:
                break
        if best:
            self.images |= best[1]
            self._taken |= set(best[1].values())

    def _drawn(self, order: Sequence[str], turn: int) -> dict[str, str]:
        formed = [key for key in order if numbers.is_formed(key)]
        tables = _Tables(self._draws, order[0], turn, formed, self._days, self._places)
        made: dict[str, str] = {}
        for key in order:
            if numbers.is_right(key):
                body = tables.body(key)
                made[key] = body + numbers.check(body)
            else:
                made[key] = self._wrong(key, made, tables)
        return made

    def _wrong(self, key: str, made: Mapping[str, str], tables: "_Tables") -> str:
        """A wrong number, from the right one that it is a slip of if that is known."""
        for other in sorted(self._near.get(key, ()), key=lambda each: (not numbers.is_right(each), each)):
            if other in made and (image := slipped(key, other, made[other], tables.body, tables.shift)):
                return image
        if not numbers.is_formed(key):
            return tables.scrambled(key)
        body = tables.body(key)
        if (loss := numbers.lost(key)) == "zeros":
            return body[:15] + "000"
        last = key[_BODY] if key[_BODY] == "X" else str((int(key[_BODY]) + tables.shift) % 10)
        return f"{float(body + last):.0f}" if loss else body + last

    def _amiss(self, made: Mapping[str, str], asked: Mapping[str, numbers.Facts]) -> int:
        """How many facts and distances do not stay."""
        off = 0
        for key, image in made.items():
            off += asked[key] != numbers.facts(image, self._days.get(key, ()), self._known)
            off += any(image[at : at + 1] != key[at : at + 1] for at in self._kept.get(key, ()))
            off += image in self._taken
        off += len(made) - len(set(made.values())) + self._runs_broken(made)
        few = len(made) <= _FEW
        for one, image in made.items():
            for other in made if few else self._near.get(one, ()):
                if one < other:
                    off += distance(one, other) != distance(image, made[other])
                    off += is_slip(one, other) != is_slip(image, made[other])
        return off

    def _runs_broken(self, made: Mapping[str, str]) -> int:
        """Numbers of one region and day whose serials do not stand as far apart as before."""
        formed = sorted(key for key in made if numbers.is_formed(key))
        return sum(
            one[:14] == two[:14] and int(two[14:17]) - int(one[14:17]) != int(made[two][14:17]) - int(made[one][14:17])
            for one, two in pairwise(formed)
            if numbers.is_formed(made[one]) and numbers.is_formed(made[two]) and int(two[14:17]) - int(one[14:17]) < _RUN
        )  # fmt: skip


def distance(one: str, other: str) -> int:
    """How many of 17 digits differ, at most 3; 0 where one is not formed."""
    if not (numbers.is_formed(one) and numbers.is_formed(other)):
        return 0
    return min(sum(a != b for a, b in zip(one[:_BODY], other[:_BODY], strict=True)), 3)


class _Regions:
    """Regions → regions of nobody: for all numbers alike, so that as many as before are of one region.

    A digit that differs from another region's is a digit that differs in the pseudonym; of two that stand for the same
    place there (those of prefecture and county) one.
    """

    def __init__(self, draws: Draws, listed: Collection[str]) -> None:
        self._listed, self._home = listed, {region[:2] for region in listed}
        drawn = draws.stream("regions")
        digits = list(range(10))
        self._tens, self._ones, *self._turned = (drawn.order(digits) for _ in range(4))

    def __call__(self, code: str, beside: Collection[str] = ()) -> str:
        """What six digits become. beside: numbers of the same group; a prefecture that none has is a slip of one of theirs."""
        known = code[:2] not in self._home or code[:4] in self._listed
        if not known:
            near = (
                each[:6]
                for each in beside
                if each[:4] in self._listed and each[:2] + each[4:6] == code[:2] + code[4:6]
            )
            if (
                meant := next((each for each in near if (each[2] == code[2]) != (each[3] == code[3])), None)
            ) is not None:
                return f"{code[:2]}{UNLISTED}{self(meant)[4:]}"
        tens = self._tens[(int(code[4]) + self._turned[0][int(code[2])]) % 10]
        ones = self._ones[(int(code[5]) + self._turned[1][int(code[3])]) % 10]
        return f"{code[:2]}{NOWHERE if known else UNLISTED}{tens}{ones}"


class _Tables:
    """How the digits of one group of numbers change; the same digit at the same place always to the same one.

    A number that stands alone, as nearly all do, gets any serial of its sex, and any day on which its holder would have
    had the same age whenever it counts.
    """

    def __init__(
        self, draws: Draws, anchor: str, turn: int, formed: Sequence[str],
        days: Mapping[str, Sequence[date]], regions: "_Regions",
    ) -> None:  # fmt: skip
        self._draws, self._asked, self._regions, self._formed = draws, ("id", anchor, turn), regions, formed
        drawn = draws.stream(*self._asked)
        digits = list(range(10))
        self.shift, self._hundreds, self._half = 1 + drawn.number(9), drawn.number(10), drawn.number(500)
        self._place = drawn.number(1 << 20)
        self._alone = len(formed) == 1 and not numbers.lost(formed[0])
        dates = {key[6:14] for key in formed}
        self._date = self._one_day(formed, days) if len(dates) == 1 else None
        still = turn >= _TRIES // 2  # what could not be done with moved days is tried with those that are
        long, short, unit = [3, 5, 7, 8], [4, 6, 9], [2, 3, 4, 5, 6, 7, 8]
        if not still:
            long, short, unit = drawn.order(long), drawn.order(short), drawn.order(unit)
        # months of as many days for each other; of days none that begins or ends where months differ
        self._month = dict(zip([0, 1, 2, 3, 5, 7, 8, 4, 6, 9], [0, 1, 2, *long, *short], strict=True))
        self._day = dict(zip(digits, [0, 1, *unit, 9], strict=True))

    def body(self, key: str) -> str:
        """The 17 digits that those of a formed number become."""
        return self._regions(key[:6], self._formed) + self._birth(key[6:14]) + self._serial(key[14:17])

    def scrambled(self, key: str) -> str:
        """What is no number of 18 characters: sign for sign, a place of birth and a year where it may have them."""
        if number := _SCIENTIFIC.fullmatch(key):
            return f"{key[0]}.{self._draws.digits(len(number[1]), *self._asked, key)}{number[2]}"
        signs = [self._sign(sign, key, at) for at, sign in enumerate(key)]
        if len(key) >= 14 and key[:6].isdecimal():
            signs[:6] = self._regions(key[:6])
            signs[6:14] = self._birth(key[6:14]) if key[6:14].isdecimal() else signs[6:14]
        return "".join(signs)

    def _sign(self, sign: str, key: str, at: int) -> str:
        asked = (*self._asked, "sign", key, at)
        if sign.isascii() and sign.isdecimal():
            return self._draws.digits(1, *asked)
        if sign.isascii() and sign.isalpha() and not (sign == "X" and at == len(key) - 1):
            return self._draws.pick("ABCDEFGHJKMNPQRSTUVWYZ", *asked)
        return sign if sign.isascii() else "某"

    def _birth(self, digits: str) -> str:
        if self._date:
            return self._date
        year, month, day = digits[:4], digits[4:6], digits[6:]
        return f"{year}{month[0]}{self._month[int(month[1])]}{day[0]}{self._day[int(day[1])]}"

    def _one_day(self, formed: Sequence[str], days: Mapping[str, Sequence[date]]) -> str:
        """A day of birth for all of them: of one age with the old one on all `days`, and of one century."""
        born = numbers.birth(formed[0])
        if born is None:
            return formed[0][6:14]
        seen = {day for key in formed for day in days.get(key, ())}
        first, last = date(born.year, 1, 1), date(born.year, 12, 31)
        if seen:
            first, last = date(born.year // 100 * 100, 1, 1), date(born.year // 100 * 100 + 99, 12, 31)
        for day in seen:
            age = numbers.age(born, day)
            first = max(first, _years_before(day, age + 1) + timedelta(days=1))
            last = min(last, _years_before(day, age))
        if born.day == 1:  # one of the firsts of months between
            months = [
                day for n in range(14) if first <= (day := _month_after(first, n)) <= last and day != born
            ]
            return f"{months[self._place % len(months)] if months else born:%Y%m%d}"
        between = (last - first).days + 1
        steps = (first + timedelta(days=(self._place + n) % between) for n in range(between))
        return f"{next((day for day in steps if day.day != 1 and day != born), born):%Y%m%d}"

    def _serial(self, digits: str) -> str:
        if self._alone:
            return f"{self._half * 2 + int(digits[2]) % 2:03}"
        return f"{(int(digits[0]) + self._hundreds) % 10}{digits[1:]}"


def _month_after(day: date, months: int) -> date:
    """The first of the month that is so many later."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _years_before(day: date, years: int) -> date:
    """The last day on which somebody was born who is so many years old on that day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # the 29th of February
        return day.replace(year=day.year - years, day=28)
