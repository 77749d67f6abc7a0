"""What a pair is told to be: grade, names, correction, chance, twins; and what is said of a column and of what is left."""

from typing import Any

import polars as pl
import pytest
from stdnum.iso7064 import mod_11_2

from chizheng_audit.demo.people import check_character
from chizheng_audit.similarity import Limits, near
from tests.similarity.oracle import right_neighbours

BODY = "41990119900307123"


def number(body: str) -> str:
    return body + check_character(body)


RIGHT = number(BODY)
WRONG = RIGHT[:9] + str((int(RIGHT[9]) + 1) % 10) + RIGHT[10:]
NEXT = number(BODY[:16] + "5")  # a twin, or a digit changed and the check computed anew
FAR_DOUBLE = number("41990119900307108")  # a double ends it in 104 instead of 084
ELSEWHERE = number("980231" + BODY[6:])
PHONE, ACCOUNT = "13900001111", "6217000012345678901"


def frame(*rows: tuple[Any, ...]) -> pl.DataFrame:
    kinds = {
        "row_id": pl.Int64,
        "id_no": pl.String,
        "name": pl.String,
        "phone": pl.String,
        "account": pl.String,
    }
    return pl.DataFrame(
        [(n, *row, *[None] * (4 - len(row))) for n, row in enumerate(rows)], kinds, orient="row"
    )


def pair(one: tuple[Any, ...], other: tuple[Any, ...]) -> dict[str, Any]:
    pairs = near(frame(one, other)).pairs
    return pairs.row(0, named=True) if len(pairs) else {"relation": None}


@pytest.mark.parametrize(
    ("one", "other", "relation", "grade", "names"),
    [
        ((RIGHT, "王芳"), (RIGHT, "李强"), "same_number", "exact", "other"),
        ((RIGHT, "王芳"), (RIGHT, "王方"), "same_number", "exact", "sound"),
        ((RIGHT, "王芳"), (RIGHT, "王芳芳"), "same_number", "exact", "near"),
        ((RIGHT, "王芳"), (RIGHT, None), None, None, None),
        ((RIGHT, "王芳"), (RIGHT[:6] + RIGHT[8:17], "王芳"), "legacy_15", "exact", "same"),
        ((RIGHT, "王芳"), (RIGHT.replace("0", "O"), "王芳"), "lookalike", "exact", "same"),
        ((RIGHT, "王芳"), (WRONG, "王方"), "mistyped", "exact", "sound"),
        ((RIGHT, "王芳"), (WRONG, "王芬"), "mistyped", "strong", "near"),
        ((RIGHT, "王芳", PHONE), (WRONG, "李强", PHONE), "mistyped", "strong", "other"),
        ((RIGHT, "王芳"), (WRONG, "李强"), "mistyped", "possible", "other"),
        ((RIGHT, "王芳"), (WRONG, None), "mistyped", "possible", "unknown"),
        ((RIGHT, "王芳"), (RIGHT[:9] + RIGHT[10:], "王芳"), "lost_or_added", "exact", "same"),
        ((RIGHT, "王芳"), (RIGHT[:9] + "7" + RIGHT[9:], "王芳"), "lost_or_added", "exact", "same"),
        ((WRONG, "王芳"), (WRONG[:9] + str((int(RIGHT[9]) + 2) % 10) + WRONG[10:], "王芳"), "both_mistyped", "strong", "same"),
        ((WRONG, "王芳"), (RIGHT[:-2] + str((int(RIGHT[-2]) + 1) % 10) + RIGHT[-1], "王芳"), "common_source", "strong", "same"),
        ((RIGHT, "王芳"), (RIGHT[:15] + "000", "王芳"), "zeros_lost", "strong", "same"),
        ((FAR_DOUBLE, "王芳"), (str(int(float(FAR_DOUBLE))), "王芳"), "float_image", "strong", "same"),
        ((RIGHT, "王芳"), (NEXT, "王芳"), "recomputed_check", "strong", "same"),
        ((RIGHT, "王芳", PHONE), (NEXT, "王芳", PHONE), "recomputed_check", "strong", "same"),
        ((RIGHT, "王芳", PHONE), (NEXT, "李强", PHONE), "recomputed_check", "possible", "other"),
        ((RIGHT, "王芳"), (NEXT, "李强"), None, None, None),
        ((RIGHT, "王芳"), (NEXT, "王丽"), None, None, None),
        ((RIGHT, "王芳"), (ELSEWHERE, "王芳"), "other_region", "strong", "same"),
        ((RIGHT, "王芳", PHONE), (ELSEWHERE, "李强", PHONE), None, None, None),
        ((RIGHT, "王芳", PHONE), ("4.19901E+17", "王芳", PHONE), "distant", "strong", "same"),
        ((RIGHT, "王芳", None, ACCOUNT), ("E12345678", "王方", None, ACCOUNT), "distant", "strong", "sound"),
        ((RIGHT, "王芳", PHONE), ("4.19901E+17", "李强", PHONE), None, None, None),
        ((RIGHT, "王芳", "13800000000"), ("4.19901E+17", "王芳", "13800000000"), None, None, None),
        ((RIGHT, "测试", PHONE), ("4.19901E+17", "测试", PHONE), None, None, None),
        ((RIGHT, "王芳", PHONE), (None, "王芳", PHONE), None, None, None),
        ((RIGHT, "王芳", PHONE), ("无", "王芳", PHONE), None, None, None),
        (("4.19901E+17", "王芳"), ("4.19901E+17", "王芳"), None, None, None),
        (("4.19901E+17", "王芳"), ("4.19901E+17", "李强"), None, None, None),
    ],
)  # fmt: skip
def test_relation_grade_and_names(
    one: Any, other: Any, relation: str | None, grade: str | None, names: str | None
) -> None:
    for told in (pair(one, other), pair(other, one)):
        assert told["relation"] == relation
        if relation:
            assert (told["grade"], told["names"]) == (grade, names)


