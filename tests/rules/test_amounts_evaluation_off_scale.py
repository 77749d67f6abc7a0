from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chizheng_audit.policy import load_policy
from tests.support import answers, audited

NAME = "amounts_evaluation_off_scale"
FULL = {"专项": 100, "初级工": 200, "中级工": 240, "高级工": 280, "技师": 350, "高级技师": 380}


def yuan(value: Any) -> Decimal:
    return Decimal(str(value))


def told(**row: Any) -> tuple[str, str, list[str], Decimal | None]:
    """(verdict, variant, facts, at_stake) of the only finding about a row."""
    found = audited(NAME, row).findings
    assert len(found) == 1
    first = found.row(0, named=True)
    return first["verdict"], first["variant"], first["facts"], first["at_stake"]


@pytest.mark.parametrize("method", ["exam", "process"])
@pytest.mark.parametrize(("level", "amount"), FULL.items())
def test_the_scale_passes(level: str, amount: int, method: str) -> None:
    assert answers(NAME, {"level": level, "method": method, "amount": yuan(amount)}) == []


@pytest.mark.parametrize(("level", "amount"), FULL.items())
def test_half_the_scale_passes_for_direct_recognition(level: str, amount: int) -> None:
    assert answers(NAME, {"level": level, "method": "direct", "amount": yuan(amount) / 2}) == []


def test_a_cent_too_much_is_flagged() -> None:
    assert answers(NAME, {"amount": yuan("240.01")}) == [(1, "violation")]
    assert answers(NAME, {"method": "direct", "amount": yuan("120.01")}) == [(1, "violation")]


@pytest.mark.parametrize(
    ("row", "variant", "stake"),
    [
        ({"method": "direct", "amount": yuan(240)}, "full_for_direct", 120),
        ({"method": "exam", "amount": yuan(120)}, "half_for_exam", -120),
        ({"method": "process", "amount": yuan(120)}, "half_for_exam", -120),
        ({"amount": yuan(280)}, "neighbour", 40),
        ({"amount": yuan(200)}, "neighbour", -40),
        ({"method": "direct", "amount": yuan(140)}, "neighbour", 20),
        ({"amount": yuan(1600)}, "training", 1360),
        ({"amount": yuan(2_400_000)}, "wan", 2_399_760),
        ({"level": "初级工", "amount": yuan("0.02")}, "wan", yuan("-199.98")),
        ({"amount": yuan(480)}, "several", 240),
        ({"amount": yuan(4800)}, "several", 4560),
        ({"amount": yuan(5040)}, "", 4800),  # 21 certificates in one row explain nothing
        ({"amount": yuan(230)}, "under", -10),
        ({"amount": yuan(0)}, "under", -240),
        ({"amount": yuan(999)}, "", 759),
        ({"method": None, "amount": yuan(280)}, "neighbour", 40),
    ],
)
def test_the_known_mistake_is_named(row: dict[str, Any], variant: str, stake: Any) -> None:
    verdict, found, _, at_stake = told(**row)
    assert (verdict, found, at_stake) == ("violation", variant, yuan(stake))


def test_when_two_mistakes_fit_the_first_is_named() -> None:
    assert told(level="初级工", amount=yuan(100))[1] == "half_for_exam"  # 专项's rate, too
    assert told(level="专项", amount=yuan(200))[1] == "neighbour"  # two certificates, too
    assert told(level="初级工", amount=yuan(1200))[1] == "training"  # six certificates, too


def test_wording() -> None:
    assert told(amount=yuan(280))[2] == ["中级工", "240.00", "240.00", "280.00", "40.00", "高级工"]
    assert told(amount=yuan(480))[2] == ["中级工", "240.00", "240.00", "480.00", "2"]
    assert told(amount=yuan(230))[2] == ["中级工", "240.00", "240.00", "230.00", "10.00"]
    assert told(method="direct", amount=yuan(240))[2] == ["中级工", "120.00", "240.00", "120.00"]


def test_null_is_never_a_pass() -> None:
    assert told(level=None) == ("unverifiable", "missing", ["level"], None)
    assert told(amount=None) == ("unverifiable", "missing", ["amount"], None)
    assert told(level=None, amount=None)[2] == ["level,amount"]


@pytest.mark.parametrize("amount", [120, 240])
def test_without_a_method_the_full_rate_and_half_of_it_are_open(amount: int) -> None:
    assert told(method=None, amount=yuan(amount)) == (
        "unverifiable",
        "open_method",
        ["中级工", str(yuan(amount).quantize(yuan("0.01"))), "240.00", "120.00"],
        None,
    )


def test_without_a_method_a_sum_that_fits_neither_is_flagged() -> None:
    assert told(method=None, amount=yuan(280))[:2] == ("violation", "neighbour")
    assert told(method=None, amount=yuan(140))[:2] == ("violation", "under")


def test_where_direct_recognition_is_paid_in_full_the_method_does_not_matter() -> None:
    row = {"method": None, "amount": yuan(205), "issue_date": date(2013, 1, 1)}
    assert answers(NAME, row, policy="panzhihua_2012") == []


