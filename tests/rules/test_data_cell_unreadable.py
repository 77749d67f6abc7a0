from typing import Any

import pytest

from tests.support import audited

NAME = "data_cell_unreadable"


def cell(**said: Any) -> dict[str, Any]:
    return {
        "row_id": 1,
        "table": "claims",
        "column": "amount",
        "header": "补贴金额（元）",
        "raw": "约200",
        "trouble": "unreadable",
    } | said


def test_each_cell_is_a_finding_and_rows_are_counted_once() -> None:
    cells = [cell(column="level", header="等级", raw="3"), cell(), cell(row_id=3)]
    found = audited(NAME, {}, {}, {}, problems=cells)
    assert found.findings.select("row_id", "verdict", "facts", "at_stake").rows() == [
        (1, "suspicion", ["补贴金额（元）", "约200"], None),
        (1, "suspicion", ["等级", "3"], None),
        (3, "suspicion", ["补贴金额（元）", "约200"], None),
    ]
    assert found.coverage.select("applied", "passed", "flagged", "unverifiable").row(0) == (3, 1, 2, 0)
    assert found.findings["fingerprint"].is_unique().all()


@pytest.mark.parametrize("trouble", ["error", "no_result"])
def test_an_error_is_told_here_unless_it_has_a_rule_of_its_own(trouble: str) -> None:
    assert len(audited(NAME, {}, problems=[cell(column="level", trouble=trouble)]).findings) == 1
    for column in ("amount", "id_no", "cert_no"):
        assert audited(NAME, {}, problems=[cell(column=column, trouble=trouble)]).findings.is_empty()


@pytest.mark.parametrize(
    "other", [{"trouble": "precision_lost"}, {"trouble": "formula"}, {"table": "insurance"}, {"row_id": 2}]
)
def test_other_troubles_tables_and_rows_pass(other: dict[str, Any]) -> None:
    assert audited(NAME, {}, problems=[cell(**other)]).findings.is_empty()


def test_a_cell_told_twice_is_one_finding() -> None:
    assert len(audited(NAME, {}, problems=[cell(), cell()]).findings) == 1


def test_a_cell_without_text_and_a_row_without_a_person() -> None:
    found = audited(NAME, {"id_no": None, "name": None}, problems=[cell(raw=None)]).findings
    assert found["facts"].to_list() == [["补贴金额（元）", ""]]


def test_it_is_about_every_subsidy() -> None:
    for subsidy in ("hire", "placement", "training", None):
        assert len(audited(NAME, {"subsidy": subsidy}, problems=[cell()]).findings) == 1
