from typing import Any

import pytest

from chizheng_audit.demo.people import credit_code
from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "caps_employer_code_shared"
CODE, OTHER = (credit_code(f"9141990{n}MA0000001") for n in "01")
A, B = "示例县宏图机械有限公司", "示例县远山商贸有限公司"


def row(n: int, employer: str | None, code: str | None, **changes: Any) -> dict[str, Any]:
    return HIRE | {"row_id": n, "employer": employer, "employer_code": code} | changes


def test_one_code_under_two_names() -> None:
    found = audited(NAME, row(1, A, CODE), row(2, B, CODE), row(3, A, CODE))
    assert found.findings.select("row_id", "verdict", "variant", "evidence", "covers").rows() == [
        (1, "suspicion", "names", [2], [3, 2])
    ]
    assert found.findings["facts"].to_list() == [[CODE, "2", f"{A}、{B}", "3"]]
    assert found.coverage.select("applied", "passed", "flagged").row(0) == (3, 0, 3)


@pytest.mark.parametrize(
    "other", ["示例县宏图机械有限责任公司", "宏图机械", "宏图机械厂", "示例县　宏图机械（有限公司）"]
)
def test_another_way_to_write_the_name_is_no_other_name(other: str) -> None:
    assert answers(NAME, row(1, A, CODE), row(2, other, CODE)) == []


def test_the_register_counts_too() -> None:
    register = [{"row_id": 90, "employer": B, "employer_code": CODE}]
    found = audited(NAME, row(1, A, CODE), employers=register).findings
    assert found.select("row_id", "variant", "evidence").rows() == [(1, "names", [90])]


def test_one_name_with_two_codes() -> None:
    found = audited(NAME, row(1, A, CODE), row(2, A, OTHER), row(3, A, None)).findings
    assert found["variant"].to_list() == ["codes"]
    first, others = found.row(0, named=True)["row_id"], found["covers"].to_list()[0]
    assert {first, *others} == {1, 2, 3}
    assert found["facts"].to_list() == [[A, "2", "、".join(sorted([CODE, OTHER])), "3"]]


def test_a_wrong_code_is_no_code() -> None:
    wrong = CODE[:-1] + ("1" if CODE[-1] != "1" else "2")
    assert answers(NAME, row(1, A, CODE), row(2, A, wrong)) == []
    assert answers(NAME, row(1, A, wrong), row(2, B, wrong)) == []


def test_one_code_under_one_name_and_two_names_with_their_own() -> None:
    assert answers(NAME, row(1, A, CODE), row(2, A, CODE), row(3, B, OTHER)) == []


def test_of_whom_nothing_is_known_is_out_of_scope() -> None:
    found = audited(
        NAME, row(1, None, None), row(2, A, CODE), {"row_id": 3, "employer": A, "employer_code": OTHER}
    )
    assert found.coverage.select("applied", "passed").row(0) == (1, 1)
    assert (
        len(answers(NAME, row(1, A, CODE), PLACED | {"row_id": 2, "employer": B, "employer_code": CODE})) == 1
    )
