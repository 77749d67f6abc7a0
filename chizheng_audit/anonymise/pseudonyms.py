"""One thing that says what every cell of the files becomes."""

from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import timedelta

import polars as pl

from chizheng_audit import regions
from chizheng_audit.anonymise.codes import Codes, bare_code, respelled
from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.gathered import Gathered
from chizheng_audit.anonymise.kinds import of_holder
from chizheng_audit.anonymise.people import People
from chizheng_audit.anonymise.redated import redated
from chizheng_audit.anonymise.signs import plain
from chizheng_audit.anonymise.texts import Texts
from chizheng_audit.anonymise.units import Units
from chizheng_audit.credit_code import clean
from chizheng_audit.folding import run_together
from chizheng_audit.reading import values

_MOVED = 14
_CODES = ("phone", "account", "certificate", "credit", "code")


class Pseudonyms:
    """What cells become, by their treatment (see kinds)."""

    def __init__(self, key: bytes, gathered: Gathered, home: Collection[str]) -> None:
        self._draws = Draws(key)
        cells = defaultdict(set, gathered.cells)
        self._people = People(self._draws, gathered, home)
        self._units = Units(self._draws, cells["unit"], gathered.rivals)
        originals = {bare_code(text) for kind in _CODES for text in cells[kind]}
        self._codes = Codes(self._draws, originals)
        codes = pl.DataFrame({"code": sorted(cells["credit"])}, schema={"code": pl.String})
        self._codes.right_codes(codes.select(clean(pl.col("code"))).to_series().drop_nulls())
        self._of_code: dict[str, Callable[[str], str]] = {
            "phone": self._codes.phone,
            "account": self._codes.account,
            "certificate": self._codes.certificate,
            "credit": self._codes.credit_code,
            "code": lambda text: self._codes.other(text, "code"),
        }
        self._numbers = {bare_code(text): (kind, text) for kind in _CODES for text in sorted(cells[kind])}
        named = [(name, self._units(name)) for name in self._units.names]
        self._made: dict[str, dict[str, str]] = defaultdict(dict)
        self.texts = Texts(
            self._draws, named, self._people.names.knows, self._people.names, self._known_number
        )

    def of(self, treatment: str, text: str) -> str:
        """What a cell becomes; those of `birth` and `read` are made elsewhere."""
        known = self._made[treatment]
        if text not in known:
            known[text] = self._of(treatment, text)
        return known[text]

    def _of(self, treatment: str, text: str) -> str:
        if not text.strip():
            return text
        if treatment == "holder":
            return self._of(of_holder(text), text)
        if treatment == "name":
            return self._people.names(text)
        if treatment == "id":
            made = self._people.id(text)
            return made if made != text or text.strip() in values.NOTHING else self.texts(text)
        if treatment in self._of_code:
            made = self._of_code[treatment](text)
            return made if any(sign.isalnum() and sign.isascii() for sign in text) else self.texts(text)
        if treatment == "unit":
            return self._units(text)
        if treatment == "address":
            return self._address(text)
        if treatment == "region":
            return self._region(text)
        if treatment == "word":
            return self.texts(text) if self.texts.tells(text) else text
        return self.texts(text)

    def birth(self, text: str, number: str | None) -> str:
        """A day or month of birth, moved as that in the ID beside it is; without one by some days.

        One that is the number's is so again, and one that is not is not. A month alone may be read as its first day.
        """
        read = values.day(text) or values.month(text)
        if read is None:
            return self.texts(text)
        old, new = self._people.births(number or "")
        if old is None or new is None:
            by = timedelta(days=1 + self._draws.number(_MOVED, "birth", text))
            return redated(text, by if (read + by).year == read.year else -by, read)
        if values.day(text) is not None:
            return redated(text, new - old, read)
        target = (
            new if (read.year, read.month) == (old.year, old.month) else read.replace(day=28) + (new - old)
        )
        if (read.year, read.month) != (old.year, old.month) and (target.year, target.month) == (
            new.year,
            new.month,
        ):
            target = target.replace(day=1) - timedelta(days=1)
        return redated(text, target.replace(day=1) - read, read)

    def _known_number(self, run: str) -> str | None:
        if self._people.knows(run.upper()):
            return self._people.id(run)
        found = self._numbers.get(bare_code(run))
        return None if found is None else bare_code(self._of_code[found[0]](found[1]))

    def _address(self, text: str) -> str:
        """As long an address of nowhere; the same where only blanks, brackets or width differ."""
        key = str(pl.select(run_together(pl.lit(text))).item())
        made = [
            self._draws.pick(plain(), "address", key, at) if sign.isalpha() else sign
            for at, sign in enumerate(key)
        ]
        return respelled(
            "".join(made), lambda code: self._codes.other(code, f"address {key}") if len(code) > 1 else code
        )

    def _region(self, text: str) -> str:
        """The province stays, also in a code; the rest does not."""
        bare = text.strip()
        if bare.isdecimal() and len(bare) in (6, 12):
            return f"{bare[:2]}99{self._draws.digits(len(bare) - 4, 'region', bare)}"
        name = next(
            (
                f"{name}省" if bare.startswith(f"{name}省") else name
                for name in regions.NAMES
                if bare.startswith(name)
            ),
            "",
        )
        return name + self.texts(bare[len(name) :])
