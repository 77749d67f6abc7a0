import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from chizheng_audit.errors import AuditError
from chizheng_audit.ledger import recording
from chizheng_audit.ledger.claims import listed
from chizheng_audit.ledger.entries import broken_link
from chizheng_audit.ledger.folder import opened, opened_or_made
from chizheng_audit.tables import CLAIMS
from tests.ledger.support import NOON, ROWS, advanced, batch, counted, put, undone


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "台账 #1"


def test_what_was_recorded_comes_back_cell_for_cell(folder: Path) -> None:
    claims, sheets = batch("甲.csv", occupation="=车工", level="专项", method="direct", phone="13800000001")
    ledger, made = opened_or_made(folder)
    assert made
    entry = recording.record(ledger, recording.Wanted("2023Q4", "claimed", NOON), claims, sheets)
    assert (entry.rows, entry.amount, entry.number) == (ROWS, Decimal("96000.00"), 1)
    back = listed(opened(folder), opened(folder).history).collect()
    names = [column.name for column in CLAIMS.columns]
    assert back.select(names).equals(claims.select(names))
    assert back.select("batch", "status", "file", "sheet", "row").row(1) == (
        "2023Q4",
        "claimed",
        "甲.csv",
        None,
        3,
    )


def test_entries_form_a_chain(folder: Path) -> None:
    put(folder, "A", "claimed")
    advanced(folder, "A", "paid")
    undone(folder, "A")
    entries = opened(folder).entries
    assert [(e.number, e.kind, e.status) for e in entries] == [(1, "record", "claimed"), (2, "advance", "paid"), (3, "undo", None)]  # fmt: skip
    assert [e.previous for e in entries] == ["", entries[0].hash, entries[1].hash]
    assert broken_link(entries) is None


def test_the_same_file_is_refused_whatever_the_batch(folder: Path) -> None:
    put(folder, "A", file="甲.csv")
    for name in ("A", "B"):
        with pytest.raises(AuditError, match=r"甲\.csv 已在台账批次 A 中（已支付，2024-03-31 入账）"):
            put(folder, name, file="甲.csv")
    assert counted(opened(folder)) == {"A": ROWS}


def test_a_batch_goes_forward_only(folder: Path) -> None:
    put(folder, "A", "approved")
    for status in ("claimed", "approved"):
        with pytest.raises(AuditError, match="A 在台账中已是“已审定”"):
            put(folder, "A", status, file="other.csv")
        with pytest.raises(AuditError, match="A 在台账中已是“已审定”"):
            advanced(folder, "A", status)
    assert advanced(folder, "A", "paid").status == "paid"


def test_a_later_status_without_files_keeps_the_claims(folder: Path) -> None:
    put(folder, "A", "claimed")
    advanced(folder, "A", "approved")
    advanced(folder, "A", "paid")
    ledger = opened(folder)
    assert counted(ledger) == {"A": ROWS}
    assert set(listed(ledger, ledger.history).collect()["status"]) == {"paid"}


def test_a_later_status_with_files_supersedes_the_claims(folder: Path) -> None:
    put(folder, "A", "claimed", file="申报.csv")
    put(folder, "A", "approved", file="审定.csv", rows=ROWS - 30)
    put(folder, "A", "paid", file="审定.csv", rows=ROWS - 30)  # the same file may come with the later status
    ledger = opened(folder)
    assert counted(ledger) == {"A": ROWS - 30}
    assert set(listed(ledger, ledger.history).collect()["file"]) == {"审定.csv"}
    with pytest.raises(AuditError, match=r"申报\.csv 已在台账批次 A"):
        put(folder, "B", file="申报.csv")  # superseded, but of that batch nevertheless


def test_undone_is_no_history_and_frees_the_file(folder: Path) -> None:
    put(folder, "A", file="甲.csv")
    assert undone(folder, "A").amount == Decimal("-96000.00")
    assert counted(opened(folder)) == {}
    with pytest.raises(AuditError, match="A 已于 2024-03-31 撤销"):
        undone(folder, "A")
    with pytest.raises(AuditError, match="A 已于 2024-03-31 撤销"):
        advanced(folder, "A", "paid")
    put(folder, "B", file="甲.csv")
    put(folder, "A", file="乙.csv")
    assert counted(opened(folder)) == {"A": ROWS, "B": ROWS}


def test_what_is_not_there_is_told_with_what_is(folder: Path) -> None:
    put(folder, "A")
    with pytest.raises(AuditError, match="没有批次 B；已有：A"):
        undone(folder, "B")


def test_a_refused_batch_leaves_nothing_behind(folder: Path) -> None:
    put(folder, "A", file="甲.csv")
    before = sorted(folder.rglob("*"))
    with pytest.raises(AuditError):
        put(folder, "B", file="甲.csv")
    assert sorted(folder.rglob("*")) == before


def test_who_was_overtaken_looks_again(folder: Path) -> None:
    """A ledger that was opened before others wrote: the entry comes after theirs, or is refused for what they wrote."""
    ledger, _made = opened_or_made(folder)
    put(folder, "A", "claimed", file="甲.csv")
    entry = recording.record(ledger, recording.Wanted("B", "paid", NOON), *batch("乙.csv"))
    assert (entry.number, entry.previous) == (2, opened(folder).entries[0].hash)
    with pytest.raises(AuditError, match=r"甲\.csv 已在台账批次 A"):
        recording.record(ledger, recording.Wanted("C", "paid", NOON), *batch("甲.csv"))
    stale = opened(folder)
    undone(folder, "A")
    with pytest.raises(AuditError, match="A 已于"):
        recording.advance(stale, recording.Wanted("A", "paid", NOON + timedelta(days=1)))


def test_an_empty_sheet_and_a_copy_are_known_by_their_bytes(folder: Path) -> None:
    claims, sheets = batch("甲.csv")
    copy = sheets.vstack(batch("副本.csv")[1].with_columns(base=sheets["base"] * 2))
    ledger, _made = opened_or_made(folder)
    entry = recording.record(ledger, recording.Wanted("A", "paid", NOON), claims, copy)
    assert [(s.file, s.rows, s.amount) for s in entry.sources] == [("甲.csv", ROWS, Decimal("96000.00")), ("副本.csv", 0, Decimal("0.00"))]  # fmt: skip
    with pytest.raises(AuditError, match=r"副本\.csv 已在台账"):
        put(folder, "B", file="副本.csv")


@pytest.mark.skipif(os.name == "nt", reason="no modes")
def test_only_the_owner_may_look(folder: Path) -> None:
    put(folder, "A")
    assert (folder.stat().st_mode & 0o777, (folder / "key").stat().st_mode & 0o777) == (0o700, 0o600)
    assert len(opened(folder).key()) == 64
