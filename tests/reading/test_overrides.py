"""Which files are read, and what users may say about them."""

from pathlib import Path

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.overrides import Overrides, load_columns, parse_as
from chizheng_audit.reading.paths import expand


def test_folders_unfold_in_order_and_office_locks_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("q/b.csv", "q/a.xlsx", "q/~$a.xlsx", "q/.hidden.csv", "q/readme.md", "q/deep/c.TXT"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("x")
    assert expand(["q/b.csv", "q"]) == ["q/b.csv", "q/a.xlsx", "q/deep/c.TXT"]


def test_a_folder_without_tables_and_a_missing_path(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有可读的表格"):
        expand([str(tmp_path)])
    with pytest.raises(AuditError, match="找不到"):
        expand([str(tmp_path / "none")])


def test_columns_hold_for_all_files_or_for_a_pattern(tmp_path: Path) -> None:
    file = tmp_path / "columns.toml"
    file.write_text(
        'ignore = ["旧号"]\n[columns]\n"学员" = "姓名"\n[file."社保*".columns]\n"月" = "month"\n', "utf-8"
    )
    overrides = Overrides({"q/x.csv": "claims"}, load_columns(str(file)))
    assert overrides.said("q/x.csv").words == {"学员": "name"}
    assert overrides.said("q/x.csv").table == "claims"
    assert overrides.said("q/x.csv").ignore == {"旧号"}
    assert overrides.said("q/社保1.csv").words == {"学员": "name", "月": "month"}


@pytest.mark.parametrize("text", ['[columns]\n"学员" = "nobody"', "not toml", "columns = 3"])
def test_a_wrong_columns_file_is_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "columns.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(AuditError, match=r"--columns"):
        load_columns(str(file))


@pytest.mark.parametrize("word", ["claims", "payroll=x", "claims=missing.csv"])
def test_a_wrong_as_is_one_sentence(word: str) -> None:
    with pytest.raises(AuditError, match="--as"):
        parse_as([word])
