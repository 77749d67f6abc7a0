"""IDs and names: what they say, and how they are to each other, is the same in the copy. The oracles are the tool's own rules."""

from datetime import date
from itertools import pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.people import make_people
from chizheng_audit import identity
from chizheng_audit.anonymise import numbers
from chizheng_audit.anonymise.draws import Draws
from chizheng_audit.anonymise.gathered import Gathered
from chizheng_audit.anonymise.ids import Ids
from chizheng_audit.anonymise.names import Names
from chizheng_audit.anonymise.people import People as Pseudonyms
from chizheng_audit.anonymise.slips import is_slip
from chizheng_audit.demo.people import People
from chizheng_audit.similarity import RELATIONS, compare_names, near
from tests.anonymise.copies import LAW
from tests.anonymise.test_copies import NAMES

REGIONS = {"4101", "4199"}
DRAWS = Draws(b"key")


def right(region: str, born: date, serial: int) -> str:
    body = f"{region}{born:%Y%m%d}{serial:03}"
    return body + numbers.check(body)


PEOPLE = st.builds(
    right,
    st.sampled_from(["410122", "410123", "419901", "410222", "420100", "415000", "990000"]),
    st.dates(date(1930, 1, 1), date(2010, 12, 31)),
    st.integers(1, 999),
)
SLIPS = st.sampled_from(["none", "changed", "check", "lost", "added", "swapped", "recomputed"])


def slip(number: str, kind: str, at: int, digit: str) -> str:
    if kind == "changed":
        return number[:at] + digit + number[at + 1 :]
    if kind == "check":
        return number[:17] + ("1" if number[17] != "1" else "2")
    if kind == "lost":
        return number[:at] + number[at + 1 :]
    if kind == "added":
        return number[:at] + digit + number[at:]
    if kind == "swapped":
        return number[:at] + number[at + 1] + number[at] + number[at + 2 :]
    if kind == "recomputed":
        body = number[:at] + digit + number[at + 1 : 17]
        return body + numbers.check(body)
    return number


@settings(max_examples=60)
@given(
    person=PEOPLE,
    kinds=st.lists(st.tuples(SLIPS, st.integers(6, 16), st.sampled_from("0123456789")), max_size=3),
)
def test_numbers_say_the_same_and_are_as_near(person: str, kinds: list[tuple[str, int, str]]) -> None:
    keys = list(dict.fromkeys([person, *(slip(person, *each) for each in kinds)]))
    days = {key: [date(2023, 10, 8)] for key in keys}
    ids = Ids(DRAWS, keys, days, {}, [(person, key, None) for key in keys[1:]], [], REGIONS)
    images = [ids.images[key] for key in keys]
    assert len(set(images)) == len(keys) and not set(images) & set(keys)
    for key, image in zip(keys, images, strict=True):
        assert numbers.facts(key, days[key], REGIONS) == numbers.facts(image, days[key], REGIONS)
        assert image[2:4] in ("99", "98") or not numbers.is_formed(image)
    for at, one in enumerate(keys):
        for other in keys[at + 1 :]:
            assert is_slip(one, other) == is_slip(ids.images[one], ids.images[other])


@settings(max_examples=40)
@given(people=st.lists(PEOPLE, min_size=1, max_size=30, unique=True))
def test_facts_are_those_of_the_rules(people: list[str]) -> None:
    """numbers.Facts and identity agree, on originals and on pseudonyms."""
    ids = Ids(DRAWS, people, {}, {}, [], [], REGIONS)
    for group in (people, [ids.images[each] for each in people]):
        told = pl.DataFrame({"id": group}).select(
            right=identity.check_is_right(pl.col("id")),
            born=identity.birth_date(pl.col("id")),
            lost=identity.lost_digits(pl.col("id")),
            document=identity.is_document(pl.col("id")),
        )
        assert told["right"].to_list() == [numbers.is_right(each) for each in group]
        assert told["born"].to_list() == [numbers.birth(each) for each in group]
        assert told["lost"].to_list() == [numbers.lost(each) for each in group]
        assert told["document"].to_list() == [numbers.is_document(each) for each in group]


@pytest.mark.parametrize(
    "number", ["419900199003070000", "419900199003070016", "E12345678", "4199X", "41990019900307001X", "123"]
)
def test_odd_numbers_say_the_same(number: str) -> None:
    image = Ids(DRAWS, [number], {}, {}, [], [], REGIONS).images[number]
    assert image != number and numbers.facts(number, [], REGIONS) == numbers.facts(image, [], REGIONS)


