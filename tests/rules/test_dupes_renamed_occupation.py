from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from tests.support import answers, audited

NAME = "dupes_renamed_occupation"


def told(one: dict[str, Any], other: dict[str, Any]) -> tuple[str, str] | None:
    """(variant, confidence) of the second claim's finding."""
    found = audited(NAME, one | {"issue_date": date(2022, 8, 1)}, other).findings
    assert found["row_id"].to_list() in ([], [2])
    return found.select("variant", "confidence").row(0) if len(found) else None


def trade(occupation: str, work_type: str | None = None, code: str | None = None) -> dict[str, Any]:
    return {"occupation": occupation, "work_type": work_type, "occupation_code": code}


@pytest.mark.parametrize(
    ("one", "other", "variant"),
    [
        (trade("保育员"), trade("保育师"), "alias"),
        (trade("保育师", "甲"), trade("保育员", "乙"), "alias"),
        (trade("茶艺师", code="4-03-02-07"), trade("评茶员", code="4-03-02-07"), "code"),
        (trade("茶艺师", code="2-02-10-12"), trade("评茶员", code="2-02-38-04"), "code"),
        (trade("电工", "高压"), trade("电工", "低压维修"), "branch"),
        (trade("电工"), trade("电工", "低压维修"), "branch"),
        (trade("电工（高压）"), trade("电工", "低压维修"), "branch"),
        (trade("烹调师"), trade("中式烹调师"), "part"),
        (trade("直播销售员"), trade("互联网营销师", "直播销售员"), "part"),
        (trade("养老护理员"), trade("医疗护理员"), None),
        (trade("汽车维修工程师"), trade("汽车维修工艺师"), "near"),
        (trade("茶艺师"), trade("评茶员"), None),
        (trade("茶艺师", code="4-03-02-07"), trade("评茶员", code="4-03-02-08"), None),
        (trade("茶艺师", "数控机床操作"), trade("评酒员", "数控机床操作"), None),
        (trade("工"), trade("电工"), None),
    ],
)
def test_why_two_occupations_look_like_one(
    one: dict[str, Any], other: dict[str, Any], variant: str | None
) -> None:
    sure = "possible" if variant in ("part", "near") else "strong"
    assert told(one, other) == (variant and (variant, sure))


def test_the_least_score_itself_is_near_and_just_below_is_not() -> None:
    assert told(trade("甲乙丙丁一"), trade("甲乙丙丁二")) == ("near", "possible")
    # 35 of 44 characters agree: 79.5
    shared, one, other = (
        "".join(map(chr, range(0x4E00 + at, 0x4E00 + to))) for at, to in ((0, 35), (40, 49), (50, 59))
    )
    assert told(trade(shared + one), trade(shared + other)) is None


@pytest.mark.parametrize("other", [{"id_no": "419900199003070034"}, {"level": "高级工"}])
def test_another_person_or_level_passes(other: dict[str, Any]) -> None:
    assert answers(NAME, trade("保育员"), trade("保育师") | other) == []


def test_the_same_occupation_is_left_to_the_duplicate_rule() -> None:
    assert answers(NAME, {}, {}) == []


def test_the_later_claim_is_flagged_with_the_first_of_each_such_occupation() -> None:
    early = trade("保育师") | {"issue_date": date(2022, 8, 1), "amount": Decimal("120.00")}
    found = audited(
        NAME, trade("保育员"), early, trade("茶艺师"), trade("保育员"), trade("保育师长")
    ).findings
    assert found.select("row_id", "at_stake", "evidence", "variant").rows() == [
        (1, Decimal("240.00"), [2], "alias"),
        (4, Decimal("240.00"), [2], "alias"),
        (5, Decimal("240.00"), [2], "part"),
    ]


@pytest.mark.parametrize("column", ["id_no", "occupation", "level"])
def test_an_incomplete_claim_is_open(column: str) -> None:
    found = audited(NAME, trade("保育员"), trade("保育师") | {column: None}).findings
    assert found.select("row_id", "verdict", "facts").rows() == [(2, "unverifiable", [column])]


