"""`--mark`: where copies may go, and which files get a workbook beside them instead."""

import io
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook

from chizheng_audit.__main__ import run
from tests.commands.conftest import AGAIN, GOOD, HEAD
from tests.commands.test_cli import AUDIT, jsonl


@pytest.fixture
def q(folder: Path) -> Path:
    """A folder `q` of a text file and a workbook, each with the same claim twice."""
    (folder / "q").mkdir()
    for name in ("good.csv", "twice.csv"):
        (folder / name).rename(folder / "q" / name)
    book = Workbook()
    for line in (HEAD, GOOD, AGAIN):
        book.worksheets[0].append(line.strip().split(","))
    book.save(folder / "q" / "book.xlsx")
    return folder


def test_copies_and_workbooks_beside(q: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["dupes", "q", *AUDIT[:-1], "--mark", "m"]
    assert run(argv) == 1
    assert {path.name for path in (q / "m").iterdir()} == {
        "book（疑点标注）.xlsx",
        "twice.csv（疑点行）.xlsx",
        "good.csv（疑点行）.xlsx",
    }
    said = capsys.readouterr().err
    assert "文本文件没有单元格可标" in said and "m/book（疑点标注）.xlsx" in said


@pytest.mark.parametrize("folder_", ["q", "q/m", "./q/../q/m/n"])
def test_never_among_the_originals(q: Path, folder_: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted(path.name for path in (q / "q").iterdir())
    for force in ([], ["--force"]):
        assert run(["dupes", "q", *AUDIT, "--mark", folder_, *force]) == 2
        assert "不能和原件混在一起" in capsys.readouterr().err
    assert run(["dupes", "q/book.xlsx", *AUDIT, "--mark", "q"]) == 2
    assert sorted(path.name for path in (q / "q").iterdir()) == before


def test_a_link_to_the_originals_is_seen_through(q: Path) -> None:
    (q / "link").symlink_to("q", target_is_directory=True)
    assert run(["dupes", "q", *AUDIT, "--mark", "link/m"]) == 2
    assert not (q / "q" / "m").exists()


def test_existing_files_only_with_force(q: Path, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["dupes", "q", *AUDIT, "--mark", "m"]
    assert run(argv) == 1
    assert run(argv) == 2
    assert "--force" in capsys.readouterr().err
    assert run([*argv, "--force"]) == 1
    (q / "file").write_text("x")
    assert run([*argv[:-1], "file"]) == 2


def test_a_later_run_over_all_leaves_them_out(q: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["dupes", "q", *AUDIT, "--mark", "m"]) == 1
    capsys.readouterr()
    run(["dupes", ".", *AUDIT, "--format", "jsonl"])
    first = jsonl(capsys.readouterr().out)[0]
    assert {source["file"] for source in first["sources"]} == {  # type: ignore[attr-defined,index] # JSON
        "q/book.xlsx",
        "q/good.csv",
        "q/twice.csv",
    }


def test_no_decrypted_copy(q: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = io.BytesIO((q / "q" / "book.xlsx").read_bytes())
    with (q / "locked.xlsx").open("wb") as stream:
        OOXMLFile(plain).encrypt("打开", stream)
    (q / "p.txt").write_text("打开\n", "utf-8")
    argv = ["dupes", "locked.xlsx", *AUDIT[:-1], "--mark", "m", "--password-file", "p.txt"]
    assert run(argv) == 1
    assert [path.name for path in (q / "m").iterdir()] == ["locked.xlsx（疑点行）.xlsx"]
    assert "不写解密的副本" in capsys.readouterr().err
    told = [
        str(cell.value)
        for row in load_workbook(q / "m" / "locked.xlsx（疑点行）.xlsx").worksheets[0]
        for cell in row
    ]
    assert any("419900********0018" in text for text in told)
    assert not any("419900199003070018" in text or "张一丁" in text for text in told)


def test_equal_names_in_two_folders(q: Path) -> None:
    (q / "a").mkdir()
    (q / "b" / "c").mkdir(parents=True)
    for at in ("a", "b/c"):
        (q / at / "twice.csv").write_text(HEAD + GOOD + AGAIN, "utf-8")
    assert run(["dupes", "a", "b", *AUDIT, "--mark", "m"]) == 1
    written = {path.relative_to(q / "m").as_posix() for path in (q / "m").rglob("*.xlsx")}
    assert written == {"a/twice.csv（疑点行）.xlsx", "b/c/twice.csv（疑点行）.xlsx"}


def test_nothing_found_nothing_written(q: Path) -> None:
    assert run(["amounts", "q/good.csv", *AUDIT, "--mark", "m"]) == 0
    assert not (q / "m").exists()


def test_a_workbook_is_known_by_its_bytes(q: Path) -> None:
    (q / "q" / "book.xlsx").rename(q / "q" / "book.xls")
    assert run(["dupes", "q/book.xls", *AUDIT, "--mark", "m"]) == 1
    assert [path.name for path in (q / "m").iterdir()] == ["book.xls（疑点标注）.xlsx"]
    assert load_workbook(q / "m" / "book.xls（疑点标注）.xlsx").sheetnames == ["Sheet", "审计疑点"]
