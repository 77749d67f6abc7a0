"""IDs and names together: which bear on each other, and each as it is written."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

import polars as pl

from chizheng_audit import identity
from chizheng_audit.anonymise import numbers
from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.gathered import Gathered
from chizheng_audit.anonymise.ids import Ids
from chizheng_audit.anonymise.names import Names
from chizheng_audit.anonymise.slips import sources
from chizheng_audit.similarity import name_keys, near
from chizheng_audit.similarity.parsed import read_numbers

_REGION, _REGION_AND_DAY = 6, 14
_LOOKALIKE = {"0": "O", "1": "L"}
_ELSEWHERE = (1, 0, 6, 7)
"""Where a letter may stand for a digit instead: in the province, else in the year."""


class People:
    """The pseudonyms of IDs and names as they stand."""

    def __init__(self, draws: Draws, gathered: Gathered, regions: Collection[str]) -> None:
        raw = sorted(gathered.cells["id"])
        cleaned = pl.DataFrame({"raw": raw}, schema={"raw": pl.String}).select(
            "raw", clean=identity.clean(pl.col("raw"))
        )
        everyone = gathered.people.with_row_index("row_id").with_columns(pl.col("row_id").cast(pl.Int64))
        keys = pl.concat([cleaned.get_column("clean"), everyone.get_column("id_no").drop_nulls()]).unique()
        self._key = {
            clean: key or clean
            for clean, key in zip(keys, read_numbers(keys).get_column("text"), strict=True)
            if clean
        }
        self._clean = dict(cleaned.iter_rows())
        days: dict[str, set[date]] = defaultdict(set)
        for clean, seen in gathered.days.items():
            days[self._key.get(clean, clean)] |= seen
        who = everyone.with_columns(
            key=pl.col("id_no").replace(self._key), name_key=name_keys(everyone.get_column("name"))
        )
        pairs = _pairs(everyone, who)
        self._ids = Ids(
            draws,
            self._key.values(),
            {key: sorted(seen) for key, seen in days.items()},
            _kept(self._key),
            [(one, other, source) for one, other, source, _n, _m in pairs if one and other and one != other],
            _bound(who),
            regions,
        )
        self._ids.images.update(_of_masked(who, self._ids.images))
        linked = [(a, b) for *_rest, a, b in pairs if a and b and a != b]
        self.names = Names(
            draws,
            gathered.cells["name"] | set(who.get_column("name").drop_nulls()),
            [*linked, *_relatives(who)],
        )

    def id(self, raw: str) -> str:
        """The pseudonym of an ID as it stands."""
        clean = self._clean.get(raw) or str(pl.select(identity.clean(pl.lit(raw))).item())
        key = self._key.get(clean)
        if not clean or key is None or not any(sign.isdecimal() for sign in clean):
            return raw
        return _spelled(raw, clean, key, self._ids.images[key])

    def knows(self, raw: str) -> bool:
        """Whether an ID, as it stands or cleaned, is one of those given."""
        return raw in self._clean or raw in self._key

    def of_clean(self, clean: str) -> str:
        """The pseudonym of a cleaned ID."""
        key = self._key[clean]
        return _spelled(clean, clean, key, self._ids.images[key])

    def births(self, raw: str) -> tuple[date | None, date | None]:
        """The day of birth that an ID states, and the one that its pseudonym does; None for what states none."""
        key = self._key.get(self._clean.get(raw, ""), "")
        return numbers.birth(key), numbers.birth(self._ids.images.get(key, ""))

    @property
    def images(self) -> Mapping[str, str]:
        """IDs as they are compared → their pseudonyms."""
        return self._ids.images


def _pairs(everyone: pl.DataFrame, who: pl.DataFrame) -> list[tuple[str, str, str | None, str, str]]:
    """Pairs that are near: both IDs, a right number that both are slips of, and both names."""
    found = near(everyone).pairs
    one, other = (
        who.select(
            pl.col("row_id").alias(side),
            pl.col("key").alias(f"key_{side}"),
            pl.col("name").alias(f"name_{side}"),
        )
        for side in ("one", "other")
    )
    # names bear on each other where they are alike; numbers do whatever the names are
    alike = pl.col("names").is_in(["near", "sound"])
    told = found.join(one, on="one").join(other, on="other").select(
        "key_one", "key_other", pl.col("relation") == "common_source",
        pl.when(alike).then("name_one"), pl.when(alike).then("name_other"),
    )  # fmt: skip
    return [(a, b, _source(a, b) if common else None, *names) for a, b, common, *names in told.iter_rows()]


def _source(one: str, other: str) -> str | None:
    """One of the right numbers that both are slips of."""
    return min(sources(one) & sources(other), default=None)


def _of_masked(who: pl.DataFrame, images: Mapping[str, str]) -> dict[str, str]:
    """Pseudonyms of masked numbers: what is seen of one is what is seen of somebody's of the same name, where it fits one."""
    named = who.filter(pl.col("name_key").is_not_null()).select("name_key", "key").unique()
    masked = named.filter(pl.col("key").str.contains("*", literal=True))
    whole = named.filter(pl.col("key").str.contains(r"^[0-9]{17}[0-9X]$"))
    found: dict[str, str] = {}
    for key, other in (
        masked.join(whole, on="name_key").select("key", "key_right").sort("key", "key_right").iter_rows()
    ):
        head, tail = key[: key.index("*")], key[key.rindex("*") + 1 :]
        if other.startswith(head) and other.endswith(tail):
            image = images[other]
            between = key[len(head) : len(key) - len(tail)]
            found.setdefault(key, image[: len(head)] + between + image[len(image) - len(tail) :])
    return found


