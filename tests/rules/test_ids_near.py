from datetime import date
from typing import Any

import polars as pl
import pytest

from chizheng_audit.nearness import Nearness
from chizheng_audit.similarity import CAPPED
from tests.rules.numbers import LATER, ONE, number, other_digit
from tests.support import answers, audited

NAME = "ids_near"
PHONE = {"phone": "13912345670"}
LONG_AGO = {"issue_date": date(2021, 1, 1)}
BODY = ONE[:17]
RARE = {"name": "令狐一丁"}


def told(one: dict[str, Any], other: dict[str, Any]) -> tuple[int, str, str] | None:
    """(row, variant, confidence) of the only finding of two claims."""
    found = audited(NAME, one, other).findings
    assert len(found) <= 1
    return found.select("row_id", "variant", "confidence").row(0) if len(found) else None


def same(id_no: str, **more: Any) -> dict[str, Any]:
    return {"id_no": id_no, **LATER, **more}


LEGACY = number("41990019900307123")


@pytest.mark.parametrize(
    ("one", "other", "variant", "confidence"),
    [
        ({}, same(other_digit(ONE, 9)), "typo", "exact"),
        ({}, same(ONE[:8] + ONE[9] + ONE[8] + ONE[10:]), "typo", "exact"),
        ({}, same(other_digit(ONE, 9), name="张一定"), "typo", "exact"),  # the same sound
        ({}, same(other_digit(ONE, 9), name="张一甲"), "typo", "strong"),  # one character
        ({}, same(other_digit(ONE, 9), name="王二丙"), "typo", "possible"),
        (PHONE, same(other_digit(ONE, 9), name="王二丙", **PHONE), "typo", "strong"),
        ({}, same(ONE[:8] + ONE[9:]), "lost_or_added_digit", "exact"),
        ({}, same(ONE[:8] + "7" + ONE[8:]), "lost_or_added_digit", "exact"),
        ({}, same(ONE.replace("0", "O", 1)), "lookalike", "exact"),
        ({"id_no": LEGACY}, same(LEGACY[:6] + LEGACY[8:17]), "legacy_15", "exact"),
        ({"id_no": other_digit(ONE, 9)}, same(other_digit(ONE, 13)), "common_sources", "strong"),
        ({"id_no": other_digit(ONE, 9)}, same(ONE[:13] + "0" + ONE[14:]), "common_source", "strong"),
        ({"id_no": other_digit(ONE, 9)}, same(other_digit(other_digit(ONE, 9), 14)), "both_mistyped", "strong"),
        (RARE, same(number(other_digit(BODY, 13)), **RARE), "recomputed_check_name", "strong"),
        (PHONE, same(number(other_digit(BODY, 13)), **PHONE), "recomputed_check_both", "strong"),
        (PHONE, same(number(other_digit(BODY, 4)), name="王二丙", **PHONE), "recomputed_check_contact", "possible"),
        (RARE, same(number(other_digit(other_digit(BODY, 9), 13)), **RARE), "two_digits_name", "strong"),
        (PHONE, same(number(other_digit(other_digit(BODY, 9), 13)), **PHONE), "two_digits_both", "strong"),
        (RARE, same(number("419917" + BODY[6:]), **RARE), "two_digits_name", "strong"),
        (RARE, same(number("419981" + other_digit(BODY, 4)[6:]), **RARE), "two_digits_name", "strong"),
        ({}, same(number("411317" + BODY[6:])), "other_region", "strong"),
        (PHONE, same(number("41131719850711222"), **PHONE), "distant", "strong"),
        (PHONE, same("4.19900199E+17", **PHONE), "distant", "strong"),
    ],
)  # fmt: skip
def test_each_class_of_nearness(
    one: dict[str, Any], other: dict[str, Any], variant: str, confidence: str
) -> None:
    assert told(one, other) == (2, variant, confidence)


