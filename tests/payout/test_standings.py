"""What findings do to a payment: by the policy pack, by answers and by waivers."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from chizheng_audit.ledger import decisions
from chizheng_audit.ledger.entries import Source
from chizheng_audit.ledger.folder import opened
from chizheng_audit.ledger.schema import DECISIONS
from tests.ledger.answered import MOMENT
from tests.payout.conftest import Said
from tests.payout.support import TWO, WIDTH, batch, lines_in, parted, why


def test_the_pack_shows_what_it_says(here: Path, audit: Said) -> None:
    out, _err = audit("policy", "show", pack(here, '{ A01 = "hold" }'))
    assert "付款时疑点怎样处置" in out
    assert "A01：hold" in out


def pack(here: Path, value: str) -> str:
    path = here / "policy.toml"
    path.write_text(
        'id = "ours"\ntitle = "t"\nplace = "p"\nstatus = "test"\nextends = "demo"\n'
        '[parameters.payout_standing]\nunit = "处置"\n[[parameters.payout_standing.values]]\n'
        f'from = 2022-01-01\nvalue = {value}\nassumed = true\nnote = "本县规定"\n',
        "utf-8",
    )
    return str(path)


@pytest.mark.parametrize(
    ("value", "standing"),
    [
        ('{ violation = "hold" }', "hold"),
        ('{ A01 = "pay" }', "pay"),
        ('{ A01 = "hold", violation = "reject" }', "hold"),
        ('{ suspicion = "reject" }', "reject"),
        ('{ no_table = "hold" }', "reject"),
    ],
)
def test_the_pack_can_say_otherwise(here: Path, payout: Said, value: str, standing: str) -> None:
    file = batch(here, {"补贴金额": "280"})
    out, _err = payout(file, "--out", "out", "--fail-on", "never", policy=pack(here, value))
    assert parted(Path("out"))[standing] == ["1"]
    assert ("政策包另定" in out) == ("reject" not in value or "hold" in value or "suspicion" in value)
    assert json.loads(Path("out/certificate.json").read_text("utf-8"))["policy"]["payout"] != {}


def test_rules_that_lacked_a_table_may_hold(here: Path, payout: Said) -> None:
    out, _err = payout(batch(here, {}), "--out", "out", policy=pack(here, '{ no_table = "hold" }'))
    assert parted(Path("out"))["hold"] == ["1"]
    assert "E04" in why(Path("out"), "hold")["1"]
    assert "没有跑的规则" in out


@pytest.mark.parametrize("value", ['{ violation = "burn" }', '"hold"', '{ Z99 = "pay" }', "{ A01 = 1 }"])
def test_a_pack_that_says_nonsense_is_refused(here: Path, payout: Said, value: str) -> None:
    _out, err = payout(batch(here, {}), "--out", "out", policy=pack(here, value), code=2)
    assert "payout_standing" in err
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("result", "standing"),
    [("not_true", "pay"), ("known", "pay"), ("true_error", "hold"), ("true_fraud", "hold")],
)
def test_what_was_answered_stops_no_payment_unless_it_is_true(
    here: Path, payout: Said, result: str, standing: str
) -> None:
    from tests.ledger.support import put

    put(here / "ledger", "old")
    file = batch(here, {}, {"收款户名": "王二丙", "银行账号": TWO})
    argv = [file, "--ledger", "ledger", "--batch", "B", "--format", "jsonl"]
    found = [json.loads(line) for line in payout(*argv, "--out", "before")[0].splitlines()]
    mine = next(line for line in found if line["type"] == "finding" and line["code"] == "P04")
    assert parted(Path("before"))["hold"] == ["2"]
    row = {
        "fingerprint": mine["fingerprint"], "rule": mine["rule"], "verdict": mine["verdict"], "result": result,
        "note": "有委托书", "decided_by": "李四", "decided_on": date(2024, 1, 2), "recovered": Decimal("999.00"),
        "at_stake": Decimal(mine["at_stake"]), "recorded_at": MOMENT,
    }  # fmt: skip
    rows_ = pl.DataFrame([row], schema={k: v for k, v in DECISIONS.items() if k != "entry"})
    decisions.add(
        opened(here / "ledger"), rows_, [Source(0, "a.xlsx", None, "00", "", 1, Decimal("0.00"))], MOMENT
    )
    payout(*argv, "--out", "after")
    assert "2" in parted(Path("after"))[standing]
    said = str(lines_in(Path(f"after/{standing}.xlsx"))[-1][WIDTH + 2])
    assert ("不影响付款" in said) == (standing == "pay")


def test_what_was_waived_stops_no_payment(here: Path, payout: Said) -> None:
    file = batch(here, {}, {"收款户名": "王二丙", "银行账号": TWO})
    argv = [file, "--key", "key", "--format", "jsonl"]
    found = [json.loads(line) for line in payout(*argv, "--out", "before")[0].splitlines()]
    mine = next(line for line in found if line["type"] == "finding" and line["code"] == "P04")
    waiver = '[[waiver]]\nfingerprint = "{}"\nreason = "有委托书"\nrequested_by = "甲"\napproved_by = "乙"\n'
    days = "approved_on = 2023-12-01\nexpires_on = {}\n"
    for last, standing in (("2023-12-31", "pay"), ("2023-12-30", "hold")):
        text = waiver.format(mine["fingerprint"]) + days.format(last)
        Path("waivers.toml").write_text(text, "utf-8")
        payout(*argv, "--out", last, "--waivers", "waivers.toml")
        assert "2" in parted(Path(last))[standing]


def waived(here: Path, payout: Said, file: str, code: str, most: str = "") -> None:
    """Pay with a waiver of the one finding of that code, up to `most`."""
    argv = [file, "--key", "key", "--format", "jsonl", "--fail-on", "never"]
    found = [json.loads(line) for line in payout(*argv, "--out", "before")[0].splitlines()]
    print_ = next(each["fingerprint"] for each in found if each["type"] == "finding" and each["code"] == code)
    Path("waivers.toml").write_text(
        f'[[waiver]]\nfingerprint = "{print_}"\nreason = "另有凭证"\nrequested_by = "甲"\napproved_by = "乙"\n'
        f"approved_on = 2023-12-01\nexpires_on = 2023-12-31\n{most}",
        "utf-8",
    )
    payout(*argv, "--out", "after", "--waivers", "waivers.toml")


@pytest.mark.parametrize(("most", "standing"), [("239.99", "hold"), ("240", "pay"), (None, "pay")])
def test_the_limit_of_a_waiver_holds_where_the_finding_has_no_sum_too(
    here: Path, payout: Said, most: str | None, standing: str
) -> None:
    """What could not be verified puts nothing at stake, and would pay the whole line."""
    waived(here, payout, batch(here, {"银行账号": ""}), "P02", f"max_amount = {most}\n" if most else "")
    assert parted(Path("before"))["hold"] == ["1"]
    assert parted(Path("after"))[standing] == ["1"]


def test_the_limit_of_a_waiver_is_for_a_whole_sheet_where_the_finding_is(here: Path, payout: Said) -> None:
    import openpyxl

    file = batch(here, {}, {})
    book = openpyxl.load_workbook(file)
    book["明细"].row_dimensions[3].hidden = True
    book.save(file)
    waived(here, payout, file, "Q04", "max_amount = 479\n")
    assert parted(Path("after"))["hold"] == ["1", "2"]


def test_a_line_of_unknown_money_is_never_paid(here: Path, payout: Said) -> None:
    file = batch(here, {"补贴金额": "见附件"}, {})
    every = ", ".join(f'{kind} = "pay"' for kind in ("violation", "suspicion", "unverifiable"))
    payout(file, "--out", "out", policy=pack(here, "{ " + every + " }"))
    assert parted(Path("out"))["pay"] == ["2"]
    assert "金额不明" in why(Path("out"), "hold")["1"]
