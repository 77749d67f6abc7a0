from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from tests.support import CLEAN, answers, audited, claims

NAME = "dupes_same_certificate"
FLAGGED = "violation"


def test_the_later_claim_is_flagged() -> None:
    assert answers(NAME, {}, {}) == [(2, FLAGGED)]


def test_the_earliest_goes_by_issue_date_then_by_row_and_an_undated_one_comes_last() -> None:
    late, early, undated = (
        {"issue_date": date(2022, 9, 2)},
        {"issue_date": date(2022, 9, 1)},
        {"issue_date": None},
    )
    assert answers(NAME, late, early) == [(1, FLAGGED)]
    assert answers(NAME, undated, late) == [(1, FLAGGED)]
    assert answers(NAME, undated, undated) == [(2, FLAGGED)]


@pytest.mark.parametrize(
    "other",
    [
        {"id_no": "419900199003070034"},
        {"occupation": "育婴员"},
        {"work_type": "托育"},
        {"level": "高级工"},
        {"cert_kind": "专项职业能力证书", "level": "专项"},
    ],
)
def test_another_person_occupation_or_level_passes(other: dict[str, Any]) -> None:
    assert answers(NAME, {}, other) == []


@pytest.mark.parametrize(
    "same",
    [
        {"name": "张一定"},
        {"org": "另一学校"},
        {"cert_no": "S000041000001224000002"},
        {"cert_kind": "职业资格证书"},
        {"amount": Decimal("120.00"), "method": "direct"},
        {"occupation": "保 育 师"},
        {"work_type": "--"},
        {"occupation": "保育师（四级）"},
        {"cert_kind": "专项职业能力证书"},  # beside a skill level it is a contradiction, and told by A05
    ],
)
def test_what_is_not_of_the_key_does_not_tell_claims_apart(same: dict[str, Any]) -> None:
    assert answers(NAME, {}, same) == [(2, FLAGGED)]


def test_an_old_number_is_the_same_person() -> None:
    assert answers(NAME, {"id_no": "41990019900307123X"}, {"id_no": "419900900307123"}) == [(2, FLAGGED)]


@pytest.mark.parametrize("other", [{"name": "李四"}, {"id_no": "E12345679"}, {"id_no": "X1234567"}])
def test_a_passport_tells_its_holders_claims(other: dict[str, str]) -> None:
    passport = {"id_no": "E12345678"}
    assert answers(NAME, passport, passport) == [(2, FLAGGED)]
    assert answers(NAME, passport, passport | other) == []


@pytest.mark.parametrize("ditto", ["同上", "〃"])
def test_ditto_is_open_and_not_called_missing(ditto: str) -> None:
    found = audited(NAME, {"occupation": ditto}, {"occupation": ditto}).findings
    assert found.select("row_id", "verdict", "variant", "facts").rows() == [
        (1, "unverifiable", "open_trade", [ditto]),
        (2, "unverifiable", "open_trade", [ditto]),
    ]


DATED = """
id = "other"
title = "x"
place = "x"
status = "test"
extends = "demo"
[parameters.duplicate_key]
dated_by = ["issue_date", "claim_date", "as_of"]
values = [
  { from = 2022-01-01, value = ["person", "family", "trade", "level"], assumed = true, note = "x" },
  { from = 2023-01-01, value = ["person", "family", "trade"], assumed = true, note = "x" },
]
"""


def test_the_key_is_that_of_the_row_s_own_date(tmp_path: Any) -> None:
    pack = tmp_path / "policy.toml"
    pack.write_text(DATED, encoding="utf-8")
    old, new = ({"level": "高级工", "issue_date": date(year, 9, 1)} for year in (2022, 2023))
    assert answers(NAME, {}, old, policy=str(pack)) == []
    assert answers(NAME, {}, new, policy=str(pack)) == [(2, FLAGGED)]
    assert answers(NAME, {}, new | {"level": None}, policy=str(pack)) == [(2, FLAGGED)]
    found = audited(NAME, {"issue_date": date(2021, 12, 31)}, {}, policy=str(pack)).findings
    assert found.select("row_id", "verdict", "variant").rows() == [
        (1, "unverifiable", "open_date"),
        (2, FLAGGED, "same_payee"),
    ]


def test_special_skills_have_no_level() -> None:
    special = {"cert_kind": "专项职业能力证书", "level": None}
    assert answers(NAME, special, special | {"level": "专项"}) == [(2, FLAGGED)]
    assert audited(NAME, special, special).findings["facts"].list.get(3).to_list() == ["专项"]


