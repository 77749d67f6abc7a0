"""What is no ledger, or no whole one: one sentence, and nothing is changed."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.schema import VERSION
from tests.ledger.support import ROWS, advanced, counted, put


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "ledger", "A", "claimed")
    advanced(tmp_path / "ledger", "A", "paid")
    put(tmp_path / "ledger", "B")
    return tmp_path / "ledger"


def first(folder: Path, pattern: str) -> Path:
    return sorted(folder.glob(pattern))[0]


def shorter(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def say(folder: Path, **said: object) -> None:
    (folder / "ledger.json").write_text(json.dumps(said), "utf-8")


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no mark": (lambda f: (f / "ledger.json").unlink(), "不是台账"),
    "a broken mark": (lambda f: (f / "ledger.json").write_text("{", "utf-8"), "不是台账"),
    "another's mark": (lambda f: say(f, what="x", version=1), "不是台账"),
    "a list for a mark": (lambda f: (f / "ledger.json").write_text("[1]", "utf-8"), "不是台账"),
    "a later version": (lambda f: say(f, what="chizheng_audit ledger", version=VERSION + 1), "更新版本"),
    "no batches": (lambda f: shutil.rmtree(f / "batches"), "batches 表读不了"),
    "no log of batches": (lambda f: shutil.rmtree(f / "batches/_delta_log"), "batches 表读不了"),
    "a commit less": (lambda f: (f / "batches/_delta_log/00000000000000000002.json").unlink(), "读不了|批次记录有缺失"),
    "an emptied commit": (lambda f: (f / "batches/_delta_log/00000000000000000003.json").write_text(""), "批次记录有缺失"),
    "an entry less": (lambda f: first(f, "batches/*.parquet").unlink(), "批次记录有缺失"),
    "a broken entry": (lambda f: shorter(first(f, "batches/*.parquet")), "批次记录有缺失"),
    "claims less": (lambda f: first(f, "claims/*.parquet").unlink(), "明细文件 .* 缺失"),
    "shorter claims": (lambda f: shorter(first(f, "claims/*.parquet")), "明细文件 .* 被改动过"),
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_whole_is_refused_and_left_alone(folder: Path, damage: str) -> None:
    act, words = DAMAGES[damage]
    act(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for use in (lambda: opened(folder), lambda: put(folder, "C")):
        with pytest.raises(AuditError, match=words) as caught:
            use()
        assert "\n" not in str(caught.value)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_an_entry_that_was_written_anew_is_noticed(folder: Path) -> None:
    """The amount of an entry is changed in a file that is otherwise in order."""
    path = first(folder, "batches/*.parquet")
    pl.read_parquet(path).with_columns(pl.col("amount") + 1).write_parquet(path)
    with pytest.raises(AuditError, match="批次记录有缺失或被改动过"):
        opened(folder)


def test_a_folder_with_something_else_in_it_is_no_place_for_a_ledger(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("x", "utf-8")
    for place in (tmp_path, tmp_path / "x.csv"):
        with pytest.raises(AuditError):
            put(place, "A")
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def test_an_empty_folder_becomes_one(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    put(tmp_path / "ledger", "A")
    assert counted(opened(tmp_path / "ledger")) == {"A": ROWS}
    assert [path.name for path in tmp_path.iterdir()] == ["ledger"]


def test_a_sign_that_the_library_cannot_bear(tmp_path: Path) -> None:
    (tmp_path / "a%20b").mkdir()
    with pytest.raises(AuditError, match="不能含百分号"):
        put(tmp_path / "a%20b" / "ledger", "A")


def test_a_key_that_is_gone(folder: Path) -> None:
    (folder / "key").write_bytes(b"")
    with pytest.raises(AuditError, match="key 是空的"):
        opened(folder).key()
    (folder / "key").unlink()
    with pytest.raises(AuditError, match="key 读不了"):
        opened(folder).key()


def test_a_ledger_of_a_version_that_lacks_columns_is_read(folder: Path) -> None:
    """As an older version would have left it: fewer columns in the files of claims, and in those of entries."""
    from dataclasses import replace

    from chizheng_audit.ledger.claims import scan
    from chizheng_audit.ledger.entries import digest

    path = first(folder, "claims/*.parquet")
    pl.read_parquet(path).drop("note", "key_number").write_parquet(path)
    rows = scan([path]).collect()
    assert len(rows) == ROWS
    assert rows["note"].null_count() == ROWS
    entry = opened_loosely(folder)[0]
    assert digest(replace(entry, keys=None)) != entry.hash
    older = replace(entry, keys=None, hash="")
    assert digest(replace(older, hash=digest(older))) == digest(older)


def opened_loosely(folder: Path):  # type: ignore[no-untyped-def] # entries of a ledger whose files were changed
    return opened(folder, strict=False).entries


def test_opening_does_not_read_the_claims(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Path] = []
    original = Path.open

    def noted(self: Path, *args: object, **options: object) -> object:
        read.append(self)
        return original(self, *args, **options)

    monkeypatch.setattr(Path, "open", noted)
    opened(folder)
    assert [path for path in read if path.parent.name == "claims"] == []
