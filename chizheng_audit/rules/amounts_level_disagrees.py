"""证书编号中的等级与申报等级不符

查什么：证书编号自带的等级是否与申报等级一致。职业技能等级证书看第 16 位，
职业资格证书看第 11 位，5 为初级工，1 为高级技师。
特级技师、专项职业能力和地方自编的编号没有统一规则，不作判断。
为何：等级决定补贴标准，编号由评价系统生成，比手工填写的等级可靠。
例：编号第 16 位为 4，即中级工，申报高级工，按高级工标准多领 40 元。
会误报：证书编号抄错一位；先在证书查询系统核对编号。
"""

import polars as pl

from chizheng_audit import certificates
from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.kinds import MONEY

_NUMBER = pl.col("cert_no")


def check(case: Case) -> pl.LazyFrame:
    """Rows whose number states another level; at stake is what the amount is above that level's."""
    rows = case.tables.claims.with_columns(number_level=certificates.level(_NUMBER))
    return judge(_priced(case, rows), passes=pl.col("number_level") == pl.col("level"))


def _priced(case: Case, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with `at_stake`; null where the pack has no amount for the level in the number."""
    if case.policy.lacks(("evaluation_amount", "direct_share")):
        return rows.with_columns(at_stake=pl.lit(None, dtype=MONEY))
    as_stated = rows.with_columns(claimed="level", level="number_level")
    priced = case.attach(case.attach(as_stated, "evaluation_amount"), "direct_share")
    share = pl.when(pl.col("method") == "direct").then(pl.col("direct_share")).otherwise(1)
    return priced.with_columns(
        level="claimed", at_stake=(pl.col("amount") - pl.col("evaluation_amount") * share).cast(MONEY)
    )


RULE = Rule(
    code="A05",
    title=N_("证书编号中的等级与申报等级不符"),
    clause="evaluation",
    verdict="violation",
    scope=(pl.col("subsidy") == "evaluation")
    & (pl.col("standing") == "claim")
    & (pl.col("family") == "SKILL")
    & (_NUMBER.is_null() | certificates.is_readable(_NUMBER)),
    needs=("cert_no", "level"),
    message=N_("证书编号 {cert_no} 中的等级为{number_level}，申报等级为{level}。"),
    check=check,
)
