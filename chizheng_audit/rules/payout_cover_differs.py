"""封面与付款明细不符

查什么：付款批次封面写的总金额、总笔数（用 --total、--count 告知），是否等于本批全部明细行之和、行数。不符的，整批暂缓。
为何：封面是签批的依据。明细多出的钱没有人批过；少了的，可能有行被删改。
例：封面写 100 笔、24,000 元，明细 101 行、24,240 元。
会误报：封面把几批写在一起；只给了其中一部分文件。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_SUM = pl.Decimal(18, 2)


def check(case: Case) -> pl.LazyFrame:
    """The cover where its money, or its number of lines, is not that of the lines: a row for each of the two."""
    added = case.tables.payable.select(
        computed=pl.col("amount").cast(_SUM).sum(),
        unread=pl.col("amount").null_count(),
        lines=pl.len().cast(pl.Int64),
    )
    cover = case.tables.cover.join(added, how="cross")
    is_open = pl.col("unread") > 0
    excess = pl.col("computed") - pl.col("stated_amount")
    money = judge(
        cover.filter(pl.col("stated_amount").is_not_null()).with_columns(
            variant=pl.when(is_open).then(pl.lit("open_amounts")).otherwise(pl.lit("amount")),
            subject=pl.lit("amount"),
            excess=excess,
            at_stake=pl.when(excess > 0).then(excess),
        ),
        passes=pl.when(~is_open).then(excess == 0),
    )
    count = judge(
        cover.filter(pl.col("stated_lines").is_not_null()).with_columns(
            variant=pl.lit("count"), subject=pl.lit("count")
        ),
        passes=pl.col("lines") == pl.col("stated_lines"),
    )
    return pl.concat([money, count], how="diagonal")


RULE = Rule(
    code="P01",
    title=N_("封面与付款明细不符"),
    clause=None,
    verdict="violation",
    about="cover",
    uses=("payable",),
    together="all",
    message={
        "amount": N_("封面写 {stated_amount} 元，明细 {lines} 行共 {computed} 元，差 {excess} 元。"),
        "count": N_("封面写 {stated_lines} 笔，明细 {lines} 行。"),
        "open_amounts": N_("封面写 {stated_amount} 元，明细有 {unread} 行金额空缺或读不懂，无法核对。"),
    },
    check=check,
)
