"""Lines a payee, and the claims behind them."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chizheng_audit.ledger.folder import opened
from tests.payout.conftest import Said
from tests.payout.support import ONE, ORG, OTHER, TWO, behind, lines_in, summary, write


def test_a_summary_pays_units_whose_claims_pass(here: Path, payout: Said) -> None:
    behind(here, {}, {}, {"评价机构": OTHER}, {"评价机构": OTHER, "补贴金额": "280"})
    table = summary((ORG, ONE, "480"), (OTHER, TWO, "520"))
    write(here / "汇总.csv", [*table, ["合计", None, "1000"]])
    out, _err = payout("汇总.csv", "明细.csv", "--out", "out", code=1)
    assert [row[:3] for row in lines_in(Path("out/pay.csv"))] == [[ORG, ONE, "480"]]
    assert [row[0] for row in lines_in(Path("out/reject.csv"))] == [OTHER]
    assert lines_in(Path("out/reject.csv"))[0][4].startswith("A01")
    assert "1,000.00" in out
    payout("汇总.csv", "明细.csv", "--out", "covered", "--total", "1000", "--count", "2", code=1)
    assert len(lines_in(Path("covered/pay.csv"))) == 1


@pytest.mark.parametrize(
    ("lines", "standing"),
    [
        ([(ORG, ONE, "480")], "pay"),
        ([(ORG, ONE, "240"), (ORG, ONE, "240")], "pay"),
        ([(ORG, ONE, "481")], "reject"),
        ([(OTHER, TWO, "480")], "hold"),  # nothing stands behind it
        ([(ORG, ONE, "240"), (ORG, "", "240")], "hold"),  # its claims cannot be half paid
    ],
)
def test_a_summary_against_its_claims(here: Path, payout: Said, lines: Any, standing: str) -> None:
    behind(here, {}, {})
    write(here / "汇总.csv", summary(*lines))
    payout("汇总.csv", "明细.csv", "--out", "out", "--fail-on", "never")
    assert len(lines_in(Path(f"out/{standing}.csv"))) == len(lines)


def test_claims_of_units_that_a_summary_leaves_out_are_told(here: Path, payout: Said) -> None:
    behind(here, {}, {"评价机构": OTHER})
    write(here / "汇总.csv", summary((ORG, ONE, "240")))
    out, _err = payout("汇总.csv", "明细.csv", "--out", "out")
    assert "申报明细有 1 条的申报单位不在付款汇总里" in out


def test_of_a_summary_the_claims_behind_are_booked(here: Path, payout: Said, audit: Said) -> None:
    behind(here, {}, {}, {"评价机构": OTHER, "补贴金额": "280"})
    write(here / "汇总.csv", summary((ORG, ONE, "480"), (OTHER, TWO, "280")))
    argv = ["--ledger", "ledger", "--batch", "B", "--record"]
    payout("汇总.csv", "明细.csv", "--out", "out", *argv, code=1)
    now = opened(Path("ledger")).batches["B"].now
    assert (now.rows, now.amount, [source.file for source in now.sources]) == (2, Decimal(480), ["明细.csv"])
    assert "证明完好：通过的申报 2 条，480.00 元" in audit("ledger", "verify", "--certificate", "out/certificate.json")[0]  # fmt: skip
