"""一个账号收多家的钱

查什么：付款批次里，同一个银行账号对应两个以上收款人的行。收款人认户名，没有户名的认申报单位，再没有的认本人。
账号不分空格、连字符和全半角；空缺或只是占位的账号无法核对。
为何：钱进同一个账号，名单上的人和单位就未必收得到；冒名申领多半集中到少数账号。
例：三所学校的补贴付到同一个账号。
会误报：户名写法不一的同一单位；由上级单位统一代收，另有协议。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both

_LISTED = 5


def check(case: Case) -> pl.LazyFrame:
    """The lines of each account that several payees have, and the lines without an account or a payee."""
    lines = case.tables.payable
    known = pl.all_horizontal(pl.col("account_key", "paid_to").is_not_null())
    each = (
        lines.filter(known)
        .sort("row_id")
        .group_by("account_key", "paid_to", maintain_order=True)
        .agg(first=pl.col("row_id").first())
        .with_columns(payees=pl.len().over("account_key"))
        .filter(pl.col("payees") > 1)
    )
    groups = each.group_by("account_key").agg(
        pl.col("payees").first(), evidence=pl.col("first").sort().head(_LISTED)
    )
    shared = (
        lines.join(groups, on="account_key", maintain_order="left")
        .filter(pl.col("paid_to").is_not_null())
        .with_columns(
            holder_paid=pl.coalesce("holder", "claimant", "name"),
            evidence=pl.col("evidence").list.set_difference(pl.concat_list("row_id")).list.sort(),
            subject=pl.concat_str(pl.col("account_key").cast(pl.String), "paid_to", separator="\x1f"),
            variant=pl.lit("shared"),
            at_stake="amount",
        )
    )
    incomplete = lines.filter(~known).with_columns(
        subject=pl.concat_str(
            pl.coalesce("account", pl.lit("")), pl.coalesce("paid_to", pl.lit("")), separator="\x1f"
        ),
        variant=pl.when(pl.col("paid_to").is_null())
        .then(pl.lit("open_payee"))
        .when(pl.col("account").is_not_null())
        .then(pl.lit("open_account")),
    )
    return judge_both(shared, incomplete)


RULE = Rule(
    code="P02",
    title=N_("一个账号收多家的钱"),
    clause=None,
    verdict="suspicion",
    about="payable",
    needs=("account",),
    together="all",
    message={
        "shared": N_("账号 {account} 在本批对应 {payees} 个收款人，本行付给{holder_paid}。"),
        "open_account": N_("“{account}”不像银行账号，无法核对。"),
        "open_payee": N_("本行没有收款人，无法核对账号。"),
    },
    check=check,
)
