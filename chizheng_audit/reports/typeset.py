"""Setting Chinese and Latin text: how wide it is, and where its lines may break."""

import re
import unicodedata
from collections.abc import Iterator

_TOKEN = re.compile(r"[!-~]+|[■-◿]+|\s+|.")
_NOT_FIRST = frozenset("，。；：、！？）》】〕］”’…%％")
_NOT_LAST = frozenset("（《【〔［“‘")


def width(text: str) -> int:
    """How many half-width cells `text` takes; a Chinese character takes two."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, limit: int) -> list[str]:
    """`text` in lines of at most `limit` cells.

    Lines break between Chinese characters, but not before closing or after opening marks, and inside a run of
    Latin characters (an ID, an amount, a path) or of shapes (a strip of months) only where the run alone is wider than a line.
    """
    lines = [""]
    for unit in _units(text):
        for piece in _folded(unit, limit):
            if width(lines[-1]) + width(piece.rstrip()) <= limit:
                lines[-1] += piece
            else:
                lines.append(piece.lstrip())
    return [line.rstrip() for line in lines]


def _units(text: str) -> Iterator[str]:
    """What may not be parted: runs of Latin characters, and marks with the character that they belong to."""
    unit = ""
    for token in _TOKEN.findall(text):
        joins = token[0] in _NOT_FIRST or token.isspace() or (unit and unit[-1] in _NOT_LAST)
        if unit and not joins:
            yield unit
            unit = ""
        unit += token
    if unit:
        yield unit


def _folded(unit: str, limit: int) -> Iterator[str]:
    """A unit in pieces of at most `limit` cells, whole where it fits."""
    piece = ""
    for character in unit:
        if piece and width(piece + character.rstrip()) > limit:
            yield piece
            piece = ""
        piece += character
    yield piece
