"""Groups of things that ties connect, by whatever chain."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing", bound=Hashable)


def joined(things: Iterable[Thing], ties: Iterable[tuple[Thing, Thing]]) -> list[list[Thing]]:
    """The groups, each in the order of `things`."""
    above = {thing: thing for thing in things}

    def top(thing: Thing) -> Thing:
        while above[thing] != thing:
            above[thing] = above[above[thing]]
            thing = above[thing]
        return thing

    for one, other in ties:
        above[top(one)] = top(other)
    groups: dict[Thing, list[Thing]] = {}
    for thing in above:
        groups.setdefault(top(thing), []).append(thing)
    return list(groups.values())
