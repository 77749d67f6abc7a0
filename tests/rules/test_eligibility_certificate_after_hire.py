from datetime import date
from typing import Any

import pytest

from tests.rules.lists import OTHER, WHO, entry
from tests.rules.stays import HIRE as STAY
from tests.rules.stays import PLACED as PLACEMENT
from tests.support import answers, audited

NAME = "eligibility_certificate_after_hire"
HIRE, PLACED = STAY | {"issue_date": None}, PLACEMENT | {"issue_date": None}
LATER = entry(issue_date=date(2022, 3, 16), occupation="焊工", level="高级工", cert_no="S1")


@pytest.mark.parametrize("claim", [HIRE, PLACED])
def test_the_day_of_the_hire_is_early_enough(claim: dict[str, Any]) -> None:
    assert answers(NAME, claim, certificates=[LATER]) == [(1, "suspicion")]
    assert answers(NAME, claim, certificates=[LATER | {"issue_date": date(2022, 3, 15)}]) == []


def test_the_earliest_certificate_counts_wherever_it_is_told() -> None:
    early = entry(2, issue_date=date(2021, 1, 1))
    assert answers(NAME, HIRE, certificates=[LATER, early]) == []
    assert answers(NAME, HIRE, {"issue_date": date(2022, 3, 15)}, certificates=[LATER]) == []
    assert answers(NAME, HIRE | {"issue_date": date(2022, 3, 15)}, certificates=[LATER]) == []


def test_what_the_claim_itself_says_is_enough() -> None:
    found = audited(NAME, HIRE | {"issue_date": date(2022, 3, 16)}).findings
    assert found.select("variant", "evidence").rows() == [("own", [])]
    assert answers(NAME, HIRE | {"issue_date": date(2022, 3, 15)}) == []


@pytest.mark.parametrize(
    ("claim", "certificates", "variant"),
    [
        (HIRE, [LATER | {"issue_date": None}], "open_undated"),
        (HIRE, [LATER, entry(2)], "open_undated"),
        (HIRE | {"hire_date": None}, [LATER], "missing"),
        (HIRE, [LATER | {"issue_date": date(2021, 1, 1), "name": "李四"}], "open_other_name"),
    ],
)
def test_null_is_never_a_pass(claim: dict[str, Any], certificates: list[Any], variant: str) -> None:
    found = audited(NAME, claim, certificates=certificates).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_who_has_no_certificate_is_another_rules() -> None:
    rows = [HIRE, HIRE | {"id_no": None}, {}]
    found = audited(NAME, *rows, certificates=[LATER | {"id_no": OTHER}])
    assert found.coverage["applied"].to_list() == [1]  # the evaluation claim is row 1's certificate
    assert audited(NAME, HIRE, certificates=[LATER | {"id_no": OTHER}]).coverage["applied"].to_list() == [0]


def test_out_of_scope() -> None:
    assert answers(NAME, {"hire_date": date(2020, 1, 1)}, certificates=[LATER]) == []


def test_wording() -> None:
    found = audited(NAME, HIRE, certificates=[LATER]).findings
    assert found.select("facts", "evidence", "clause", "at_stake").row(0) == (
        ["张一丁", WHO, "2022-03-15", "焊工", "高级工", "S1", "2022-03-16"], [LATER["row_id"]], "hire", 1000
    )  # fmt: skip
    other = audited(NAME, HIRE, certificates=[LATER | {"name": "李四"}]).findings
    assert other.select("variant", "confidence").row(0) == ("later_other", "possible")
