import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from chizheng_audit.similarity import text_scores

texts = st.one_of(st.none(), st.text(alphabet="保育员师电工/a", max_size=6))


def scores(*pairs: tuple[str | None, str | None]) -> list[float | None]:
    return text_scores(
        pl.DataFrame(pairs, {"a": pl.String, "b": pl.String}, orient="row"), "a", "b"
    ).to_list()


def test_known_scores() -> None:
    assert scores(("保育员", "保育员"), ("甲乙丙丁一", "甲乙丙丁二"), ("电工", "茶艺师")) == [
        100.0,
        80.0,
        0.0,
    ]


def test_no_pairs() -> None:
    assert scores() == []


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts)))
def test_one_score_a_row_in_its_order(pairs: list[tuple[str | None, str | None]]) -> None:
    want = [None if a is None or b is None else fuzz.ratio(a, b) for a, b in pairs]
    assert scores(*pairs) == want
