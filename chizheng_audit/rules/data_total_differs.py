"""合计与明细不符

查什么：小计、合计行写明的金额和人数，是否等于其上明细之和。
小计多出的，合计里不再重复计入涉及金额。等于全部明细之和，或等于上一个小计或合计以来、上一个合计以来的明细之和，都算相符。单位为万元的先折算。
为何：合计是付款的依据。合计大于明细，多出的钱没有对应的人；小于明细，可能有行被删改。
例：明细 57 人、13,680 元，合计写 58 人、13,920 元。
会误报：合计只算其中一部分人而没有写明；明细另有附页。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.troubles import sheet_subject
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.system import SHEET_SPAN

_SUM = pl.Decimal(14, 2)
_SPANS = ("all", "own", "since")


def check(case: Case) -> pl.LazyFrame:
    """Stated totals that no span of rows above them bears out: one row a figure, money and heads apart."""
    totals = _with_spans(case)
    counted, open_rows = (pl.any_horizontal(test(span) for span in _SPANS) for test in (_money, _unread))
    whole = totals.with_columns(text=pl.col("text").fill_null(""), counted=_nearest("heads"))
    money = whole.filter(pl.col("amount").is_not_null() & ~counted).with_columns(
        computed=_nearest("sum"),
        passes=pl.when(~open_rows).then(False),
        variant=pl.when(open_rows).then(pl.lit("open_amounts")).otherwise(pl.lit("amount")),
        stated=pl.col("amount").cast(pl.String),
    )
    money = _at_stake(money.with_columns(excess=pl.col("amount") - pl.col("computed")))
    same_heads = pl.any_horizontal(pl.col("heads") == pl.col(f"{span}_heads") for span in _SPANS)
    heads = whole.filter(~same_heads).with_columns(
        passes=pl.lit(False), variant=pl.lit("heads"), stated=pl.col("heads").cast(pl.String)
    )
    silent = whole.filter(pl.col("amount").is_null() & pl.col("heads").is_null()).with_columns(
        passes=pl.lit(None, dtype=pl.Boolean), variant=pl.lit("open_unstated"), stated=pl.lit("")
    )
    found = pl.concat([money, heads, silent], how="diagonal")
    told = found.with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
    subject = pl.concat_str("variant", "text", "stated", "subject", separator="\x1f")
    return judge(
        told.join(sheet_subject(case, told), on="base", maintain_order="left").with_columns(subject=subject),
        passes=pl.col("passes"),
    )


def _at_stake(money: pl.LazyFrame) -> pl.LazyFrame:
    """`money` with `at_stake`: what is stated too much, in a total less what its subtotals have too much already."""
    part = pl.col("scope") == "subtotal"
    excess = pl.when(~pl.col("passes")).then(pl.col("excess").clip(lower_bound=0)).fill_null(0)
    own = pl.col("_excess") - pl.when(part).then(0).otherwise(pl.col("_parts") - pl.col("_told"))
    return (
        money.sort("row_id")
        .with_columns(_excess=excess)
        .with_columns(_parts=pl.when(part).then("_excess").otherwise(0).cum_sum().over("in_sheet"))
        .with_columns(
            _told=pl.when(~part).then("_parts").shift(1).forward_fill().over("in_sheet").fill_null(0)
        )
        .with_columns(at_stake=pl.when(own > 0).then(own.cast(_SUM)))
    )


def _with_spans(case: Case) -> pl.LazyFrame:
    """Each total with `<span>_sum`, `<span>_heads` and `<span>_unread` (rows without money) of the rows above it.

    Spans: `all` from the sheet's start, `own` since the subtotal or total before, `since` the total before.
    """
    part = pl.col("amount")
    rows = [table.select("row_id", "amount") for table in (case.tables.claims, case.tables.payments)]
    counted = (
        pl.concat(rows)
        .sort("row_id")
        .select(
            "row_id",
            until_sum=part.cast(_SUM).fill_null(0).cum_sum(),
            until_heads=pl.int_range(1, pl.len() + 1),
            until_unread=part.is_null().cast(pl.Int64).cum_sum(),
        )
    )
    # what was counted up to each mark, less what was counted before its sheet began
    marks = case.tables.totals.with_columns(in_sheet=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN).sort(
        "row_id"
    )
    until = marks.join_asof(counted, on="row_id")
    running = until.join_asof(
        counted.rename({"row_id": "begins"}), left_on="in_sheet", right_on="begins", suffix="_before"
    ).with_columns(
        (pl.col(f"until_{figure}").fill_null(0) - pl.col(f"until_{figure}_before").fill_null(0)).alias(
            f"all_{figure}"
        )
        for figure in ("sum", "heads", "unread")
    )
    is_total = pl.col("scope") == "total"
    parts: dict[str, pl.Expr] = {}
    for column in ("sum", "heads", "unread"):
        figure = pl.col(f"all_{column}")
        before = figure.shift(1).over("in_sheet").fill_null(0)
        last_total = pl.when(is_total).then(figure).shift(1).forward_fill().over("in_sheet").fill_null(0)
        parts |= {f"own_{column}": figure - before, f"since_{column}": figure - last_total}
    return running.with_columns(**parts).collect().lazy()  # a few rows, asked for several times


def _money(span: str) -> pl.Expr:
    """The stated money is that of the span, every row of which has an amount."""
    return (pl.col("amount") == pl.col(f"{span}_sum")) & (pl.col(f"{span}_unread") == 0)


def _unread(span: str) -> pl.Expr:
    return pl.col(f"{span}_unread") > 0


def _nearest(column: str) -> pl.Expr:
    """The figure to show: a subtotal's own span; a total's since the one before, or all where nothing lies between."""
    return (
        pl.when(pl.col("scope") == "subtotal")
        .then(f"own_{column}")
        .when(pl.col("since_heads") > 0)
        .then(f"since_{column}")
        .otherwise(f"all_{column}")
    )


RULE = Rule(
    code="Q03",
    title=N_("合计与明细不符"),
    clause=None,
    verdict="violation",
    about="totals",
    uses=("payments",),
    together="sheet",
    message={
        "amount": N_("合计写 {amount} 元，其上明细 {counted} 行共 {computed} 元，差 {excess} 元。"),
        "heads": N_("合计写 {heads} 人，其上明细 {counted} 行。"),
        "open_amounts": N_("合计写 {amount} 元，其上明细有 {all_unread} 行金额空缺或读不懂，无法核对。"),
        "open_unstated": N_("“{text}”一行没有读出金额或人数，无法核对。"),
    },
    check=check,
)
