from datetime import date
from typing import Any

import pytest

from tests.rules.stays import HIRE, PLACED
from tests.support import answers, audited

NAME = "eligibility_age"
# CLEAN was born on 1990-03-07
SIXTEEN, SIXTY = date(2006, 3, 7), date(2050, 3, 7)
PACK = """
id = "other"
title = "x"
place = "x"
status = "test"
extends = "demo"
[parameters.youngest_age]
dated_by = ["hire_date", "issue_date", "claim_date", "as_of"]
values = [{ from = 2000-01-01, value = 16, assumed = true, note = "x" }]
[parameters.retirement_age]
dated_by = ["hire_date", "issue_date", "claim_date", "as_of"]
values = [{ from = 2000-01-01, value = 60, assumed = true, note = "x" }]
"""


@pytest.fixture
def pack(tmp_path: Any) -> str:
    path = tmp_path / "policy.toml"
    path.write_text(PACK, encoding="utf-8")
    return str(path)


def on(day: date) -> list[dict[str, Any]]:
    """The clean claim, a hire and a placement, whose event is that day."""
    return [{"issue_date": day}, *(row | {"hire_date": day, "issue_date": None} for row in (HIRE, PLACED))]


def test_the_sixteenth_birthday_is_old_enough(pack: str) -> None:
    assert answers(NAME, *on(SIXTEEN), policy=pack) == []
    day_before = date.fromordinal(SIXTEEN.toordinal() - 1)
    assert answers(NAME, *on(day_before), policy=pack) == [(n, "violation") for n in (1, 2, 3)]


def test_from_the_sixtieth_birthday_on_it_is_a_suspicion(pack: str) -> None:
    assert answers(NAME, *on(date.fromordinal(SIXTY.toordinal() - 1)), policy=pack) == []
    assert answers(NAME, *on(SIXTY), policy=pack) == [(n, "suspicion") for n in (1, 2, 3)]


def test_a_leap_day_is_a_year_older_on_the_first_of_march(pack: str) -> None:
    leap = {"id_no": "419900200402290015"}
    assert answers(NAME, leap | {"issue_date": date(2020, 2, 28)}, policy=pack) == [(1, "violation")]
    assert answers(NAME, leap | {"issue_date": date(2020, 2, 29)}, policy=pack) == []


def test_the_event_of_a_hire_is_not_its_certificate(pack: str) -> None:
    assert answers(NAME, HIRE | {"issue_date": date(2000, 1, 1)}, policy=pack) == []
    assert answers(NAME, {"hire_date": date(2000, 1, 1)}, policy=pack) == []


def test_a_number_that_does_not_check_makes_the_age_doubtful(pack: str) -> None:
    rows = [{"issue_date": date(2000, 1, 1)}, {"issue_date": date(2000, 1, 1), "id_no": "419900199003070017"}]
    assert audited(NAME, *rows, policy=pack).findings["confidence"].to_list() == ["exact", "possible"]


@pytest.mark.parametrize(
    ("row", "variant"),
    [
        ({"id_no": None}, "missing"),
        ({"issue_date": None}, "missing"),
        ({"id_no": "419900********0018"}, "open_person"),
        ({"id_no": "E12345678"}, "open_birth"),
        ({"id_no": "419900199002300018"}, "open_birth"),
        ({"id_no": "419900202903070018"}, "open_birth"),
        ({"issue_date": date(2021, 12, 31)}, "open_law"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]
    assert found["confidence"].to_list() == ["exact"]


def test_only_the_date_that_counts_is_called_missing() -> None:
    rows = [{"issue_date": None}, HIRE | {"hire_date": None, "issue_date": None}]
    assert audited(NAME, *rows).findings["facts"].to_list() == [["issue_date"], ["hire_date"]]


def test_out_of_scope(pack: str) -> None:
    young = {"issue_date": date(2000, 1, 1)}
    rows = [young | {"subsidy": "training"}, young | {"subsidy": None}, young | {"amount": -240}, young]
    assert audited(NAME, *rows, policy=pack).coverage["applied"].to_list() == [0]


def test_wording(pack: str) -> None:
    found = audited(NAME, {"issue_date": date(2006, 3, 6)}, {"issue_date": SIXTY}, policy=pack).findings
    assert found.select("variant", "facts", "at_stake", "clause").rows() == [
        ("young", ["张一丁", "419900199003070018", "1990-03-07", "2006-03-06", "15", "16"], 240, "beneficiaries"),
        ("old", ["张一丁", "419900199003070018", "1990-03-07", "2050-03-07", "60", "60"], 240, "beneficiaries"),
    ]  # fmt: skip
