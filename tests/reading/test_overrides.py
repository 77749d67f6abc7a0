"""Which files are read, and what users may say about them."""

from pathlib import Path

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.overrides import Overrides, parse_as
from chizheng_audit.reading.paths import expand
from chizheng_audit.reading.said import Said


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


def test_columns_hold_for_all_files_or_for_a_pattern() -> None:
    sections = (
        (None, Said(words={"学员": "name", "旧号": None})),
        ("社保*", Said(words={"月": "month", "旧号": "id_no"})),
    )
    overrides = Overrides({"q/x.csv": "claims"}, sections)
    assert overrides.said("q/x.csv") == Said("claims", {"学员": "name", "旧号": None})
    assert overrides.said("q/社保1.csv").words == {"学员": "name", "月": "month", "旧号": "id_no"}


def test_what_is_narrower_is_stronger() -> None:
    sections = (
        (None, Said("claims", encoding="big5", delimiter=";")),
        ("a*.csv", Said("insurance", encoding="utf-8", header_rows=(2,))),
        ("a1.csv", Said(header_rows=(3, 4))),
    )
    assert Overrides(sections=sections).said("b.csv").encoding == "big5"
    given = Overrides({"q/a1.csv": "claims"}, sections, encoding="gb18030")
    assert given.said("b.csv").encoding == "gb18030"  # said now, of all files
    assert given.said("a2.csv") == Said("insurance", {}, (2,), encoding="utf-8", delimiter=";")
    assert given.said("q/a1.csv") == Said("claims", {}, (3, 4), encoding="utf-8", delimiter=";")


def test_as_holds_for_every_sheet() -> None:
    said = Said(in_sheet=(("社保*", Said("insurance", {"月": "month"})),))
    assert said.on("社保1").table == "insurance"
    assert said.on("明细").table is None and said.on(None).words == {}
    forced = Overrides({"x.xlsx": "claims"}, ((None, said),)).said("x.xlsx")
    assert forced.on("社保1") == Said("claims", {"月": "month"}, in_sheet=forced.in_sheet)


@pytest.mark.parametrize(
    ("pattern", "file", "held"),
    [
        ("a.csv", "q/a.csv", True),
        ("q/a.csv", "q/a.csv", True),
        ("q/*", "q/a.csv", True),
        ("报表[1].csv", "报表[1].csv", True),
        ("报表[[]1].csv", "报表[1].csv", True),
        ("b.csv", "q/a.csv", False),
    ],
)
def test_patterns(pattern: str, file: str, held: bool) -> None:
    given = Overrides(sections=((pattern, Said("claims")),))
    assert (given.said(file).table == "claims") is held
    assert given.idle([file, "other.txt"]) == ([] if held else [pattern])


@pytest.mark.parametrize(
    ("pattern", "sheet", "held"),
    [
        ("明细", "明细", True),
        ("sheet?", "Sheet1 ", True),
        ("第*批", "第二批", True),
        ("a[1]", "a[1]", True),
        ("明细", "明细2", False),
    ],
)
def test_sheets_wanted(pattern: str, sheet: str, held: bool) -> None:
    assert Said(sheets=(pattern,)).wants(sheet) is held
    assert Said(sheets=(pattern,)).wants(None)  # a text file has no sheets


@pytest.mark.parametrize("word", ["claims", "wages=x", "claims=missing.csv"])
def test_a_wrong_as_is_one_sentence(word: str) -> None:
    with pytest.raises(AuditError, match="--as"):
        parse_as([word])
