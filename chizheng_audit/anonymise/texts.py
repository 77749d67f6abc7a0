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

    def holds_unit(self, text: str) -> bool:
        """Whether the name of a unit stands in it."""
        return self._held is not None and self._held.search(text) is not None

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
        """A number that is known elsewhere becomes what it became there; a short one, a sum or a date stays."""
        bare = run.strip()
        if (known := self._number(bare)) is not None:
            return known
        digits = [sign for sign in bare if sign.isdecimal()]
        if len(digits) <= _SHORT or "." in bare or (_SUM.match(after) and len(digits) <= 2 * _SHORT):
            return run
        if values.day(bare) or values.month(bare):
            return run
        fresh = iter(self._draws.digits(len(digits), "digits", bare))
        return "".join(next(fresh) if sign.isdecimal() else sign for sign in run)

    def _latin(self, sign: str, run: str, at: int) -> str:
        if len(run) == 1:
            return sign
        kind = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if sign.isupper() else "abcdefghijklmnopqrstuvwxyz"
        return self._draws.pick(kind, "latin", run, at) if sign.isalpha() else sign


_UNIT = 3
_IDENTIFIER = re.compile(r"[0-9０-９][0-9０-９*＊]*(?:[,.，．][0-9０-９]+)*[xXｘＸ]?")
_LATIN = re.compile(r"[A-Za-z]+")
