"""Names of people: each becomes another, and what sounds alike, or differs by a character, still does.

Names that sound the same go together: their readings become others, one to one, so that as many people as before share
a name. Names that bear on each other (one number, numbers close by) are changed character by character by one table,
so that a slip in one remains a slip, and a common surname a common one.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache

import polars as pl

from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.joined import joined
from chizheng_audit.anonymise.signs import by_reading, plain, reading
from chizheng_audit.similarity import name_keys

_WORD = re.compile(
    r"测试.{0,3}|姓名.?|无|无名氏?|暂无|未知|未填|未提供|不详|不明|不清楚|待定|待补|待核|待查|同上|空白?|某某?|name|test|null|none|nan|[-—/\\×*]+",
    re.IGNORECASE,
)
_TRIES = 50


class Names:
    """Names as they stand → their pseudonyms.

    given: all names as they stand. linked: pairs of names that bear on each other.
    """

    def __init__(self, draws: Draws, given: Iterable[str], linked: Iterable[tuple[str, str]] = ()) -> None:
        self._draws = draws
        raw = sorted(set(given))
        self._key: dict[str, str] = dict(zip(raw, _folded(raw), strict=True))
        self._taken = {sign for name in raw for sign in (name, self._key[name])}
        self._images: dict[str, str] = {}
        self._whole: dict[str, str] = {}
        self._sounds: set[tuple[int, ...]] = set()
        keys = sorted(set(self._key.values()))
        sounds = {key: _sound(key) for key in keys}
        sounded: dict[tuple[int, ...], list[str]] = {}
        for key in keys:
            if (own := sounds[key]) is not None:
                sounded.setdefault(own, []).append(key)
        ties = [(sounds.get(self._key[a]), sounds.get(self._key[b])) for a, b in linked]
        groups = joined(sounded, [(a, b) for a, b in ties if a and b])
        for group in sorted(groups, key=len):
            (self._alone if len(group) == 1 else self._together)(group, sounded)

    def __call__(self, raw: str) -> str:
        """The pseudonym, with the blanks and dots of the name as it stands."""
        if raw not in self._whole:
            self._whole[raw] = self._spelled(raw)
        return self._whole[raw]

    def knows(self, text: str) -> bool:
        """Whether that is one of the names."""
        return text in self._key

    def _spelled(self, raw: str) -> str:
        bare = raw.strip()
        if not bare or _WORD.fullmatch(bare):
            return raw
        key = self._key.get(raw) or _folded([raw])[0]
        image = self._images.get(key) or self._strange(key)
        letters = [at for at, sign in enumerate(raw) if sign.isalnum()]
        if len(letters) != len(image):
            return image
        signs = list(raw)
        for at, sign in zip(letters, image, strict=True):
            signs[at] = sign.upper() if signs[at].isupper() else sign
        return "".join(signs)

    def _strange(self, key: str) -> str:
        """A name without readings: letter for letter, sign for sign."""
        for turn in range(_TRIES):
            made = "".join(self._sign(sign, "name", key, turn, at) for at, sign in enumerate(key))
            if self._free(made):
                break
        self._images[key] = made
        return made

    def _sign(self, sign: str, *asked: object) -> str:
        if sign.isascii():
            kinds = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            return next((self._draws.pick(kind, *asked) for kind in kinds if sign in kind), sign)
        return self._draws.pick(plain(), *asked) if sign.isalnum() and sign != "某" else sign

    def _alone(self, group: Sequence[tuple[int, ...]], sounded: dict[tuple[int, ...], list[str]]) -> None:
        """Names of one sound that no other sound bears on."""
        numbers = _numbers()
        places = [numbers[each] for each in group[0]]
        for turn in range(_TRIES):
            asked = ("sound", len(places), turn) if turn else ("sound", len(places))
            moved = self._draws.permuted(places, len(numbers), *asked)
            if self._give(sounded[group[0]], [_read()[place] for place in moved], turn):
                return

    def _together(self, group: Sequence[tuple[int, ...]], sounded: dict[tuple[int, ...], list[str]]) -> None:
        """Names of several sounds, changed by one table of readings."""
        own = sorted({each for sound in group for each in sound})
        anchor = min(sounded[sound][0] for sound in group)
        for turn in range(_TRIES):
            table = dict(zip(own, self._draws.order(_read(), "table", anchor, turn), strict=False))
            whole = [[table[each] for each in sound] for sound in group]
            if turn + 1 < _TRIES and any(tuple(sound) in self._sounds for sound in whole):
                continue
            names = [key for sound in group for key in sounded[sound]]
            signs: dict[str, str] = {}
            made = {key: self._by_table(key, sound, signs) for sound, of in zip(whole, group, strict=True) for key in sounded[of]}  # fmt: skip
            if turn + 1 == _TRIES or all(self._free(made[key]) for key in names):
                self._images |= made
                self._sounds |= {tuple(sound) for sound in whole}
                return

    def _by_table(self, key: str, sound: Sequence[int], signs: dict[str, str]) -> str:
        """`signs`: what each character became already, of names that go together."""
        for sign, number in zip(key, sound, strict=True):
            if sign not in signs:
                signs[sign] = self._next(sign, number, signs.values()) or by_reading()[number][0]
        return "".join(signs[sign] for sign in key)

    def _next(self, sign: str, number: int, used: Collection[str], *asked: object) -> str | None:
        """A character of that reading that is not `used` yet; None where all are."""
        signs = by_reading()[number]
        start = self._draws.number(len(signs), "sign", sign, number, *asked)
        return next((each for each in signs[start:] + signs[:start] if each not in used), None)

    def _give(self, keys: Sequence[str], sound: Sequence[int], turn: int) -> bool:
        """Images of that sound to `keys`, a different one each; False where one is a name that occurs."""
        made: dict[str, str] = {}
        columns: list[dict[str, str]] = [{} for _ in sound]
        for key in keys:
            for column, sign, number in zip(columns, key, sound, strict=True):
                if sign not in column:
                    found = self._next(sign, number, column.values(), turn)
                    if found is None and turn + 1 < _TRIES:
                        return False  # fewer characters than there are homophones
                    column[sign] = found or by_reading()[number][0]
            made[key] = "".join(column[sign] for column, sign in zip(columns, key, strict=True))
        if turn + 1 < _TRIES and not all(self._free(image) for image in made.values()):
            return False
        self._images |= made
        self._sounds.add(tuple(sound))
        return True

    def _free(self, image: str) -> bool:
        """Whether no name that occurs stands in it."""
        parts = {image[at : at + size] for size in range(2, len(image) + 1) for at in range(len(image))}
        return not parts & self._taken


def _folded(names: Sequence[str]) -> list[str]:
    """The names for comparing; one that stands for none as it is."""
    keys = name_keys(pl.Series(names, dtype=pl.String))
    return [key or name.strip() for key, name in zip(keys, names, strict=True)]


def _sound(key: str) -> tuple[int, ...] | None:
    """The readings of a name's characters; None where one has none, or it is no name of two to six of them."""
    numbers = _numbers()
    if not 2 <= len(key) <= 6 or _WORD.fullmatch(key) or "某" in key:
        return None
    sound = tuple(reading(sign, at == 0) for at, sign in enumerate(key))
    return sound if all(each in numbers for each in sound) else None


@cache
def _read() -> list[int]:
    return list(by_reading())


@cache
def _numbers() -> dict[int, int]:
    return {number: place for place, number in enumerate(_read())}
