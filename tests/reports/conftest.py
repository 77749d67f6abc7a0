"""A run made by hand: three families of findings about hostile rows, so that pens are tested without the real rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from chizheng_audit.audit import Audit, run
from chizheng_audit.case import Case
from chizheng_audit.policy import load_policy
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports.view import View, build
from chizheng_audit.rule import Rule
from chizheng_audit.tables import INSURANCE
from chizheng_audit.tables.system import PROBLEMS, SET_ASIDE, SHEET_SPAN, SHEETS, TOTALS
from tests.support import case, claims

SECRETS = (
    "王小明",
    "欧阳建国",
    "419900199003070018",
    "419900199003070034",
    "41990019900307015",
    "13812345678",
    "6222021234567890123",
)
"""What must not be in any output: names, IDs (also with a digit lost), a phone, an account."""

HOSTILE = ("=1+1", "[bold red]", "<script>alert(1)</script>", "\x00\x07\x1b[31m", "\u202e\u200f", "@SUM(A1)")

BASE = SHEET_SPAN  # not 0, to see that addresses come from the sheet
ROWS: list[dict[str, Any]] = [
    {"row_id": BASE + 5, "name": "王小明", "id_no": "419900199003070018", "phone": "13812345678"},
    {"row_id": BASE + 9, "name": "王小明", "id_no": "419900199003070018", "org": "".join(HOSTILE)},
    {"row_id": BASE + 11, "name": "欧阳建国", "id_no": "419900199003070034", "occupation": "=1+1[/bold]"},
    {"row_id": 2 * BASE + 2, "name": "欧阳建国", "id_no": "41990019900307015", "amount": Decimal("480.00")},
    {"row_id": 2 * BASE + 3, "name": None, "id_no": None, "cert_no": "419900199003070018"},
]


SAID: dict[str, Any] = {
    "table": "claims",
    "sheet": ["419900199003070018", "[b]*"],
    "header_rows": [1],
    "encoding": "gb18030",
    "delimiter": "\t",
    "columns": [{"header": "电话13812345678", "column": "phone"}, {"header": "=1+1\x07", "column": "note"}],
    "ignore": ["账号6222021234567890123"],
}
"""All that can be said by hand, with other people's data in it."""


def _sheet(base: int, file: str, sheet: str | None, kept: int, title: int) -> dict[str, Any]:
    aside = dict.fromkeys(SHEETS["set_aside"].to_schema(), 0) | {"title": title}  # type: ignore[attr-defined] # a Struct
    return {
        "base": base,
        "file": file,
        "sha256": "0" * 64,
        "sheet": sheet,
        "visibility": "visible",
        "table": "claims",
        "header_rows": [1],
        "columns": [],
        "rows_read": kept + title,
        "rows_kept": kept,
        "set_aside": aside,
        "hidden_rows": [],
        "hidden_columns": [],
        "unmatched_headers": ["电话13812345678"],
        "said": SAID,
        "content": None,
        "warnings": ["第 3 行 419900199003070018 读不全"],
    }


SHEET_ROWS = [
    _sheet(
        BASE,
        "上报/2023年第四季度/一个名字很长的职业技能培训学校评价补贴申报明细表（最终版）.xlsx",
        "[b]明细[/b]",
        3,
        8,
    ),
    _sheet(2 * BASE, "419900199003070018_导出20231108153000123.csv", None, 2, 1),
]


def _again(given: Case) -> pl.LazyFrame:
    return (
        given.tables.claims.filter(pl.col("person").is_not_null())
        .with_columns(first=pl.col("row_id").first().over("person"))
        .filter(pl.col("row_id") != pl.col("first"))
        .with_columns(
            passes=pl.lit(False), at_stake="amount", evidence=pl.concat_list("first"), count=pl.lit(2)
        )
    )


