"""What is masked, and what is left."""

from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given, settings
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
        ("419900900307123", "419900*****7123"),
        ("6222 0212 3456 7890 123", "6222 **** 123"),
        ("4.19900199003071E+17", "4.199****E+17"),
        ("４１９９００１９９００３０７００１８", "４１９９００********００１８"),
        ("13698765432   410122199001010093", "136****5432   410122********0093"),
        ("13698765432，13698765433", "136****5432，136****5433"),
        ('="410122"&"199001011234"', '="410122********1234"'),
        ("410122.19900101.0093", "410122********0093"),
        ("制表人：李四 | 审核人：王五", "制表人：李** | 审核人：王**"),
        ("制表人： | 李 四", "制表人： | 李*"),
        ("填表人： | 审核人： | 日期：", "填表人： | 审核人： | 日期："),
        ("填表人：  审核人：王五日期", "填表人：  审核人：王**"),
        ("合计 | 8,480.00 | 2023-10-30 | 2,400.00", "合计 | 8,480.00 | 2023-10-30 | 2,400.00"),
        ("240.00、280.00、300.00、1,200.00", "240.00、280.00、300.00、1,200.00"),
        ("2019、2020、2021、2022", "2019、2020、2021、2022"),
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


def test_names_in_a_text() -> None:
    names = pl.Series(["王小明", "李四", None, "=1+1", "高级"])
    frame = pl.DataFrame({"text": ["王小明与李四，李四", "高级工李四光", "王小", None]})
    done = frame.select(masking.without_names(pl.col("text"), names)).to_series()
    assert done.to_list() == ["王*明与李四，**", "高级工李四光", "王小", None]


def _numbers() -> st.SearchStrategy[tuple[str, str]]:
    """(digits, how they stand) of phones, IDs of 18 and 15, and accounts, whole or in parts."""
    digits = lambda n: st.text("0123456789", min_size=n, max_size=n)  # noqa: E731 - three letters shorter
    days = st.dates(date(1940, 1, 1), date(2012, 1, 1))
    region = st.from_regex(r"\A[1-8][0-9]{5}\Z")
    phone = st.builds(lambda a, b: f"1{a}{b}", st.sampled_from("3456789"), digits(9))
    long = st.builds(
        lambda r, d, s, c: f"{r}{d:%Y%m%d}{s}{c}", region, days, digits(3), st.sampled_from("0189X")
    )
    short = st.builds(lambda r, d, s: f"{r}{d:%y%m%d}{s}", region, days, digits(3))
    account = st.builds(
        lambda a, b: a + b, st.sampled_from(["62", "43"]), st.sampled_from([14, 17]).flatmap(digits)
    )
    gaps = st.sampled_from(["", " ", "   ", "-", "\u3000", ".", "·", '"&"'])

    def parted(number: str, cuts: tuple[int, ...], gap: str) -> tuple[str, str]:
        return number, gap.join(number[a:b] for a, b in pairwise((0, *cuts, len(number))))

    return st.one_of(
        st.builds(parted, phone, st.just((3, 7)), gaps),
        st.builds(parted, long, st.sampled_from([(6, 14), (6, 10, 12, 14), (3, 6, 14)]), gaps),
        st.builds(parted, short, st.just((6, 12)), gaps),
        st.builds(parted, account, st.just((4, 8, 12)), st.sampled_from(["", " ", "-"])),
    )


@settings(max_examples=300, derandomize=True, deadline=None)
@given(
    st.lists(
        st.tuples(_numbers(), st.sampled_from([" | ", "电话", "\n", "：李四", "；账号"])),
        min_size=1,
        max_size=4,
    )
)
def test_no_long_run_of_private_digits_survives(items: list[tuple[tuple[str, str], str]]) -> None:
    said = masking.masked_text("".join(standing + after for (_number, standing), after in items))
    left = "".join(sign for sign in said if sign.isdigit() or sign in "*|话号李\n")
    for (number, _standing), _after in items:
        assert not [at for at in range(len(number) - 8) if number[at : at + 9] in left], said


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.lists(_numbers(), min_size=2, max_size=4), st.sampled_from([" ", "   ", "，", "/"]))
def test_whole_numbers_side_by_side(items: list[tuple[str, str]], between: str) -> None:
    said = masking.masked_text(between.join(number for number, _standing in items))
    for number, _standing in items:
        assert not [at for at in range(len(number) - 8) if number[at : at + 9] in said], said


def test_counts_are_shown_whole() -> None:
    """What is called like a private column, with no more than its first letters, is none: `named` people, `accounts`."""
    from chizheng_audit.reports.masking import mask

    shown = pl.select(**{called: mask(pl.lit("2001"), called) for called in ("named", "accounts", "name", "name_2", "account")})  # fmt: skip
    assert shown.row(0) == ("2001", "2001", "2**1", "2**1", "****")
