"""Findings unit by unit: each finding in one workbook, whatever units are called, and nothing of other units' sums."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from chizheng_audit.__main__ import run
from chizheng_audit.errors import AuditError
from chizheng_audit.reports import split
from chizheng_audit.reports.view import View

NAMES = [
    "甲/乙:学校?",
    "甲\\乙*学校|",
    "CON",
    "a学校",
    "A学校",
    " 点. ",
    "很长" * 200,
    "=1+1",
    "..",
    "\u202e学校",
]


def renamed(view: View) -> View:
    """Findings of units with names that no disk takes as they are, and of none."""
    names = pl.Series([None, *NAMES]).gather(pl.int_range(len(view.findings), eager=True) % (len(NAMES) + 1))
    return replace(view, findings=view.findings.with_columns(payee=names))


def many(view: View) -> View:
    return replace(view, findings=pl.concat([view.findings] * 3))


def test_each_finding_is_in_one_workbook(view: View, tmp_path: Path) -> None:
    told = renamed(many(view))
    written = split.write(told, tmp_path / "清单.xlsx")
    assert sorted(written) == sorted((tmp_path / "清单_各单位").iterdir())
    assert sum(written.values()) == len(told.findings)
    numbers = []
    for path, count in written.items():
        own = [
            str(row[0])
            for sheet in load_workbook(path)
            if sheet["A1"].value == "疑点编号" and sheet["D1"].value == "疑点类型"
            for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        assert len(own) == count
        numbers += own
    assert sorted(numbers) == sorted(print_[:12] for print_ in told.findings["fingerprint"])


def test_names_of_files_are_safe_and_of_one_unit_each(view: View, tmp_path: Path) -> None:
    written = split.write(renamed(many(view)), tmp_path / f"{'长' * 60}.xlsx")
    names = [path.name for path in written]
    assert len({name.casefold() for name in names}) == len(names) == len(NAMES) + 1
    for path in written:
        assert path.parent == tmp_path / f"{'长' * 60}_各单位"
        assert not set(path.name) & set('\\/:*?"<>|\x00\n') and len(path.name.encode()) < 230
        assert path.stem == path.stem.rstrip(" .")


def test_a_units_workbook_tells_only_of_it(view: View, tmp_path: Path) -> None:
    for unit, part in split.parts(view):
        own = view.findings.filter(pl.col("payee").eq_missing(unit))
        assert part.findings.equals(own)
        assert sum(part.counts.values()) == len(own) == part.by_rule["findings"].sum()
        named = {*own["row_id"], *own["evidence"].explode().drop_nulls()}
        assert set(part.rows["row_id"]) == named
    parts = dict(split.parts(view))
    assert sum(part.at_stake for part in parts.values()) == view.at_stake
    written = split.write(view, tmp_path / "o.xlsx")
    for path, (unit, part) in zip(written, parts.items(), strict=True):
        book = load_workbook(path)
        assert "图表" not in book.sheetnames and "核验覆盖" not in book.sheetnames
        summary = [value for row in book["概况"].iter_rows(values_only=True) for value in row if value]
        assert (unit or "（未写单位）") in summary and "单位（盖章）：" in summary
        assert f"{part.at_stake:,.2f} 元（同一申报只计一次）" in summary
        assert not any(f"{view.at_stake_violations:,.2f} 元" == value for value in summary)


def test_a_run_without_findings_has_no_units(empty_view: View, tmp_path: Path) -> None:
    assert split.write(empty_view, tmp_path / "o.xlsx") == {}


def test_a_folder_that_cannot_be_written(view: View, tmp_path: Path) -> None:
    (tmp_path / "o_各单位").write_text("x")
    with pytest.raises(AuditError, match="写不了"):
        split.write(view, tmp_path / "o.xlsx")


def test_the_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.commands.conftest import AGAIN, GOOD, HEAD

    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.csv").write_text(HEAD + GOOD + AGAIN, "utf-8")
    command = ["dupes", "t.csv", "--policy", "demo", "--as-of", "2024-03-31", "--split-by"]
    assert run([*command, "unit", "--out", "o.xlsx", "--out", "o.jsonl"]) == 1
    told = capsys.readouterr().err
    assert f"o_各单位：{len(list((tmp_path / 'o_各单位').iterdir()))} 个文件，共" in told
    for words, said in (
        ([*command, "unit", "--out", "o.xlsx"], "已有文件"),  # those of before may be stamped already
        ([*command, "unit", "--out", "o.jsonl"], "--out x.xlsx"),
        ([*command, "unit"], "--out x.xlsx"),
        ([*command, "person", "--out", "p.xlsx"], "--split-by"),
    ):
        assert run(words) == 2
        assert said in capsys.readouterr().err
    assert run(["report", "o.jsonl", "--out", "p.xlsx", "--split-by", "unit", "--quiet"]) == 0
    again = sorted(path.name.removeprefix("p") for path in (tmp_path / "p_各单位").iterdir())
    assert again == sorted(path.name.removeprefix("o") for path in (tmp_path / "o_各单位").iterdir())
