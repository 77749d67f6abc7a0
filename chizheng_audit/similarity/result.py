"""What `near` gives back: declared frames, and the limits that it works within."""

from dataclasses import dataclass

import polars as pl

RELATIONS = (
    "same_number",
    "legacy_15",
    "lookalike",
    "mistyped",
    "lost_or_added",
    "both_mistyped",
    "common_source",
    "zeros_lost",
    "float_image",
    "recomputed_check",
    "two_digits",
    "other_region",
    "distant",
)
"""The ladder, the surest first. A pair bears the first relation that holds. "Alike" is a name that is the same or sounds
so; "corroborated" is alike in name, or the same phone or account. Distance is OSA: a character changed, lost or added, or
two neighbours swapped.

same_number: one number, two names.
legacy_15: one number, once in 15 digits. lookalike: one number, once with signs that look like digits (O for 0).
mistyped: distance 1 between 18 characters, one right by its check. lost_or_added: the same with 17 or 19 characters.
both_mistyped: distance 1, neither is right.
common_source: neither is right, each at distance 1 of one right number; corroborated.
zeros_lost: one ends in 000, the first 15 digits agree; corroborated.
float_image: one is wrong and what a double keeps of the other; corroborated.
recomputed_check: both right, one of 17 digits differs (and so the check); corroborated.
two_digits: at most two of 17 digits differ; corroborated.
other_region: birth date and serial agree, the region does not; alike in name.
distant: numbers further apart, alike in name and the same phone or account.
"""

GRADES = ("exact", "strong", "possible")
NAMES = ("same", "sound", "near", "other", "unknown")
"""How two names are: equal; said the same (without tones); one character changed or lost; else; one is missing."""

PAIRS = pl.Schema(
    {
        "one": pl.Int64(),  # the entity, by the smallest row_id of its rows; one < other
        "other": pl.Int64(),
        "relation": pl.Enum(RELATIONS),
        "grade": pl.Enum(GRADES),
        "names": pl.Enum(NAMES),
        "phone": pl.Boolean(),  # whether both have the same, never null
        "account": pl.Boolean(),
        "correction": pl.String(),  # the right number that is proposed, where there is just one
        "corrected": pl.Int64(),  # the entity that it is proposed for; null where it is for both
        "expected": pl.Float64(),  # how many such pairs this name has by chance; null where that is not a question
        "twin": pl.Boolean(),  # both right, same region and birth date, other serial, names not alike
    }
)
ENTITIES = pl.Schema({"row_id": pl.Int64(), "entity": pl.Int64()})
"""Each row with the smallest row_id of those that say the same (number as written, name, phone, account)."""
CLUSTERS = pl.Schema({"entity": pl.Int64(), "cluster": pl.Int64()})
"""Entities that pairs graded exact or strong, or one number, connect; by the smallest entity. Those alone are left out."""
CAPPED = pl.Schema(
    {
        "relation": pl.Enum(
            RELATIONS
        ),  # the first of those that the step looks for; two_digits stands for its neighbours
        "by": pl.String(),  # what the block shares: number, name, phone or account
        "value": pl.String(),  # its value: private
        "size": pl.Int64(),  # how many entities
        "pairs": pl.Int64(),  # how many pairs were not looked at there; some may have been elsewhere
    }
)


@dataclass(frozen=True)
class Limits:
    """How far `near` goes.

    block: entities that share a key before they are split by a further one. part: entities in such a part before it is
    left and reported. group: pairs of entities that two numbers (or one) may give before only their first ones are paired,
    and that is reported. damaged: share of wrong numbers above which a column is damaged. coincidences: expected pairs by
    chance up to which a name alone makes a pair strong.
    """

    block: int = 2_000
    part: int = 20_000
    group: int = 2_000_000
    damaged: float = 0.30
    coincidences: float = 0.002


@dataclass(frozen=True)
class Near:
    """The frames above, and the share of numbers (not null) that are not right."""

    pairs: pl.DataFrame
    entities: pl.DataFrame
    clusters: pl.DataFrame
    capped: pl.DataFrame
    invalid: float
    damaged: bool