def _dear(given: Case) -> pl.LazyFrame:
    over = pl.col("amount") - 200
    return given.tables.claims.with_columns(
        passes=pl.when(pl.col("name").is_not_null()).then(over <= 0), at_stake=over
    ).filter(~pl.col("passes").fill_null(False))


def _odd(given: Case) -> pl.LazyFrame:
    raw = pl.concat_str(
        pl.lit("".join(HOSTILE) + "电话13812345678，账号 6222021234567890123，"), "name", "id_no"
    )
    return given.tables.claims.filter(pl.col("name").is_not_null()).with_columns(
        passes=pl.lit(False), raw=raw, variant=pl.lit("raw"), confidence=pl.lit("possible")
    )


def _sheet_odd(given: Case) -> pl.LazyFrame:
    return given.tables.sheets.with_columns(row_id="base", passes=pl.lit(False), subject=pl.lit("x"))


RULES = {
    "dupes_again": Rule(
        code="D91",
        title="同一人又申报",
        clause="evaluation_once",
        verdict="violation",
        message="{name}（{id_no}）的{occupation}共申报 {count} 次。",
        check=_again,
    ),
    "amounts_dear": Rule(
        code="A91",
        title="金额偏高",
        clause=None,
        verdict="suspicion",
        message="申报 {amount} 元，多 {at_stake} 元。",
        check=_dear,
        needs=("name", "id_no"),
    ),
    "data_odd": Rule(
        code="Q91",
        title="内容奇怪",
        clause=None,
        verdict="suspicion",
        message={"raw": "内容为“{raw}”。"},
        check=_odd,
    ),
    "data_sheet": Rule(
        code="Q92",
        title="整张表",
        clause=None,
        verdict="suspicion",
        message="整张表有问题。",
        check=_sheet_odd,
        about="sheets",
    ),
    "ids_unknown": Rule(
        code="I91",
        title="没有参数",
        clause=None,
        verdict="suspicion",
        message="",
        check=_odd,
        parameters=("no_such_parameter",),
    ),
}


def _broken(given: Case) -> pl.LazyFrame:
    raise ValueError("could not parse 419900199003070018")


BROKEN = replace(RULES["data_odd"], code="Q99", title="会出错的规则", check=_broken)


def made(
    rows: list[dict[str, Any]],
    rules: dict[str, Rule],
    unmask: bool = False,
    failed: tuple[tuple[str, str], ...] = (),
    audit: Audit | None = None,
) -> View:
    """The view of a run of `rules` over `rows`, as commands make it."""
    given = replace(case(*rows), policy=load_policy("zhongmu_2022"))
    sheets = pl.DataFrame(SHEET_ROWS, schema=SHEETS)
    given = replace(given, tables=replace(given.tables, sheets=sheets.lazy()))
    table = claims(*rows)
    return build(
        audit=audit or run(given, rules, key=b"test", debug="data_broken" not in rules),
        reading=Reading(
            tables={"claims": table, "insurance": INSURANCE.empty()},
            sheets=sheets,
            set_aside=pl.DataFrame(schema=SET_ASIDE),
            problems=pl.DataFrame(schema=PROBLEMS),
            totals=pl.DataFrame(schema=TOTALS),
            failed=failed,
            secret=b"secret",
        ),
        claims=table,
        policy=given.policy,
        rules=rules,
        as_of=date(2024, 3, 31),
        command="run",
        exit_code=1,
        unmask=unmask,
    )


@pytest.fixture
def view() -> View:
    """Findings of every verdict about hostile rows, masked."""
    return made(ROWS, RULES, failed=(("坏 419900199003070018.xlsx", "打不开"),))


@pytest.fixture
def open_view() -> View:
    """The same, unmasked."""
    return made(ROWS, RULES, unmask=True)


@pytest.fixture
def empty_view() -> View:
    """Rules ran over clean rows and found nothing."""
    return made([{"row_id": BASE + 1}], {"dupes_again": RULES["dupes_again"]})


@pytest.fixture
def make() -> Callable[..., View]:
    """The maker itself."""
    return made
