"""金额不能付

查什么：付款批次里金额不是正数的行，被冲销的申报和冲销它的行；金额空缺或读不懂的、补贴种类没有规则核对的，列为无法核验。
为何：付款清单上只能是要付的正数；申报已被冲销，付了就要追回。本工具不核对的补贴，没有人查过，不能算通过。
例：-240 元的冲销行与它冲销的 240 元一起留在付款清单里。
会误报：银行按净额付款，冲销行另有约定。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.payable import AUDITED
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Lines that are no payment, or of which nobody can say that they are one."""
    taken_back = pl.col("standing") != "claim"
    unknown = (pl.col("per") == "claim") & ~pl.col("subsidy").is_in(AUDITED).fill_null(False)
    positive = pl.col("amount") > 0
    who = pl.coalesce("paid_to", pl.lit("")), pl.coalesce("name", pl.lit(""))
    lines = case.tables.payable.with_columns(
        variant=pl.when(taken_back)
        .then(pl.when(positive).then(pl.lit("netted")).otherwise(pl.lit("reversal")))
        .when(~positive)
        .then(pl.lit("amount"))
        .when(unknown & pl.col("amount").is_not_null())
        .then(pl.lit("open_subsidy")),
        subject=pl.concat_str(*who, separator="\x1f"),
        at_stake=pl.when(positive).then("amount"),
    )
    return judge(lines, passes=pl.when(taken_back).then(False).when(~unknown | ~positive).then(positive))


RULE = Rule(
    code="P07",
    title=N_("金额不能付"),
    clause=None,
    verdict="violation",
    about="payable",
    needs=("amount",),
    message={
        "amount": N_("金额是 {amount} 元，不能付。"),
        "netted": N_("这笔 {amount} 元的申报已被另一行冲销。"),
        "reversal": N_("本行是 {amount} 元的冲销，不能付。"),
        "open_subsidy": N_("看不出是哪种补贴，或是本工具不核对的补贴，没有规则查过。"),
    },
    check=check,
)
