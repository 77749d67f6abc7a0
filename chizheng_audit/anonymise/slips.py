"""A slip in a number, made again in another: the character changed, lost, added or swapped at the same place."""

from collections.abc import Callable

from chizheng_audit.anonymise import numbers

_REGION, _BODY = 6, 17


def slipped(wrong: str, right: str, image: str, body: Callable[[str], str], shift: int) -> str | None:
    """`wrong` is a slip of `right`; the same slip of `image`, the pseudonym of `right`. None where it is no single slip.

    body: how the digits of a formed number change. shift: 1 to 9, how a digit that is wrong becomes another.
    """
    if not numbers.is_formed(image):
        return None
    if numbers.is_formed(wrong):
        return _changed(wrong, right, image, body, shift)
    if len(wrong) == len(right):
        places = [at for at in range(len(wrong)) if wrong[at] != right[at]]
        if len(places) == 1:
            return image[: places[0]] + wrong[places[0]] + image[places[0] + 1 :]
        return _swapped(wrong, right, image)
    if len(wrong) == len(right) - 1:
        lost = next((at for at in range(len(right)) if right[:at] + right[at + 1 :] == wrong), None)
        return None if lost is None else image[:lost] + image[lost + 1 :]
    if len(wrong) == len(right) + 1:
        more = next((at for at in range(len(wrong)) if wrong[:at] + wrong[at + 1 :] == right), None)
        if more is None:
            return None
        sign = wrong[more]
        if more < len(image) and sign == right[more]:  # a digit typed twice
            return image[: more + 1] + image[more:]
        return image[:more] + (str((int(sign) + shift) % 10) if sign.isdecimal() else sign) + image[more:]
    return None


def _changed(wrong: str, right: str, image: str, body: Callable[[str], str], shift: int) -> str | None:
    """Both have 18 characters."""
    places = [at for at in range(18) if wrong[at] != right[at]]
    if numbers.lost(wrong) == "multiple" and right.isdecimal() and f"{float(right):.0f}" == wrong:
        return f"{float(image):.0f}" if image.isdecimal() else None
    if places == [_BODY]:
        if "X" in (wrong[_BODY], right[_BODY], image[_BODY]):
            return image[:_BODY] + ("X" if wrong[_BODY] == "X" else str(shift))
        return image[:_BODY] + str((int(image[_BODY]) + int(wrong[_BODY]) - int(right[_BODY])) % 10)
    if len(places) == 1:
        return body(wrong) + image[_BODY]
    return _swapped(wrong, right, image)


def _swapped(wrong: str, right: str, image: str) -> str | None:
    """Two neighbours swapped; where they are alike in the pseudonym, or say the region, one of them is another digit."""
    places = [at for at in range(len(wrong)) if wrong[at] != right[at]]
    if len(places) != 2 or places[1] - places[0] != 1:
        return None
    one, two = places
    if (wrong[one], wrong[two]) != (right[two], right[one]):
        return None
    if one >= _REGION and image[one] != image[two]:
        return image[:one] + image[two] + image[one] + image[two + 1 :]
    at = max(one, _REGION - 2)
    return image[:at] + str((int(image[at]) + 1) % 10) + image[at + 1 :] if image[at].isdecimal() else None


def sources(wrong: str) -> set[str]:
    """The right numbers that a wrong one of 18 characters is a slip of."""
    if not numbers.is_formed(wrong):
        return set()
    changed = (wrong[:at] + sign + wrong[at + 1 :] for at in range(18) for sign in "0123456789X")
    swapped = (wrong[:at] + wrong[at + 1] + wrong[at] + wrong[at + 2 :] for at in range(17))
    return {each for each in (*changed, *swapped) if numbers.is_right(each)}


def is_slip(one: str, other: str) -> bool:
    """Whether one character changed, lost or added, or two neighbours swapped, makes one of the other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        short, long = sorted((one, other), key=len)
        return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
    places = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(places) == 2 and places[1] - places[0] == 1:
        return (one[places[0]], one[places[1]]) == (other[places[1]], other[places[0]])
    return len(places) == 1
