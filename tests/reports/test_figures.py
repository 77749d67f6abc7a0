"""What pictures show, against sums made the slow way."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from chizheng_audit.case import Case
from chizheng_audit.reports import figures
from chizheng_audit.reports.pens.html.drawings import WIDE, Axis, bar, shade
from chizheng_audit.reports.view import View
from chizheng_audit.rule import Rule
from chizheng_audit.tables.history import PAST_CLAIMS_BASE
from tests.reports.conftest import BASE, ROWS, RULES, SECRETS
from tests.support import claims, past

HIRES: list[dict[str, Any]] = [
    {"row_id": BASE + 2, "subsidy": "hire", "employer": "甲公司", "amount": Decimal(1500000), "hire_date": date(2022, 5, 3)},
    {"row_id": BASE + 3, "subsidy": "hire", "employer": "甲公司 ", "amount": Decimal(600000), "hire_date": date(2022, 6, 3)},
    {"row_id": BASE + 4, "subsidy": "hire", "employer": "乙公司", "amount": Decimal(1000), "hire_date": date(2022, 6, 3)},
    {"row_id": BASE + 5, "employer": "甲公司", "amount": Decimal(99)},
]  # fmt: skip


def _months(given: Case) -> pl.LazyFrame:
    early = pl.col("row_id") % 2 == 0
    return given.tables.claims.with_columns(
        passes=pl.lit(False),
        strip=pl.lit("●◎△○"),
        since=pl.lit("2022-11"),
        needed=pl.lit(3),
        variant=pl.when(early).then(pl.lit("since")).otherwise(pl.lit("before")),
    )


MONTHS = Rule(
    code="S91",
    title="月份",
    clause=None,
    verdict="violation",
    scope=pl.col("subsidy") == "hire",
    message={"since": "自 {since} 起 {strip}，应满 {needed}。", "before": "{hire_date} 以前 {strip}。"},
    check=_months,
)


def test_the_funnel_narrows(view: View) -> None:
    steps = dict(view.figures.funnel)
    assert (steps["read"], steps["kept"], steps["claims"]) == (14, 5, len(ROWS))
    own = view.findings.filter(pl.col("row").is_not_null())
    told = {
        v: set(own.filter(pl.col("verdict").cast(pl.String).is_in(v))["row_id"])
        for v in [("violation",), ("violation", "suspicion")]
    }
    assert steps["violations"] == len(told["violation",])
    assert steps["flagged"] == len(told["violation", "suspicion"])


def test_units_add_up(view: View) -> None:
    units = view.figures.units
    assert units["at_stake"].sum() == view.at_stake
    assert units["flagged"].sum() == dict(view.figures.funnel)["flagged"]
    assert units["claims"].sum() == len(ROWS)
    cells = {(p, c): n for p, c, n in view.figures.by_unit.iter_rows()}
    slow: dict[tuple[str | None, str], set[int]] = {}
    for row in view.findings.filter(
        (pl.col("verdict") != "unverifiable") & pl.col("row").is_not_null()
    ).iter_rows(named=True):
        slow.setdefault((row["payee"], row["code"]), set()).add(row["row_id"])
    assert cells == {key: len(rows) for key, rows in slow.items()}


def _whole(given: Case) -> pl.LazyFrame:
    """One finding that speaks for all hires of an employer."""
    return (
        given.tables.claims.group_by("employer")
        .agg(
            pl.col("row_id").first(),
            pl.col("row_id").slice(1).alias("covers"),
            pl.col("amount").sum().alias("at_stake"),
        )
        .with_columns(passes=pl.lit(False))
    )


WHOLE = Rule(
    code="C91",
    title="整个单位",
    clause=None,
    verdict="violation",
    scope=pl.col("subsidy") == "hire",
    message="{employer}共 {at_stake} 元。",
    check=_whole,
)


ONE_NAME = [{**row, "employer": str(row["employer"]).strip()} for row in HIRES if "subsidy" in row]


def test_a_finding_for_several_claims_is_told_of_each_of_them(make: Callable[..., View]) -> None:
    view = make(ONE_NAME, {"caps_whole": WHOLE})
    assert len(view.findings) == 2
    assert dict(view.figures.funnel)["flagged"] == dict(view.figures.funnel)["violations"] == 3
    assert view.figures.units.select("payee", "claims", "flagged", "at_stake").rows() == [
        ("甲公司", 2, 2, Decimal(2100000)),
        ("乙公司", 1, 1, Decimal(1000)),
    ]
    assert view.figures.units["at_stake"].sum() == view.at_stake
    assert view.figures.by_unit.rows() == [("甲公司", "C91", 2), ("乙公司", "C91", 1)]
    assert view.by_rule.select("findings", "rows").rows() == [(2, 3)]


def test_claims_without_a_unit_are_not_lost(make: Callable[..., View]) -> None:
    view = make([{**row, "org": None} for row in ROWS], RULES)
    assert view.figures.units["payee"].to_list() == [None]
    assert view.figures.units["at_stake"].to_list() == [view.at_stake]


def test_nothing_private_in_figures(view: View) -> None:
    frames = (view.figures.units, view.figures.by_unit, view.figures.caps, view.figures.strips)
    said = str([frame.rows() for frame in frames])
    assert [secret for secret in SECRETS if secret in said] == []


def test_employers_against_their_cap(make: Callable[..., View]) -> None:
    caps = make(HIRES, {"dupes_again": RULES["dupes_again"]}).figures.caps
    assert caps.select("employer", "claims", "paid", "cap", "over").rows() == [
        ("甲公司", 2, Decimal(2100000), Decimal(2000000), Decimal(100000)),
        ("乙公司", 1, Decimal(1000), Decimal(2000000), Decimal(0)),
    ]


def test_lives_are_of_people_claimed_for_twice(view: View) -> None:
    lives = view.figures.lives
    told = lives.select("person", pl.col("row_id") - BASE, "flagged").rows()
    assert told == [(1, 5, False), (1, 9, True)]
    assert lives["day"].to_list() == [date(2022, 9, 1)] * 2


def test_strips_are_taken_from_what_is_said(make: Callable[..., View]) -> None:
    view = make(HIRES, {"insurance_months": MONTHS})
    strips = view.figures.strips.join(view.findings.select("fingerprint", "row"), on="fingerprint")
    assert dict(zip(strips["row"], strips.select("starts", "strip", "needed").rows(), strict=True)) == {
        2: (date(2022, 11, 1), "●◎△○", 3),
        3: (date(2022, 2, 1), "●◎△○", None),  # four months that end before June
        4: (date(2022, 11, 1), "●◎△○", 3),
    }


def test_without_findings_there_is_nothing_to_draw(empty_view: View) -> None:
    figures = empty_view.figures
    assert [len(f) for f in (figures.units, figures.by_unit, figures.lives, figures.strips)] == [0] * 4


def test_axis() -> None:
    days = [date(2021, 3, 31), date(2023, 12, 1), date(2022, 7, 7)]
    axis = Axis(days)
    places = [axis.x(day) for day in sorted(days)]
    assert places == sorted(places) and places[0] >= 0 and places[-1] <= WIDE
    ticks = axis.ticks()
    assert ticks[0] == (10, "2021-03") and len(ticks) <= 4
    dots = axis.dots([(days[0], True), (days[0], False), (None, True)], 34)
    assert len(dots) == 2 and dots[0].y != dots[1].y
    assert Axis([date(2023, 12, 31)]).x(date(2023, 12, 31)) <= WIDE


def test_bars_and_shades() -> None:
    assert (bar(0, 10, 100), bar(10, 10, 100), bar(5, 10, 100)) == (0, 100, 50)
    assert bar(1, 10**9, 100) > 0
    assert (shade(0, 9), shade(9, 9), shade(1, 1)) == (0, 5, 1)
    assert [shade(n, 1000) for n in (1, 10, 100, 1000)] == sorted(shade(n, 1000) for n in (1, 10, 100, 1000))


@pytest.mark.parametrize(("number", "people"), [("419900199003070018", 2), ("419900199003070017", 0)])
def test_a_claim_of_an_earlier_batch_is_of_a_life_if_it_is_the_persons(number: str, people: int) -> None:
    own, older = claims({"row_id": BASE + 2}), past({"id_no": number}).collect()
    found = pl.DataFrame(
        {
            "rule": ["dupes_near"],
            "verdict": ["suspicion"],
            "row_id": [BASE + 2],
            "evidence": [[PAST_CLAIMS_BASE]],
        }
    )
    rows = pl.concat([own, older], how="diagonal").select("row_id", "issue_date")
    stakes = own.select("row_id", stake="amount")
    lives = figures._lives(found, stakes, rows, [own, older])
    assert len(lives) == people