@pytest.mark.parametrize("column", ["id_no", "occupation", "level"])
def test_an_incomplete_key_is_open(column: str) -> None:
    found = audited(NAME, {column: None}, {}).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "unverifiable", "missing")]
    assert found["facts"].to_list() == [[column]]


def test_a_masked_number_is_open_and_not_called_missing() -> None:
    found = audited(NAME, {"id_no": "419900********0018"}, {"id_no": "419900********0018"}).findings
    assert found.select("row_id", "verdict", "variant").rows() == [
        (1, "unverifiable", "open_person"),
        (2, "unverifiable", "open_person"),
    ]


@pytest.mark.parametrize("subsidy", ["hire", "placement", "training", None])
def test_other_subsidies_are_out_of_scope(subsidy: str | None) -> None:
    assert audited(NAME, {"subsidy": subsidy}, {}).coverage["applied"].to_list() == [1]
    assert answers(NAME, {"subsidy": subsidy}, {"subsidy": subsidy}) == []


def test_a_claim_taken_back_is_out_of_scope() -> None:
    back = {"amount": Decimal("-240.00")}
    assert answers(NAME, {}, back, {}) == []
    assert answers(NAME, {"amount": Decimal("120.00")}, back) == []


def test_the_key_is_the_packs(tmp_path: Any) -> None:
    pack = tmp_path / "policy.toml"
    pack.write_text(
        'id = "other"\ntitle = "x"\nplace = "x"\nstatus = "test"\nextends = "demo"\n'
        '[parameters.duplicate_key]\nunit = "列名"\n[[parameters.duplicate_key.values]]\nfrom = 2022-01-01\n'
        'value = ["person", "family", "trade"]\nassumed = true\nnote = "x"\n',
        encoding="utf-8",
    )
    rows: tuple[dict[str, Any], ...] = ({}, {"level": "高级工"})
    assert answers(NAME, *rows) == []
    assert answers(NAME, *rows, policy=str(pack)) == [(2, FLAGGED)]


def test_evidence_money_and_clause() -> None:
    found = audited(NAME, {}, {"amount": None}, {"amount": Decimal("120.00")}).findings
    assert found.select("row_id", "evidence", "at_stake", "confidence", "clause").rows() == [
        (2, [1, 3], None, "exact", "evaluation_once"),
        (3, [1, 2], Decimal("120.00"), "exact", "evaluation_once"),
    ]


def test_the_evidence_of_a_large_group_is_its_earliest_rows() -> None:
    found = audited(NAME, *[{}] * (LISTED + 2)).findings
    assert found["evidence"].list.len().to_list() == [LISTED - 1] * (LISTED - 1) + [LISTED] * 2
    assert found["evidence"].list.first().unique().to_list() == [1]
    assert found["facts"].list.get(4).unique().to_list() == [str(LISTED + 2)]


@pytest.mark.parametrize(
    ("payees", "variant"),
    [
        (("甲校", "甲校"), "same_payee"),
        (("甲校", "乙校"), "across_payees"),
        (("甲校", "乙校", "甲校"), "across_payees"),
        (("甲校", "乙校", None), "across_payees"),
        (("甲校", None), "unknown_payee"),
        ((None, None), "unknown_payee"),
    ],
)
def test_who_claimed_is_said_only_where_it_is_known(payees: tuple[str | None, ...], variant: str) -> None:
    found = audited(NAME, *({"org": payee} for payee in payees)).findings
    assert found["variant"].unique().to_list() == [f"{variant}_tied"]
    days = [date(2022, 9, day) for day in range(1, 4)]
    rows = [{"org": payee, "issue_date": day} for payee, day in zip(payees, days, strict=False)]
    assert audited(NAME, *rows).findings["variant"].unique().to_list() == [variant]


def test_undated_claims_are_not_said_to_be_of_one_day() -> None:
    undated = {"issue_date": None}
    assert audited(NAME, undated, undated).findings["variant"].to_list() == ["same_payee"]


def test_wording() -> None:
    facts = ["张一丁", "419900199003070018", "保育师", "中级工", "2", "2022-09-01"]
    assert audited(NAME, {}, {}).findings["facts"].to_list() == [facts]


