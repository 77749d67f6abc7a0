"""Phones, accounts, certificate numbers, credit codes and other codes: other digits, the structure that rules read stays.

Digits are permuted as a whole, one to one for codes of one shape: equal ones stay equal, different ones different, and
none tells of another.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable

from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.similarity.contacts import HOTLINES, STALE_TAILS

_HOTLINES = frozenset(map(str, HOTLINES))
_STALE_TAILS = frozenset(map(str, STALE_TAILS))
_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_GUESSED = {"O": "0", "I": "1", "S": "5", "Z": "2", "V": "Y"}
_SKILL = re.compile(r"([YS])(\d{4})(\d{2})(\d{6})(\d{2}\d)(\d{6})")
_QUALIFICATION = re.compile(r"(\d{4})(\d{2})(\d)(\d{3})(\d)(\d{5})")
_TRIES = 30


class Codes:
    """All codes; `taken` are the originals, none of which a pseudonym may be."""

    def __init__(self, draws: Draws, taken: Iterable[str]) -> None:
        self._draws = draws
        self._taken = set(taken)
        self._right: dict[str, str] = {}

    def phone(self, raw: str) -> str:
        """As many digits; a mobile one begins as no phone does. What stands for no phone at all stays."""
        return respelled(raw, self._phone)

    def account(self, raw: str) -> str:
        """As many digits and letters."""
        return respelled(raw, lambda code: code if _is_stale(code) else self._shuffled("account", code))

    def other(self, raw: str, kind: str) -> str:
        """Any other code: digit for digit and letter for letter."""
        return respelled(raw, lambda code: self._shuffled(kind, code))

    def certificate(self, raw: str) -> str:
        """Kind, province, year and level stay; body and site become others, and serials move by one step a site."""
        return respelled(raw, self._certificate)

    def credit_code(self, raw: str) -> str:
        """A code of nobody's, right or wrong by its checks as the original is."""
        return respelled(raw, self._credit_code)

    def right_codes(self, codes: Iterable[str]) -> None:
        """Note which right credit codes occur: a wrong one at one place from one of them is a slip of it."""
        for code in codes:
            if _is_right(code):
                for at in range(len(code)):
                    self._right.setdefault(f"{code[:at]}*{code[at + 1 :]}", code)

    def _phone(self, code: str) -> str:
        if code.startswith("0086") and len(code) == 15:
            return code[:4] + self._phone(code[4:])
        if code.startswith("86") and len(code) == 13:
            return code[:2] + self._phone(code[2:])
        if _is_stale(code):
            return code
        if re.fullmatch(r"1\d{10}", code):
            second = str(int(code[1]) % 3)
            return self._free(lambda turn: f"1{second}{self._digits('phone', code[2:], code[1], turn)}")
        return self._shuffled("phone", code)

    def _certificate(self, code: str) -> str:
        if parts := _SKILL.fullmatch(code):
            letter, body, province, site, middle, serial = parts.groups()
            other = body if body == "0000" else self._digits("body", body, letter)
            moved = self._digits("site", site, letter, body, province)
            return (
                letter + other + province + moved + middle + self._step(serial, letter, body, province, site)
            )
        if parts := _QUALIFICATION.fullmatch(code):
            begins, city, kind, body, level, serial = parts.groups()
            moved = self._digits("body", city + body, begins[2:], kind)
            return (
                begins
                + moved[:2]
                + kind
                + moved[2:]
                + level
                + self._step(serial, begins[2:], city, kind, body)
            )
        return self._shuffled("certificate", code, letters=False)

    def _step(self, serial: str, *site: str) -> str:
        base = 10 ** len(serial)
        return (
            f"{(int(serial) + 1 + self._draws.number(base * 2 // 5, 'serial', *site)) % base:0{len(serial)}}"
        )

    def _credit_code(self, code: str) -> str:
        if re.fullmatch(r"\d{15}", code):
            body = f"{code[:2]}9900{self._digits('registration', code[6:14], code[:6])}"
            last = _registration_check(body)
            return body + str((last + int(code[14]) - _registration_check(code[:14])) % 10)
        if _is_right(code):
            return self._made(code)
        guessed = "".join(_GUESSED.get(sign, sign) for sign in code)
        if guessed != code and _is_right(guessed):
            return self._made(guessed)[:6] + "O" + self._made(guessed)[7:]
        if len(code) == 18 and all(sign in _SIGNS for sign in code):
            for at in range(18):
                if right := self._right.get(f"{code[:at]}*{code[at + 1 :]}"):
                    return _slipped(code, right, self._made(right), at)
            made = self._made(code)
            return (
                made[:17] + _SIGNS[(_SIGNS.index(made[17]) + 1 + self._draws.number(30, "wrong", code)) % 31]
            )
        return self._shuffled("credit", code)

    def _made(self, code: str) -> str:
        """A right code for a shaped one; its organisation code is right where the original's is."""
        body, good = code[8:16], _organisation_check(code[8:16])

        def made(turn: int) -> str:
            signs = [self._draws.pick(_ORGANISATION[:10] if sign.isdecimal() else "ABCDEFGHJKLMNPQRTUWXY", "credit", code[:17], turn, at)
                     for at, sign in enumerate(body)]  # fmt: skip
            own = _organisation_check("".join(signs))
            last = own if code[16] == good else next(each for each in "0123456789X" if each != own)
            whole = f"{code[:2]}{code[2:4]}9900{''.join(signs)}{last}"
            return whole + _check(whole)

        return self._free(made)

    def _shuffled(self, kind: str, code: str, *, letters: bool = True) -> str:
        digits = [at for at, sign in enumerate(code) if sign.isdecimal()]
        capitals = [at for at, sign in enumerate(code) if "A" <= sign <= "Z"] if letters else []
        if not digits and not capitals:
            return code
        shape = re.sub("[A-Z]", "A", code) if letters else code
        shape = re.sub(r"\d", "0", shape)

        def made(turn: int) -> str:
            signs = list(code)
            figures = self._digits(kind, "".join(code[at] for at in digits), shape, turn)
            for at, figure in zip(digits, figures, strict=True):
                signs[at] = figure
            places = self._draws.permuted([ord(code[at]) - 65 for at in capitals], 26, kind, "A", shape, turn)
            for at, letter in zip(capitals, places, strict=True):
                signs[at] = chr(65 + letter)
            return "".join(signs)

        return self._free(made, nought=code.startswith("0"))

    def _digits(self, kind: str, digits: str, *asked: object) -> str:
        return "".join(map(str, self._draws.permuted([*map(int, digits)], 10, kind, len(digits), *asked)))

    def _free(self, made: Callable[[int], str], *, nought: bool = True) -> str:
        """The first draw that is no original, stands for something, and begins with 0 only if it may."""
        for turn in range(_TRIES):
            code = made(turn)
            if code not in self._taken and not _is_stale(code) and (nought or not code.startswith("0")):
                break
        return code


