"""Two numbers against each relation of the ladder in turn, with what speaks for or against it.

What `near` does in one sweep over all pairs is done here for one pair, in plain Python and by the definitions of
`result.RELATIONS`; a test holds the one against the other.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from chizheng_audit import identity
from chizheng_audit.i18n import N_
from chizheng_audit.similarity.aligned import distance
from chizheng_audit.similarity.mistyped import sources
from chizheng_audit.similarity.parsed import read_numbers

_KEPT = 15


@dataclass(frozen=True)
class Number:
    """One of the two: as it was given and cleaned, and what it says.

    key: as it is compared, look-alikes read as digits and 15 digits lifted; None where it cannot be compared.
    sources: the right numbers at distance 1 of a wrong one.
    """

    given: str
    clean: str
    key: str | None
    old: bool
    formed: bool
    right: bool
    sources: frozenset[str]

    @property
    def fitting(self) -> str | None:
        """The check character that the first 17 digits ask for."""
        return _spelled(int(self.key[:17]))[17] if self.formed and self.key else None


@dataclass(frozen=True)
class Two:
    """Both numbers, and what those who bear them share: names (of NAMES), phone, account (None: not known)."""

    one: Number
    other: Number
    names: str = "unknown"
    phone: bool | None = None
    account: bool | None = None

    @property
    def same_key(self) -> bool:
        """Whether they are one number once folded."""
        return self.one.key is not None and self.one.key == self.other.key

    @property
    def comparable(self) -> bool:
        """Whether both can be compared sign by sign."""
        return self.one.key is not None and self.other.key is not None

    @property
    def formed(self) -> bool:
        """Whether both have 17 digits and a check character."""
        return self.one.formed and self.other.formed

    @property
    def apart(self) -> int | None:
        """The distance of both keys."""
        return distance(self.one.key or "", self.other.key or "") if self.comparable else None

    @property
    def digits_apart(self) -> int | None:
        """How many of the first 17 digits differ."""
        if not self.formed:
            return None
        return sum(
            a != b for a, b in zip((self.one.key or "")[:17], (self.other.key or "")[:17], strict=True)
        )

    @property
    def alike(self) -> bool | None:
        """Whether the names are the same or sound so."""
        return None if self.names == "unknown" else self.names in ("same", "sound")

    @property
    def contact(self) -> bool | None:
        """Whether phone or account is the same."""
        return _any(self.phone, self.account)

    @property
    def corroborated(self) -> bool | None:
        """Whether anything speaks for one person beside the numbers."""
        return _any(self.alike, self.contact)


@dataclass(frozen=True)
class Rung:
    """A relation, whether it holds (None: it depends on what is not known), and why (a text to be translated)."""

    relation: str
    holds: bool | None
    why: str


def read_two(one: str, other: str) -> tuple[Number, Number]:
    """Two numbers as they were given."""
    given = pl.Series("id", [one, other])
    clean = given.to_frame().select(identity.clean(pl.col("id"))).to_series()
    people = read_numbers(clean)
    places = people.get_column("text").is_not_null().arg_true().cast(pl.UInt32)
    found = sources(people, places).with_columns(number=identity.spelled(pl.col("body")))
    mends = {at: frozenset(found.filter(pl.col("a") == at).get_column("number")) for at in (0, 1)}
    rows = zip(given, clean, people.select("text", "old", "body", "right").iter_rows(), strict=True)
    first, second = (
        Number(raw, tidy, key, bool(old), body is not None, bool(right), mends[at])
        for at, (raw, tidy, (key, old, body, right)) in enumerate(rows)
    )
    return first, second


def ladder(two: Two) -> list[Rung]:
    """Each relation, the surest first, whether it holds by itself; a pair bears the first that does."""
    return [Rung(relation, *ask(two)) for relation, ask in _RUNGS.items()]


def verdict(rungs: list[Rung]) -> Rung | None:
    """The first rung that holds; one that may hold, if none before it does and what is not known turned out so."""
    return next((rung for rung in rungs if rung.holds is not False), None)


_Answer = tuple[bool | None, str]
_OTHER_NUMBERS = N_("归一后是两个号码")
_ONE_NUMBER = N_("归一后是同一个号码")
_UNREADABLE = N_("有一个号码不完整，不能逐位比对")
_FAR = N_("相差不止一处")


def _same_number(two: Two) -> _Answer:
    if not two.same_key:
        return False, _OTHER_NUMBERS
    if two.alike is None:
        return None, N_("归一后是同一个号码，姓名是否不同不得而知")
    if two.names == "same":
        return False, N_("归一后是同一个号码，姓名也相同")
    return True, N_("归一后是同一个号码，姓名不同")


def _legacy_15(two: Two) -> _Answer:
    if not two.same_key:
        return False, _OTHER_NUMBERS
    if two.one.old == two.other.old:
        return False, N_("不是一个 15 位、一个 18 位")
    return True, N_("15 位的补上 19 和末位后，与 18 位的相同")


def _lookalike(two: Two) -> _Answer:
    if not two.same_key:
        return False, N_("把像数字的字符读作数字，去掉多余的符号，仍是两个号码")
    if two.one.clean == two.other.clean:
        return False, N_("写法也相同，就是同一个号码")
    return True, N_("把像数字的字符读作数字，去掉多余的符号，是同一个号码")


def _slip(two: Two) -> str | None:
    """Why the two are not one slip apart; None where they are."""
    if two.same_key:
        return _ONE_NUMBER
    if not two.comparable:
        return _UNREADABLE
    return _FAR if two.apart != 1 else None


def _mistyped(two: Two) -> _Answer:
    if why := _slip(two):
        return False, why
    if two.one.right == two.other.right:
        return False, N_("只差一处，但两号校验码都不符")
    wrong = two.other if two.one.right else two.one
    if len(wrong.key or "") != 18:
        return False, N_("校验码不符的一个不是 18 位")
    return True, N_("只差一处，恰有一个校验码相符；两个不可能都对")


def _lost_or_added(two: Two) -> _Answer:
    if why := _slip(two):
        return False, why
    if two.one.right == two.other.right:
        return False, N_("只差一处，但两号校验码都不符")
    wrong = two.other if two.one.right else two.one
    if len(wrong.key or "") == 18:
        return False, N_("两号都是 18 位")
    return True, N_("只多一位或少一位，18 位的一个校验码相符")


def _both_mistyped(two: Two) -> _Answer:
    if why := _slip(two):
        return False, why
    if two.one.right or two.other.right:
        return False, N_("有一个校验码相符")
    return True, N_("只差一处，两号校验码都不符，至少有一个抄错")


def _common_source(two: Two) -> _Answer:
    if two.same_key:
        return False, _ONE_NUMBER
    if not two.comparable:
        return False, _UNREADABLE
    if two.one.right or two.other.right:
        return False, N_("有一个校验码相符")
    if not two.one.sources & two.other.sources:
        return False, N_("没有一个号码与两号都只差一处")
    return _spoken_for(two, N_("有号码与两号都只差一处"))


def _spoken_for(two: Two, why: str) -> _Answer:
    """`why` holds of the numbers; the rest is for names and contacts to say."""
    if two.corroborated is False:
        return False, N_("号码如此，但姓名不同音，电话、账号也不相同，偶然相近很常见")
    return two.corroborated, why


def _zeros_lost(two: Two) -> _Answer:
    if two.same_key:
        return False, _ONE_NUMBER
    if not two.formed:
        return False, _UNREADABLE
    one, other = two.one.key or "", two.other.key or ""
    if one[:_KEPT] != other[:_KEPT] or not (one.endswith("000") or other.endswith("000")):
        return False, N_("不是一个以 000 结尾、前 15 位又相同")
    return _spoken_for(two, N_("一个以 000 结尾，前 15 位相同，像是丢了末三位"))


def _float_image(two: Two) -> _Answer:
    if two.same_key:
        return False, _ONE_NUMBER
    if not two.formed:
        return False, _UNREADABLE
    pairs = ((two.one, two.other), (two.other, two.one))
    if not any(not wrong.right and wrong.key == _double(source.key) for wrong, source in pairs):
        return False, N_("都不是另一个经浮点数后的样子")
    return _spoken_for(two, N_("一个是另一个经浮点数后的样子"))


def _double(key: str | None) -> str | None:
    return str(int(float(key))) if key and key.isdigit() else None


def _recomputed_check(two: Two) -> _Answer:
    if why := _digits_far(two, 1):
        return False, why
    if not (two.one.right and two.other.right):
        return False, N_("不是两个校验码都相符")
    return _spoken_for(two, N_("两号都成立，前 17 位只有一位不同，末位随之不同"))


def _two_digits(two: Two) -> _Answer:
    if why := _digits_far(two, 2):
        return False, why
    return _spoken_for(two, N_("前 17 位至多两位不同"))


def _digits_far(two: Two, most: int) -> str | None:
    if two.same_key:
        return _ONE_NUMBER
    if not two.formed:
        return _UNREADABLE
    if (two.digits_apart or 0) > most:
        return N_("前 17 位不止一位不同") if most == 1 else N_("前 17 位不止两位不同")
    return None


def _other_region(two: Two) -> _Answer:
    if two.same_key:
        return False, _ONE_NUMBER
    if not two.formed:
        return False, _UNREADABLE
    if (two.one.key or "")[6:17] != (two.other.key or "")[6:17]:
        return False, N_("出生日期和顺序码不全相同")
    if two.alike is False:
        return False, N_("出生日期和顺序码相同，但姓名不同音")
    return two.alike, N_("出生日期和顺序码相同，只有地区不同")


def _distant(two: Two) -> _Answer:
    digits = all(any(sign.isdigit() for sign in number.clean) for number in (two.one, two.other))
    if two.same_key or two.one.clean == two.other.clean:
        return False, _ONE_NUMBER
    if not digits:
        return False, _UNREADABLE
    both = _all(two.alike, two.contact)
    if both is False:
        return False, N_("不是姓名相同或同音、电话或账号又相同")
    if both is None:
        return None, N_("号码相差较大；姓名、电话或账号是否相同，不知道")
    return both, N_("号码相差较大，但姓名相同或同音，电话或账号也相同")


_RUNGS: dict[str, Callable[[Two], _Answer]] = {
    "same_number": _same_number,
    "legacy_15": _legacy_15,
    "lookalike": _lookalike,
    "mistyped": _mistyped,
    "lost_or_added": _lost_or_added,
    "both_mistyped": _both_mistyped,
    "common_source": _common_source,
    "zeros_lost": _zeros_lost,
    "float_image": _float_image,
    "recomputed_check": _recomputed_check,
    "two_digits": _two_digits,
    "other_region": _other_region,
    "distant": _distant,
}


def _spelled(body: int) -> str:
    return str(pl.select(identity.spelled(pl.lit(body, pl.Int64))).item())


def _any(*answers: bool | None) -> bool | None:
    """True if one is, else None if one is not known."""
    return True if True in answers else None if None in answers else False


def _all(*answers: bool | None) -> bool | None:
    """False if one is, else None if one is not known."""
    return False if False in answers else None if None in answers else True