@pytest.mark.parametrize(
    "other",
    [
        same(ONE, name="王二丙"),  # one number, two names: another rule's
        same(number(other_digit(BODY, 13)), name="王二丙"),  # nothing but chance speaks for it
        same(number(other_digit(other_digit(other_digit(BODY, 9), 11), 13))),
        same(number("41131719850711222")),  # a namesake
        same(number(other_digit(BODY, 17)), name="张一甲", **PHONE),  # twins
        same(number("41990019900307999"), **PHONE),  # one birth date: ids_one_name_two_numbers
        same("E12345678"),
        same("4.19900199E+17"),
    ],
)
def test_the_nearest_neighbours_pass(other: dict[str, Any]) -> None:
    assert [verdict for _, verdict in answers(NAME, PHONE, other) if verdict != "unverifiable"] == []


def test_the_wrong_number_is_the_one_told_whichever_came_first() -> None:
    assert told(same(other_digit(ONE, 9)) | LONG_AGO, {}) == (1, "typo", "exact")
    found = audited(NAME, {}, same(other_digit(ONE, 9))).findings
    assert found["facts"].to_list() == [["张一丁", other_digit(ONE, 9), "张一丁", ONE, "9", ONE]]


def test_of_two_that_may_both_be_right_the_later_claim_is_told() -> None:
    other = number(other_digit(BODY, 13))
    assert told(RARE, same(other, **RARE)) == (2, "recomputed_check_name", "strong")
    assert told(RARE, same(other, **RARE, **LONG_AGO) | LONG_AGO) == (1, "recomputed_check_name", "strong")


def test_many_rows_of_two_people_are_one_finding() -> None:
    rows = [{"occupation": f"工种{n}", "phone": f"1391234{n:04}"} for n in range(100, 180)]
    found = audited(NAME, *rows, *(row | {"id_no": other_digit(ONE, 9)} for row in rows[:25])).findings
    assert len(found) == 1
    assert found["evidence"].list.len().to_list()[0] <= 50


def test_a_number_next_to_two_is_told_once_with_the_surest_and_both_in_evidence() -> None:
    wrong = other_digit(ONE, 9)
    neighbour = number(other_digit(BODY, 9))  # at distance 1 of the wrong one but for the check
    found = audited(NAME, RARE, RARE | {"id_no": neighbour}, same(wrong, **RARE)).findings
    of_three = found.filter(found["row_id"] == 3)
    assert of_three.select("variant", "evidence").rows() == [("typo", [1, 2])]


@pytest.mark.parametrize(
    ("id_no", "variant"), [(None, "missing"), ("419900********0018", "open_masked"), ("41990", "open_number")]
)
def test_what_cannot_be_compared_is_open(id_no: str | None, variant: str) -> None:
    found = audited(NAME, {}, {"id_no": id_no}).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(2, "unverifiable", variant)]


def test_lost_digits_are_never_told_as_near() -> None:
    zeros = ONE[:15] + "000"
    found = audited(NAME, {}, {"id_no": zeros}).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(2, "unverifiable", "open_precision")]
    image = str(int(float(ONE)))
    assert image != ONE
    assert answers(NAME, {}, {"id_no": image}) == []


def test_a_number_that_looks_lost_and_is_next_to_a_right_one_is_only_possible() -> None:
    # a typo that happens to be a multiple of 64
    right, wrong = next(
        (right, wrong)
        for serial in range(1000)
        for right in [number(f"41990019900307{serial:03}")]
        for wrong in [other_digit(right, 9)]
        if right.isdigit() and int(wrong) % 64 == 0
    )
    found = audited(NAME, {"id_no": right}, same(wrong)).findings
    assert found.select("variant", "confidence").rows() == [("typo", "possible")]


def test_a_zeros_end_whose_check_is_right_is_told() -> None:
    body = next(
        f"4199001990030{n:02}00" for n in range(10, 99) if number(f"4199001990030{n:02}00")[-1] == "0"
    )
    found = audited(NAME, {"id_no": number(body[:15] + "12")}, same(number(body))).findings
    assert found.select("row_id", "variant").rows() == [(2, "zeros_lost")]


