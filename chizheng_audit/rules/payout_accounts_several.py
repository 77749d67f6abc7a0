"""一个收款人用几个账号

查什么：付款批次里，同一个收款人的行写了两个以上不同的银行账号。收款人认户名，没有户名的认申报单位，再没有的认本人。
没有可用账号的行由“一个账号收多家的钱”（P02）列出。
为何：同一单位、同一人通常只有一个收款账号；多出的那个可能被人改过。
例：同一所学校的 50 行里，有 2 行付到另一个账号。
会误报：单位分部门开户；批次中途变更账户，已有变更证明；同名的两个人。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_LISTED = 5


def check(case: Case) -> pl.LazyFrame:
    """The lines of each payee who has several accounts."""
    lines = case.tables.payable
    each = (
        lines.sort("row_id")
        .group_by("paid_to", "account_key", maintain_order=True)
        .agg(first=pl.col("row_id").first(), lines_of_account=pl.len().cast(pl.Int64))
        .with_columns(accounts=pl.len().over("paid_to"))
        .filter(pl.col("accounts") > 1)
    )
    groups = each.group_by("paid_to").agg(
        pl.col("accounts").first(), evidence=pl.col("first").sort().head(_LISTED)
    )
    several = (
        lines.join(groups, on="paid_to", maintain_order="left")
        .join(
            each.select("paid_to", "account_key", "lines_of_account"),
            on=["paid_to", "account_key"],
            maintain_order="left",
        )
        .with_columns(
            holder_paid=pl.coalesce("holder", "claimant", "name"),
            evidence=pl.col("evidence").list.set_difference(pl.concat_list("row_id")).list.sort(),
            subject=pl.concat_str("paid_to", pl.col("account_key").cast(pl.String), separator="\x1f"),
            at_stake="amount",
        )
    )
    return judge(several, passes=pl.lit(False))


RULE = Rule(
    code="P03",
    title=N_("一个收款人用几个账号"),
    clause=None,
    verdict="suspicion",
    about="payable",
    scope=pl.all_horizontal(pl.col("account_key", "paid_to").is_not_null()),
    together="all",
    message=N_("{holder_paid}在本批有 {accounts} 个不同的账号，本行的 {account} 有 {lines_of_account} 行。"),
    check=check,
)
