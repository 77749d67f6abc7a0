from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from chizheng_audit.tables.kinds import LEVELS
from tests.support import CLEAN, answers, audited, claims

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


def test_in_a_mixed_group_what_the_duplicate_rule_says_is_not_repeated() -> None:
    found = audited(NAME, {}, OTHER, {}, OTHER).findings
    assert found.select("row_id", "evidence").rows() == [(2, [1, 3, 4])]


def test_each_claim_is_compared_with_every_earlier_one() -> None:
    early = {"issue_date": date(2022, 8, 1)}
    nobody = {"id_no": None} | early
    found = audited(NAME, nobody, {"issue_date": date(2022, 8, 2)}, OTHER).findings
    assert found.select("row_id", "variant").rows() == [(2, "incomplete"), (3, "other_person")]
    higher = {"level": "高级工", "issue_date": date(2022, 9, 2)}
    found = audited(NAME, OTHER | early, {"issue_date": date(2022, 8, 2)}, higher).findings
    assert found.select("row_id", "variant").rows() == [(2, "other_person"), (3, "other_person")]


@pytest.mark.parametrize("placeholder", ["待发", "办理中", "已报"])
def test_a_placeholder_is_no_number(placeholder: str) -> None:
    found = audited(NAME, {"cert_no": placeholder}, OTHER | {"cert_no": placeholder}).findings
    assert found.select("row_id", "verdict", "variant", "facts").rows() == [
        (1, "unverifiable", "open_no_number", [placeholder]),
        (2, "unverifiable", "open_no_number", [placeholder]),
    ]


def test_hyphens_do_not_tell_numbers_apart() -> None:
    assert answers(NAME, {}, OTHER | {"cert_no": "S0000-41000001-224000001"}) == [(2, "violation")]


def test_of_one_day_the_claims_decide_and_not_the_rows() -> None:
    first, second = (audited(NAME, *rows).findings for rows in (({}, OTHER), (OTHER, {})))
    assert first["fingerprint"].to_list() == second["fingerprint"].to_list()
    assert (first["row_id"].to_list(), second["row_id"].to_list()) == ([2], [1])


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
    rows = [{"id_no": f"4199001990030{n:05d}"} for n in range(1, LISTED * 2 + 1)]
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
    groups: dict[str, list[tuple[Any, ...]]] = {}
    for row in frame.iter_rows(named=True):
        if row["subsidy"] == "evaluation" and row["standing"] == "claim" and row["number"]:
            level = "专项" if row["family"] == "SPECIAL" else row["level"]
            key = (row["person"], row["family"], row["trade"], level)
            ranks = (*key[:3], level and LEVELS.index(level))
            order = [(value is None, value or 0) for value in (row["issue_date"], *ranks)]
            groups.setdefault(row["number"], []).append((order, row["row_id"], key))
    flagged = {}
    for members in groups.values():
        seen: list[tuple[Any, ...]] = []
        for _, row_id, key in sorted(members):
            if seen and (None in key or key not in seen):
                flagged[row_id] = sorted(m[1] for m in members if m[1] != row_id)
            seen.append(key)
    return flagged


@settings(max_examples=150, deadline=None)
@given(rows)
def test_it_agrees_with_a_slow_oracle(drawn: list[dict[str, Any]]) -> None:
    found = audited(NAME, *drawn).findings.filter(pl.col("verdict") == "violation")
    assert dict(found.select("row_id", "evidence").rows()) == oracle(claims(*drawn))


def test_a_number_that_an_earlier_batch_has() -> None:
    other = {"id_no": "419900199003070034", "name": "李四", "batch": "2022Q3"}
    found = audited(NAME, {}, older=[other]).findings
    assert found.select("row_id", "verdict", "variant", "evidence").rows() == [
        (1, "violation", "other_person_in_ledger", [PAST_CLAIMS_BASE])
    ]
    assert found["facts"].to_list() == [[CLEAN["cert_no"], "2022Q3", "2", CLEAN["name"], CLEAN["id_no"]]]
    again = audited(NAME, {}, older=[{"level": "高级工"}]).findings
    assert again["variant"].to_list() == ["same_person_in_ledger"]
    incomplete = audited(NAME, {"id_no": None}, older=[{}]).findings
    assert incomplete.select("variant", "confidence").rows() == [("incomplete_in_ledger", "strong")]


def test_the_same_claim_of_an_earlier_batch_is_left_to_the_duplicate_key() -> None:
    assert answers(NAME, {}, older=[{}]) == []


def test_another_number_or_one_of_the_past_alone_is_nothing() -> None:
    other = {"id_no": "419900199003070034"}
    assert answers(NAME, {}, older=[other | {"cert_no": "S000041000001224000009"}]) == []
    assert answers(NAME, {"cert_no": "S000041000001224000009"}, older=[{}, other]) == []
