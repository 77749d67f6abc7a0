from decimal import Decimal
from typing import Any

import pytest

from tests.rules.numbers import LATER, ONE, number, other_digit
from tests.support import answers, audited

NAME = "dupes_near_person"
BODY = ONE[:17]
WRONG = other_digit(ONE, 9)
PHONE = {"phone": "13912345670"}
RARE = {"name": "令狐一丁"}


def told(*rows: dict[str, Any]) -> list[tuple[int, str, str, list[int]]]:
    found = audited(NAME, *rows).findings
    return found.select("row_id", "variant", "confidence", "evidence").rows()


def again(id_no: str, **more: Any) -> dict[str, Any]:
    return {"id_no": id_no, **LATER, **more}


@pytest.mark.parametrize(
    ("one", "other", "variant", "confidence"),
    [
        ({}, again(WRONG), "typo", "exact"),
        ({"id_no": WRONG}, again(ONE), "typo_earlier", "exact"),
        ({}, again(ONE.replace("0", "O", 1)), "lookalike", "exact"),
        ({}, again(ONE[:8] + ONE[9:]), "typo", "exact"),
        ({"id_no": WRONG}, again(ONE[:13] + "0" + ONE[14:]), "mistyped_source", "strong"),
        ({"id_no": WRONG}, again(other_digit(WRONG, 14)), "mistyped", "strong"),
        (RARE, again(number(other_digit(BODY, 13)), **RARE), "digits", "strong"),
        ({}, again(number("411317" + BODY[6:])), "other_region", "strong"),
        (PHONE, again(number("41131719850711222"), **PHONE), "distant", "strong"),
    ],
)
def test_each_class_of_nearness(
    one: dict[str, Any], other: dict[str, Any], variant: str, confidence: str
) -> None:
    assert told(one, other) == [(2, variant, confidence, [1])]


@pytest.mark.parametrize(
    "other",
    [
        again(ONE),  # the duplicate rule's
        again(ONE[:6] + ONE[8:17]),
        again(ONE, name="王二丙"),
        again(WRONG, occupation="电工"),
        again(WRONG, level="高级工"),
        again(WRONG, cert_kind="专项职业能力证书", level=None),
        again(WRONG, name="王二丙"),  # only possible
        again(number(other_digit(BODY, 17)), name="张一甲", **PHONE),  # twins
        again(number("41131719850711222")),
        again(str(int(float(ONE)))),  # digits lost
        again(WRONG, subsidy="hire"),
        again(WRONG, amount=Decimal(-240), cert_no=None),
    ],
)
def test_the_nearest_neighbours_pass(other: dict[str, Any]) -> None:
    assert told(PHONE, other) == []


def test_the_money_of_the_later_claim_is_at_stake_once_a_number() -> None:
    found = audited(
        NAME, {}, {}, again(WRONG), again(WRONG), again(other_digit(ONE, 13), amount=Decimal(120))
    )
    assert found.findings.select("row_id", "at_stake", "evidence").rows() == [
        (3, Decimal(240), [1, 5]),
        (5, Decimal(120), [1]),
    ]


def test_a_chain_leads_from_one_number_to_another() -> None:
    # the middle one claims something else; both ends are near it and not near each other
    ends = number(other_digit(other_digit(BODY, 9), 13)), number(other_digit(other_digit(BODY, 11), 16))
    middle = RARE | {"id_no": ONE, "occupation": "电工"}
    found = told(middle, RARE | {"id_no": ends[0]}, again(ends[1], **RARE))
    assert found == [(3, "chain", "possible", [2])]


@pytest.mark.parametrize("column", ["id_no", "occupation", "level"])
def test_an_incomplete_claim_is_open(column: str) -> None:
    found = audited(NAME, {}, again(WRONG) | {column: None}).findings
    assert found.select("row_id", "verdict", "facts").rows() == [(2, "unverifiable", [column])]


def test_before_the_pack_has_a_key_all_is_open() -> None:
    from datetime import date

    early = {"issue_date": date(2021, 12, 31)}
    assert answers(NAME, early, early | {"id_no": WRONG}) == [(1, "unverifiable"), (2, "unverifiable")]


def test_wording() -> None:
    assert audited(NAME, {}, again(WRONG)).findings["facts"].to_list() == [
        ["张一丁", WRONG, "保育师", "中级工", "张一丁", ONE, "2022-09-01", ONE]
    ]
