"""The rules on insured months against a reading of the months one by one, over invented people and their months."""

import random
from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from chizheng_audit.audit import run
from chizheng_audit.demo.people import People, credit_code
from chizheng_audit.rules import all_rules
from tests.support import case

NAMES = {
    "S01": "insurance_hire_short",
    "S02": "insurance_placement_short",
    "S03": "insurance_back_paid",
    "S04": "insurance_not_new",
    "S05": "insurance_other_employer",
    "S07": "insurance_not_yet_due",
    "S08": "insurance_left_before_claim",
}
UNIT, RENAMED, OTHER = "中牟县示例（集团）有限公司", "改了名的有限公司", "别的有限公司"
SPELT = (UNIT, "河南省郑州市中牟县示例(集团)有限责任公司", "中牟县示例 （集团）有限公司")
CODE, OTHER_CODE = (credit_code(f"9141990{n}MA0000001") for n in "01")
AS_OF = date(2024, 6, 30)
FIRST, LAST = (
    2021 * 12,
    2024 * 12 + 4,
)  # of the month rows, January 2021 to May 2024, months since year 0 from 0
LOOK_BACK = 6


def first_of(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def longest(months: set[int]) -> int:
    best = 0
    for start in months:
        length = 0
        while start + length in months:
            length += 1
        best = max(best, length)
    return best


def invented(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[int, dict[str, Any]]]:
    """Claims, month rows, and of each claim the sets of months that were meant."""
    draw, people = random.Random(seed), People(random.Random(seed))
    claims, rows, meant = [], [], {}
    coded = draw.random() < 0.5
    for number in range(1, 121):
        kind, needed = draw.choice((("hire", 12), ("placement", 6)))
        hired = draw.choice(
            (date(2024, 2, 29), date(2023, 1, 31), date(2022, 8, 31), date(2022, 3, 1) + timedelta(draw.randint(0, 600)))
        )  # fmt: skip
        due = later(hired, needed)
        claimed = draw.choice((due, due - timedelta(1), due + timedelta(draw.randint(1, 200)), None))
        who = people.id_no()
        row: dict[str, Any] = {
            "row_id": number, "subsidy": kind, "name": people.name(), "id_no": who, "hire_date": hired,
            "claim_date": claimed, "employer": UNIT, "amount": Decimal(1000 if kind == "hire" else 300),
            "agency": "示例人力资源有限公司" if kind == "placement" else None, "employer_code": CODE if coded else None,
        }  # fmt: skip
        start = hired.year * 12 + hired.month - 1
        own = set(
            range(start + draw.choice((0, 0, 0, 1, -1, -3, -8)), start + needed + draw.choice((-2, -1, -1, 0, 0, 0, 1, 5)))
        )  # fmt: skip
        if draw.random() < 0.2:  # a gap, and as many months again after it
            gone = draw.choice(sorted(own))
            own = (own - {gone}) | set(range(gone + 1, gone + 1 + draw.choice((needed - 1, needed))))
        own = {month for month in own if FIRST <= month <= LAST}
        late = {month for month in own if draw.random() < draw.choice((0.0, 0.0, 0.3))}
        other = set(range(start, start + needed)) - own if draw.random() < 0.3 else set()
        other = {month for month in other if FIRST <= month <= LAST}
        for month in own:
            alike = coded and draw.random() < 0.3
            told: dict[str, Any] = {
                "id_no": draw.choice((who, who.lower(), f" {who}")), "name": row["name"],
                "employer": RENAMED if alike else draw.choice(SPELT), "insurance": "企业职工基本养老保险",
                "employer_code": CODE if coded and (alike or draw.random() < 0.5) else None,
            }  # fmt: skip
            if month not in late:
                booked = min(month + draw.choice((0, 0, 1)), LAST)
                rows.append(told | {"month": first_of(booked), "paid_for": first_of(month)})
            elif draw.random() < 0.5:
                rows.append(told | {"month": first_of(month), "paid_for": None, "payment": "补缴"})
            else:
                rows.append(told | {"month": first_of(month + 2), "paid_for": first_of(month)})
            if draw.random() < 0.1:  # told twice, or of another kind of insurance
                rows.append(rows[-1] | {"insurance": "失业保险"})
        rows += [
            {"id_no": who, "employer": OTHER, "month": first_of(month), "employer_code": draw.choice((None, OTHER_CODE))}
            for month in other
        ]  # fmt: skip
        rows += [  # what does not count: owed, or insured as a resident
            {"id_no": who, "employer": UNIT, "month": first_of(month), **draw.choice(({"payment": "欠费"}, {"insurance": "城乡居民基本养老保险"}))}
            for month in range(start, start + 3)
            if month not in own and FIRST <= month <= LAST
        ]  # fmt: skip
        claims.append(row)
        meant[number] = {
            "own": own, "late": late, "other": other, "start": start, "needed": needed, "due": due,
            "asked": claimed or AS_OF, "kind": kind,
        }  # fmt: skip
    stranger = {"id_no": "419900199003070018", "employer": OTHER}
    rows += [stranger | {"month": first_of(month)} for month in (FIRST, LAST)]
    draw.shuffle(rows)
    return claims, rows, meant


def expected(one: dict[str, Any], reach: int) -> dict[str, str]:
    """What each rule should say of a claim: violation, suspicion or unverifiable; those that pass are left out."""
    after = {month for month in one["own"] if month >= one["start"]}
    everywhere = after | one["other"]
    run_, needed = longest(after), one["needed"]
    in_time, anywhere = longest(after - one["late"]), longest(everywhere)
    said = {}
    early = one["due"] > one["asked"]
    if early:
        said["S07"] = "violation"
    short = False
    if run_ < needed and anywhere < needed:
        within = one["start"] + needed - 1 <= reach
        short = not early and within
        said["S01" if one["kind"] == "hire" else "S02"] = "violation" if short else "unverifiable"
    if run_ < needed <= anywhere:
        said["S05"] = "suspicion"
    if in_time < needed <= run_:
        said["S03"] = "suspicion"
    if {month for month in one["own"] if one["start"] - LOOK_BACK <= month < one["start"]}:
        said["S04"] = "suspicion"
    asked = one["asked"].year * 12 + one["asked"].month - 1
    must = min(
        one["start"] + needed - 1, reach, asked - 2
    )  # what may be booked a month late cannot be missed sooner
    if after and not short and max(after) < must:
        said["S08"] = "suspicion"
    return said


@pytest.mark.parametrize("seed", range(6))
def test_against_the_months_one_by_one(seed: int) -> None:
    claims, rows, meant = invented(seed)
    looked = case(*claims, insurance=rows, policy="zhongmu_2022", as_of=AS_OF)
    found = run(looked, {name: all_rules()[name] for name in NAMES.values()}, key=b"t", debug=True).findings
    said: dict[int, dict[str, str]] = {number: {} for number in meant}
    for number, code, verdict in found.select("row_id", "code", "verdict").iter_rows():
        assert code not in said[number]
        said[number][code] = verdict
    reach = max(row["month"].year * 12 + row["month"].month - 1 for row in rows)
    wrong = {n: (said[n], want, one) for n, one in meant.items() if said[n] != (want := expected(one, reach))}
    assert wrong == {}
