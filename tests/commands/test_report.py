"""`audit report` over the sample: what it draws is what the run drew, after the sources are gone."""

import re
import shutil
from pathlib import Path

import pytest
from openpyxl import load_workbook

from chizheng_audit.__main__ import run
from chizheng_audit.reports import writers

SAMPLE = Path(__file__).parents[2] / "sample_data"
PENS = sorted(writers())


def _drawn(folder: Path, *more: str, lang: str = "zh") -> str:
    """Run over a copy of the sample, which is then removed; what the screen showed is in run.txt."""
    shutil.copytree(SAMPLE, folder / "材料")
    outs = [word for suffix in PENS for word in ("--out", str(folder / f"run{suffix}"))]
    command = ["--lang", lang, "run", str(folder / "材料"), "--policy", "demo", "--as-of", "2024-03-31"]
    assert run([*command, *outs, *more, "--quiet"]) == 1
    shutil.rmtree(folder / "材料")
    return str(folder / "run.jsonl")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawn")
    _drawn(folder)
    return folder


def _report(kept: str, folder: Path, *more: str) -> int:
    outs = [word for suffix in PENS for word in ("--out", str(folder / f"again{suffix}"))]
    return run(["report", kept, *outs, "--quiet", *more])


def _cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(path)}


def test_reports_are_as_the_run_wrote_them(drawn: Path, tmp_path: Path) -> None:
    assert _report(str(drawn / "run.jsonl"), tmp_path) == 0
    assert _cells(drawn / "run.xlsx") == _cells(tmp_path / "again.xlsx")
    for suffix in PENS:
        one, other = (drawn / f"run{suffix}").read_bytes(), (tmp_path / f"again{suffix}").read_bytes()
        assert one == other, suffix


def test_the_screen_is_as_the_run_showed_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = _drawn(tmp_path, "--worst", "3")
    shown = capsys.readouterr().out
    assert run(["report", kept, "--worst", "3", "--quiet"]) == 0
    assert capsys.readouterr().out == shown
    assert run(["report", kept, "--format", "jsonl", "--quiet"]) == 0
    assert capsys.readouterr().out == Path(kept).read_text("utf-8")


def test_an_unmasked_run_stays_so_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = _drawn(tmp_path, "--unmask", lang="en")
    capsys.readouterr()
    assert (
        run(["report", kept, "--out", str(tmp_path / "again.xlsx"), "--out", str(tmp_path / "again.html")])
        == 0
    )
    told = capsys.readouterr()
    assert "not masked" in told.out.split("\n\n")[0]
    assert "English" in told.err  # the run's language wins over the one asked for, and this is said
    head = [row[:2] for row in _cells(tmp_path / "again.xlsx")["Overview"]]
    assert any(label == "Masking" and "not masked" in str(value) for label, value in head), head
    assert "alarm" in (tmp_path / "again.html").read_text("utf-8").split("<body>")[1].split("verdict")[0]


def test_what_cannot_be_reported(drawn: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = str(drawn / "run.jsonl")
    mine = tmp_path / "mine.xlsx"
    mine.write_bytes(b"x")
    for words, said in (
        ([str(SAMPLE / "planted.csv")], "不是本工具审计写出的"),
        ([kept, "--out", kept], "不能覆盖"),
        ([kept, "--out", str(mine)], "不是本工具写的"),
        ([kept, "--out", "x.doc"], "不认识的后缀"),
        ([kept, "--format", "xml"], "--format"),
    ):
        assert run(["report", *words]) == 2
        told = capsys.readouterr()
        assert said in told.err and told.out == "" and told.err.count("\n") == 1


def test_on_the_page_what_is_beyond_a_cap_leads_to_its_finding(drawn: Path) -> None:
    page = (drawn / "run.html").read_text("utf-8")
    over = page.split('<section id="caps"')[1].split("</section>")[0]
    links = re.findall(r'<a href="#(f[0-9a-f]{12})">([0-9,.]+)</a>', over)
    assert [money for _anchor, money in links] == ["2,000.00"]
    for anchor, _money in links:
        assert re.search(rf'<tbody id="{anchor}"[^>]* data-code="C\d\d"', page)
