"""audit ids --explain: two numbers step by step, with and without files."""

from pathlib import Path

import pytest

from chizheng_audit.__main__ import run
from tests.rules.numbers import ONE, number, other_digit

AUDIT = ["--policy", "demo", "--as-of", "2024-03-31", "--quiet"]
WRONG = other_digit(ONE, 9)
HEAD = "补贴种类,姓名,身份证号,职业,等级,证书编号,发证日期,补贴金额,联系电话,评价机构"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    rest = "保育师,中级工,S000041000001224000001,2022-09-01,240,13912345670,示例学校"
    rows = [f"评价补贴,{name},{id_no},{rest}" for name, id_no in (("张一丁", ONE), ("章一丁", WRONG))]
    (tmp_path / "one.csv").write_text("\n".join([HEAD, *rows]), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert run(["ids", *argv, *AUDIT]) == 0
    return capsys.readouterr().out


def test_two_numbers_alone(capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--explain", ONE, WRONG)
    assert f"  {ONE}\n  {WRONG}\n          ^\n" in text
    assert "4 是    抄错一处" in text
    assert "置信度 可能" in text
    assert f"拟更正为 {ONE}" in text
    assert "没有给出材料" in text


def test_with_files_names_and_phones_speak_and_stay_masked(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = told(capsys, "one.csv", "--explain", ONE, WRONG)
    assert "姓名：同音；电话：相同；账号：没有相同的" in text
    assert "相近：抄错一处，置信度 确定" in text
    assert "张*丁  139****5670  one.csv 第 2 行" in text
    assert "张一丁" not in text
    assert "13912345670" not in text


def test_unmasked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "章一丁  13912345670  one.csv 第 3 行" in told(
        capsys, "one.csv", "--explain", ONE, WRONG, "--unmask"
    )


def test_a_number_that_no_file_has(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "one.csv", "--explain", ONE, other_digit(ONE, 13))
    assert "乙：材料中没有" in text
    assert "不能评定置信度" in text


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (ONE, "就是同一个号码"),
        (number("41131719850711222"), "号码本身不相近"),
        (number(other_digit(ONE[:17], 13)), "号码合于“改一位，重算末位”"),
        ("4.19900199E+17", "不完整或已脱敏"),
        ("4.19900199E+17", "单凭号码不能断定"),
        (ONE[:6] + ONE[8:17], "15 位，升为 18 位是"),
        (number("41990019900230001"), "第 7 至 14 位不是日历上的日期"),
        (number("99990019900307001"), "前两位不是省级代码"),
    ],
)
def test_what_is_said_of_each_kind(other: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert words in told(capsys, "--explain", ONE, other)


@pytest.mark.parametrize("other", [number("41131719850711222"), "4.19900199E+17"])
def test_nothing_is_said_of_names_that_nobody_knows(other: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = told(capsys, "--explain", ONE, other)
    assert "号码合于" not in text
    assert "但姓名相同" not in text


def test_people_who_share_nothing_are_not_near(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    far = number("41131719850711222")
    with (folder / "one.csv").open("a", encoding="utf-8") as lines:
        lines.write(
            f"\n评价补贴,王二丙,{far},电工,中级工,S000041000001224000002,2022-09-01,240,13900000077,示例学校"
        )
    assert "不相近：上列关系都不成立" in told(capsys, "one.csv", "--explain", ONE, far)


@pytest.mark.parametrize(
    "argv", [["ids"], ["dupes", "one.csv", "--explain", ONE, WRONG], ["ids", "one.csv", "--explain", ONE]]
)
def test_mistakes_are_one_sentence(argv: list[str], folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*argv, *AUDIT]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_only_the_section_that_has_it_shows_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ids", "--help"]) == 0
    assert "--explain" in capsys.readouterr().out
    assert run(["dupes", "--help"]) == 0
    assert "--explain" not in capsys.readouterr().out


def test_the_report_of_the_section_shows_clusters(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["ids", "one.csv", *AUDIT]) in (0, 1)
    assert "号码相近的群：共 1 群" in capsys.readouterr().out
    assert run(["dupes", "one.csv", *AUDIT]) in (0, 1)
    assert "号码相近的群" not in capsys.readouterr().out
