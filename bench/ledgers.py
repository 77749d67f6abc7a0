"""A ledger of many invented claims, for the bench: batches of a quarter each, made by the tool's own recording."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl

from chizheng_audit.case import prepare
from chizheng_audit.ledger import recording
from chizheng_audit.ledger.folder import opened_or_made
from chizheng_audit.tables import CLAIMS
from chizheng_audit.tables.system import SHEET_SPAN, SHEETS

QUARTER = 500_000
_FILES = 50
_SLIPS = 100
"""One number in so many has a wrong digit."""
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "一丁七万三上下丰丹久义云井仁今从令仪任伊众优伦伯佳依侠信修倩健元光克兰军冬凡刚创勇北千华"
_LEVELS = ("初级工", "中级工", "高级工", "技师")
_SUMS = (200, 240, 280, 350)


def quarter(place: int, people: int, rows: int = QUARTER) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(prepared claims, SHEETS) of the quarter at `place`: people drawn from `people`, one claim in ten a hire."""
    seed = 2022 + place
    n = pl.int_range(rows, eager=True)
    draw = n.hash(seed)
    who = (draw % people).cast(pl.Int64)
    mixed = who.hash(5)
    level = (mixed // 7 % 4).cast(pl.Int64)
    trade = (n.hash(seed + 1) % 180).cast(pl.String).str.zfill(3)
    hire = draw // 1000 % 10 == 0
    start = date(2018, 10, 1) + timedelta(days=91 * place)
    body = pl.concat_str(
        pl.lit("4199") + (who % 18 + 1).cast(pl.String).str.zfill(2),
        (pl.date(1960, 1, 1) + pl.duration(days=who // 1000 % 15_000)).dt.strftime("%Y%m%d"),
        (mixed % 1000).cast(pl.String).str.zfill(3),
    )
    base = (n * _FILES // rows + 1) * SHEET_SPAN
    given = [pl.Series(list(_GIVEN)).gather((mixed // k % len(_GIVEN)).cast(pl.Int64)) for k in (11, 13)]
    unit = (mixed // 17 % 5000).cast(pl.String).str.zfill(4)
    claims = pl.select(
        row_id=base + n % (rows // _FILES) + 2,
        subsidy=pl.when(hire).then(pl.lit("hire")).otherwise(pl.lit("evaluation")),
        name=pl.Series(list(_SURNAMES)).gather((mixed // 3 % len(_SURNAMES)).cast(pl.Int64)) + given[0] + given[1],
        id_no=_slipped(_checked(body), draw // 13 % _SLIPS == 0),
        occupation="职业" + trade,
        level=pl.Series(_LEVELS).gather(level),
        cert_no="S0000410000" + pl.lit(str(place).zfill(2)) + "4" + n.hash(seed + 2).cast(pl.String).str.tail(8),
        issue_date=pl.lit(start) + pl.duration(days=(draw // 31 % 90).cast(pl.Int64)),
        amount=pl.when(hire).then(1000).otherwise(pl.Series(_SUMS).gather(level)),
        org=pl.when(~hire).then("示例县职业培训学校" + (n * _FILES // rows).cast(pl.String)),
        employer=pl.when(hire).then("示例县制造有限公司" + unit),
        employer_code=pl.when(hire).then("91410122MA0000" + unit),
        phone="138" + (mixed % 100_000_000).cast(pl.String).str.zfill(8),
    )  # fmt: skip
    typed = claims.select(pl.col(name).cast(CLAIMS.schema[name]) for name in claims.columns)
    sheets = pl.select(base=base.unique(maintain_order=True)).with_columns(
        file=pl.format("q{}/{}.xlsx", pl.lit(place), pl.col("base") // SHEET_SPAN),
        sheet=pl.lit("明细"),
        sha256=pl.format("{}{}", pl.lit(place), pl.col("base")).str.zfill(64),
        table=pl.lit("claims"),
    )
    whole = pl.concat([CLAIMS.empty(), typed], how="diagonal")
    return prepare(whole), pl.concat([pl.DataFrame(schema=SHEETS), sheets], how="diagonal")


def _checked(body: pl.Expr) -> pl.Expr:
    """17 digits with the check character that makes them a resident ID."""
    total = body.str.to_integer(base=13, strict=False) % 11 * 2 % 11
    last = total.replace_strict(list(range(11)), list("10X98765432"), return_dtype=pl.String)
    return pl.concat_str(body, last)


def _slipped(number: pl.Expr, slip: pl.Series) -> pl.Expr:
    """The number with another digit at its tenth place where `slip` says so."""
    digit = (number.str.slice(9, 1).cast(pl.Int64) + 1) % 10
    wrong = pl.concat_str(number.str.head(9), digit.cast(pl.String), number.str.tail(8))
    return pl.when(pl.lit(slip)).then(wrong).otherwise(number)


def make(folder: str, quarters: int, people: int) -> None:
    """Record `quarters` of QUARTER claims each in a new ledger."""
    for place in range(quarters):
        ledger, _made = opened_or_made(Path(folder))
        wanted = recording.Wanted(f"q{place}", "paid", datetime(2024, 1, 1, tzinfo=UTC))
        recording.record(ledger, wanted, *quarter(place, people))
