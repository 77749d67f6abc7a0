"""Choosing a pen by suffix, and what happens when a file cannot be written."""

import subprocess
import sys
from pathlib import Path

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.own_output import is_own
from chizheng_audit.reports import suffixes_known, write, writers
from chizheng_audit.reports.view import View


def test_the_pens() -> None:
    assert set(writers()) >= {".docx", ".html", ".jsonl", ".xlsx", ".sarif", ".junit.xml"}


@pytest.mark.parametrize("suffix", sorted(writers()))
def test_makes_the_folder_and_leaves_nothing_beside(view: View, tmp_path: Path, suffix: str) -> None:
    write(view, tmp_path / "new" / f"o{suffix.upper()}")
    assert [p.name for p in (tmp_path / "new").iterdir()] == [f"o{suffix.upper()}"]


def test_unknown_suffix(view: View, tmp_path: Path) -> None:
    for call in (lambda: write(view, tmp_path / "o.pdf"), lambda: suffixes_known(["o.pdf"])):
        with pytest.raises(AuditError, match=r"o\.pdf.*\.jsonl .*\.xlsx"):
            call()


@pytest.mark.parametrize("suffix", sorted(writers()))
def test_a_place_that_cannot_be_written(view: View, tmp_path: Path, suffix: str) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / f"folder{suffix}").mkdir()
    for path in (tmp_path / "file" / f"o{suffix}", tmp_path / f"folder{suffix}"):
        with pytest.raises(AuditError, match="写不了"):
            write(view, path)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", f"folder{suffix}"]


@pytest.mark.parametrize("suffix", sorted(writers()))
def test_a_failed_write_keeps_the_old_file(
    view: View, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"o{suffix}"
    path.write_text("old")

    def locked(self: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", locked)
    with pytest.raises(AuditError, match="写不了"):
        write(view, path)
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_the_view_needs_no_pen() -> None:
    code = (
        "import sys, chizheng_audit.reports.view\n"
        "assert not {'rich', 'xlsxwriter'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[2])


def test_what_a_pen_wrote_is_known_as_the_tools_own(view: View, tmp_path: Path) -> None:
    for suffix in writers():
        write(view, tmp_path / f"o{suffix}")
        assert is_own(tmp_path / f"o{suffix}"), suffix
    (tmp_path / "other.html").write_text("<!doctype html>\n<html>chizheng_audit</html>")
    assert not is_own(tmp_path / "other.html")