def test_the_right_number_is_proposed_for_the_wrong_one() -> None:
    for rows, wrong in ((((RIGHT, "王芳"), (WRONG, "王芳")), 1), (((WRONG, "王芳"), (RIGHT, "王芳")), 0)):
        told = pair(*rows)
        assert (told["correction"], told["corrected"]) == (RIGHT, wrong)


def test_every_bearer_of_the_wrong_number_is_corrected() -> None:
    pairs = near(frame((RIGHT, "王芳"), (WRONG, "王芳"), (RIGHT, "李强"), (WRONG, "李强"))).pairs
    mended = pairs.filter(pl.col("relation") == "mistyped").select("one", "other", "corrected").rows()
    assert mended == [(0, 1, 1), (0, 3, 3), (1, 2, 1), (2, 3, 3)]


def test_an_absent_source_is_proposed_for_both_where_it_is_the_only_one() -> None:
    for place in (0, 3, 6, 12, 14):
        lost = RIGHT[:place] + RIGHT[place + 1 :]
        assert right_neighbours(WRONG) & right_neighbours(lost) == {RIGHT}
        told = pair((WRONG, "王芳"), (lost, "王芳"))
        assert (told["relation"], told["correction"], told["corrected"]) == ("common_source", RIGHT, None)


def test_no_source_is_proposed_where_there_are_two() -> None:
    others = [RIGHT[:9] + x + RIGHT[10:12] + y + RIGHT[13:] for x in "0123456789" for y in "0123456789"]
    other = next(o for o in others if mod_11_2.is_valid(o) and o[9] != RIGHT[9])
    one, two = RIGHT[:9] + other[9] + RIGHT[10:], RIGHT[:12] + other[12] + RIGHT[13:]
    assert right_neighbours(one) & right_neighbours(two) == {RIGHT, other}
    told = pair((one, "王芳"), (two, "王芳"))
    assert (told["relation"], told["correction"]) == ("common_source", None)


def test_twins_are_marked_and_only_they() -> None:
    assert pair((RIGHT, "王芳", PHONE), (NEXT, "王芬", PHONE))["twin"] is True
    assert pair((RIGHT, "王芳", PHONE), (NEXT, "王芬", PHONE))["grade"] == "possible"
    assert pair((RIGHT, "王芳", PHONE), (NEXT, "王方", PHONE))["twin"] is False
    other_day = number(BODY[:13] + "8" + BODY[14:])
    assert pair((RIGHT, "王芳", PHONE), (other_day, "王芬", PHONE)) | {"expected": 0} == {
        "one": 0, "other": 1, "relation": "recomputed_check", "grade": "strong", "names": "near", "phone": True,
        "account": False, "correction": None, "corrected": None, "expected": 0, "twin": False,
    }  # fmt: skip


