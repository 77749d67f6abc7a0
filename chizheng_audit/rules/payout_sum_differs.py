"""付款汇总与申报明细不符

查什么：按收款单位汇总的付款清单，每个单位的金额（几行的先相加）、人数，是否等于一并给出的申报明细中该单位的合计。
单位按名称对应，不分全半角、空格、括号和连字符；冲销的负数照样相加。没有该单位的明细，或明细有金额读不懂的，无法核对。
为何：汇总是付款的数，明细是审核的数；两者对不上，就有钱没有经过审核。
例：明细里某校 57 人、13,680 元，汇总写 58 人、13,920 元。
会误报：汇总的一部分明细另在别的文件，没有一并给出；单位名称写法不同。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.payable import AUDITED, unit_key
from chizheng_audit.rule import Rule, judge

_SUM = pl.Decimal(18, 2)


def check(case: Case) -> pl.LazyFrame:
    """Lines of units whose money, or people, are not those of their claims: a row for each of the two."""
    behind = (
        case.tables.claims.group_by(unit=unit_key(pl.col("payee")))
        .agg(
            computed=pl.col("amount").cast(_SUM).sum(),
            unread=pl.col("amount").null_count(),
            counted=pl.len().cast(pl.Int64),
            others=(~pl.col("subsidy").cast(pl.String).is_in(AUDITED)).fill_null(True).sum(),
        )
        .filter(pl.col("unit").is_not_null())
    )
    lines = case.tables.payable.with_columns(unit=unit_key(pl.col("claimant"))).with_columns(
        stated=pl.when(pl.col("unit").is_not_null())
        .then(pl.col("amount").cast(_SUM).sum().over("unit"))
        .otherwise("amount"),
        blanks=pl.col("amount").null_count().over("unit"),
        people=pl.when(pl.col("heads").null_count().over("unit") == 0).then(
            pl.col("heads").sum().over("unit")
        ),
    )
    told = lines.join(behind, on="unit", how="left", maintain_order="left").with_columns(
        holder_claimed="claimant"
    )
    excess = pl.col("stated") - pl.col("computed")
    is_open = pl.col("counted").is_null() | (pl.col("unread") > 0) | (pl.col("others") > 0)
    money = told.with_columns(
        excess=excess,
        variant=pl.when(pl.col("claimant").is_null())
        .then(pl.lit("open_payee"))
        .when(pl.col("counted").is_null())
        .then(pl.lit("open_claims"))
        .when(pl.col("unread") > 0)
        .then(pl.lit("open_amounts"))
        .when(pl.col("others") > 0)
        .then(pl.lit("open_subsidy"))
        .when(pl.col("blanks") == 0)
        .then(pl.lit("amount")),
        subject=pl.concat_str(pl.lit("amount"), pl.col("unit").fill_null(""), separator="\x1f"),
        at_stake=pl.when(excess > 0).then(pl.min_horizontal(excess, pl.col("amount").cast(_SUM))),
    )
    heads = told.filter(pl.col("people") != pl.col("counted")).with_columns(
        variant=pl.lit("heads"),
        subject=pl.concat_str(pl.lit("heads"), pl.col("unit").fill_null(""), separator="\x1f"),
    )
    return pl.concat(
        [
            judge(money, passes=pl.when(~is_open & (pl.col("blanks") == 0)).then(excess == 0)),
            judge(heads, passes=pl.lit(False)),
        ],
        how="diagonal",
    )


RULE = Rule(
    code="P06",
    title=N_("付款汇总与申报明细不符"),
    clause=None,
    verdict="violation",
    about="payable",
    scope=pl.col("per") == "payee",
    needs=("amount",),
    uses=("claims",),
    together="all",
    message={
        "amount": N_("付款汇总给{holder_claimed} {stated} 元，其申报明细 {counted} 行共 {computed} 元，差 {excess} 元。"),
        "heads": N_("付款汇总写{holder_claimed} {people} 人，其申报明细 {counted} 行。"),
        "open_payee": N_("本行没有收款单位，找不到它的申报明细。"),
        "open_claims": N_("没有{holder_claimed}的申报明细，无法核对；请把明细文件一并给出。"),
        "open_amounts": N_("{holder_claimed}的申报明细有 {unread} 行金额空缺或读不懂，无法核对。"),
        "open_subsidy": N_("{holder_claimed}的申报明细有 {others} 行是本工具不核对的补贴，或看不出是哪种补贴。"),
    },
    check=check,
)  # fmt: skip
