"""Near texts against comparing all with all."""

from itertools import combinations
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from chizheng_audit.similarity import near_texts, near_units


def all_near(texts: list[str], least: float) -> dict[tuple[str, str], float]:
    distinct = sorted({text for text in texts if text})
    scores = {pair: fuzz.ratio(*pair) for pair in combinations(distinct, 2)}
    return {pair: score for pair, score in scores.items() if score >= least}


def found(texts: list[str | None], least: float) -> dict[tuple[str, str], float]:
    near = near_texts(pl.Series(texts, dtype=pl.String), least)
    assert near.select("one", "other").is_duplicated().sum() == 0
    return {(one, other): score for one, other, score in near.iter_rows()}


words = st.text("甲乙丙丁ab", min_size=0, max_size=9)


@settings(deadline=None, max_examples=150)
@given(st.lists(words, max_size=25), st.sampled_from([20, 50, 60, 66.7, 75, 80, 90, 100]))
def test_none_missed_none_extra(texts: list[str], least: float) -> None:
    assert found([*texts, None], least) == all_near(texts, least)


@pytest.mark.parametrize("least", [60, 75, 85])
def test_names_of_units_none_missed_none_extra(least: float) -> None:
    random = Random(7)
    signs = "宏图机械兴农食品恒信物业远山商贸中原华夏金桥科技建筑装饰劳务管理服务新材料"
    names = ["".join(random.choices(signs, k=random.randrange(2, 10))) for _ in range(1500)]
    names += [name[:at] + random.choice(signs) + name[at + 1 :] for name in names[:200] for at in (0, 1)]
    want = all_near(names, least)
    assert len(want) > 100
    assert found([*names], least) == want


def test_form_brackets_and_place_do_not_count() -> None:
    names = [
        "中牟县宏图机械有限公司",
        "河南省中牟县宏图机械有限责任公司",
        "宏图机械（集团）有限公司",
        "中牟县宏囹机械有限公司",
        "中牟县兴农食品有限公司",
        None,
    ]
    near = near_units(pl.Series(names), 75)
    told = {
        frozenset((names.index(one), names.index(other))): round(score)
        for one, other, score in near.iter_rows()
    }
    assert told == {
        frozenset({0, 1}): 100,
        frozenset({0, 2}): 80,
        frozenset({1, 2}): 80,
        frozenset({0, 3}): 75,
        frozenset({1, 3}): 75,
    }


def test_a_hundred_thousand_names_of_one_beginning_are_no_matter_of_pairs() -> None:
    random = Random(3)
    signs = [chr(0x4E00 + at) for at in range(3000)]
    names = ["中原" + "".join(random.choices(signs, k=5)) for _ in range(20_000)]
    near = near_texts(pl.Series(names), 85)
    assert len(near) == sum(1 for _ in near.iter_rows())
    assert near.filter(pl.col("score") < 85).is_empty()