def test_what_chance_would_do_grows_with_the_namesakes() -> None:
    strangers = [
        (number(f"4199021970{m:02}{d:02}00{n % 10}"), "王芳")
        for n, (m, d) in enumerate((m, d) for m in range(1, 13) for d in range(1, 21))
    ]
    few = pair((RIGHT, "王芳"), (NEXT, "王芳"))
    pairs = near(frame((RIGHT, "王芳"), (NEXT, "王芳"), *strangers)).pairs
    many = pairs.filter((pl.col("one") == 0) & (pl.col("other") == 1)).row(0, named=True)
    assert few["expected"] < many["expected"]
    assert (few["grade"], many["grade"]) == ("strong", "possible")


def test_a_phone_that_everybody_has_does_not_make_namesakes_one_person() -> None:
    rows = [
        (
            number(f"41990{n % 9 + 1}19{50 + n % 50}{n % 12 + 1:02}{n % 28 + 1:02}{n:03}"),
            f"王{'芳丽静'[n % 3]}",
            PHONE,
        )
        for n in range(300)
    ]
    grades = near(frame(*rows)).pairs.filter(pl.col("relation") == "distant").get_column("grade")
    assert len(grades) > 100
    assert set(grades) == {"possible"}


@pytest.mark.parametrize(("crowd", "grade"), [(2, "strong"), (5, "strong"), (300, "possible")])
def test_two_namesakes_among_all_of_a_school_are_no_pair(crowd: int, grade: str) -> None:
    """Everybody has the school's account; those of a family are few."""
    others = [(number(f"4199011970{n:07}"), f"甲{chr(0x4E00 + n)}") for n in range(3, 303)]
    account = [ACCOUNT if n < crowd - 2 else None for n in range(300)]
    rows = [(id_no, name, None, one) for (id_no, name), one in zip(others, account, strict=True)]
    mine = [(number(body), "欧阳雪", None, ACCOUNT) for body in ("41990119850307001", "41990519721112002")]
    found = near(frame(*rows, *mine)).pairs.filter(pl.col("relation") == "distant")
    told = found.filter(pl.col("one") >= 300).get_column("grade").to_list()
    assert told == [grade]


def test_a_damaged_column_is_told() -> None:
    assert near(
        frame((RIGHT, "王芳"), (NEXT, "李强"), (WRONG, "赵六"), (None, "孙七"))
    ).invalid == pytest.approx(1 / 3)
    assert near(frame((RIGHT, "王芳"), (NEXT, "李强"), (WRONG, "赵六"))).damaged
    assert not near(frame((RIGHT, "王芳"), (NEXT, "李强"), (WRONG, "赵六")), Limits(damaged=0.4)).damaged
    assert near(
        frame((RIGHT, "王芳"), (RIGHT, "王芳"), (RIGHT, "王芳"), (WRONG, "赵六"))
    ).invalid == pytest.approx(1 / 4)
    assert not near(frame()).damaged


def test_a_number_that_everybody_has_is_told_not_listed() -> None:
    rows = [(RIGHT, f"王{sign}") for sign in "一二三四五六七八九十"]
    found = near(frame(*rows, (WRONG, "王一")), Limits(group=9))
    same = found.pairs.filter(pl.col("relation") == "same_number")
    assert same.select("one", "other").rows() == [(0, n) for n in range(1, 10)]
    assert found.capped.rows() == [
        ("same_number", "number", RIGHT, 10, 36),
        ("mistyped", "number", RIGHT, 10, 9),
    ]
    assert found.clusters.get_column("cluster").unique().to_list() == [0]


def test_a_block_that_stays_over_full_is_told() -> None:
    rows = [(number(f"4199011990030{d}{n:03}"), "王芳", PHONE) for d in range(3) for n in range(4)]
    found = near(frame(*rows), Limits(block=3, part=3))
    assert set(found.capped.get_column("by")) == {"name", "phone"}
    told = found.capped.filter(pl.col("by") == "phone")
    assert set(told.get_column("value")) == {PHONE}
    assert told.filter(pl.col("size") == 12).get_column("pairs").to_list() == [66] * len(
        told.filter(pl.col("size") == 12)
    )


def test_who_is_possibly_one_is_not_in_one_cluster() -> None:
    found = near(frame((RIGHT, "王芳"), (WRONG, "李强"), (NEXT, "王芳"), (RIGHT, None, PHONE)))
    assert dict(found.clusters.rows()) == {0: 0, 2: 0, 3: 0}
