from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.duplicates import LISTED
from tests.support import answers, audited, claims

NAME = "dupes_same_certificate_number"
OTHER = {"name": "王二丙", "id_no": "419900199003070034"}


@pytest.mark.parametrize(
    "other",
    [OTHER, {"occupation": "育婴员"}, {"level": "高级工"}, {"cert_kind": "专项职业能力证书", "level": None}],
)
def test_one_number_on_different_claims_is_flagged(other: dict[str, Any]) -> None:
    assert answers(NAME, {}, other) == [(2, "violation")]


def test_what_the_duplicate_rule_joins_is_left_to_it() -> None:
    special = {"cert_kind": "专项职业能力证书", "level": None}
    assert answers(NAME, {}, {"org": "另一学校"}) == []
    assert answers(NAME, special, special | {"level": "专项"}) == []


def test_another_number_passes() -> None:
    assert answers(NAME, {}, OTHER | {"cert_no": "S000041000001224000002"}) == []


def test_in_a_mixed_group_only_what_differs_from_the_first_is_flagged() -> None:
    found = audited(NAME, {}, OTHER, {}, OTHER).findings
    assert found.select("row_id", "evidence").rows() == [(2, [1, 3, 4]), (4, [1, 2, 3])]


def test_the_first_goes_by_issue_date() -> None:
    assert answers(NAME, {}, OTHER | {"issue_date": date(2022, 8, 31)}) == [(1, "violation")]
    assert answers(NAME, {"issue_date": None}, OTHER) == [(1, "violation")]


def test_without_a_number_it_is_open() -> None:
    found = audited(NAME, {"cert_no": None}, OTHER | {"cert_no": None}).findings
    assert found.select("row_id", "verdict", "facts").rows() == [
        (1, "unverifiable", ["cert_no"]),
        (2, "unverifiable", ["cert_no"]),
    ]


@pytest.mark.parametrize("subsidy", ["hire", "placement", "training", None])
def test_other_subsidies_are_out_of_scope(subsidy: str | None) -> None:
    assert answers(NAME, {}, OTHER | {"subsidy": subsidy}) == []
    assert answers(NAME, {"subsidy": subsidy, "cert_no": None}) == []


def test_a_claim_taken_back_and_a_prior_certificate_do_not_count() -> None:
    assert answers(NAME, OTHER, OTHER | {"amount": Decimal("-240.00")}, {}) == []
    assert answers(NAME, {}, OTHER | {"cert_no": "X1", "prior_cert_no": "S000041000001224000001"}) == []


@pytest.mark.parametrize(
    ("other", "variant", "confidence"),
    [
        (OTHER, "other_person", "exact"),
        (OTHER | {"level": None}, "other_person", "exact"),
        ({"level": "高级工"}, "same_person", "exact"),
        ({"level": "高级工", "occupation": None}, "same_person", "exact"),
        ({"level": None}, "incomplete", "strong"),
        ({"id_no": None}, "incomplete", "strong"),
        ({"id_no": None, "level": "高级工"}, "incomplete", "strong"),
    ],
)
def test_a_difference_is_told_only_where_it_is_known(
    other: dict[str, Any], variant: str, confidence: str
) -> None:
    found = audited(NAME, {}, other).findings
    assert found.select("row_id", "verdict", "variant", "confidence").rows() == [
        (2, "violation", variant, confidence)
    ]


def test_money_and_wording() -> None:
    found = audited(
        NAME, {}, OTHER, {"level": "高级工", "amount": Decimal("280.00")}, {"level": None}
    ).findings
    number = "S000041000001224000001"
    assert found["facts"].to_list() == [
        [number, "4", "王二丙", "419900199003070034"],
        [number, "4", "张一丁", "419900199003070018"],
        [number, "4"],
    ]
    assert found["at_stake"].to_list() == [Decimal("240.00"), Decimal("280.00"), Decimal("240.00")]


def test_a_batch_number_in_every_row_does_not_list_all_by_all() -> None:
    rows = [{"id_no": f"4199001990030{n:05d}"} for n in range(LISTED * 2)]
    found = audited(NAME, *rows).findings
    assert len(found) == LISTED * 2 - 1
    assert found["evidence"].list.len().max() == LISTED
    assert found["evidence"].list.first().unique().to_list() == [1]


rows = st.lists(
    st.fixed_dictionaries(
        {
            "id_no": st.sampled_from(["419900199003070018", "419900199003070034", None]),
            "occupation": st.sampled_from(["保育师", "电工", None]),
            "level": st.sampled_from(["中级工", "高级工", None]),
            "cert_kind": st.sampled_from(["职业技能等级证书", "专项职业能力证书"]),
            "cert_no": st.sampled_from(["S000041000001224000001", "S000041000001224000002", None]),
            "subsidy": st.sampled_from(["evaluation", "evaluation", "hire"]),
            "issue_date": st.sampled_from([date(2022, 9, 1), date(2022, 10, 1), None]),
        }
    ),
    max_size=12,
)


def oracle(frame: pl.DataFrame) -> dict[int, list[int]]:
    groups: dict[str, list[tuple[bool, date, int, tuple[Any, ...]]]] = {}
    for row in frame.iter_rows(named=True):
        if row["subsidy"] == "evaluation" and row["standing"] == "claim" and row["cert_no"]:
            level = "专项" if row["family"] == "SPECIAL" else row["level"]
            key = (row["person"], row["family"], row["trade"], level)
            day = row["issue_date"]
            groups.setdefault(row["cert_no"], []).append((day is None, day or date.min, row["row_id"], key))
    flagged = {}
    for members in groups.values():
        (*_, first), *later = sorted(members, key=lambda member: member[:3])
        for *_, row_id, key in later:
            if None in key or key != first:
                flagged[row_id] = sorted(m[2] for m in members if m[2] != row_id)
    return flagged


@settings(max_examples=150, deadline=None)
@given(rows)
def test_it_agrees_with_a_slow_oracle(drawn: list[dict[str, Any]]) -> None:
    found = audited(NAME, *drawn).findings.filter(pl.col("verdict") == "violation")
    assert dict(found.select("row_id", "evidence").rows()) == oracle(claims(*drawn))