def sheet(*names: str, base: int = 0) -> dict[str, Any]:
    columns = [{"place": place, "name": name} for place, name in enumerate(names)]
    return {"base": base, "table": "claims", "columns": columns}


def test_a_sheet_without_methods_is_told_once_and_taken_at_the_full_rate() -> None:
    rows = [
        {"method": None},
        {"method": None, "id_no": "419900199003070034"},
        {"method": None, "amount": yuan(120)},
        {"method": None, "amount": yuan(241)},
    ]
    found = audited(NAME, *rows, sheets=[sheet("name", "amount")])
    assert found.findings.select("row_id", "verdict", "variant", "facts").rows() == [
        (1, "unverifiable", "open_no_method", ["2"]),
        (3, "unverifiable", "open_method", ["中级工", "120.00", "240.00", "120.00"]),
        (4, "violation", "", ["中级工", "240.00", "240.00", "241.00", "1.00"]),
    ]
    assert answers(NAME, *rows, sheets=[sheet("name", "method")]) == [
        *((row, "unverifiable") for row in (1, 2, 3)),
        (4, "violation"),
    ]
    assert answers(NAME, {}, sheets=[sheet("name", "amount")]) == []


def test_a_date_that_could_not_be_read_is_not_replaced_by_another() -> None:
    cell = {"row_id": 1, "table": "claims", "column": "issue_date", "header": "发证日期", "raw": "22.3.15"}
    problem = cell | {"trouble": "unreadable"}
    row = {"issue_date": None, "claim_date": date(2022, 9, 1)}
    assert answers(NAME, row) == []
    found = audited(NAME, row, row, problems=[problem]).findings
    assert found.select("row_id", "verdict", "variant").rows() == [(1, "unverifiable", "open_date")]
    later = problem | {"column": "claim_date"}
    assert answers(NAME, {"claim_date": None}, problems=[later]) == []


def test_a_special_kind_without_a_level_is_priced_as_one() -> None:
    special = {"cert_kind": "专项职业能力证书", "level": None}
    assert answers(NAME, special | {"amount": yuan(100)}) == []
    assert told(**special)[:2] == ("violation", "neighbour")
    assert told(**special)[2][0] == "专项"


LATER = """
id = "later"
title = "t"
place = "p"
status = "test"
extends = "demo"
[parameters.evaluation_amount]
unit = "元"
by = ["level"]
dated_by = ["issue_date", "as_of"]
values = [
  { from = 2022-01-01, value = { "中级工" = 240 }, assumed = true, note = "x" },
  { from = 2023-01-01, value = { "中级工" = 240, "特级技师" = 500 }, assumed = true, note = "x" },
]
"""


def test_a_level_priced_only_later_is_out_of_scope(tmp_path: Path) -> None:
    pack = tmp_path / "policy.toml"
    pack.write_text(LATER, encoding="utf-8")
    rows = [{"level": "特级技师", "issue_date": date(year, 9, 1)} for year in (2022, 2023)]
    found = audited(NAME, *rows, policy=str(pack))
    assert found.coverage.select("applied", "flagged").row(0) == (1, 1)
    assert found.findings["row_id"].to_list() == [2]


def test_a_day_before_the_scale_is_open() -> None:
    start = load_policy("demo").parameters["evaluation_amount"].values[0].start
    assert told(issue_date=date(1999, 1, 1)) == ("unverifiable", "open_date", ["中级工", "240.00"], None)
    assert answers(NAME, {"issue_date": start}) == []


def test_what_other_rules_say_is_not_repeated() -> None:
    assert answers(NAME, {"level": "特级技师"}, {"level": "学徒工", "amount": None}) == []
    assert answers(NAME, {"cert_kind": "培训合格证书", "amount": yuan(700)}) == []
    assert answers(NAME, {"cert_kind": None, "amount": yuan(700)}) == [(1, "violation")]


def test_out_of_scope() -> None:
    rows = ({"subsidy": "hire", "amount": yuan(1000)}, {"amount": yuan(-999)})
    assert answers(NAME, *rows) == []
    assert audited(NAME, *rows).coverage["applied"].item() == 0


def test_levels_without_a_rate_and_excluded_certificates_are_not_counted_as_passed() -> None:
    rows = ({"level": "特级技师"}, {"cert_kind": "培训合格证书"}, {"level": None}, {})
    coverage = audited(NAME, *rows).coverage.row(0, named=True)
    assert (coverage["applied"], coverage["passed"], coverage["unverifiable"]) == (2, 1, 1)


def test_a_share_of_nothing_divides_nothing(tmp_path: Path) -> None:
    pack = tmp_path / "policy.toml"
    pack.write_text(
        'id = "nothing"\ntitle = "t"\nplace = "p"\nstatus = "test"\nextends = "demo"\n'
        "[parameters.direct_share]\n"
        'values = [{ from = 2000-01-01, value = 0, assumed = true, note = "test" }]\n',
        encoding="utf-8",
    )
    rows = ({"method": "direct", "amount": yuan(0)}, {"method": "direct", "amount": yuan(7)})
    assert answers(NAME, *rows, policy=str(pack)) == [(2, "violation")]
