"""Which rows a months table gives up, and how their words are numbered, against looking at each row."""

import gc

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from chizheng_audit.employment.portions import Learned, Numbered, among, maybe
from chizheng_audit.identity import clean, person

PLAIN = (
    "41990019900307001X",
    "419900199003070018",
    "419900900307001",
    "4199001990030700",
    "410O01199003070018",
)
JUNK = (" ", "\u3000", "\t", "'", "=", "\u200b", "x", "Ｘ", "０", "O", "*", "+", "-")
_ID = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(PLAIN), st.integers(0, 18), st.sampled_from(["", *JUNK]), st.integers(0, 3)
    ).map(lambda drawn: drawn[0][: drawn[1]] + drawn[2] * drawn[3] + drawn[0][drawn[1] :]),
    st.sampled_from(PLAIN).map(str.lower),
    st.text("0123456789X x\u3000", max_size=20),
)


@given(st.lists(_ID, max_size=12), st.lists(_ID, min_size=1, max_size=6))
@example(
    ["41990019900307001x", " 419900900307001", "419900900307001   "],
    ["41990019900307001X", "419900900307001"],
)
def test_every_row_about_someone_is_found_however_it_is_written(
    ids: list[str | None], asked: list[str | None]
) -> None:
    key = person(clean(pl.col("id_no")))
    rows = pl.DataFrame({"id_no": ids, "n": range(len(ids))}, schema={"id_no": pl.String, "n": pl.Int64})
    people = pl.DataFrame({"id_no": asked}, schema={"id_no": pl.String}).select(key).to_series()
    people = people.drop_nulls().unique(maintain_order=True)
    found = among(rows.filter(maybe(pl.col("id_no"), people)), people)
    keys = rows.with_columns(key)
    expected = [(n, who) for who, n in keys.rows() if who is not None and who in people.to_list()]
    assert sorted(found.select("n", people.gather(found["who"])).rows()) == expected
    assert not found["who"].has_nulls()


_TEXTS = st.lists(st.one_of(st.none(), st.sampled_from("甲乙丙丁")), max_size=5)


@given(st.lists(_TEXTS, min_size=1, max_size=5))
def test_numbers_mean_the_same_in_all_portions(portions: list[list[str | None]]) -> None:
    numbered, asked = Numbered(["a"]), []

    def look(values: pl.Series) -> pl.DataFrame:
        asked.extend(values)
        return values.to_frame("said").with_columns(pl.col("said") + "!")

    learned, told = Learned(look), []
    for cells in portions:
        told.append(numbered.rows(pl.DataFrame({"a": cells}, schema={"a": pl.String}))["a"])
        gc.collect()  # nothing but `numbered` keeps the numbers
        said = learned.of(numbered.texts("a")).to_series().gather(told[-1])
        assert said.to_list() == [cell and cell + "!" for cell in cells]
    texts = numbered.texts("a")
    assert [texts.gather(numbers).to_list() for numbers in told] == portions
    assert sorted(asked, key=str) == sorted({None, *(c for cells in portions for c in cells)}, key=str)
