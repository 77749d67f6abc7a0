from datetime import date
from typing import Any

import pytest

from chizheng_audit.tables.system import SHEET_SPAN
from tests.rules.numbers import number
from tests.support import answers, audited

NAME = "ids_number_block"


def block(*serials: int, names: str = "张王李赵", **more: Any) -> list[dict[str, Any]]:
    return [
        {"id_no": number(f"41990019900307{serial:03}"), "name": f"{name}一丁", **more}
        for serial, name in zip(serials, names, strict=False)
    ]


@pytest.mark.parametrize("serials", [(1, 2, 3), (1, 3, 5), (3, 5, 1), (998, 999, 997), (1, 2, 4)])
def test_a_run_of_serials_is_one_finding(serials: tuple[int, ...]) -> None:
    found = audited(NAME, *block(*serials)).findings
    assert found.select("verdict", "confidence").rows() == [("suspicion", "possible")]
    assert len(found["evidence"][0]) == 2


@pytest.mark.parametrize(
    "rows",
    [
        block(1, 3),
        block(1, 3, 6),
        block(1, 3, 5, names="张张王"),  # twins, and one more
        block(1, 1, 1),
        block(1, 3) + block(5, id_no="419901199003070050", names="李"),
        [*block(1, 3), {"id_no": number("41990019900308005"), "name": "李一丁"}],
        [*block(1, 3, 5, names="张王"), {"id_no": number("41990019900307005"), "name": None}],
    ],
)
def test_the_nearest_neighbours_pass(rows: list[dict[str, Any]]) -> None:
    assert answers(NAME, *rows) == []


def test_only_within_a_file() -> None:
    sheets = [
        {"base": at * SHEET_SPAN, "file": "甲.xlsx" if at < 3 else "乙.xlsx", "sheet": str(at)}
        for at in (1, 2, 3)
    ]
    for bases, count in (((1, 2, 2), 1), ((1, 2, 3), 0)):
        rows = [
            row | {"row_id": base * SHEET_SPAN + at}
            for at, (base, row) in enumerate(zip(bases, block(1, 3, 5), strict=True))
        ]
        assert len(answers(NAME, *rows, sheets=sheets)) == count


def test_two_runs_of_one_day_are_two_findings() -> None:
    found = audited(NAME, *block(1, 3, 5), *block(101, 103, 105)).findings
    assert found.select("row_id", "evidence").rows() == [(1, [2, 3]), (4, [5, 6])]


def test_a_missing_number_is_open_and_a_missing_law_leaves_all_open() -> None:
    assert answers(NAME, {"id_no": None}) == [(1, "unverifiable")]
    early = audited(NAME, *block(1, 3, 5), as_of=date(2021, 12, 31)).findings
    assert early["variant"].to_list() == ["open_law"] * 3


def test_wording() -> None:
    found = audited(NAME, *block(1, 3, 5)).findings
    assert found["facts"].to_list() == [["3", "001", "005", "3", "张一丁", number("41990019900307001")]]
