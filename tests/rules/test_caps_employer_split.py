from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from chizheng_audit.demo.people import check_character, credit_code
from chizheng_audit.reports.messages import message
from chizheng_audit.reports.shown import Shown
from chizheng_audit.rules import all_rules
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "caps_employer_split"  # the demo pack's cap is 20,000
CODES = [credit_code(f"9141990{n}MA0000001") for n in "0123456"]
NAMES = [
    "金穗电子有限公司",
    "远山商贸有限公司",
    "长河纺织有限公司",
    "兴农食品厂",
    "恒信物业有限公司",
    "宏图机械厂",
    "启明家政店",
]


def person(n: int) -> str:
    body = f"41990019900307{n:03}"
    return body + check_character(body)


def heads(unit: int, count: int, start: int, **changes: Any) -> list[dict[str, Any]]:
    whose = {"employer": NAMES[unit], "employer_code": CODES[unit]} | changes
    return [HIRE | whose | {"row_id": n, "id_no": person(n)} for n in range(start, start + count)]


def line(unit: int, **said: Any) -> dict[str, Any]:
    return {"row_id": 900 + unit, "employer": NAMES[unit], "employer_code": CODES[unit]} | said


TWO = [*heads(0, 12, 1), *heads(1, 9, 101)]


@pytest.mark.parametrize(
    "said",
    [
        {"legal_person": "吴五岳"},
        {"phone": "0371-6000 0001"},
        {"address": "示例县创业园5号"},
        {"account": "6222000000001"},
    ],
)
def test_two_that_have_one_thing_in_common_and_together_pass_the_cap(said: dict[str, str]) -> None:
    found = audited(NAME, *TWO, employers=[line(0, **said), line(1, **said)])
    assert found.findings.select(
        "row_id", "verdict", "confidence", "at_stake", "evidence", "covers"
    ).rows() == [(109, "suspicion", "strong", Decimal(1000), [900, 901], [])]
    names = "、".join(sorted(NAMES[:2]))
    kind = next(iter(said))
    assert found.findings["facts"].to_list() == [
        [names, f"<{kind}>|{names}", "21000.00", "20000.00", "1000.00"]
    ]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (21, 20, 1)


def test_at_the_cap_they_pass() -> None:
    register = [line(0, phone="13900000001"), line(1, phone="13900000001")]
    assert answers(NAME, *TWO[:-1], employers=register) == []


def test_without_anything_in_common_they_pass() -> None:
    register = [
        line(0, phone="13900000001", legal_person="甲"),
        line(1, phone="13900000002", legal_person="乙"),
    ]
    assert answers(NAME, *TWO, employers=register) == []
    assert answers(NAME, *TWO) == []


def test_the_rows_beyond_are_spoken_for_and_make_the_sum() -> None:
    register = [line(0, phone="13900000001"), line(1, phone="13900000001")]
    found = audited(NAME, *TWO, *heads(1, 3, 201), employers=register)
    assert found.findings.select("row_id", "at_stake", "covers").rows() == [
        (109, Decimal(4000), [201, 202, 203])
    ]
    assert found.coverage.select("passed", "flagged").row(0) == (20, 4)


def test_what_one_of_them_is_over_by_itself_is_another_rules() -> None:
    register = [line(0, phone="13900000001"), line(1, phone="13900000001")]
    rows = [*heads(0, 25, 1), *heads(1, 2, 101)]
    assert audited(NAME, *rows, employers=register).findings["at_stake"].to_list() == [Decimal(2000)]


def test_a_value_that_many_share_is_an_agents() -> None:
    def found(count: int) -> list[tuple[int, str]]:
        rows = [row for unit in range(count) for row in heads(unit, 5, 1 + 100 * unit)]
        return answers(NAME, *rows, employers=[line(unit, phone="13900000001") for unit in range(count)])

    assert len(found(5)) == 1
    assert found(6) == []


