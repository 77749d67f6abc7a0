"""What is masked, and what is left."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chizheng_audit.reports import masking

IDS = st.from_regex(r"\A4199[0-9]{2}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|1[0-9])[0-9]{3}[0-9X]\Z")
AROUND = st.text(st.characters(categories=["Lo", "Po", "Zs"]), max_size=5)


@given(AROUND, IDS, AROUND)
def test_an_id_anywhere_in_a_text(before: str, number: str, after: str) -> None:
    said = masking.masked_text(before + number + after)
    assert number not in said
    assert number[6:14] not in said
    assert said.startswith(before)
    assert said.endswith(after)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("电话13812345678。", "电话138****5678。"),
        ("138-1234-5678", "138****5678"),
        ("419900 19900307 0018", "419900********0018"),
        ("419900900307123", "419900********7123"),
        ("6222 0212 3456 7890 123", "6222 **** 123"),
        ("4.19900199003071E+17", "4.199****E+17"),
        ("４１９９００１９９００３０７００１８", "４１９９００********００１８"),
        ("2022-09-01 至 2022-10-01，2400.00 元", "2022-09-01 至 2022-10-01，2400.00 元"),
        ("", ""),
    ],
)
def test_free_text(text: str, said: str) -> None:
    assert masking.masked_text(text) == said


@pytest.mark.parametrize(
    ("called", "value", "said"),
    [
        ("name", "王小明", "王*明"),
        ("name_2", "王小明", "王*明"),
        ("id_no", "419900199003070018", "419900********0018"),
        ("person", "419900199003070018", "419900********0018"),
        ("phone", "13812345678", "138****5678"),
        ("account", "6222021234567890123", "****0123"),
        ("cert_no", "S000041000001224000001", "S000041000001224000001"),
        ("cert_no", "2241000000300001", "2241000000300001"),
        ("cert_no", "419900199003070018", "419900********0018"),
        ("occupation", "保育师13812345678", "保育师138****5678"),
        ("raw", None, None),
    ],
)
def test_by_name(called: str, value: str | None, said: str | None) -> None:
    assert masking.masked(pl.Series([value], dtype=pl.String), called).to_list() == [said]


def test_own_name_in_a_text() -> None:
    frame = pl.DataFrame({"text": ["王小明退回王小明", "王", None], "own": ["王小明", "王", "王小明"]})
    done = frame.select(masking.without(pl.col("text"), pl.col("own"), pl.lit("王*明"))).to_series()
    assert done.to_list() == ["王*明退回王*明", "王", None]
