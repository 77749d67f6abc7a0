"""Reversals against a plain pairing in Python."""

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.netting import netted
from tests.support import claims

unhurried = settings(deadline=None)

KEY = ("subsidy", "person", "trade", "level")
BY_NUMBER = ("subsidy", "person", "number")


def standings(*rows: dict[str, Any]) -> list[str]:
    return claims(*rows).sort("row_id")["standing"].to_list()


def paired(frame: pl.DataFrame) -> dict[int, str]:
    """The standing of each row, one reversal after the other: first by number, then by what is claimed."""
    standing: dict[int, str] = {}
    rows = sorted(
        frame.iter_rows(named=True),
        key=lambda row: (row["number"] is None, row["number"] or "", row["row_id"]),
    )
    for row in rows:
        back = row["amount"] is not None and row["amount"] < 0
        standing[row["row_id"]] = "reversal" if back else "claim"
    for columns in (BY_NUMBER, KEY):
        waiting: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for turn in ("claim", "reversal"):
            for row in rows:
                payee = row["payee"] and re.sub("[ ()（）]", "", row["payee"])
                key = (*(row[c] for c in columns), payee, abs(row["amount"] or 0))
                known = row["amount"] is not None and row["person"] is not None
                if (
                    standing[row["row_id"]] != turn
                    or not known
                    or (None in key and columns == BY_NUMBER and row["number"] is None)
                ):
                    continue
                if turn == "claim":
                    waiting[key].append(row["row_id"])
                elif waiting[key]:
                    standing[row["row_id"]] = standing[waiting[key].pop(0)] = "netted"
    return standing


rows = st.fixed_dictionaries(
    {
        "id_no": st.sampled_from(["419900199003070018", "419900199003070034", "4199", None]),
        "level": st.sampled_from(["中级工", "高级工", None]),
        "org": st.sampled_from(["中牟示例（技工）学校", "中牟示例 (技工)学校", "中牟示例职业培训学校", None]),
        "cert_no": st.sampled_from(["S000041000001224000001", "S000041000001224000002", "待发", None]),
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
    assert pairs["amount"].sum() == 0
    assert frame.filter(pl.col("amount") < 0)["standing"].is_in(["netted", "reversal"]).all()
    assert frame.filter(pl.col("amount") >= 0)["standing"].is_in(["netted", "claim"]).all()


def test_a_reversal_takes_back_its_claim() -> None:
    assert standings({}, {"amount": Decimal(-240)}) == ["netted", "netted"]


def test_a_reversal_may_stand_before_its_claim() -> None:
    assert standings({"amount": Decimal(-240)}, {}) == ["netted", "netted"]


@pytest.mark.parametrize("note", ["冲销", "已退回", "退回后补报", "2022年第四季度冲销"])
def test_a_note_alone_reverses_nothing(note: str) -> None:
    assert standings({}, {"note": note}) == ["claim", "claim"]


def test_the_claim_of_the_same_number_is_taken_back_before_an_earlier_one() -> None:
    other = {"cert_no": "S000041000001224000002"}
    assert standings({}, other, {"amount": Decimal(-240)} | other) == ["claim", "netted", "netted"]
    unnumbered = {"amount": Decimal(-240), "cert_no": None}
    assert standings({}, other, unnumbered) == ["netted", "claim", "netted"]


def test_a_number_with_hyphens_is_the_same_and_a_placeholder_is_none() -> None:
    written = {"amount": Decimal(-240), "cert_no": "S0000-41000001-224000002"}
    assert standings({}, {"cert_no": "S000041000001224000002"}, written)[:2] == ["claim", "netted"]
    late, early = ({"cert_no": "待发", "issue_date": date(2022, 9, day)} for day in (2, 1))
    back = {"amount": Decimal(-240), "cert_no": "待发"}
    assert standings(late, early, back) == ["claim", "netted", "netted"]


@pytest.mark.parametrize(
    "payee", ["中牟（示例）职业培训学校", "中牟(示例) 职业培训学校", "中牟示例职业培训学校"]
)
def test_brackets_and_blanks_do_not_tell_payees_apart(payee: str) -> None:
    assert (
        standings({"org": "中牟(示例)职业培训学校"}, {"org": payee, "amount": Decimal(-240)})
        == ["netted"] * 2
    )


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
    back = {"amount": Decimal(-240), "cert_no": None}
    assert standings({}, back | other) == ["claim", "reversal"]


def test_nobody_s_reversal_takes_nothing_back() -> None:
    assert standings({"id_no": None}, {"id_no": None, "amount": Decimal(-240)}) == ["claim", "reversal"]
