"""What the ledger is told of what was paid."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from chizheng_audit.ledger.folder import opened
from tests.payout.conftest import Said
from tests.payout.support import HEADER, HEADS, ONE, ORG, TWO, batch, parted, read, why


def test_the_way_of_a_batch_that_is_booked(here: Path, payout: Said, audit: Said) -> None:
    file = batch(here, {}, {}, {"收款户名": "王二丙", "银行账号": TWO})
    ledger = ["--ledger", "ledger", "--batch", "2023Q4"]
    _out, err = payout(file, "--out", "out", *ledger, "--record")
    assert "新建台账 ledger" in err
    assert "批次 2023Q4（已支付），2 条，480.00 元，1 个文件" in err
    now = opened(Path("ledger")).batches["2023Q4"].now
    assert (now.status, now.rows, now.amount) == ("paid", 2, Decimal(480))
    assert "证明完好：通过的申报 2 条，480.00 元" in audit("ledger", "verify", "--certificate", "out/certificate.json")[0]  # fmt: skip
    # the same batch again, and the same lines under another name
    assert "批次 2023Q4 已于" in payout(file, "--out", "again", *ledger, code=2)[1]
    assert "不能再付" in payout(file, "--out", "again", *ledger, "--record", code=2)[1]
    assert not Path("again").exists()
    payout(file, "--out", "other", "--ledger", "ledger", "--batch", "2024Q1", code=1)
    assert parted(Path("other"))["pay"] == []
    assert "P05" in why(Path("other"), "reject")["1"]
    # what was held, put right, is paid from its own file
    book = openpyxl.load_workbook("out/hold.xlsx")
    book["明细"].cell(2, HEADER.index("收款户名") + 1).value = ORG
    book["明细"].cell(2, HEADER.index("银行账号") + 1).value = ONE
    book.save("fixed.xlsx")
    payout("fixed.xlsx", "--out", "rest", "--ledger", "ledger", "--batch", "2023Q4 补", "--record")
    assert parted(Path("rest")) == {"pay": ["3"], "hold": [], "reject": []}
    assert [head for head in read(Path("rest/pay.xlsx"))["明细"][0] if head in HEADS] == HEADS
    assert opened(Path("ledger")).batches["2023Q4 补"].now.amount == Decimal(240)
    assert "台账完好" in audit("ledger", "verify")[0]


def test_a_batch_that_was_claimed_is_brought_to_paid(here: Path, payout: Said, audit: Said) -> None:
    file = batch(here, {}, {})
    audit("ledger", "record", file, "--batch", "B", "--status", "approved", "--ledger", "ledger")
    payout(file, "--out", "out", "--ledger", "ledger", "--batch", "B", "--record")
    entries = opened(Path("ledger")).batches["B"].entries
    assert [entry.status for entry in entries] == ["approved", "paid"]


def test_claims_of_the_batch_that_were_not_paid_are_told(here: Path, payout: Said, audit: Said) -> None:
    file = batch(here, {}, {}, {"补贴金额": "280"})
    audit("ledger", "record", file, "--batch", "B", "--status", "approved", "--ledger", "ledger")
    _out, err = payout(file, "--out", "out", "--ledger", "ledger", "--batch", "B", "--record", code=1)
    assert "原来记有 3 条，本次支付 2 条" in err
    assert opened(Path("ledger")).batches["B"].now.rows == 2


def test_nothing_is_booked_where_nothing_is_paid(here: Path, payout: Said) -> None:
    file = batch(here, {"补贴金额": "280"})
    _out, err = payout(file, "--out", "out", "--ledger", "ledger", "--batch", "B", "--record", code=1)
    assert "没有可付的申报，台账没有入账" in err
    assert opened(Path("ledger")).batches == {}
    assert json.loads(Path("out/certificate.json").read_text("utf-8"))["run"]["booked"] is False


def test_where_the_ledger_refuses_the_files_are_withdrawn(
    here: Path, payout: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chizheng_audit.errors import AuditError
    from chizheng_audit.ledger import recording

    def refuse(*_args: Any) -> None:
        raise AuditError("磁盘已满。")

    monkeypatch.setattr(recording, "record", refuse)
    argv = ["--out", "out", "--ledger", "ledger", "--batch", "B", "--record"]
    assert "没有入账，已撤回写出的付款文件：磁盘已满。" in payout(batch(here, {}), *argv, code=2)[1]
    assert list(Path("out").iterdir()) == []


def test_claims_that_another_batch_was_paid_for_meanwhile_are_not_booked_twice(
    here: Path, payout: Said, audit: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chizheng_audit.commands import payout_made

    file = here / batch(here, {})
    same = here / "同样.xlsx"
    book = openpyxl.load_workbook(file)
    book["明细"].cell(1, 1).value = "另一份付款明细"
    book.save(same)
    write_first = payout_made.write

    def overtaken(work: Any) -> Any:
        audit("ledger", "record", str(same), "--batch", "B2", "--status", "paid", "--ledger", "ledger")
        return write_first(work)

    monkeypatch.setattr(payout_made, "write", overtaken)
    _out, err = payout(str(file), "--out", "out", "--ledger", "ledger", "--batch", "B1", "--record", code=2)
    assert "核对之后台账又有新的入账" in err and "已撤回写出的付款文件" in err
    assert list(Path("out").iterdir()) == []
    assert set(opened(Path("ledger")).batches) == {"B2"}
    monkeypatch.setattr(payout_made, "write", write_first)
    payout(str(file), "--out", "out", "--ledger", "ledger", "--batch", "B1", "--record", code=1)
    assert "P05" in why(Path("out"), "reject")["1"]  # looked at again, it was paid already
