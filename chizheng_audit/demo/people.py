"""Invented people and units. The region 4199 does not exist, so no number here can belong to anybody."""

from datetime import date, timedelta
from random import Random

_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰梅建国志鹏飞宇轩浩然子涵欣怡梓晨思雨佳琪俊凯文博雅婷雪琳丹"
_WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]
_CODE_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def check_character(body: str) -> str:
    """The 18th character for the 17 digits of `body` (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def credit_code(body: str) -> str:
    """A unified social credit code: 17 signs and their check character (GB 32100, weights 3^i mod 31)."""
    total = sum(_CODE_SIGNS.index(sign) * 3**place % 31 for place, sign in enumerate(body))
    return body + _CODE_SIGNS[(31 - total % 31) % 31]


def organisation_code(body: str) -> str:
    """An organisation code: 8 signs and their check character (GB 11714, weights 2^(8-i) mod 11)."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(signs.index(sign) * 2 ** (8 - place) for place, sign in enumerate(body))
    return body + "0123456789X"[-total % 11]


class People:
    """Gives out a new person at each call: nobody twice, nobody near another."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._taken: set[str] = set()

    def id_no(self, last: str | None = None) -> str:
        """A new valid number; of a person born in the 1960s to 1990s, ending in `last` where that is asked."""
        while True:
            born = date(1965, 1, 1) + timedelta(days=self._random.randrange(12_000))
            body = f"4199{self._random.randrange(1, 90):02}{born:%Y%m%d}{self._random.randrange(1, 990):03}"
            number = body + check_character(body)
            # no number may look like one that lost its digits
            if body in self._taken or number.endswith("000") or (last and number[-1] != last):
                continue
            self._taken.add(body)
            return number

    def name(self) -> str:
        """A name of two or three characters."""
        given = "".join(self._random.choices(_GIVEN, k=self._random.choice((1, 2, 2))))
        return self._random.choice(_SURNAMES) + given
