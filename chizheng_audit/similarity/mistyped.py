"""Wrong numbers next to right ones.

The check finds every single wrong character and every swap of neighbours, so a right number has no right neighbour at
distance 1, and a wrong one has few: at each place at most one digit would mend the sum. Those few are computed and looked
up; nothing is compared with everything.

With weights wₚ = 2^(17-p) mod 11 for the places p = 0 to 17 and r = Σ wₚaₚ - 1 mod 11, which is 0 for a right number:
digit p mends it as aₚ - r/wₚ mod 11; swapping p and p + 1 does if (wₚ - wₚ₊₁)(aₚ₊₁ - aₚ) ≡ -r.
"""

import polars as pl

from chizheng_audit import identity

_WEIGHTS = [2 ** (17 - place) % 11 for place in range(18)]
_PLACES = pl.DataFrame(
    {
        "place": range(18),
        "weight": _WEIGHTS,
        "inverse": [pow(weight, -1, 11) for weight in _WEIGHTS],
        "drop": [(_WEIGHTS[p] - _WEIGHTS[p + 1]) % 11 if p < 17 else None for p in range(18)],
        "power": [10 ** (16 - p) if p < 17 else 0 for p in range(18)],
        "next": [10 ** (15 - p) if p < 16 else 0 for p in range(18)],
    },
    schema=dict.fromkeys(("place", "weight", "inverse", "drop", "power", "next"), pl.Int64),
)


def sources(people: pl.DataFrame, firsts: pl.Series) -> pl.DataFrame:
    """Every right number at distance 1 of the wrong ones among `firsts` (places, one a number).

    Columns a (UInt32): the place. body (Int64): 17 digits of the right number. They need not occur, and some are told twice.
    """
    doubted = firsts.filter(~people.get_column("right").gather(firsts).fill_null(False))
    wrong = people.select("body", "check", "text").gather(doubted).with_columns(a=doubted)
    formed = wrong.filter(pl.col("body").is_not_null())
    texts = wrong.filter(pl.col("body").is_null())
    at_places = _at_places(formed)
    found = [_one_changed(at_places), _two_swapped(at_places), *_by_text(texts.select("a", "text"))]
    return pl.concat(found)


def _residue() -> pl.Expr:
    digits = [pl.col("body") // 10 ** (16 - p) % 10 * _WEIGHTS[p] for p in range(17)]
    return (pl.sum_horizontal(digits) + pl.col("check") - 1) % 11


def _at_places(formed: pl.DataFrame) -> pl.DataFrame:
    """Each number at each of 18 places, with its digit there and the next one, and its residue."""
    rest = formed.select("a", "body", check=pl.col("check").cast(pl.Int64)).with_columns(residue=_residue())
    body, check = pl.col("body"), pl.col("check")
    digit = pl.when(pl.col("place") < 17).then(body // pl.max_horizontal("power", 1) % 10).otherwise(check)
    after = pl.when(pl.col("place") < 16).then(body // pl.max_horizontal("next", 1) % 10).otherwise(check)
    return rest.join(_PLACES, how="cross").with_columns(digit=digit, after=after)


def _one_changed(at_places: pl.DataFrame) -> pl.DataFrame:
    mended = (pl.col("digit") - pl.col("residue") * pl.col("inverse")) % 11
    return (
        at_places.with_columns(mended=mended)
        .filter((pl.col("mended") < 10) | (pl.col("place") == 17))
        .select("a", body=pl.col("body") + (pl.col("mended") - pl.col("digit")) * pl.col("power"))
    )


def _two_swapped(at_places: pl.DataFrame) -> pl.DataFrame:
    rise = pl.col("after") - pl.col("digit")
    mends = (pl.col("drop") * rise + pl.col("residue")) % 11 == 0
    return at_places.filter((pl.col("place") < 17) & mends & (rise != 0) & (pl.col("after") < 10)).select(
        "a", body=pl.col("body") + rise * pl.col("power") - rise * pl.col("next")
    )


def _by_text(texts: pl.DataFrame) -> list[pl.DataFrame]:
    """The same for what has not 17 digits and a check: a foreign character, one lost, one added, X before the end."""
    length = pl.col("text").str.len_chars()
    at = texts.join(_PLACES, how="cross").with_columns(
        head=pl.col("text").str.head(pl.col("place")), length=length
    )
    text, place = pl.col("text"), pl.col("place")
    changed = at.filter(pl.col("length") == 18).with_columns(
        holed=pl.concat_str("head", pl.lit("1"), text.str.slice(place + 1))
    )
    lost = at.filter(pl.col("length") == 17).with_columns(
        holed=pl.concat_str("head", pl.lit("1"), text.str.slice(place))
    )
    swapped = at.filter((pl.col("length") == 18) & (place < 17)).select(
        "a",
        text=pl.concat_str(
            "head", text.str.slice(place + 1, 1), text.str.slice(place, 1), text.str.slice(place + 2)
        ),
    )
    ends = texts.filter(length == 19).select("a", text=text.str.head(18))
    added = at.filter(pl.col("length") == 19).select(
        "a", text=pl.concat_str("head", text.str.slice(place + 1))
    )
    return [_filled(pl.concat([changed, lost])), _right(pl.concat([swapped, ends, added]))]


def _filled(holed: pl.DataFrame) -> pl.DataFrame:
    """Numbers with a 1 at `place` where a character is missing, completed by the one that makes them right."""
    parts = identity.parse(holed.get_column("holed")).select("body", pl.col("check").cast(pl.Int64))
    rest = (
        holed.select("a", "place", "inverse", "power")
        .with_columns(parts)
        .filter(pl.col("body").is_not_null())
    )
    digit = (1 - _residue() * pl.col("inverse")) % 11
    return (
        rest.with_columns(digit=digit)
        .filter((pl.col("digit") < 10) | (pl.col("place") == 17))
        .select("a", body=pl.col("body") + (pl.col("digit") - 1) * pl.col("power"))
    )


def _right(texts: pl.DataFrame) -> pl.DataFrame:
    parts = identity.parse(texts.get_column("text")).with_columns(texts.get_column("a"))
    return parts.filter(pl.col("right")).select("a", "body")


def mistyped(people: pl.DataFrame, firsts: pl.Series, found: pl.DataFrame) -> pl.DataFrame:
    """Pairs a, b of first entities, a wrong and b right at distance 1, with relation and correction.

    found: see sources.
    """
    right = firsts.filter(people.get_column("right").gather(firsts).fill_null(False))
    bodies = pl.DataFrame({"body": people.get_column("body").gather(right), "b": right})
    pairs = bodies.join(found, on="body")
    of_18 = people.get_column("text").gather(pairs.get_column("a")).str.len_chars() == 18
    return pairs.with_columns(of_18=of_18).select(
        "a",
        "b",
        relation=pl.when("of_18").then(pl.lit("mistyped")).otherwise(pl.lit("lost_or_added")),
        correction=identity.spelled(pl.col("body")),
    )
