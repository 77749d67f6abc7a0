"""What tests of rules share: one clean claim, and a case made of rows that state only what differs from it."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from chizheng_audit import payable
from chizheng_audit.audit import Audit, run
from chizheng_audit.case import Case, Tables, one_key, prepare
from chizheng_audit.employment import Terms, insured
from chizheng_audit.listed import certified
from chizheng_audit.nearness import READ, Nearness, Older
from chizheng_audit.policy import load_policy
from chizheng_audit.rules import all_rules
from chizheng_audit.tables import CLAIMS, INSURANCE, TABLES
from chizheng_audit.tables.history import PAST_CLAIMS_BASE, PAST_PLACE, PAST_SHEETS, PAST_SUMS
from chizheng_audit.tables.system import PROBLEMS, SHEETS, TOTALS

CLEAN: dict[str, Any] = {
    "subsidy": "evaluation",
    "name": "张一丁",
    "id_no": "419900199003070018",
    "occupation": "保育师",
    "level": "中级工",
    "cert_kind": "职业技能等级证书",
    "cert_no": "S000041000001224000001",
    "issue_date": date(2022, 9, 1),
    "method": "exam",
    "amount": Decimal("240.00"),
    "org": "中牟示例职业培训学校",
}


def claims(*rows: dict[str, Any], others: tuple[pl.LazyFrame, ...] = ()) -> pl.DataFrame:
    """Claims that differ from CLEAN by what each row states; row_id counts from 1 unless stated."""
    full = [{"row_id": place, **CLEAN, **row} for place, row in enumerate(rows, start=1)]
    return prepare(pl.DataFrame(full, schema=CLAIMS.schema), *others)


def past(*rows: dict[str, Any]) -> pl.LazyFrame:
    """Past claims that differ from CLEAN by what each row states; of batch 2022Q4, in rows 2, 3, 4 … unless stated."""
    bare = [{k: v for k, v in row.items() if k not in PAST_PLACE} for row in rows]
    frame = claims(*({"row_id": PAST_CLAIMS_BASE + n, **row} for n, row in enumerate(bare)))
    place = {"batch": "2022Q4", "status": "paid", "file": "旧.xlsx", "sheet": "明细"}
    stood = [
        place | {"row": n} | {k: row[k] for k in PAST_PLACE if k in row} for n, row in enumerate(rows, 2)
    ]
    return frame.hstack(pl.DataFrame(stood, schema=PAST_PLACE)).lazy()


def case(
    *rows: dict[str, Any],
    policy: str = "demo",
    as_of: date = date(2023, 12, 31),
    problems: list[dict[str, Any]] | None = None,
    totals: list[dict[str, Any]] | None = None,
    sheets: list[dict[str, Any]] | None = None,
    older: list[dict[str, Any]] | None = None,
    past_sums: list[dict[str, Any]] | None = None,
    past_sheets: list[dict[str, Any]] | None = None,
    paying: bool = False,
    cover: list[dict[str, Any]] | None = None,
    **others: list[dict[str, Any]],
) -> Case:
    """A case of those claims, of system rows where a rule needs them, and of rows of `others` by table (insurance=…).

    `older` are past claims, see `past`. `paying`: the claims, or the `payments` where there are any, are to be paid.
    """
    law = load_policy(policy)
    given = {
        name: pl.LazyFrame([{"row_id": n, **row} for n, row in enumerate(told)], schema=TABLES[name].schema)
        for name, told in others.items()
    }
    employers = given.get("employers", TABLES["employers"].no_rows())
    sums = pl.DataFrame(past_sums or [], schema=PAST_SUMS)
    at_hand, before = one_key(
        claims(*rows, others=(employers,)), past(*older or []).collect(), sums, employers
    )
    table = at_hand.lazy()
    history = Older(
        lambda: iter([before.select(name for name in READ if name != "person")]),
        lambda addresses: before.filter(pl.col("row_id").is_in(addresses.implode())),
    )
    lines = payable.of_claims(table.collect())
    if "payments" in given:
        lines = payable.of_summary(given["payments"].collect())
    months = given.get("insurance", INSURANCE.empty().lazy())
    return Case(
        tables=Tables(
            claims=table,
            **given,
            insured=insured(table, months, Terms.of(law, as_of), given.get("spans")).lazy(),
            certified=certified([table], given.get("certificates", TABLES["certificates"].no_rows())),
            near=Nearness.of(table, law, as_of, history),
            problems=pl.LazyFrame(problems or [], schema=PROBLEMS),
            totals=pl.LazyFrame(totals or [], schema=TOTALS),
            sheets=pl.LazyFrame(sheets or [], schema=SHEETS),
            past=before.lazy(),
            past_sums=sums.lazy(),
            past_sheets=pl.LazyFrame(past_sheets or [], schema=PAST_SHEETS),
            payable=(lines if paying else lines.clear()).lazy(),
            cover=pl.LazyFrame(cover or [], schema=payable.COVER),
        ).looking_back(),
        policy=law,
        as_of=as_of,
    )


def audited(name: str, *rows: dict[str, Any], **kwargs: Any) -> Audit:
    """Run the one rule called `name` over a case of `rows`; its bugs are raised."""
    return run(case(*rows, **kwargs), {name: all_rules()[name]}, key=b"test", debug=True)


def answers(name: str, *rows: dict[str, Any], **kwargs: Any) -> list[tuple[int, str]]:
    """(row_id, verdict) of each finding of the rule called `name`."""
    return audited(name, *rows, **kwargs).findings.select("row_id", "verdict").rows()
