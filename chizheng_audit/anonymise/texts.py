"""Free text: words that rules and the reading know stay, with signs, short numbers, sums and dates; all else becomes others.

Names, numbers and units that the files hold elsewhere become their own pseudonyms here too.
"""

import re
from collections.abc import Callable, Sequence

from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.signs import plain
from chizheng_audit.anonymise.words import known_words
from chizheng_audit.reading import values

_SHORT = 5  # digits of a number that tells nobody
_SUM = re.compile(r"\s*(?:万?[元圆]|人|名|行|条|个)")


class Texts:
    """Texts → texts.

    units: names of units as they stand, and what they become. names: whether that is a person's name; what names become.
    numbers: what a run of digits (and X) that the files hold elsewhere becomes; None for one they do not.
    """

    def __init__(
        self,
        draws: Draws,
        units: Sequence[tuple[str, str]],
        is_name: Callable[[str], bool],
        name: Callable[[str], str],
        number: Callable[[str], str | None],
    ) -> None:
        self._draws, self._is_name, self._name, self._number = draws, is_name, name, number
        self._units = dict(units)
        longest_first = sorted(
            (each for each in self._units if len(each) >= _UNIT), key=lambda u: (-len(u), u)
        )
        self._held = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None
        self._made: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """The text as it stands in the copy."""
        if text not in self._made:
            self._made[text] = self._changed(text)
        return self._made[text]

    def tells(self, text: str) -> bool:
        """Whether a name, a unit or a long number stands in a text for something else."""
        words = re.split(r"\W+", text)
        inside = (text[at : at + size] for size in (3, 4) for at in range(len(text) - size + 1))
        runs = (found[0] for found in _IDENTIFIER.finditer(text))
        return (
            any(self._is_name(word) for word in (*words, *inside))
            or (self._held is not None and self._held.search(text) is not None)
            or any(len(_digits(run)) > _most(run) and not _are_dates(run) for run in runs)
        )

    def _changed(self, text: str) -> str:
        if text in self._units:
            return self._units[text]
        if values.ERROR.fullmatch(text.strip()):
            return text
        if self._held is None:
            return self._without_units(text)
        parts, at = [], 0
        for found in self._held.finditer(text):
            parts += [self._without_units(text[at : found.start()]), self._units[found[0]]]
            at = found.end()
        return "".join([*parts, self._without_units(text[at:])])

    def _without_units(self, text: str) -> str:
        out: list[str] = []
        at = 0
        while at < len(text):
            size, piece = self._piece(text, at)
            out.append(piece)
            at += size
        return "".join(out)

    def _piece(self, text: str, at: int) -> tuple[int, str]:
        """How many characters at that place belong together, and what they become."""
        if found := _IDENTIFIER.match(text, at):
            return len(found[0]), self._of_number(found[0], text[found.end() :])
        word = known_words().match(text, at)
        for size in (4, 3, 2):
            part = text[at : at + size]
            if len(part) == size and self._is_name(part) and not (word and len(word[0]) >= size):
                return size, self._name(part)
        if word:
            return len(word[0]), word[0]
        sign = text[at]
        if sign.isascii() and sign.isalpha():
            found = _LATIN.match(text, at)
            run = found[0] if found else sign
            return len(run), "".join(self._latin(each, run, place) for place, each in enumerate(run))
        if sign.isalpha():  # a character of no word that is known
            end = at + 1
            while (
                end < len(text)
                and text[end].isalpha()
                and not text[end].isascii()
                and not known_words().match(text, end)
            ):
                end += 1
            run = text[at:end]
            return len(run), "".join(
                self._draws.pick(plain(), "text", run, place) for place in range(len(run))
            )
        return 1, sign

    def _of_number(self, run: str, after: str) -> str:
        """A number that is known elsewhere becomes what it became there; a short one, a sum or dates stay."""
        if (known := self._number(run)) is not None:
            return known
        digits = _digits(run)
        if len(digits) <= _SHORT or _are_dates(run) or _PRICE.fullmatch(run):
            return run
        if run.isdecimal() and len(digits) <= 2 * _SHORT and _SUM.match(after):
            return run
        fresh = iter(self._draws.digits(len(digits), "digits", run))
        return "".join(next(fresh) if sign.isdecimal() else sign for sign in run)

    def _latin(self, sign: str, run: str, at: int) -> str:
        if len(run) == 1:
            return sign
        kind = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if sign.isupper() else "abcdefghijklmnopqrstuvwxyz"
        return self._draws.pick(kind, "latin", run, at) if sign.isalpha() else sign


_UNIT = 3
_IDENTIFIER = re.compile(r"[0-9０-９](?:[0-9０-９*＊]|[ \-－—–.,，．/](?=[0-9０-９]))*[xXｘＸ]?")
"""Digits, with single signs between them: a phone may be written 137-1234-5679."""
_PRICE = re.compile(r"\d{1,8}\.\d{1,4}|\d{1,3}(?:,\d{3}){1,2}(?:\.\d+)?")


def _most(run: str) -> int:
    """Up to how many digits a run may be something else than somebody's: codes of occupations have seven, as 4-10-01-03."""
    return _SHORT + 1 if run.isdecimal() else 2 * _SHORT - 1


def _digits(run: str) -> list[str]:
    return [sign for sign in run if sign.isdecimal()]


def _are_dates(run: str) -> bool:
    """Whether a run is a day or a month, or several of them with a sign between."""
    if values.day(run) or values.month(run):
        return True
    return any(
        sign in run and all(values.day(part) or values.month(part) for part in run.split(sign))
        for sign in " -－—–,，/"
    )


_LATIN = re.compile(r"[A-Za-z]+")
