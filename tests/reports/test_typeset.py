"""Lines of Chinese and Latin text."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from chizheng_audit.reports.typeset import width, wrapped

TEXT = st.text(st.sampled_from("申报金额，。；（）“”abc019*./ "), max_size=80)


@given(TEXT, st.integers(8, 60))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, limit: int) -> None:
    lines = wrapped(text, limit)
    assert all(cell_len(line) <= limit for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(TEXT)
def test_width_is_that_of_the_terminal(text: str) -> None:
    assert width(text) == cell_len(text)


def test_breaks() -> None:
    assert wrapped("证书编号 S000041000001224000001，重复", 26) == [
        "证书编号",
        "S000041000001224000001，重",
        "复",
    ]
    assert wrapped("共申报三次，由不同机构", 10) == ["共申报三", "次，由不同", "机构"]
    assert wrapped("评价（考试）", 6) == ["评价", "（考", "试）"]
    assert wrapped("", 10) == [""]
