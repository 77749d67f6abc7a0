"""Numbers of which at most two of the first 17 digits differ, where name, phone or account speak for one person.

Both may be right: whoever makes up or mistypes a digit and has the check computed anew leaves no other trace. In a county
nearly everybody has such a neighbour by chance, so without something that speaks for it such a pair says nothing.

Two differing digits cannot touch all of three parts (region and year, month and day, serial). So namesakes are compared
where one of these parts agrees; and those who share a phone or account, being few, all with all.
"""

import polars as pl

from chizheng_audit.identity import differing
from chizheng_audit.similarity.blocks import Keep, Keys, members, pairs_that_share, runs
from chizheng_audit.similarity.corroborate import ALIKE_BY, alike, beside
from chizheng_audit.similarity.result import Limits

_REGION_YEAR, _MONTH_DAY, _SERIAL = (10**7, 10**10), (10**3, 10**4), (1, 10**3)
_PARTS = (_REGION_YEAR, _MONTH_DAY, _SERIAL)
_REGION = 10**11
"""What is left of a body modulo this is birth date and serial."""
_FURTHER = {
    _REGION_YEAR: ((10**5, 100), (10**3, 100), _SERIAL),
    _MONTH_DAY: ((10**11, 10**6), (10**7, 10**4), _SERIAL),
    _SERIAL: ((10**11, 10**6), (10**7, 10**4), _MONTH_DAY),
}
"""How a block that shares a part is split: three parts of the rest."""


def by_name(people: pl.DataFrame, limits: Limits) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pairs a, b of entities that are alike in name, with `relation`; and what was left (place, size, pairs).

    Also other_region: where birth date and serial agree, month and day do.
    """
    named = people.select("body", "packed", "sound", "also").with_row_index("place")
    named = named.filter(pl.col("body").is_not_null() & pl.col("sound").is_not_null())
    again = named.filter(pl.col("also").is_not_null()).with_columns(sound="also")
    named = pl.concat([named, again]) if len(again) else named
    sound = named.get_column("sound").hash(1)
    found, left = [], []
    for part in _PARTS:
        key = sound ^ _digits(named, part).hash(2)
        pairs, missed = pairs_that_share(
            key, _further(named, _FURTHER[part]), _near(named), limits.block, limits.part
        )
        found.append(pairs)
        left.append(missed)
    places = named.get_column("place")
    pairs = _relate(people, _at(places, pl.concat(found)), contact=None)
    return pairs, _left_at(places, pl.concat(left))


def by_contact(people: pl.DataFrame, contact: str, limits: Limits) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same for entities with one `contact` (phone or account), and `distant` for those alike in name, too.

    An over-full block is split by the three parts and by the readings of the name.
    """
    there = _shared_by(people, contact)
    again = there.filter(pl.col("also").is_not_null()).with_columns(sound="also")
    there = pl.concat([there, again]) if len(again) else there
    sound, code = there.get_column("sound"), there.get_column(contact)

    def keep(pairs: pl.DataFrame) -> pl.DataFrame:
        one, two = pairs.get_column("a"), pairs.get_column("b")
        namesakes = (sound.gather(one) == sound.gather(two)).fill_null(False)
        near = _distance(there, pairs) <= 2
        return pairs.filter((code.gather(one) == code.gather(two)) & (near.fill_null(False) | namesakes))

    further = _further(there, _PARTS, sound)
    found, left = pairs_that_share(code.hash(3), further, keep, limits.block, limits.part)
    places = there.get_column("place")
    return _relate(people, _at(places, found), contact=contact), _left_at(places, left)


def _shared_by(people: pl.DataFrame, contact: str) -> pl.DataFrame:
    """Those with a number and with a contact that others have, too; place: where they stand in `people`."""
    code = people.get_column(contact)
    told = code.is_not_null().arg_true()
    met = told.gather(members(*runs(code.gather(told).hash(3))).get_column("place")).sort()
    there = people.select(contact, "written", "body", "packed", "sound", "also").gather(met)
    return there.with_columns(place=met.cast(pl.UInt32)).filter(pl.col("written").is_not_null())


def _further(people: pl.DataFrame, parts: tuple[tuple[int, int], ...], *more: pl.Series) -> Keys:
    def keys(places: pl.Series) -> list[pl.Series]:
        some = people.select("body").gather(places)
        return [*(_digits(some, part) for part in parts), *(other.gather(places) for other in more)]

    return keys


def _digits(people: pl.DataFrame, part: tuple[int, int]) -> pl.Series:
    """That part of the body, as a number: the digits from the power `part[0]` on, as many as `part[1]` has zeros."""
    power, size = part
    return people.get_column("body") // power % size


def _distance(people: pl.DataFrame, pairs: pl.DataFrame) -> pl.Series:
    """How many of 17 digits differ (UInt8); null where one is not formed."""
    both = beside(pairs, people, "packed", "body")
    first = (pl.col("body_a") // 10**16 != pl.col("body_b") // 10**16).cast(pl.UInt8)
    return both.select(differing(pl.col("packed_a"), pl.col("packed_b")) + first).to_series()


def _near(people: pl.DataFrame) -> Keep:
    body = people.get_column("body")

    def keep(pairs: pl.DataFrame) -> pl.DataFrame:
        one, two = (body.gather(pairs.get_column(side)) % _REGION for side in ("a", "b"))
        return pairs.filter((_distance(people, pairs) <= 2) | (one == two))

    return keep


def _relate(people: pl.DataFrame, pairs: pl.DataFrame, contact: str | None) -> pl.DataFrame:
    """The first relation of this file that holds, for pairs where one does; all of them share `contact`, or a reading."""
    both = beside(pairs, people, "number", "written", "body", "right", *ALIKE_BY)
    both = both.with_columns(distance=_distance(people, pairs), alike=alike())
    both = both.filter("alike") if contact is None else both
    other = pl.col("number_a").ne_missing(pl.col("number_b"))
    unread = pl.col("number_a").is_null() & pl.col("number_b").is_null()
    elsewhere = pl.col("body_a") % _REGION == pl.col("body_b") % _REGION
    relation = (
        pl.when(other & pl.col("right_a") & pl.col("right_b") & (pl.col("distance") == 1))
        .then(pl.lit("recomputed_check"))
        .when(other & (pl.col("distance") <= 2))
        .then(pl.lit("two_digits"))
        .when(other & pl.col("alike") & elsewhere)
        .then(pl.lit("other_region"))
        .when((other | (unread & (pl.col("written_a") != pl.col("written_b")))) & pl.col("alike"))
        .then(pl.lit("distant") if contact else None)
    )
    return both.select("a", "b", relation=relation).filter(pl.col("relation").is_not_null())


def _at(places: pl.Series, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of those places, once each; a place that two readings paired with itself is dropped."""
    one, two = (places.gather(pairs.get_column(side)) for side in ("a", "b"))
    ordered = pl.DataFrame({"one": one, "two": two}).select(
        a=pl.min_horizontal("one", "two"), b=pl.max_horizontal("one", "two")
    )
    return ordered.filter(pl.col("a") != pl.col("b")).unique()


def _left_at(places: pl.Series, left: pl.DataFrame) -> pl.DataFrame:
    return left.with_columns(place=places.gather(left.get_column("place")))
