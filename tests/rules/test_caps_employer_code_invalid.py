from typing import Any

import pytest

from chizheng_audit.demo.people import credit_code
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "caps_employer_code_invalid"
GOOD = "91110000600037341L"
WRONG = "911100006000373411"


def variants(*rows: dict[str, Any], **others: Any) -> list[tuple[Any, ...]]:
    return audited(NAME, *rows, **others).findings.select("row_id", "verdict", "variant").rows()


@pytest.mark.parametrize(
    ("code", "variant"),
    [
        (WRONG, "check"),
        (GOOD[:-1], "length"),
        (GOOD + "0", "length"),
        ("9111OOOO6OOO37341L", "lookalike"),
        ("91110000600037341V", "characters"),
        ("91110000600037?41L", "characters"),
        (credit_code("91419900MA0000001"), "organisation"),
        ("110108000000017", "registration"),
        ("11010800000001A", "registration"),
    ],
)
def test_what_is_wrong(code: str, variant: str) -> None:
    assert variants(HIRE | {"employer_code": code}) == [(1, "suspicion", variant)]


@pytest.mark.parametrize("code", [GOOD, GOOD.lower(), " 9111-0000 600037341L", "110108000000016"])
def test_what_is_right(code: str) -> None:
    assert answers(NAME, HIRE | {"employer_code": code}) == []


def test_a_guess_is_shown() -> None:
    told = audited(NAME, HIRE | {"employer_code": "9111OOOO6OOO37341L"}).findings
    assert told["facts"].to_list() == [[HIRE["employer"], "9111OOOO6OOO37341L", GOOD, "1"]]


def test_one_finding_for_one_code_of_one_employer() -> None:
    rows = [HIRE | {"employer_code": WRONG, "row_id": n} for n in (1, 2, 3)]
    found = audited(NAME, *rows, HIRE | {"employer_code": GOOD[:-1], "row_id": 4})
    assert found.findings.select("row_id", "variant", "covers").rows() == [
        (1, "check", [2, 3]),
        (4, "length", []),
    ]
    assert found.findings["facts"].to_list()[0] == [HIRE["employer"], WRONG, "3"]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (4, 0, 4)


def test_without_a_code_it_is_open_unless_the_name_leads_to_one() -> None:
    assert variants(HIRE, HIRE | {"row_id": 2}) == [(1, "unverifiable", "open_no_code")]
    assert variants(HIRE | {"employer_code": "无"}) == [(1, "unverifiable", "open_no_code")]
    register = [{"row_id": 90, "employer": HIRE["employer"], "employer_code": GOOD}]
    assert variants(HIRE, employers=register) == []


def test_without_a_name_and_a_code_each_row_is_open() -> None:
    nobody = HIRE | {"employer": None}
    assert variants(nobody, nobody | {"row_id": 2}) == [
        (1, "unverifiable", "missing"),
        (2, "unverifiable", "missing"),
    ]


def test_placements_need_no_code_and_what_they_say_is_looked_at() -> None:
    assert variants(PLACED) == []
    assert variants(PLACED | {"employer_code": WRONG}) == [(1, "suspicion", "check")]
    assert variants({"employer_code": WRONG}) == []
