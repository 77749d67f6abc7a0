"""Draws that only the key repeats: HMAC-SHA256 over what is asked, as numbers, orders and characters."""

import hmac
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Draws:
    """What the key says to each question. The same question has the same answer in every run with this key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def number(self, below: int, *asked: object) -> int:
        """A whole number from 0 to `below` - 1."""
        text = "\x1f".join(map(str, asked)).encode("utf-8", "surrogatepass")
        return int.from_bytes(hmac.digest(self._key, text, "sha256")) % below

    def pick(self, items: Sequence[Item], *asked: object) -> Item:
        """One of `items`."""
        return items[self.number(len(items), *asked)]

    def order(self, items: Sequence[Item], *asked: object) -> list[Item]:
        """All of `items`, in an order of the key's."""
        ranked = sorted(range(len(items)), key=lambda at: (self.number(1 << 64, *asked, at), at))
        return [items[at] for at in ranked]

    def digits(self, count: int, *asked: object) -> str:
        """So many decimal digits."""
        return f"{self.number(10**count, *asked):0{count}}" if count else ""

    def permuted(self, places: Sequence[int], base: int, *asked: object) -> list[int]:
        """Numbers below `base`, one to one as others of the same count: four rounds in which each place is moved by the rest.

        No two texts of numbers become one, and what one becomes tells nothing of the others.
        """
        moved = list(places)
        for turn in range(4):
            for at in range(len(moved)):
                rest = (*moved[:at], "|", *moved[at + 1 :])
                moved[at] = (moved[at] + self.number(base, *asked, turn, at, *rest)) % base
        return moved

    def stream(self, *asked: object) -> "Stream":
        """Several draws for one question, from one digest."""
        text = "\x1f".join(map(str, asked)).encode("utf-8", "surrogatepass")
        return Stream(int.from_bytes(hmac.digest(self._key, text, "sha512")))


class Stream:
    """Draws that follow each other, about 400 bits of them."""

    def __init__(self, left: int) -> None:
        self._left = left

    def number(self, below: int) -> int:
        """A whole number from 0 to `below` - 1."""
        self._left, found = divmod(self._left, below)
        return found

    def order(self, items: Sequence[Item]) -> list[Item]:
        """All of `items`, in some order."""
        left = list(items)
        return [left.pop(self.number(len(left))) for _ in items]