def bare_code(raw: str) -> str:
    """The letters and digits of a code, in capitals."""
    return "".join(sign for _at, sign in _letters(raw)).upper()


def _letters(raw: str) -> list[tuple[int, str]]:
    """Letters and digits, of usual width, each with its place."""
    signs = [(at, unicodedata.normalize("NFKC", sign)) for at, sign in enumerate(raw)]
    return [(at, sign) for at, sign in signs if len(sign) == 1 and sign.isascii() and sign.isalnum()]


def respelled(raw: str, change: Callable[[str], str]) -> str:
    """`raw` with its letters and digits changed, its blanks, hyphens, quotes and width as they stand."""
    letters = _letters(raw)
    code = "".join(sign for _at, sign in letters).upper()
    if not code:
        return raw
    signs = list(raw)
    for (at, sign), other in zip(letters, change(code), strict=True):
        cased = other.lower() if sign.islower() else other
        signs[at] = chr(ord(cased) + 0xFEE0) if raw[at] > "\uff00" else cased
    return "".join(signs)


def _is_stale(code: str) -> bool:
    """Whether a number is typed where none is known, as similarity has it."""
    tail = code[-7:]
    return (
        code.isdecimal()
        and len(code) >= 7
        and (len(set(tail)) == 1 or tail in _STALE_TAILS or code in _HOTLINES)
    )


def _check(body: str) -> str:
    total = sum(_SIGNS.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return _SIGNS[-total % 31]


def _is_right(code: str) -> bool:
    return len(code) == 18 and all(sign in _SIGNS for sign in code) and _check(code[:17]) == code[17]


def _organisation_check(body: str) -> str:
    total = sum(_ORGANISATION.index(sign) * 2 ** (8 - place) for place, sign in enumerate(body))
    return "0123456789X"[-total % 11]


def _registration_check(body: str) -> int:
    product = 10
    for digit in body:
        product = ((product + int(digit) + 9) % 10 + 1) * 2 % 11
    return (1 - product) % 10


def _slipped(code: str, right: str, image: str, at: int) -> str:
    """The slip at that place made in the image of the right code."""
    by = _SIGNS.index(code[at]) - _SIGNS.index(right[at])
    return image[:at] + _SIGNS[(_SIGNS.index(image[at]) + by) % 31] + image[at + 1 :]
