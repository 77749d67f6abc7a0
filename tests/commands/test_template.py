"""`audit template`, and `--template` of runs and of reports."""

from pathlib import Path

import pytest
from docx import Document

from chizheng_audit.__main__ import run
from chizheng_audit.reports.papers.template import check
from tests.commands.test_cli import AUDIT


def _own(path: str, text: str) -> None:
    word = Document()
    word.add_paragraph(text)
    word.save(path)


def _said(path: str) -> str:
    return "\n".join(paragraph.text for paragraph in Document(path).paragraphs)


def test_the_built_in_template_can_be_had_and_given_back(folder: Path) -> None:
    assert run(["template", "t.docx"]) == 0
    check(folder / "t.docx")
    assert run(["dupes", "twice.csv", "--out", "a.docx", "--template", "t.docx", *AUDIT]) == 1
    assert run(["dupes", "twice.csv", "--out", "b.docx", *AUDIT]) == 1
    assert (folder / "a.docx").read_bytes() == (folder / "b.docx").read_bytes()


def test_a_template_that_was_worked_on_is_not_replaced(folder: Path) -> None:
    assert run(["template", "t.docx"]) == 0
    assert run(["template", "t.docx"]) == 2
    assert run(["template", "t.docx", "--force"]) == 0
    assert run(["template", "t.txt"]) == 2
    assert run(["dupes", "twice.csv", "--out", "t.docx", "--template", "t.docx", "--force", *AUDIT]) == 2


def test_a_kept_run_is_filled_into_it_too(folder: Path) -> None:
    _own("t.docx", "{% for 单 in 取证单 %}{{ 单.索引号 }} {{ 单.单位 }}。{% endfor %}")
    argv = ["dupes", "twice.csv", "--out", "a.docx", "--out", "a.jsonl", "--template", "t.docx", *AUDIT]
    assert run(argv) == 1
    assert run(["report", "a.jsonl", "--out", "b.docx", "--template", "t.docx", "--quiet"]) == 0
    assert _said("a.docx") == _said("b.docx") != ""
    assert "D01-1 示例学校" in _said("b.docx")


@pytest.mark.parametrize("command", [["dupes", "twice.csv", *AUDIT], ["report", "a.jsonl"]])
def test_a_bad_template_is_refused_before_anything_is_read(
    folder: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["dupes", "twice.csv", "--out", "a.jsonl", *AUDIT]) == 1
    _own("t.docx", "{{ 被审计人 }}")
    capsys.readouterr()
    assert run([*command, "--out", "o.docx", "--template", "t.docx"]) == 2
    out, said = capsys.readouterr()
    assert "被审计人" in said and "t.docx" in said and out == ""
    assert not (folder / "o.docx").exists()
    assert run([*command, "--out", "o.xlsx", "--template", "t.docx"]) == 2
