"""Two numbers under each other, and where they differ."""

from dataclasses import dataclass

from rapidfuzz.distance import OSA, Levenshtein

GAP = "-"


@dataclass(frozen=True)
class Aligned:
    """Two texts of one length, GAP where the other one has a character more, and the places (from 0) where they differ."""

    one: str
    other: str
    places: tuple[int, ...]


def aligned(one: str, other: str) -> Aligned:
    """`one` and `other` (without GAP) so that as few characters as possible differ.

    Texts of one length stay as they are where a swap is all that shifting could explain better.
    """
    if len(one) == len(other) and len(_differing(one, other)) <= Levenshtein.distance(one, other):
        return Aligned(one, other, _differing(one, other))
    first, second = [], []
    for move in Levenshtein.opcodes(one, other):
        a, b = one[move.src_start : move.src_end], other[move.dest_start : move.dest_end]
        width = max(len(a), len(b))
        first.append(a.ljust(width, GAP))
        second.append(b.ljust(width, GAP))
    whole = "".join(first), "".join(second)
    return Aligned(*whole, _differing(*whole))


def _differing(one: str, other: str) -> tuple[int, ...]:
    return tuple(at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)


def distance(one: str, other: str) -> int:
    """Characters changed, lost or added, and neighbours swapped, that lead from one to the other (OSA)."""
    return OSA.distance(one, other)
