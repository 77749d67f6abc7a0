"""What `near` should find, told by comparing every row with every other in plain Python, straight from the definitions."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from typing import Any

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA
from stdnum.iso7064 import mod_11_2

from chizheng_audit.similarity.surnames import READINGS

PLACEHOLDER_PHONES = {"13800000000", "13800138000", "0", "无", ""}
PLACEHOLDER_NAMES = {"测试", "无", "", "张某某", "王"}
DIGITS = "0123456789X"


@dataclass
class Person:
    row: int
    raw: str | None
    name: str | None
    phone: str | None
    account: str | None
    clean: str = ""
    key: str | None = None
    old: bool = False
    said: set[str] = field(default_factory=set)

    @property
    def formed(self) -> bool:
        return bool(self.key and re.fullmatch("[1-9][0-9]{16}[0-9X]", self.key))

    @property
    def right(self) -> bool:
        return self.formed and bool(mod_11_2.is_valid(self.key))


def person(row: int, raw: str | None, name: str | None, phone: str | None, account: str | None) -> Person:
    who = Person(row, raw, name, phone, account)
    who.clean = re.sub(r"\s", "", unicodedata.normalize("NFKC", raw or "")).upper().replace("×", "X")
    key = who.clean.replace("O", "0").replace("L", "1").replace("I", "1")
    if re.fullmatch("[0-9]{15}", key):
        who.old = True
        body = key[:6] + "19" + key[6:]
        key = body + mod_11_2.calc_check_digit(body)
    readable = 14 <= len(key) <= 21 and "*" not in key and "." not in key
    who.key = key if readable and len(re.findall("[0-9X]", key)) >= 14 else None
    who.name = None if (name or "") in PLACEHOLDER_NAMES else (name or "").replace(" ", "")
    who.phone = None if (phone or "") in PLACEHOLDER_PHONES else phone
    who.account = account or None
    who.said = sounds(who.name) if who.name else set()
    return who


@cache
def sounds(name: str) -> frozenset[str]:
    rest = "".join(reading + " " for sign in name[1:] for reading in lazy_pinyin(sign))
    return frozenset(f"{surname} {rest}" for surname in READINGS.get(name[0], lazy_pinyin(name[0])))


@cache
def right_neighbours(key: str) -> frozenset[str]:
    """Every right number of 18 characters at distance 1."""
    texts = {key[:p] + key[p + 1 :] for p in range(len(key))} if len(key) == 19 else set()
    if len(key) == 18:
        texts |= {key[:p] + sign + key[p + 1 :] for p in range(18) for sign in DIGITS}
        texts |= {key[:p] + key[p + 1] + key[p] + key[p + 2 :] for p in range(17)}
    if len(key) == 17:
        texts |= {key[:p] + sign + key[p:] for p in range(18) for sign in DIGITS}
    return frozenset(
        t for t in texts if t != key and re.fullmatch("[1-9][0-9]{16}[0-9X]", t) and mod_11_2.is_valid(t)
    )


def double(number: str) -> str:
    return str(int(float(number)))


def relation(a: Person, b: Person) -> str | None:
    """The first relation of the ladder that holds between two persons."""
    same_key = a.key is not None and a.key == b.key
    if same_key:
        if a.name and b.name and a.name != b.name:
            return "same_number"
        if a.old != b.old:
            return "legacy_15"
        return "lookalike" if a.clean != b.clean else None
    contact = bool((a.phone and a.phone == b.phone) or (a.account and a.account == b.account))
    alike = bool(a.said & b.said)
    if a.key and b.key:
        found = _of_numbers(a, b, alike, alike or contact)
        if found:
            return found
    ids = a.clean and b.clean and re.search("[0-9]", a.clean) and re.search("[0-9]", b.clean)
    if alike and contact and ids and a.clean != b.clean:
        return "distant"
    return None


def _of_numbers(a: Person, b: Person, alike: bool, corroborated: bool) -> str | None:
    assert a.key and b.key
    if OSA.distance(a.key, b.key, score_cutoff=1) == 1:
        if a.right != b.right:
            wrong = b if a.right else a
            return "mistyped" if len(wrong.key or "") == 18 else "lost_or_added"
        if not a.right:
            return "both_mistyped"
    if corroborated and not a.right and not b.right and right_neighbours(a.key) & right_neighbours(b.key):
        return "common_source"
    if not (a.formed and b.formed):
        return None
    if corroborated:
        for one, other in ((a, b), (b, a)):
            assert one.key and other.key
            if one.key.endswith("000") and one.key[:15] == other.key[:15]:
                return "zeros_lost"
        for one, other in ((a, b), (b, a)):
            if not one.right and "X" not in f"{one.key}{other.key}" and one.key == double(other.key or ""):
                return "float_image"
        differing = sum(x != y for x, y in zip(a.key[:17], b.key[:17], strict=True))
        if differing <= 2:
            return "recomputed_check" if a.right and b.right and differing == 1 else "two_digits"
    return "other_region" if alike and a.key[6:17] == b.key[6:17] else None


def entities(rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], Person]:
    """Those who say the same stand as one, under their smallest row_id."""
    found: dict[tuple[Any, ...], Person] = {}
    for row in sorted(rows, key=lambda row: int(row["row_id"])):
        who = person(row["row_id"], row["id_no"], row["name"], row["phone"], row["account"])
        found.setdefault(
            (who.clean if re.search("[0-9]", who.clean) else "", who.name, who.phone, who.account), who
        )
    return found


def all_pairs(rows: list[dict[str, Any]]) -> dict[tuple[int, int], str]:
    people = list(entities(rows).values())
    told = {(a.row, b.row): relation(a, b) for a, b in combinations(people, 2)}
    return {pair: said for pair, said in told.items() if said}
