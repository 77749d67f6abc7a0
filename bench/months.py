"""Month rows of insurance as a province's system exports them, and the same question asked of them by different engines.

`python -m bench.months ENGINE MONTHS HIRES`: the longest run of months in a row after the hire of each hired person at the
employer, by `ours` (the tool's own functions), `polars` (only what no answer can do without: a semi-join and a group, no
months, no runs), `duckdb` (SQL) or `pandas`.
"""

import sys
from datetime import date
from pathlib import Path

START, MONTHS, LEAVING, STAFF = 2022 * 12 + 2, 25, 60, 40
EACH = 20  # of 25 months, because people leave as time goes on
HIRED = date(2022, 4, 11)
HIRE_NO = 2022 * 12 + 4
ID, UNIT, MONTH, PAYMENT = "社会保障号", "参保单位", "费款所属期", "缴费类别"


def write(path: Path, rows: int, hires: int) -> None:
    """`rows` month rows of rows / 25 people, month after month, and `hires` of the people to FILE.hires."""
    import polars as pl

    people = rows // EACH
    number = pl.int_range(people, eager=True)
    day = pl.select(pl.date(1960, 1, 1) + pl.duration(days=number * 7919 % 16_000)).to_series()
    body = pl.select(
        pl.concat_str(
            pl.lit("4199") + (number % 21 + 10).cast(pl.String),
            day.dt.strftime("%Y%m%d"),
            (number // 16_000 * 3 % 1000).cast(pl.String).str.zfill(3),
        )
    ).to_series()
    check = (body.str.to_integer(base=13) % 11 * 2 % 11).replace_strict(list(range(11)), list("10X98765432"))
    units = pl.Series([f"示例县第{n}号制造有限公司" for n in range(max(people // STAFF, 1))])
    staff = pl.DataFrame(
        {
            "姓名": "张" + (number % 999).cast(pl.String),
            ID: body + check,
            UNIT: units.gather(number * 31 % len(units)),
        }
    ).sample(fraction=1, shuffle=True, seed=3)
    parts = []
    for after in range(MONTHS):
        at = START + after
        period = pl.lit(f"{at // 12}{at % 12 + 1:02}")
        paid = pl.when(pl.col(ID).hash(at) % 50 == 0).then(pl.lit("补缴")).otherwise(pl.lit("正常应缴"))
        kind = pl.lit("企业职工基本养老保险")
        stays = pl.col(ID).hash(7) % LEAVING >= after
        parts.append(
            staff.lazy()
            .filter(stays)
            .with_columns(
                kind.alias("险种"), period.alias(MONTH), period.alias(f"对应{MONTH}"), paid.alias(PAYMENT)
            )
        )
    pl.concat(parts).sink_parquet(path, row_group_size=500_000)
    staff.sample(min(hires, people), seed=5).write_parquet(f"{path}.hires")


def ours(months: str, hires: str) -> int:
    import polars as pl

    from chizheng_audit.case import prepare
    from chizheng_audit.employment import Terms, insured
    from chizheng_audit.reading.lazily import look_lazily
    from chizheng_audit.reading.said import Said
    from chizheng_audit.tables import CLAIMS

    told = pl.read_parquet(hires).select(
        row_id=pl.int_range(pl.len()), subsidy=pl.lit("hire"), name="姓名", id_no=ID, employer=UNIT,
        hire_date=pl.lit(HIRED), claim_date=pl.lit(date(2024, 6, 1)), amount=pl.lit(1000),
    )  # fmt: skip
    claims = pl.concat(
        [CLAIMS.empty(), told.cast({c: CLAIMS.schema[c] for c in told.columns})], how="diagonal"
    )
    seen = look_lazily(months, Said())
    assert seen and seen.sheets[0].scan
    found = insured(prepare(claims).lazy(), [seen.sheets[0].scan], Terms(kinds_not=("居民", "灵活")))
    return int(found.select((pl.col("run") >= 12).sum()).item())


def polars(months: str, hires: str) -> int:
    import polars as pl

    people = pl.scan_parquet(hires).select(ID)
    rows = pl.scan_parquet(months).join(people, on=ID, how="semi")
    return len(rows.group_by(ID, UNIT).agg(pl.len(), pl.col(MONTH).min()).collect(engine="streaming"))


def duckdb(months: str, hires: str) -> int:
    import duckdb as engine

    query = f"""
    with paid as (
      select distinct m."{ID}" who, (m."{MONTH}"::int // 100) * 12 + m."{MONTH}"::int % 100 - {HIRE_NO} n
      from read_parquet('{months}') m join read_parquet('{hires}') h on m."{ID}" = h."{ID}" and m."{UNIT}" = h."{UNIT}"
      where m."{PAYMENT}" not like '%欠%' and m."险种" not like '%居民%'),
    islands as (select who, n - row_number() over (partition by who order by n) island from paid where n >= 0),
    runs as (select who, island, count(*) len from islands group by all),
    longest as (select who, max(len) run from runs group by who)
    select count(*) from longest where run >= 12"""
    engine.sql("set threads = 2")
    return int(engine.sql(query).fetchall()[0][0])


def pandas(months: str, hires: str) -> int:
    """Read through DuckDB, which needs no further library for it."""
    import duckdb as engine

    columns = ", ".join(f'"{c}"' for c in (ID, UNIT, MONTH, PAYMENT, "险种"))
    people = engine.sql(f"""select "{ID}", "{UNIT}" from read_parquet('{hires}')""").df()
    rows = engine.sql(f"select {columns} from read_parquet('{months}')").df().merge(people, on=[ID, UNIT])
    rows = rows[~rows[PAYMENT].str.contains("欠") & ~rows["险种"].str.contains("居民")]
    number = rows[MONTH].astype(int)
    rows["n"] = number // 100 * 12 + number % 100 - HIRE_NO
    rows = rows[rows["n"] >= 0].drop_duplicates([ID, "n"]).sort_values([ID, "n"])
    rows["island"] = rows["n"] - rows.groupby(ID).cumcount()
    runs = rows.groupby([ID, "island"]).size().groupby(level=0).max()
    return int((runs >= 12).sum())


if __name__ == "__main__":
    engine_, months_, hires_ = sys.argv[1:]
    print({"ours": ours, "polars": polars, "duckdb": duckdb, "pandas": pandas}[engine_](months_, hires_))
