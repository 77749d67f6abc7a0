"""How a number comes to be wrong: each function takes persons (columns id_no and others) and gives back those it can change.

new: the number of the copy. old: the number of the original, where that changes, too. alias: "sound" or "other" where the
copy bears a name that sounds the same, or another one.
"""

from collections.abc import Callable

import polars as pl

from bench.draws import COUNTIES, Draws
from chizheng_audit.identity import spelled

Change = Callable[[pl.DataFrame, Draws], pl.DataFrame]


def _digit(number: pl.Series, place: pl.Series, by: pl.Series) -> pl.Series:
    """The numbers with the digit at `place` raised by `by` (1 to 9), modulo ten."""
    frame = pl.DataFrame({"n": number, "p": place, "by": by})
    digit = pl.col("n").str.slice(pl.col("p"), 1).cast(pl.Int64)
    new = ((digit + pl.col("by")) % 10).cast(pl.String)
    head, tail = pl.col("n").str.head(pl.col("p")), pl.col("n").str.slice(pl.col("p") + 1)
    return frame.select(pl.concat_str(head, new, tail)).to_series()


def _swapped(number: pl.Series, place: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"n": number, "p": place})
    n, p = pl.col("n"), pl.col("p")
    return frame.select(
        pl.concat_str(n.str.head(p), n.str.slice(p + 1, 1), n.str.slice(p, 1), n.str.slice(p + 2))
    ).to_series()


def _checked(numbers: pl.Series) -> pl.Series:
    """The numbers with their check character computed anew."""
    return numbers.to_frame("n").select(spelled(pl.col("n").str.head(17).cast(pl.Int64))).to_series()


def _places(some: pl.DataFrame, draw: Draws, first: int, after: int) -> pl.Series:
    return first + draw.below(len(some), after - first)


def one_digit(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(
        new=_digit(some.get_column("id_no"), _places(some, draw, 0, 17), 1 + draw.below(len(some), 9))
    )


def swapped(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(new=_swapped(some.get_column("id_no"), _places(some, draw, 0, 16)))


def lost(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    some = some.with_columns(p=_places(some, draw, 0, 18))
    n, p = pl.col("id_no"), pl.col("p")
    return some.with_columns(new=pl.concat_str(n.str.head(p), n.str.slice(p + 1)))


def added(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    some = some.with_columns(p=_places(some, draw, 0, 18), digit=draw.below(len(some), 10).cast(pl.String))
    n, p = pl.col("id_no"), pl.col("p")
    return some.with_columns(new=pl.concat_str(n.str.head(p), "digit", n.str.slice(p)))


def lookalike(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    way, n = draw.below(len(some), 3), pl.col("id_no")
    changed = pl.when(way == 0).then(n.str.replace("0", "O")).when(way == 1).then(n.str.replace("1", "l"))
    return some.with_columns(new=changed.otherwise(n.str.replace("X$", "×").str.replace("0", "o")))


def legacy_15(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    n = pl.col("id_no")
    return some.filter(n.str.slice(6, 2) == "19").with_columns(
        new=pl.concat_str(n.str.head(6), n.str.slice(8, 9))
    )


def zeros(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(new=pl.col("id_no").str.head(15) + "000")


def double(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    image = pl.col("id_no").cast(pl.Int64, strict=False).cast(pl.Float64).cast(pl.Int64).cast(pl.String)
    return some.with_columns(new=image).filter(pl.col("new").is_not_null())


def scientific(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    n = pl.col("id_no")
    return some.with_columns(new=pl.concat_str(n.str.head(1), pl.lit("."), n.str.slice(1, 5), pl.lit("E+17")))


def recomputed(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(
        new=_checked(
            _digit(some.get_column("id_no"), _places(some, draw, 14, 17), 1 + draw.below(len(some), 9))
        )
    )


def compensated(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    """Two digits of 17 changed so that the check character stays right."""
    tried = pl.concat([two_digits(some, draw) for _ in range(12)])
    right = tried.filter(_checked(tried.get_column("new")) == tried.get_column("new"))
    return right.unique("row_id", keep="first", maintain_order=True)


def birth_digit(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    """A digit of the year or the day of birth, and the check character computed anew."""
    places = pl.Series([8, 9, 13]).gather(draw.below(len(some), 3))
    return some.with_columns(
        new=_checked(_digit(some.get_column("id_no"), places, 1 + draw.below(len(some), 9)))
    )


def swapped_checked(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(new=_checked(_swapped(some.get_column("id_no"), _places(some, draw, 6, 16))))


def other_region(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    region = draw.of(len(some), [str(county) for county in COUNTIES])
    return some.with_columns(new=_checked(region + some.get_column("id_no").str.slice(6)))


def two_digits(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    """Two digits of 17 changed; the check character stays."""
    one = _places(some, draw, 0, 17)
    other = (one + 1 + draw.below(len(some), 16)) % 17
    by = [1 + draw.below(len(some), 9) for _ in range(2)]
    return some.with_columns(new=_digit(_digit(some.get_column("id_no"), one, by[0]), other, by[1]))


def both_same_place(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    places, by = _places(some, draw, 0, 17), draw.below(len(some), 9)
    n = some.get_column("id_no")
    return some.with_columns(old=_digit(n, places, 1 + by), new=_digit(n, places, 1 + (by + 1) % 9))


def both_elsewhere(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    one = _places(some, draw, 0, 17)
    other = (one + 1 + draw.below(len(some), 16)) % 17
    n = some.get_column("id_no")
    return some.with_columns(
        old=_digit(n, one, 1 + draw.below(len(some), 9)), new=_digit(n, other, 1 + draw.below(len(some), 9))
    )


def same_sound(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(new="id_no", alias=pl.lit("sound"))


def borrowed(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
    return some.with_columns(new="id_no", alias=pl.lit("other"))


def _differing(change: Change) -> Change:
    """`change` without the numbers that it left as they were."""

    def apply(some: pl.DataFrame, draw: Draws) -> pl.DataFrame:
        changed = change(some, draw)
        old = "old" if "old" in changed.columns else "id_no"
        return changed.filter(pl.col("new") != pl.col(old))

    return apply


KINDS: dict[str, Change] = {
    **{
        change.__name__: _differing(change)
        for change in (
            one_digit, swapped, lost, added, lookalike, legacy_15, zeros, double, scientific, recomputed, compensated,
            birth_digit, swapped_checked, other_region, both_same_place, both_elsewhere, two_digits,
        )
    },
    "same_sound": same_sound,
    "borrowed": borrowed,
}  # fmt: skip
"""Each kind by its name."""
DEFINABLE = (
    "one_digit", "swapped", "lost", "added", "lookalike", "legacy_15", "both_same_place", "same_sound", "borrowed",
)  # fmt: skip
"""Kinds that the number alone tells; the others need a name, a phone or an account that speaks for them."""
