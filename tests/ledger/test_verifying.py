"""What is altered is named exactly; what is odd and harmless is only remarked on."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.ledger import delta
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.verifying import verify
from tests.ledger.support import ROWS, advanced, put, undone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path / "ledger", "A", "claimed")
    advanced(tmp_path / "ledger", "A", "paid")
    put(tmp_path / "ledger", "B")
    put(tmp_path / "ledger", "C")
    undone(tmp_path / "ledger", "C")
    return tmp_path / "ledger"


def claims_of(folder: Path, name: str) -> Path:
    return folder / "claims" / opened(folder, strict=False).batches[name].rows_of().parts[0].path


def entry_file(folder: Path, number: int) -> Path:
    found = [
        p for p in (folder / "batches").glob("*.parquet") if pl.read_parquet(p)["number"].item() == number
    ]
    assert len(found) == 1
    return found[0]


def changed(path: Path, *expressions: pl.Expr) -> None:
    pl.read_parquet(path).with_columns(*expressions).write_parquet(path)


def test_intact(folder: Path) -> None:
    found = verify(folder)
    assert (found.faults, found.remarks) == ((), ())
    assert (found.entries, found.batches, found.rows, found.amount) == (5, 2, 2 * ROWS, Decimal("192000.00"))
    assert found.head == opened(folder).entries[-1].hash
    assert verify(folder, head=opened(folder).entries[1].hash[:16]).faults == ()


AT = pl.int_range(pl.len()) == 7
ALTERED: dict[str, tuple[Callable[[Path], None], str]] = {
    "an amount": (
        lambda f: changed(claims_of(f, "A"), pl.when(AT).then(pl.col("amount") + 40).otherwise("amount").cast(pl.Decimal(12, 2)).alias("amount")),
        "批次 A 的明细文件 {A} 被改动过：A.csv 入账 400 条 96,000.00 元，现为 400 条 96,040.00 元。",
    ),
    "a person": (
        lambda f: changed(claims_of(f, "B"), pl.when(AT).then(pl.lit("4199")).otherwise("id_no").alias("id_no")),
        "批次 B 的明细文件 {B} 被改动过：各来源的条数与金额未变，其他内容变了。",
    ),
    "a row less": (
        lambda f: pl.read_parquet(claims_of(f, "B")).head(-1).write_parquet(claims_of(f, "B")),
        "批次 B 的明细文件 {B} 被改动过：B.csv 入账 400 条 96,000.00 元，现为 399 条 95,760.00 元。",
    ),
    "rubbish": (lambda f: claims_of(f, "B").write_text("x"), "批次 B 的明细文件 {B} 被改动过：已读不出。"),
    "a file less": (lambda f: claims_of(f, "C").unlink(), "批次 C 的明细文件 {C} 缺失（400 条）。"),
    "an entry": (
        lambda f: changed(entry_file(f, 3), (pl.col("amount") + 1).cast(pl.Decimal(18, 2)).alias("amount")),
        "第 3 笔（批次 B）的内容与其校验值不符：这一笔被改动过。",
    ),
    "an entry less": (lambda f: entry_file(f, 3).unlink(), "批次记录文件 {3} 缺失。"),
}  # fmt: skip


@pytest.mark.parametrize("what", ALTERED)
def test_what_was_altered_is_named(folder: Path, what: str) -> None:
    act, words = ALTERED[what]
    places = {name: claims_of(folder, name) for name in "ABC"} | {"3": entry_file(folder, 3)}
    act(folder)
    faults = verify(folder).faults
    for name, path in places.items():
        words = words.replace(f"{{{name}}}", str(path))
    assert words in faults


def test_one_change_is_one_fault(folder: Path) -> None:
    ALTERED["a person"][0](folder)
    assert len(verify(folder).faults) == 1


def test_an_entry_that_was_sealed_anew_does_not_fit_the_chain(folder: Path) -> None:
    """Who changes an entry and its hash as well has to change all that follow, and then the head is another."""
    from dataclasses import asdict, replace

    from chizheng_audit.ledger.entries import digest
    from chizheng_audit.ledger.schema import BATCHES

    entries = opened(folder).entries
    path = entry_file(folder, 3)
    forged = replace(entries[2], status="claimed")
    forged = replace(forged, hash=digest(forged))
    pl.DataFrame([asdict(forged)], schema=BATCHES).write_parquet(path)
    assert verify(folder).faults == ("第 4 笔（批次 C）接不上前一笔：前一笔被换过或删过。",)
    assert any("没有校验值" in words for words in verify(folder, head=entries[2].hash).faults)


def test_a_commit_that_was_cut_off(folder: Path) -> None:
    (folder / "batches/_delta_log/00000000000000000005.json").unlink()
    head = opened(folder).entries[-1].hash
    assert (
        verify(folder, head=head).faults == ()
    )  # nothing in the ledger can show that a last entry is gone …
    (folder / "batches/_delta_log/00000000000000000004.json").write_text("")
    assert any("应有 4 笔提交" in words for words in verify(folder).faults)


def test_a_noted_head_shows_that_the_last_entry_is_gone(folder: Path) -> None:
    head = opened(folder).entries[-1].hash
    (folder / "batches/_delta_log/00000000000000000005.json").unlink()
    assert verify(folder, head=head).faults == (f"没有校验值为 {head} 的一笔：那时的记录后来被换过或删过。",)


def test_what_an_interrupted_run_left_is_only_remarked_on(folder: Path) -> None:
    part = delta.write(folder / "claims", pl.read_parquet(claims_of(folder, "A")))
    assert verify(folder).faults == ()
    assert "有 1 个明细文件不属于任何一笔" in verify(folder).remarks[0]
    delta.commit(delta.load(folder / "claims"), folder / "claims", part, "nobody")
    assert verify(folder).faults == ()
    assert "有 1 个明细文件不属于任何一笔" in verify(folder).remarks[0]


def test_a_source_that_has_changed_since(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "A.csv").write_text("x", "utf-8")
    assert verify(folder).remarks == ("原件 1 个与入账时不同：A.csv。",)


def test_no_ledger_at_all(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="没有台账"):
        verify(tmp_path / "none")
