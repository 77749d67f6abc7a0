"""Numbers beside a few others, against what comparing all with all says of them."""

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st

from chizheng_audit.demo.people import check_character
from chizheng_audit.similarity import beside_numbers, near

BY_NUMBER = ("legacy_15", "lookalike", "mistyped", "lost_or_added", "both_mistyped", "common_source")
BODY = "41990019900307001"
ONE = BODY + check_character(BODY)
_SLIPPED = ONE[:8] + "4" + ONE[9:]


def _typed(drawn: tuple[str, int, str]) -> str:
    """ONE with a slip at a place, of a kind."""
    kind, at, sign = drawn
    if kind == "right":
        body = BODY[: at % 17] + "7" + BODY[at % 17 + 1 :]
        return body + check_character(body)
    if kind == "swapped":
        return ONE[:at] + ONE[at : at + 2][::-1] + ONE[at + 2 :]
    return {
        "same": ONE,
        "changed": ONE[:at] + sign + ONE[at + 1 :],
        "twice": _SLIPPED[:at] + sign + _SLIPPED[at + 1 :],
        "lost": ONE[:at] + ONE[at + 1 :],
        "added": ONE[:at] + sign + ONE[at:],
        "old": ONE[:6] + ONE[8:17],
        "masked": ONE[:6] + "********" + ONE[14:],
    }[kind]


KINDS = ("same", "right", "swapped", "changed", "changed", "twice", "twice", "lost", "added", "old", "masked")
NUMBERS = st.one_of(
    st.none(), st.tuples(st.sampled_from(KINDS), st.integers(0, 17), st.sampled_from("0125789XO")).map(_typed)
)


@settings(max_examples=60)
@given(st.lists(NUMBERS, min_size=1, max_size=5), st.lists(NUMBERS, min_size=1, max_size=8))
@example(
    ["419900194003070018"], ["419900194103070018"]
)  # both wrong, and no one number is right next to both
@example([ONE.replace("0", "O", 1)], [ONE])
@example([ONE], [ONE.replace("0", "O", 1)])
def test_it_is_what_near_finds_between_the_two(few: list[str | None], many: list[str | None]) -> None:
    """Of those whose name is the same, so that nothing else decides."""
    rows = pl.DataFrame(
        {"row_id": range(len(few) + len(many)), "id_no": [*few, *many], "name": "张一丁"},
        schema={"row_id": pl.Int64, "id_no": pl.String, "name": pl.String},
    )
    found = near(rows)
    own = {(row, entity) for row, entity in found.entities.rows() if row < len(few)}
    theirs = {(row, entity) for row, entity in found.entities.rows() if row >= len(few)}
    linked = {
        pair
        for one, other, relation in found.pairs.select("one", "other", "relation").iter_rows()
        if relation in BY_NUMBER
        for pair in ((one, other), (other, one))
    }
    expected = {row - len(few) for row, b in theirs for _row, a in own if (a, b) in linked}
    told = beside_numbers(pl.Series(few, dtype=pl.String))(pl.Series(many, dtype=pl.String))
    assert told.dtype == pl.Boolean
    assert not told.has_nulls()
    assert expected <= set(told.arg_true())
    # more than these are only those of a number that is written alike, or that the same row is beside by another
    spare = set(told.arg_true()) - expected
    assert all(any(many[n] == each for each in few) for n in spare)