def test_a_masked_number_is_open_and_not_called_missing() -> None:
    found = audited(NAME, {"id_no": "419900********0018"}).findings
    assert found.select("verdict", "variant", "facts").rows() == [
        ("unverifiable", "open_person", ["419900********0018"])
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"subsidy": "hire"},
        {"subsidy": None},
        {"cert_kind": "专项职业能力证书", "level": None},
        {"amount": Decimal("-240.00"), "cert_no": None},
    ],
)
def test_out_of_scope(other: dict[str, Any]) -> None:
    found = audited(NAME, trade("保育员"), trade("保育师") | other)
    assert found.findings.is_empty()
    assert found.coverage["applied"].to_list() == [1]


def test_before_the_pack_has_a_score_names_are_not_compared() -> None:
    day = {"as_of": date(2021, 12, 31)}
    found = audited(NAME, trade("汽车维修工程师"), trade("汽车维修工艺师"), trade("茶艺师"), **day).findings
    assert found.select("row_id", "verdict", "variant").rows() == [
        (2, "unverifiable", "open_score"),
        (3, "unverifiable", "open_score"),
    ]
    assert answers(NAME, trade("电工"), trade("电工", "低压维修"), **day) == [(2, "suspicion")]
    assert answers(NAME, trade("电工"), {"occupation": "车工", "level": "高级工"}, **day) == []


def test_one_number_in_many_rows_is_compared_once_an_occupation() -> None:
    rows = [trade(["保育员", "保育师"][place % 2]) for place in range(400)]
    found = audited(NAME, *rows).findings
    assert found["evidence"].list.len().max() == 1
    assert len(found) == 200  # of one day, the later by name; the others repeat their own occupation


def test_of_one_day_the_names_decide_and_not_the_rows() -> None:
    one, other = trade("保育员"), trade("保育师")
    first, second = (audited(NAME, *rows).findings for rows in ((one, other), (other, one)))
    assert first["fingerprint"].to_list() == second["fingerprint"].to_list()
    assert (first["row_id"].to_list(), second["row_id"].to_list()) == ([2], [1])


def test_which_occupation_came_first_does_not_change_what_the_finding_is_about() -> None:
    rows = trade("保育员"), trade("保育师")
    early = {"issue_date": date(2022, 8, 1)}
    first = audited(NAME, rows[0] | early, rows[1]).findings
    second = audited(NAME, rows[0], rows[1] | early).findings
    assert first["fingerprint"].to_list() == second["fingerprint"].to_list()


def test_ditto_is_open_and_not_called_missing() -> None:
    found = audited(NAME, trade("〃")).findings
    assert found.select("verdict", "variant", "facts").rows() == [("unverifiable", "open_trade", ["〃"])]


def test_a_contradicting_kind_hides_nothing() -> None:
    row = trade("保育师") | {"cert_kind": "专项职业能力证书", "issue_date": date(2022, 10, 1)}
    assert answers(NAME, trade("保育员"), row) == [(2, "suspicion")]


def test_wording() -> None:
    who = ["张一丁", "419900199003070018", "中级工"]
    assert audited(NAME, trade("保育员"), trade("保育师") | {"issue_date": date(2022, 10, 1)}).findings[
        "facts"
    ].to_list() == [[*who, "保育员", "保育师"]]
    near = audited(
        NAME, trade("甲乙丙丁一"), trade("甲乙丙丁二") | {"issue_date": date(2022, 10, 1)}
    ).findings
    assert near["facts"].to_list() == [[*who, "甲乙丙丁一", "甲乙丙丁二", "80"]]


def test_the_past_counts_first_and_is_no_finding_itself() -> None:
    later = {"issue_date": date(2024, 1, 1)}
    found = audited(NAME, trade("保育师"), older=[trade("保育员") | later]).findings
    assert found.select("row_id", "variant").rows() == [(1, "alias")]
    (evidence,) = found["evidence"].to_list()
    assert evidence == [PAST_CLAIMS_BASE]
    assert audited(NAME, trade("保育师"), older=[trade("保育师")]).findings.is_empty()  # that is D01's
    assert audited(NAME, trade("电工"), older=[trade("保育员"), trade("保育师")]).findings.is_empty()
    assert audited(NAME, trade("保育师"), older=[trade("保育员") | {"level": "高级工"}]).findings.is_empty()
