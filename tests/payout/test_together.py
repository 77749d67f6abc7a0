"""Whole batches of mixed lines, some of them paid before, against plain arithmetic: nothing that is wrong is paid, nothing
that is right is held, and files, certificate and ledger hold the same money.
"""

import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chizheng_audit.ledger.folder import opened
from tests.payout.conftest import Said
from tests.payout.support import ACCOUNTS, AMOUNTS, HEADER, ORG, OTHER, Payees, lines_in, rows, write

MONEY = HEADER.index("补贴金额")
UNITS = tuple(f"中牟示例第{n}职业培训学校（东区）" for n in "一二三四五六七八")
ZERO = Decimal(0)


def told(cell: Any) -> Decimal | None:
    """The money of a cell as these tests write it."""
    bare = str("" if cell is None else cell).replace("￥", "").replace("元", "").strip()
    if bare == "贰佰肆拾整":
        return Decimal(240)
    sign = -1 if bare.startswith("(") else 1
    bare = bare.strip("()")
    return sign * Decimal(bare) if bare.lstrip("-").replace(".", "", 1).isdigit() else None


def certain(line: dict[str, Any]) -> Decimal:
    found = told(line["补贴金额"])
    assert found is not None
    return found


def clean(draw: random.Random, payees: Payees) -> dict[str, Any]:
    org, level = draw.choice((ORG, OTHER)), draw.choice(tuple(AMOUNTS))
    amount, account = AMOUNTS[level], ACCOUNTS[org]
    written = [str(amount), f"{amount}.00", f"{amount}元", f"￥{amount}", f" {amount} "] + ["贰佰肆拾元整"] * (amount == 240)  # fmt: skip
    return payees.line(
        评价机构=org, 等级=level, 补贴金额=draw.choice(written), 收款户名=draw.choice((org, f"{org} ")),
        银行账号=draw.choice((account, f"{account[:4]} {account[4:]}")),
    )  # fmt: skip


def spoilt(
    draw: random.Random, payees: Payees, lines: list[dict[str, Any]], wrong: dict[str, str], old: list[dict[str, Any]]
) -> tuple[dict[str, Any], str]:  # fmt: skip
    """A line that must not be paid, and why; `wrong` learns of the line that a reversal takes back."""
    line = clean(draw, payees)
    number = line["序号"]
    people = [each["身份证号"] for each in lines]
    sound = [each for each in lines if each["序号"] not in wrong and people.count(each["身份证号"]) == 1]
    match draw.choice(
        ("paid", "again", "back", "lone", "zero", "scale", "holder", "account", "person", "level")
    ):
        case "paid":
            return draw.choice(old) | {"序号": number}, "paid"
        case "again" if sound:
            return draw.choice(sound) | {"序号": number, "证书编号": line["证书编号"]}, "again"
        case "back" if sound:
            first = draw.choice(sound)
            wrong[first["序号"]] = "taken back"
            return first | {"序号": number, "补贴金额": draw.choice((f"-{certain(first)}", f"({certain(first)})"))}, "back"  # fmt: skip
        case "lone":
            return line | {"补贴金额": f"-{AMOUNTS[line['等级']]}"}, "lone"
        case "zero":
            return line | {"补贴金额": draw.choice(("0", "0.00"))}, "zero"
        case "scale":
            return line | {"补贴金额": str(AMOUNTS[line["等级"]] + draw.choice((1, 40, -40, 1000)))}, "scale"
        case "holder":
            return line | {"收款户名": ""}, "holder"
        case "account":
            return line | {"银行账号": draw.choice(("", "待补", "6.21700123456789E+18"))}, "account"
        case "level":
            return line | {"等级": draw.choice(("", "学徒工"))}, "level"
    id_no = line["身份证号"]
    return line | {"身份证号": draw.choice(("", f"{id_no[:10]}****{id_no[14:]}"))}, "person"