def test_birthdays_move_and_nobody_passes_a_limit_of_age() -> None:
    """Of people who are 16, or 60, on the day or the day after, all are as old as they were; hardly one has the old birthday."""
    day, keys, days = date(2023, 10, 8), [], {}
    for serial, (year, later) in enumerate([(2007, 0), (2007, 1), (1963, 0), (1963, 1)] * 40, start=1):
        keys.append(right("419901", date(year, 10, 8 + later), serial * 3))
        days[keys[-1]] = [day]
    images = Ids(DRAWS, keys, days, {}, [], [], REGIONS).images
    moved = 0
    for key, image in images.items():
        old, new = numbers.birth(key), numbers.birth(image)
        assert old and new and numbers.age(old, day) == numbers.age(new, day)
        moved += old != new
    assert moved > 150


def test_a_run_of_serials_stays_one() -> None:
    born = date(1990, 3, 7)
    keys = [right("419901", born, serial) for serial in (1, 3, 5, 6)]
    images = Ids(DRAWS, keys, {}, {}, [], [(keys[0], key) for key in keys[1:]], REGIONS).images
    serials = [int(images[key][14:17]) for key in keys]
    assert [b - a for a, b in pairwise(serials)] == [2, 2, 1]
    assert len({images[key][:14] for key in keys}) == 1


LINKED = [("张一丁", "张一订"), ("王建国", "王建军"), ("张一丁", "张 一丁"), ("王东", "王東")]


@settings(max_examples=30)
@given(key=st.binary(min_size=1, max_size=8))
def test_names_are_to_each_other_as_they_were(key: bytes) -> None:
    named = [name for name in NAMES if name]
    names = Names(Draws(key), named, LINKED)
    pairs = [(a, b) for at, a in enumerate(named) for b in named[at + 1 :]]
    before = compare_names(pl.Series([a for a, _b in pairs]), pl.Series([b for _a, b in pairs])).to_list()
    images = [(names(a), names(b)) for a, b in pairs]
    after = compare_names(pl.Series([a for a, _b in images]), pl.Series([b for _a, b in images])).to_list()
    assert after == before
    assert {"same", "sound", "near", "other", "unknown"} == set(before)


def test_a_name_and_its_homophones_have_as_many_namesakes() -> None:
    people = People(Random(3))
    many = sorted({people.name() for _ in range(3000)})
    names = Names(DRAWS, many)
    images = [names(name) for name in many]
    assert len(set(images)) == len(many) and not set(images) & set(many)
    pairs = near(pl.DataFrame({"row_id": range(len(many)), "name": images}))
    assert pairs.pairs.is_empty()
    assert {len(a) == len(b) for a, b in zip(many, images, strict=True)} == {True}


def test_words_for_no_name_stay() -> None:
    names = Names(DRAWS, ["测试", "无", "张*三", "张某"])
    assert names("测试") == "测试" and names("无") == "无"
    assert names("张*三")[1] == "*" and names("张*三")[0] != "张" and names("张某")[1] == "某"


def test_the_law_of_these_tests_lists_the_region_of_pseudonyms() -> None:
    assert "4199" in LAW.value("regions", date(2023, 1, 1))


def test_all_kinds_of_near_identities_stay_what_they_are() -> None:
    """Of a county with every kind of slip planted, 98 of 100 pairs keep their relation, and hardly one is new."""
    rows = make_people(1500, seed=5, share=0.005).rows
    gathered = Gathered()
    for column, kind in (("id_no", "id"), ("name", "name")):
        gathered.cells[kind] |= set(rows.get_column(column).drop_nulls())
    clean = rows.with_columns(id_no=identity.clean(pl.col("id_no")))
    gathered.people = (
        clean.select("id_no", "name", "phone", "account").unique().sort(pl.all(), nulls_last=True)
    )
    people = Pseudonyms(DRAWS, gathered, ["9801"])
    copy = clean.with_columns(
        id_no=pl.Series([text and people.id(text) for text in rows["id_no"]]),
        name=pl.Series([text and people.names(text) for text in rows["name"]]),
    ).with_columns(id_no=identity.clean(pl.col("id_no")))
    asked = ["one", "other", "relation", "grade", "names"]
    before, after = (set(near(each).pairs.select(asked).rows()) for each in (clean, copy))
    assert len(before) > 120 and {relation for _a, _b, relation, *_c in before} >= set(RELATIONS) - {
        "other_region"
    }
    assert len(before & after) >= 0.98 * len(before) and len(after - before) <= 0.02 * len(before)
