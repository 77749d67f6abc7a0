from datetime import date
from typing import Any

import pytest

from tests.rules.lists import OTHER, WHO, entry
from tests.support import answers, audited

NAME = "eligibility_student"
ENROLLED = entry(school="示例学院", form="全日制", since=date(2022, 9, 1), until=date(2025, 6, 30))


@pytest.mark.parametrize(
    ("day", "flagged"),
    [
        (date(2022, 8, 31), False),
        (date(2022, 9, 1), True),
        (date(2025, 6, 30), True),
        (date(2025, 7, 1), False),
    ],
)
def test_from_the_first_day_to_the_last(day: date, flagged: bool) -> None:
    found = answers(NAME, {"issue_date": day}, students=[ENROLLED])
    assert found == ([(1, "suspicion")] if flagged else [])


def test_henan_leaves_no_students_out() -> None:
    found = audited(NAME, {}, students=[ENROLLED], policy="zhongmu_2022")
    assert found.coverage.select("status", "detail").row(0) == ("no_parameter", "students_excluded")


def test_a_pack_can_say_that_they_are_not_left_out(tmp_path: Any) -> None:
    pack = tmp_path / "policy.toml"
    pack.write_text(
        'id = "other"\ntitle = "x"\nplace = "x"\nstatus = "test"\nextends = "demo"\n[parameters.students_excluded]\n'
        'values = [{ from = 2022-01-01, value = false, assumed = true, note = "x" }]\n',
        encoding="utf-8",
    )
    found = audited(NAME, {}, students=[ENROLLED], policy=str(pack))
    assert found.coverage.select("status", "applied").row(0) == ("ran", 0)


def test_a_list_without_dates_is_told() -> None:
    found = audited(NAME, {}, students=[entry(school="示例学院")]).findings
    assert found.select("verdict", "variant").rows() == [("suspicion", "undated")]
    assert answers(NAME, {}, students=[entry(school="示例学院", until=date(2022, 8, 31))]) == []


@pytest.mark.parametrize(
    ("row", "listed", "variant"),
    [
        ({"id_no": None}, {}, "missing"),
        ({"issue_date": None}, {}, "missing"),
        ({}, {"id_no": None}, "open_same_name"),
    ],
)
def test_null_is_never_a_pass(row: dict[str, Any], listed: dict[str, Any], variant: str) -> None:
    found = audited(NAME, row, students=[ENROLLED | listed]).findings
    assert found.select("verdict", "variant").rows() == [("unverifiable", variant)]


def test_others_and_out_of_scope() -> None:
    assert answers(NAME, {}, students=[ENROLLED | {"id_no": OTHER}]) == []
    assert answers(NAME, {"subsidy": "training"}, students=[ENROLLED]) == []


def test_wording() -> None:
    found = audited(NAME, {}, students=[ENROLLED]).findings
    assert found["facts"].to_list() == [
        ["张一丁", WHO, "2022-09-01", "示例学院", "全日制", "2022-09-01", "2025-06-30"]
    ]
    other = audited(NAME, {}, students=[ENROLLED | {"name": "李四"}]).findings
    assert other.select("variant", "confidence").row(0) == ("dated_other", "possible")