def test_the_expected_number_of_coincidences_is_in_the_message() -> None:
    namesakes = [{"id_no": number(f"4199001985{at // 10:02}11{at:03}")[:18]} for at in range(10, 99)]
    found = audited(NAME, *namesakes, {}, same(number(other_digit(BODY, 13)))).findings
    facts = found.filter(found["row_id"] == 91)["facts"].to_list()[0]
    assert facts[:4] == ["张一丁", number(other_digit(BODY, 13)), "张一丁", ONE]
    assert facts[4] == "13、18"
    assert float(facts[5].lstrip("<")) > 0


def test_one_sheet_in_which_every_class_is_planted() -> None:
    """Each pair is of its own name and day; the clean rows around them are near nobody."""
    plain = [
        {
            "name": f"司徒{chr(0x5B50 + at)}",
            "id_no": number(f"4199{at % 30 + 30}19{70 + at % 9}0{at % 8 + 1}1{at % 9}{at * 7:03}"),
        }
        for at in range(60)
    ]
    classes = {
        "typo": lambda one: other_digit(one, 12),
        "lost_or_added_digit": lambda one: (
            one[:9] + one[10:] if one[9] != one[10] else one[:9] + "5" + one[9:]
        ),
        "lookalike": lambda one: one.replace("0", "O", 1),
        "legacy_15": lambda one: one[:6] + one[8:17],
        "recomputed_check_both": lambda one: number(other_digit(one[:17], 16)),
        "two_digits_both": lambda one: number(other_digit(other_digit(one[:17], 3), 16)),
        "other_region": lambda one: number("118899" + one[6:17]),
        "distant": lambda one: number("32110119660606" + one[14:17]),
    }
    rows = list(plain)
    for at, change in enumerate(classes.values()):
        one = {
            "name": f"欧阳{chr(0x6C38 + at)}",
            "id_no": number(f"4199{at + 1:02}19{60 + at}1{at % 3}2{at}{at * 91 + 77:03}"),
        }
        one["phone"] = f"1390571{at * 731 + 1203:04}"
        rows += [one, {**one, "id_no": change(one["id_no"]), **LATER}]
    found = audited(NAME, *rows).findings
    assert dict(found.select("row_id", "variant").rows()) == {
        62 + 2 * at: variant for at, variant in enumerate(classes)
    }


def test_twins_are_counted_in_the_coverage_and_not_told() -> None:
    found = audited(NAME, PHONE, same(number(other_digit(BODY, 17)), name="张一甲", **PHONE))
    assert found.findings.is_empty()
    assert found.coverage["detail"].to_list() == ["像双胞胎的号码 1 对，不列为疑点"]
    assert audited(NAME, {}).coverage["detail"].to_list() == [None]


def test_what_was_too_many_to_be_compared_is_said_with_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    capped = pl.DataFrame(
        [("two_digits", "phone", f"1391234567{n}", 30_000, 449_985_000 - n) for n in range(5)],
        schema=CAPPED,
        orient="row",
    )
    monkeypatch.setattr(Nearness, "capped", capped)
    (said,) = audited(NAME, {}).coverage["detail"].to_list()
    assert said.startswith(
        "联系电话 13912345670 相同的 30,000 人太多，449,985,000 对未逐一比对（两位不同）；"
    )
    assert said.endswith("；另有 2 组未逐一比对")


def test_the_other_claims_of_the_number_are_covered() -> None:
    wrong = other_digit(ONE, 9)
    found = audited(NAME, {}, same(wrong), same(wrong, occupation="电工"))
    assert found.findings.select("row_id", "covers").rows() == [(2, [3])]
    assert found.coverage.select("passed", "flagged").row(0) == (1, 2)
