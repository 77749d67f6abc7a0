"""Which row or person is meant: every spelling that people use, and a helpful sentence for what fits nothing."""

from pathlib import Path
from typing import Any

import pytest

from chizheng_audit.commands import asked
from chizheng_audit.errors import AuditError

SHEETS: list[dict[str, Any]] = [
    {"file": "q/甲校.xlsx", "sheet": "一:二", "rows_read": 9},
    {"file": "q/甲校.xlsx", "sheet": "二", "rows_read": 9},
    {"file": "q/乙:校.csv", "sheet": None, "rows_read": 9},
    {"file": "q/丙.csv", "sheet": None, "rows_read": 9},
    {"file": "r/丙.csv", "sheet": None, "rows_read": 9},
    {"file": "r/丁.xlsx", "sheet": "表", "rows_read": 1234},
]


def at(text: str) -> tuple[str, str | None, int]:
    line, number = asked.row(text, SHEETS, [("q/坏.xlsx", "打不开")])
    return line["file"], line["sheet"], number


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("q/甲校.xlsx:一:二:3", (0, 3)),
        ("甲校.xlsx:一:二:3", (0, 3)),
        ("甲校.xlsx:二:3", (1, 3)),
        ("甲校.xlsx：二：3", (1, 3)),
        ("./q/甲校.xlsx:二:9", (1, 9)),
        ("q\\甲校.xlsx:二:1", (1, 1)),
        ("乙:校.csv:4", (2, 4)),
        ("q/乙:校.csv:4", (2, 4)),
        ("q/丙.csv:5", (3, 5)),
        ("r/丙.csv:5", (4, 5)),
        ("丁.xlsx:6", (5, 6)),
        ("r/丁.xlsx [表] 第 1234 行", (5, 1234)),
        ("q/甲校.xlsx [一:二] row 2", (0, 2)),
        ("q/乙:校.csv row 2", (2, 2)),
        ("丁.xlsx:表:７", (5, 7)),
    ],
)
def test_spellings(text: str, found: tuple[int, int]) -> None:
    line = SHEETS[found[0]]
    assert at(text) == (line["file"], line["sheet"], found[1])


def test_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert at(f"{tmp_path}/q/丙.csv:5") == ("q/丙.csv", None, 5)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("丙.csv:5", ["不止一处", "q/丙.csv", "r/丙.csv"]),
        ("甲校.xlsx:5", ["不止一处", "q/甲校.xlsx:一:二", "q/甲校.xlsx:二"]),
        ("丁.xlsx:表:1235", ["1,234 行"]),
        ("丁.xlsx:表:0", ["1,234 行"]),
        ("甲校.xlsx:三:5", ["没有对上", "q/甲校.xlsx:二"]),
        ("丁.xls:表:5", ["没有对上", "r/丁.xlsx:表"]),
        ("丁.xlsx:表", ["没有写行号", "r/丁.xlsx:表"]),
        ("丙.csv", ["没有写行号"]),
        ("坏.xlsx:表:3", ["没有读成", "打不开"]),
        ("坏.xlsx:3", ["没有读成", "打不开"]),
        ("", ["没有对上"]),
        (":3", ["没有对上"]),
    ],
)
def test_what_fits_nothing_or_too_much(text: str, said: list[str]) -> None:
    with pytest.raises(AuditError) as error:
        at(text)
    assert [words for words in said if words not in str(error.value)] == []


def test_numbers_of_people_in_names_of_files_are_masked() -> None:
    lines = [{"file": "419900199003070018.csv", "sheet": None, "rows_read": 3}]
    with pytest.raises(AuditError) as error:
        asked.row("x:1", lines, [])
    assert "419900********0018.csv" in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "419900900307001",
        " 419900 19900307 0018 ",
        "４１９９００１９９００３０７００１８",
        "'419900199003070018",
    ],
)
def test_a_person_in_any_spelling(text: str) -> None:
    assert asked.person(text) == "419900199003070018"


def test_a_small_x_is_the_same_person() -> None:
    assert asked.person("41990319680815162x") == asked.person("41990319680815162×") == "41990319680815162X"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("张一丁", "姓名"),
        ("欧阳建国先生", "姓名"),
        ("", "姓名"),
        ("419900********0018", "脱敏"),
        ("419900＊＊＊＊＊＊＊＊0018", "脱敏"),
        ("G12345678", "其他证件"),
        ("4.199E+17", "其他证件"),
        ("4199001990", "其他证件"),
    ],
)
def test_what_tells_nobody_apart_is_refused(text: str, said: str) -> None:
    with pytest.raises(AuditError, match=said):
        asked.person(text)
