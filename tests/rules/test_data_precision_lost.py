from typing import Any

import pytest

from tests.support import answers, audited

NAME = "data_precision_lost"
LOST = {
    "row_id": 1,
    "table": "claims",
    "column": "id_no",
    "header": "身份证号",
    "raw": "419900199003070000",
    "trouble": "precision_lost",
}


def test_a_cell_whose_digits_the_file_lost_is_flagged() -> None:
    found = audited(NAME, {"id_no": None}, {"name": "李四"}, problems=[LOST]).findings
    assert found.select("row_id", "verdict", "variant", "confidence", "facts", "at_stake").rows() == [
        (1, "violation", "stored", "exact", ["身份证号", "419900199003070000"], None)
    ]


@pytest.mark.parametrize("column", ["cert_no", "prior_cert_no", "account", "phone"])
def test_any_identifier_counts(column: str) -> None:
    assert len(audited(NAME, {}, problems=[LOST | {"column": column}]).findings) == 1


@pytest.mark.parametrize("other", [{"trouble": "unreadable"}, {"table": "insurance"}, {"row_id": 2}])
def test_other_troubles_tables_and_rows_pass(other: dict[str, Any]) -> None:
    assert audited(NAME, {}, problems=[LOST | other]).findings.is_empty()


def test_a_number_that_shows_the_loss_itself_is_flagged_less_surely() -> None:
    found = audited(NAME, {"id_no": "419900199003070000"}).findings
    assert found.select("verdict", "variant", "confidence", "facts").rows() == [
        ("violation", "zeros", "strong", ["419900199003070000"])
    ]


@pytest.mark.parametrize(
    "id_no",
    [
        "419900199003031000",  # its check character fits
        "419900199003070010",  # does not end in 000, does not fit
        "419900199003000",  # 15 digits hold
        "4199001990030700000",
        None,
    ],
)
def test_the_nearest_neighbours_pass(id_no: str | None) -> None:
    assert answers(NAME, {"id_no": id_no}) == []


@pytest.mark.parametrize(
    "id_no",
    [
        "419900199003070014",  # no multiple of 64
        "419900199003070032",
        "110101199003070008",  # a multiple of 8 only
    ],
)
def test_a_wrong_number_that_no_double_forces_passes(id_no: str) -> None:
    assert int(float(id_no)) != int(id_no)
    assert answers(NAME, {"id_no": id_no}) == []


@pytest.mark.parametrize(
    "id_no", ["419900199003070018", "110101199003070011", "210101199003070021", "610101199003070051"]
)
def test_what_a_double_makes_of_a_number_is_flagged_as_possible(id_no: str) -> None:
    stored = str(int(float(id_no)))
    found = audited(NAME, {"id_no": stored}, {"id_no": id_no, "name": "李四"}).findings
    assert found.select("row_id", "variant", "confidence", "facts").rows() == [
        (1, "multiple", "possible", [stored])
    ]


def test_the_cell_and_the_number_are_not_told_twice() -> None:
    """A cell that lost digits is null in the table, so only the file's word is left."""
    assert len(audited(NAME, {"id_no": None}, problems=[LOST, LOST]).findings) == 1


ALIKE = "419900199003070018"  # its first 15 digits are those that LOST has left


@pytest.mark.parametrize("raw", ["419900199003070000", "4.19900199003070E+17"])
def test_the_digits_that_are_left_are_weak_evidence(raw: str) -> None:
    rows = (
        {"name": "张一丁", "id_no": None},
        {"name": "张一丁", "id_no": ALIKE},
        {"name": "李四", "id_no": ALIKE},
    )
    found = audited(NAME, *rows, problems=[LOST | {"raw": raw}]).findings
    assert found.select("row_id", "variant", "facts", "evidence").rows() == [
        (1, "stored_alike", ["身份证号", raw, "1"], [2])
    ]


@pytest.mark.parametrize(
    ("problem", "other"),
    [
        ({"raw": "4.1990E+17"}, {}),  # too few digits are left
        ({"column": "cert_no"}, {}),
        ({}, {"id_no": "419900199003080018"}),
        ({}, {"id_no": None}),
        ({}, {"name": None}),
    ],
)
def test_less_than_that_is_no_evidence(problem: dict[str, Any], other: dict[str, Any]) -> None:
    rows = ({"name": "张一丁", "id_no": None}, {"name": "张一丁", "id_no": ALIKE} | other)
    found = audited(NAME, *rows, problems=[LOST | problem]).findings
    assert found.select("variant", "evidence").rows() == [("stored", [])]


def test_a_number_that_shows_the_loss_itself_has_such_evidence_too() -> None:
    rows = ({"name": "张一丁", "id_no": "419900199003070000"}, {"name": "张一丁", "id_no": ALIKE})
    found = audited(NAME, *rows).findings
    assert found.select("row_id", "variant", "evidence").rows() == [(1, "zeros_alike", [2])]
