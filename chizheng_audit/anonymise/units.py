"""Schools, employers and agencies: their distinctive characters become others, what kind of unit they are stays.

Units of one 字号, or of which one name holds the other, are changed by one table of characters, one to one: names that
are near, or that mean one unit, are so in the copy, to the score. Each such family has a table of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import polars as pl

from chizheng_audit import units
from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.joined import joined
from chizheng_audit.anonymise.signs import plain
from chizheng_audit.folding import folded, run_together

KEPT = "有限责任公司股份分厂店部学校院中心职业培训技能省市县区镇乡村人力资源劳务"
"""Characters by which a name is told from a person's and folded: legal forms, kinds of place, kinds of unit."""
_TRIES = 400
_MANY = 3_000
"""Names up to which each is held against each; of more only those of one 字号 are a family."""


class Units:
    """Names of units as they stand → their pseudonyms. rivals: pairs of them whose order stays."""

    def __init__(self, draws: Draws, given: Iterable[str], rivals: Iterable[tuple[str, str]] = ()) -> None:
        self._draws = draws
        self._rivals: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for one, other in rivals:
            self._rivals[one].append((one, other))
            self._rivals[other].append((one, other))
        raw = pl.DataFrame({"raw": sorted(set(given))}, schema={"raw": pl.String})
        told = raw.with_columns(
            folded=run_together(pl.col("raw")), brand=units.core(units.name_key(pl.col("raw"))).str.head(2)
        ).with_columns(pl.coalesce("brand", "folded"))
        self._taken = set(told.get_column("raw")) | set(told.get_column("folded"))
        brands = dict(told.select("folded", "brand").iter_rows())
        families = joined(dict.fromkeys(brands.values()), _held(brands))
        self._images: dict[str, str] = {}
        self._fronts: set[str] = set()
        members = defaultdict(list)
        for name, brand in told.select("raw", "brand").iter_rows():
            members[brand].append(name)
        for family in families:
            self._change(min(family), [name for brand in family for name in members[brand]], family)

    def __call__(self, raw: str) -> str:
        """The pseudonym of a name that was given."""
        return self._images.get(raw, raw)

    @property
    def names(self) -> Sequence[str]:
        """All names as they stand, the longest first."""
        return sorted(self._images, key=lambda name: (-len(name), name))

    def _change(self, anchor: str, names: Sequence[str], brands: Sequence[str]) -> None:
        """The table of a family: the first draw that makes no name that occurs, and no 字号 that another family has."""
        signs = sorted({sign for text in (*names, *brands) for sign in _plain(text)} - set(KEPT))
        for turn in range(_TRIES):
            table = self._table(signs, anchor, turn)
            made = {name: _written(name, table) for name in names}
            fronts = {_written(brand, table) for brand in brands}
            if not (set(made.values()) & self._taken or fronts & self._fronts or self._turned(made)):
                break
        self._images |= made
        self._fronts |= fronts

    def _turned(self, made: dict[str, str]) -> bool:
        """Whether two rivals would stand the other way round."""
        known = self._images | made
        pairs = [pair for name in made for pair in self._rivals.get(name, ())]
        return any(known[one] > known[other] for one, other in pairs if one in known and other in known)

    def _table(self, signs: Sequence[str], anchor: str, turn: int) -> dict[str, str]:
        table: dict[str, str] = {}
        for sign in signs:
            kind = next((each for each in _KINDS if sign in each), None)
            if kind is None and not sign.isalpha():
                continue
            kind = kind or plain()
            start = self._draws.number(len(kind), "unit", anchor, turn, sign)
            used = set(table.values())
            table[sign] = next(
                (each for each in kind[start:] + kind[:start] if each not in used), kind[start]
            )
        return table


_KINDS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _plain(text: str) -> list[str]:
    """Each character as it is compared; one that folds to several, or to nothing, as it is."""
    return list(map(_plain_sign, text))


@cache
def _plain_sign(sign: str) -> str:
    plain_ = str(pl.select(folded(pl.lit(sign))).item())
    return plain_ if len(plain_) == 1 and not sign.isascii() else sign


def _written(name: str, table: dict[str, str]) -> str:
    return "".join(table.get(sign, own) for sign, own in zip(_plain(name), name, strict=True))


def _held(brands: dict[str, str]) -> list[tuple[str, str]]:
    """Pairs of 字号 of names of which one holds the other."""
    if len(brands) > _MANY:
        return []
    names = sorted(brands, key=len)
    return [
        (brands[short], brands[long])
        for at, short in enumerate(names)
        for long in names[at + 1 :]
        if len(short) >= 2 and short in long and brands[short] != brands[long]
    ]
