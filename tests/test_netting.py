"""Reversals against a plain pairing in Python."""

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.netting import netted
from tests.support import claims

unhurried = settings(deadline=None)

KEY = ("subsidy", "person", "trade", "level", "payee")


def standings(*rows: dict[str, Any]) -> list[str]:
    return claims(*rows).sort("row_id")["standing"].to_list()


def paired(frame: pl.DataFrame) -> dict[int, str]:
    """The standing of each row, one reversal after the other."""
    waiting: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    reversals: list[tuple[int, tuple[Any, ...]]] = []
    standing: dict[int, str] = {}
    for row in frame.sort("row_id").iter_rows(named=True):
        amount, note = row["amount"], row["note"] or ""
        reversal = amount is not None and (
            amount < 0
            or bool(
                re.search("冲销|冲红|红冲|^已?(退回|退款|撤销)", note) and not re.search("[补重再未不]", note)
            )
        )
        key = (*(row[c] for c in KEY), None if amount is None else abs(amount))
        standing[row["row_id"]] = "reversal" if reversal else "claim"
        if reversal:
            reversals.append((row["row_id"], key))
        elif amount is not None:
            waiting[key].append(row["row_id"])
    for row_id, key in reversals:
        if key[1] is not None and waiting[key]:
            standing[row_id] = standing[waiting[key].pop(0)] = "netted"
    return standing


rows = st.fixed_dictionaries(
    {
        "id_no": st.sampled_from(["419900199003070018", "419900199003070034", "4199", None]),
        "level": st.sampled_from(["中级工", "高级工", None]),
        "org": st.sampled_from(["中牟示例职业培训学校", "中牟示例技工学校", None]),
        "amount": st.sampled_from(
            [Decimal(240), Decimal(-240), Decimal(280), Decimal(-280), Decimal(0), None]
        ),
        "note": st.sampled_from([None, "冲销", "补报", "已退回", "退回后补报"]),
    }
)


@unhurried
@given(st.lists(rows, max_size=12), st.randoms())
def test_it_agrees_with_pairing_one_by_one(drawn: list[dict[str, Any]], random: Any) -> None:
    frame = claims(*drawn)
    assert dict(frame.select("row_id", "standing").iter_rows()) == paired(frame)
    places = list(range(len(frame)))
    random.shuffle(places)
    shuffled = netted(frame.drop("standing")[places]) if drawn else frame
    assert dict(shuffled.select("row_id", "standing").iter_rows()) == paired(frame)


@unhurried
@given(st.lists(rows, max_size=12))
def test_rows_and_their_order_are_kept_and_netted_sums_are_nil(drawn: list[dict[str, Any]]) -> None:
    frame = claims(*drawn)
    assert frame["row_id"].to_list() == list(range(1, len(drawn) + 1))
    pairs = frame.filter(pl.col("standing") == "netted")
    assert len(pairs) % 2 == 0
    signs = pairs.filter(pl.col("note").is_null() | (pl.col("note") == "补报"))
    if len(signs) == len(pairs):
        assert pairs["amount"].sum() == 0


def test_a_reversal_takes_back_its_claim() -> None:
    assert standings({}, {"amount": Decimal(-240)}) == ["netted", "netted"]


def test_a_reversal_may_stand_before_its_claim() -> None:
    assert standings({"amount": Decimal(-240)}, {}) == ["netted", "netted"]


@pytest.mark.parametrize(
    "note", ["退回后补报", "材料退回", "已退回重报", "未冲销", "撤销后再次申报", "不予退回"]
)
def test_a_doubtful_note_hides_no_duplicate(note: str) -> None:
    assert standings({}, {"note": note}) == ["claim", "claim"]


def test_a_note_makes_a_positive_sum_a_reversal() -> None:
    assert standings({}, {"note": "2022年第四季度冲销"}) == ["netted", "netted"]
    assert standings({}, {"note": "补报"}) == ["claim", "claim"]


def test_the_first_of_two_claims_is_taken_back() -> None:
    assert standings({}, {}, {"amount": Decimal(-240)}) == ["netted", "claim", "netted"]


def test_first_means_first_in_the_files_not_in_the_frame() -> None:
    frame = claims({}, {}, {"amount": Decimal(-240)}).drop("standing")
    backwards = netted(frame.reverse()).sort("row_id")
    assert backwards["standing"].to_list() == ["netted", "claim", "netted"]


def test_of_two_reversals_one_finds_its_claim() -> None:
    assert standings({}, {"amount": Decimal(-240)}, {"amount": Decimal(-240)}) == [
        "netted",
        "netted",
        "reversal",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"id_no": "419900199003070034"},
        {"occupation": "育婴员"},
        {"level": "高级工"},
        {"org": "中牟示例技工学校"},
        {"subsidy": "training"},
        {"amount": Decimal(-280)},
    ],
)
def test_a_reversal_of_something_else_finds_no_claim(other: dict[str, Any]) -> None:
    assert standings({}, {"amount": Decimal(-240)} | other) == ["claim", "reversal"]


def test_nobody_s_reversal_takes_nothing_back() -> None:
    assert standings({"id_no": None}, {"id_no": None, "amount": Decimal(-240)}) == ["claim", "reversal"]


def test_without_an_amount_a_note_reverses_nothing() -> None:
    assert standings({}, {"amount": None, "note": "冲销"}) == ["claim", "claim"]