rows = st.lists(
    st.fixed_dictionaries(
        {
            "id_no": st.sampled_from(["419900199003070018", "419900199003070034", None]),
            "occupation": st.sampled_from(["保育师", "电工", None]),
            "level": st.sampled_from(["中级工", "高级工", "专项", None]),
            "cert_kind": st.sampled_from(["职业技能等级证书", "专项职业能力证书"]),
            "subsidy": st.sampled_from(["evaluation", "evaluation", "hire"]),
            "issue_date": st.sampled_from([date(2022, 9, 1), date(2022, 10, 1), None]),
        }
    ),
    max_size=12,
)


def oracle(frame: pl.DataFrame) -> tuple[dict[int, list[int]], list[int]]:
    """Row by row: what each repeated row repeats, and the rows without a key."""
    groups: dict[tuple[str, ...], list[tuple[bool, date, int]]] = {}
    open_rows = []
    for row in frame.iter_rows(named=True):
        if row["subsidy"] != "evaluation" or row["standing"] != "claim":
            continue
        level = "专项" if row["family"] == "SPECIAL" else row["level"]
        key = (row["person"], row["family"], row["trade"], level)
        if None in key:
            open_rows.append(row["row_id"])
        else:
            day = row["issue_date"]
            groups.setdefault(key, []).append((day is None, day or date.min, row["row_id"]))
    repeated = {}
    for members in groups.values():
        ids = [row_id for *_, row_id in sorted(members)]
        repeated |= {own: sorted(set(ids) - {own}) for own in ids[1:]}
    return repeated, open_rows


@settings(max_examples=150, deadline=None)
@given(rows)
def test_it_agrees_with_a_slow_oracle(drawn: list[dict[str, Any]]) -> None:
    repeated, open_rows = oracle(claims(*drawn))
    found = audited(NAME, *drawn).findings
    flagged = found.filter(pl.col("verdict") == FLAGGED)
    assert dict(flagged.select("row_id", "evidence").rows()) == repeated
    assert found.filter(pl.col("verdict") == "unverifiable")["row_id"].to_list() == open_rows


def test_what_an_earlier_batch_has_is_flagged_whatever_the_dates() -> None:
    later = {"issue_date": date(2023, 1, 1), "batch": "2022Q3"}
    found = audited(NAME, {}, older=[later]).findings
    assert found.select("row_id", "verdict", "variant", "evidence", "at_stake").rows() == [
        (1, FLAGGED, "in_ledger", [PAST_CLAIMS_BASE], Decimal("240.00"))
    ]
    assert found["facts"].to_list() == [
        ["张一丁", CLEAN["id_no"], "保育师", "中级工", "2022Q3", "2023-01-01", "2"]
    ]


def test_the_earliest_past_claim_is_named_and_all_are_evidence() -> None:
    found = audited(NAME, {}, {}, older=[{"batch": "2021Q1"}, {"batch": "2022Q1"}]).findings
    assert found.select("row_id", "evidence").rows() == [
        (1, [PAST_CLAIMS_BASE, PAST_CLAIMS_BASE + 1, 2]),
        (2, [PAST_CLAIMS_BASE, PAST_CLAIMS_BASE + 1, 1]),
    ]
    assert set(found["facts"].list.get(4)) == {"2021Q1"}


@pytest.mark.parametrize(
    "other",
    [{"id_no": "419900199003070034"}, {"occupation": "育婴员"}, {"level": "高级工"}, {"subsidy": "hire"}],
)
def test_a_past_claim_of_another_key_or_subsidy_is_nothing(other: dict[str, Any]) -> None:
    assert answers(NAME, {}, older=[other]) == []


def test_duplicates_within_the_past_are_no_findings() -> None:
    assert answers(NAME, {"id_no": "419900199003070034"}, older=[{}, {}]) == []


def test_a_past_claim_that_was_taken_back_is_nothing() -> None:
    assert answers(NAME, {}, older=[{}, {"amount": Decimal(-240)}]) == []


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=6),
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=6),
)
def test_the_past_against_a_slow_oracle(before: list[str], now: list[str]) -> None:
    """A row is flagged when its key stands in the past, or earlier in the batch."""
    rows, older = ([{"occupation": f"职业{word}"} for word in words] for words in (now, before))
    expected = [n for n, word in enumerate(now, 1) if word in before or word in now[: n - 1]]
    assert [row_id for row_id, _verdict in answers(NAME, *rows, older=older)] == expected
