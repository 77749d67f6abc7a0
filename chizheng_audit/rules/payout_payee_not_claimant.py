"""收款户名不是申报人

查什么：付款批次写了收款户名的，户名是否就是申报单位，或者申报的本人；名称不分全半角、空格、括号和连字符。
批次没有户名一栏的不查；有这一栏而空缺的无法核对。
为何：补贴付给申报的机构、单位或本人。付到别人名下，截留、代领和冒领都可能在其中。
例：申报单位是某职业培训学校，户名是一个人的姓名。
会误报：户名用简称或曾用名；有委托收款手续。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.payable import unit_key
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Lines whose account is held by neither the unit that claims nor the person."""
    nobody = pl.all_horizontal(pl.col("claimant", "name").is_null())
    holder = unit_key(pl.col("holder"))
    same = [(holder == unit_key(pl.col(name))).fill_null(False) for name in ("claimant", "name")]
    lines = case.tables.payable.with_columns(
        holder_claimed=pl.coalesce("claimant", "name"),
        variant=pl.when(pl.col("holder").is_not_null())
        .then(pl.when(nobody).then(pl.lit("open_claimant")).otherwise(pl.lit("other"))),
        subject=pl.concat_str(pl.col("holder", "claimant", "name").fill_null(""), separator="\x1f"),
        at_stake="amount",
    )  # fmt: skip
    return judge(lines, passes=pl.when(holder.is_not_null() & ~nobody).then(pl.any_horizontal(same)))


RULE = Rule(
    code="P04",
    title=N_("收款户名不是申报人"),
    clause=None,
    verdict="suspicion",
    about="payable",
    scope=pl.col("holder_told"),
    needs=("holder",),
    message={
        "other": N_("收款户名是{holder}，申报的是{holder_claimed}。"),
        "open_claimant": N_("收款户名是{holder}，本行没有写明申报单位和姓名，无法核对。"),
    },
    check=check,
)