@pytest.mark.parametrize("seed", range(3))
def test_a_line_a_claim(here: Path, payout: Said, audit: Said, seed: int) -> None:
    draw, payees = random.Random(seed), Payees(seed)
    old = [clean(draw, payees) for _n in range(4)]
    lines: list[dict[str, Any]] = []
    wrong: dict[str, str] = {}
    for _n in range(40):
        if draw.random() < 0.6:
            lines.append(clean(draw, payees))
        else:
            line, why = spoilt(draw, payees, lines, wrong, old)
            wrong[line["序号"]] = why
            lines.append(line)
    whole = sum(map(certain, lines), ZERO)
    write(here / "old.csv", rows(old)[1:])
    audit("ledger", "record", "old.csv", "--batch", "A", "--status", "paid")
    suffix = (".csv", ".xlsx")[seed % 2]
    half = len(lines) // 2
    for name, part in (("a", lines[:half]), ("b", lines[half:])):
        write(here / f"{name}{suffix}", rows(part, sum(map(certain, part), ZERO)))
    argv = ["--ledger", "ledger", "--batch", "B", "--record", "--total", str(whole), "--count", "40"]
    payout(f"a{suffix}", f"b{suffix}", "--out", "out", *argv, "--fail-on", "never")
    found = {name: lines_in(Path(f"out/{name}{suffix}")) for name in ("pay", "hold", "reject")}
    where = {str(row[0]): name for name, part in found.items() for row in part}
    assert sorted(str(row[0]) for part in found.values() for row in part) == sorted(each["序号"] for each in lines)  # fmt: skip
    assert {number: (name, wrong.get(number)) for number, name in where.items() if (name == "pay") == (number in wrong)} == {}  # fmt: skip
    sums = {name: sum((told(row[MONEY]) or ZERO for row in part), ZERO) for name, part in found.items()}
    assert sum(sums.values()) == whole
    said = json.loads(Path("out/certificate.json").read_text("utf-8"))
    assert {each["standing"]: (each["lines"], Decimal(each["amount"])) for each in said["files"]} == {
        name: (len(found[name]), sums[name]) for name in found
    }
    now = opened(Path("ledger")).batches["B"].now
    assert (now.rows, now.amount) == (len(found["pay"]), sums["pay"])


def spelt(draw: random.Random, unit: str) -> str:
    return draw.choice((unit, unit.replace("（", "(").replace("）", ")"), f"{unit} "))


@pytest.mark.parametrize("seed", range(3))
def test_a_line_a_payee(here: Path, payout: Said, seed: int) -> None:
    draw, payees = random.Random(seed), Payees(seed)
    claims, paying, wrong = [], [], set()
    for place, unit in enumerate(UNITS):
        own = [payees.line(等级=draw.choice(tuple(AMOUNTS)), 评价机构=spelt(draw, unit)) for _n in range(draw.randint(1, 5))]  # fmt: skip
        for line in own:
            line["证书编号"] = f"{line['证书编号'][:11]}{place + 3:02}{line['证书编号'][13:]}"
        fault = draw.choice(
            ("", "", "", "back", "scale", "again", "sum", "none", "heads", "holder", "account")
        )
        last = own[-1]
        if fault == "scale":
            last["补贴金额"] = str(certain(last) + 40)
        elif fault in ("back", "again"):
            sign = "-" if fault == "back" else ""
            own.append(last | {"序号": str(900 + place), "补贴金额": f"{sign}{last['补贴金额']}"})
        whole = sum(map(certain, own), ZERO)
        if fault == "sum":
            whole += draw.choice((1, -1, Decimal("0.01"), 240))
        heads = len(own) + (fault == "heads")
        account = "待补" if fault == "account" else f"62170012345678{place:05}"
        holder = "王二丙" if fault == "holder" else spelt(draw, unit)
        if fault not in ("", "back") or whole <= 0:
            wrong.add(unit)
        if fault != "none":
            claims += own
        first = draw.choice((ZERO, Decimal("0.50"), Decimal(1)))
        parts = [(first, 0), (whole - first, heads)] if first and whole > 1 else [(whole, heads)]
        paying += [[spelt(draw, unit), holder, account, str(money), str(n)] for money, n in parts]
    draw.shuffle(claims)
    draw.shuffle(paying)
    heads_of = [head for head in HEADER if head not in ("收款户名", "银行账号")]
    write(here / "明细.csv", [heads_of, *([line[head] for head in heads_of] for line in claims)])
    whole = sum((Decimal(line[3]) for line in paying), ZERO)
    write(here / "汇总.csv", [["付款汇总"], ["收款单位", "收款户名", "收款账号", "付款金额", "人数"], *paying, ["合计", "", "", str(whole), ""]])  # fmt: skip
    argv = ["--ledger", "ledger", "--batch", "B", "--record", "--fail-on", "never"]
    payout("汇总.csv", "明细.csv", "--out", "out", *argv)
    found = {name: lines_in(Path(f"out/{name}.csv")) for name in ("pay", "hold", "reject")}
    assert sum((Decimal(row[3]) for part in found.values() for row in part), ZERO) == whole
    named = {name: {row[0].strip().replace("(", "（").replace(")", "）") for row in part} for name, part in found.items()}  # fmt: skip
    assert named["pay"] == set(UNITS) - wrong
    assert named["hold"] | named["reject"] == wrong
    now = opened(Path("ledger")).batches["B"].now
    assert now.amount == sum((Decimal(row[3]) for row in found["pay"]), ZERO)
