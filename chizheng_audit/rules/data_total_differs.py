"""合计与明细不符

查什么：小计、合计行写明的金额和人数，是否等于其上明细之和。
等于全部明细之和，或等于上一个小计、合计以来的明细之和，都算相符。单位为万元的先折算。
为何：合计是付款的依据。合计大于明细，多出的钱没有对应的人；小于明细，可能有行被删改。
例：明细 57 人、13,680 元，合计写 58 人、13,920 元。
会误报：合计只算其中一部分人而没有写明；明细另有附页。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.system import SHEET_SPAN

_SUM = pl.Decimal(14, 2)


def check(case: Case) -> pl.LazyFrame:
    """Stated totals, each beside the sums of the rows above it: since the sheet's start and since the total before."""
    marks = case.tables.totals.select("row_id", "amount", "heads", "text", stated_row=pl.lit(True))
    rows = case.tables.claims.with_columns(_sheet()).join(
        marks.select(_sheet()).unique(), on="sheet_no", how="semi"
    )
    both = pl.concat([rows.select("row_id", part="amount"), marks], how="diagonal").sort("row_id")
    running = both.with_columns(sheet=_sheet(), is_row=pl.col("stated_row").is_null()).with_columns(
        all_sum=pl.col("part").fill_null(0).cast(_SUM).cum_sum().over("sheet"),
        all_heads=pl.col("is_row").cast(pl.Int64).cum_sum().over("sheet"),
        all_unread=(pl.col("is_row") & pl.col("part").is_null()).cast(pl.Int64).cum_sum().over("sheet"),
    )
    totals = running.filter(pl.col("stated_row")).with_columns(
        (pl.col(f"all_{c}") - pl.col(f"all_{c}").shift(1).over("sheet").fill_null(0)).alias(f"own_{c}")
        for c in ("sum", "heads", "unread")
    )
    money = _agrees("amount", "sum")
    heads = _agrees("heads", "heads")
    unread = pl.col("all_unread") > 0
    passes = pl.when(~heads | (~money & ~unread)).then(False).when(unread & ~money).then(None).otherwise(True)
    return judge(
        totals.with_columns(
            computed=pl.col("all_sum"),
            counted=pl.col("all_heads"),
            excess=pl.col("amount") - pl.col("all_sum"),
            at_stake=pl.when(~money & (pl.col("amount") > pl.col("all_sum"))).then(
                pl.col("amount") - pl.col("all_sum")
            ),
            variant=pl.when(~heads)
            .then(pl.lit("heads"))
            .when(unread)
            .then(pl.lit("open_amounts"))
            .otherwise(pl.lit("amount")),
            subject=pl.concat_str("text", pl.col("all_heads").cast(pl.String), separator="\x1f"),
        ),
        passes=passes,
    )


def _sheet() -> pl.Expr:
    return (pl.col("row_id") // SHEET_SPAN).alias("sheet_no")


def _agrees(stated: str, computed: str) -> pl.Expr:
    """Whether a stated figure is the sum above or the sum since the last total; true where none is stated."""
    figure = pl.col(stated)
    return figure.is_null() | (figure == pl.col(f"all_{computed}")) | (figure == pl.col(f"own_{computed}"))


RULE = Rule(
    code="Q03",
    title=N_("合计与明细不符"),
    clause=None,
    verdict="violation",
    about="totals",
    scope=pl.col("amount").is_not_null() | pl.col("heads").is_not_null(),
    together="sheet",
    message={
        "amount": N_("合计写 {amount} 元，其上明细 {counted} 行共 {computed} 元，差 {excess} 元。"),
        "heads": N_("合计写 {heads} 人，其上明细 {counted} 行。"),
        "open_amounts": N_("合计写 {amount} 元，其上明细有 {all_unread} 行金额空缺或读不懂，无法核对。"),
    },
    check=check,
)