def test_links_form_chains_and_each_is_named() -> None:
    rows = [*heads(0, 8, 1), *heads(1, 7, 101), *heads(2, 6, 201)]
    register = [
        line(0, phone="13900000001"),
        line(1, phone="13900000001", legal_person="吴五岳"),
        line(2, legal_person="吴五岳"),
    ]
    facts = audited(NAME, *rows, employers=register).findings["facts"].to_list()
    legal, phone = "、".join(sorted(NAMES[1:3])), "、".join(sorted(NAMES[:2]))
    assert facts[0][:2] == [
        "、".join(sorted(NAMES[:3])),
        ";".join(
            sorted([f"<legal_person>|{legal}", f"<phone>|{phone}"], key=lambda link: link.split("|")[1])
        ),
    ]


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("金穗电器有限公司", True),
        ("示例县金穗电子厂", True),
        ("金穗物流有限公司", False),
        ("银穗电子有限公司", False),
    ],
)
def test_near_names(name: str, near: bool) -> None:
    found = audited(NAME, *TWO[:12], *heads(1, 9, 101, employer=name)).findings
    assert found["confidence"].to_list() == (["possible"] if near else [])


@pytest.mark.parametrize(("same", "linked"), [(2, False), (3, True)])
def test_shared_workers(same: int, linked: bool) -> None:
    rows = [row | ({"id_no": person(n + 1)} if n < same else {}) for n, row in enumerate(TWO[12:])]
    assert bool(answers(NAME, *TWO[:12], *rows)) is linked


def test_a_phone_in_claims_counts_when_it_is_of_several_people() -> None:
    phone = {"phone": "13900000009"}
    assert answers(NAME, *TWO[:11], TWO[11] | phone, TWO[12] | phone, *TWO[13:]) != []
    own = phone | {"id_no": person(1)}
    assert answers(NAME, *TWO[:11], TWO[11] | own, TWO[12] | own, *TWO[13:]) == []


def test_null_is_never_a_pass() -> None:
    assert answers(NAME, HIRE | {"employer": None}) == [(1, "unverifiable")]


def test_out_of_scope() -> None:
    register = [line(0, phone="13900000001"), line(1, phone="13900000001")]
    assert (
        answers(
            NAME,
            *(PLACED | {"employer": row["employer"], "employer_code": row["employer_code"]} for row in TWO),
            employers=register,
        )
        == []
    )


def test_earlier_batches_count_within_the_cap_of_each() -> None:
    register = [line(0, phone="13900000001"), line(1, phone="13900000001")]
    earlier = {
        "subsidy": "hire",
        "employer_code": CODES[0],
        "batch": "2022Q4",
        "heads": 15,
        "amount": Decimal(15_000),
    }
    rows = [*heads(0, 2, 1), *heads(1, 3, 101)]
    assert answers(NAME, *rows, employers=register, past_sums=[earlier]) == []
    found = audited(NAME, *rows, *heads(1, 1, 201), employers=register, past_sums=[earlier]).findings
    assert found.select("row_id", "at_stake").rows() == [(201, Decimal(1000))]
    more = earlier | {"heads": 30, "amount": Decimal(30_000)}
    found = audited(NAME, *heads(0, 1, 1), *heads(1, 1, 101), employers=register, past_sums=[more]).findings
    assert found.select("row_id", "at_stake").rows() == [(101, Decimal(1000))]


def test_what_the_same_employers_share_is_said_at_once() -> None:
    said = {"phone": "13900000001", "legal_person": "吴五岳"}
    found = audited(NAME, *TWO, employers=[line(0, **said), line(1, **said)]).findings
    names = "、".join(sorted(NAMES[:2]))
    assert found["facts"].to_list()[0][1] == f"<legal_person><phone>|{names}"
    spoken = found.select(message(all_rules()[NAME], "", Shown(True, pl.Series([], dtype=pl.String)))).item()
    assert f"（法定代表人相同、电话相同：{names}）" in spoken


def test_a_name_within_the_links_is_plain_and_masked() -> None:
    odd = {"employer": "张一丁\x0013900000001经营部"}
    found = audited(
        NAME,
        *TWO[:12],
        *heads(1, 9, 101, **odd),
        employers=[line(0, phone="0371-6000"), line(1, phone="0371-6000")],
    )
    shown = Shown(False, pl.Series([], dtype=pl.String))
    told = found.findings.with_columns(own_name=pl.lit("张一丁"))
    spoken = told.select(message(all_rules()[NAME], "", shown)).item()
    assert "13900000001" not in spoken
    assert "\x00" not in spoken
