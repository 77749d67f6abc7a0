import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.octets import octets


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.text("09Xa", min_size=6, max_size=6), st.text("王芳￥", min_size=2, max_size=2)),
        max_size=5,
    )
)
def test_texts_become_their_bytes(texts: list[str]) -> None:
    assert octets(pl.Series(texts, dtype=pl.String), 6).rows() == [tuple(text.encode()) for text in texts]