def _bound(who: pl.DataFrame) -> list[tuple[str, str]]:
    """Pairs of numbers that say one region and day of birth, or that one name and day of birth stand beside."""
    formed = who.filter(pl.col("key").str.contains(r"^[0-9]{17}[0-9X]$")).select("key", "name_key").unique()
    place = formed.select("key", by=pl.col("key").str.head(_REGION_AND_DAY))
    named = formed.drop_nulls().select("key", by=pl.concat_str(pl.col("key").str.slice(6, 8), "name_key"))
    firsts = (
        pl.concat([place, named])
        .unique()
        .sort("by", "key")
        .with_columns(first=pl.col("key").first().over("by"))
    )
    return list(firsts.filter(pl.col("key") != pl.col("first")).select("first", "key").iter_rows())


def _relatives(who: pl.DataFrame) -> list[tuple[str, str]]:
    """Pairs of names with one first character beside numbers that say one region and day of birth."""
    there = who.filter(pl.col("key").str.contains(r"^[0-9]{17}[0-9X]$")).select(
        "name", by=pl.concat_str(pl.col("key").str.head(_REGION_AND_DAY), pl.col("name_key").str.head(1))
    )
    firsts = (
        there.drop_nulls().unique().sort("by", "name").with_columns(first=pl.col("name").first().over("by"))
    )
    return list(firsts.filter(pl.col("name") != pl.col("first")).select("first", "name").iter_rows())


def _kept(keys: Mapping[str, str]) -> dict[str, set[int]]:
    """By key, the places of digits that somebody wrote as letters: there the pseudonym must have the same digits."""
    found: dict[str, set[int]] = defaultdict(set)
    for clean, key in keys.items():
        if len(clean) == len(key):
            found[key] |= {
                at
                for at, (a, b) in enumerate(zip(clean, key, strict=True))
                if a != b and not 2 <= at < _REGION
            }
    return {key: places for key, places in found.items() if places}


def _spelled(raw: str, clean: str, key: str, image: str) -> str:
    """`image` written as `raw` writes its number."""
    if len(clean) == 15 and len(key) == 18:
        image, key = image[:6] + image[8:17], clean
    signs: Iterable[str] = image
    if len(clean) == len(key):
        signs = [new if a == b or new != b else a for a, b, new in zip(clean, key, image, strict=True)]
        if clean != key and "".join(signs) == image:  # the digit that a letter stood for is another now
            at = next((at for at in _ELSEWHERE if at < len(image) and image[at] in _LOOKALIKE), None)
            signs = [_LOOKALIKE[sign] if place == at else sign for place, sign in enumerate(image)]
    elif len(kept := [sign for sign in clean if sign.isalnum()]) == len(image):
        rest = iter(image)
        signs = [next(rest) if sign.isalnum() else sign for sign in clean]
        del kept
    written = list(signs)
    letters = [at for at, sign in enumerate(raw) if _counts(sign)]
    if len(letters) != len(written):
        return "".join(written)
    out = list(raw)
    for at, sign in zip(letters, written, strict=True):
        if sign == "X" and out[at] in "×Х✕":
            continue
        wide = "\uff01" <= out[at] <= "\uff5e" and "!" <= sign <= "~"
        small = out[at].islower() and sign.isascii()
        cased = sign.lower() if small else sign
        out[at] = chr(ord(cased) + 0xFEE0) if wide else cased
    return "".join(out)


def _counts(sign: str) -> bool:
    """Whether a character is one of the number, and no blank, quote or hidden sign."""
    return not (sign.isspace() or sign in "'\"`‘’“”=" or unicodedata.category(sign) == "Cf" or sign == "＇")
