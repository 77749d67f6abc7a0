"""证书编号中的年份与发证日期不符

查什么：证书编号自带的年份是否与发证日期的年份一致。职业技能等级证书看第 14、15 位，职业资格证书看第 1、2 位。
为何：发证日期决定适用哪一年的政策和标准；把往年的证书改成当年日期，就能重复进入申报。
例：编号中的年份为 2021，发证日期填 2022-03-15。
会误报：年底考核、次年年初发证的，编号可能仍用上一年。
"""

import polars as pl

from chizheng_audit import certificates
from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_NUMBER = pl.col("number")
_SCALE = "evaluation_amount"


def check(case: Case) -> pl.LazyFrame:
    """Rows whose number states another year than their date of issue."""
    rows = case.tables.claims.with_columns(number_year=certificates.year(_NUMBER))
    passes = pl.col("number_year") == pl.col("issue_date").dt.year()
    return judge(rows, passes).with_columns(
        at_stake=pl.when(_before_the_scale(case)).then("amount"),
        confidence=pl.lit("strong"),
        variant=pl.when(
            _NUMBER.is_null() & pl.col("cert_no").is_not_null() & pl.col("issue_date").is_not_null()
        )
        .then(pl.lit("open_no_number"))
        .otherwise(pl.lit("")),
    )


def _before_the_scale(case: Case) -> pl.Expr:
    """Whether nothing was payable yet in the year that the number states; else the year alone changes no sum."""
    if case.policy.lacks((_SCALE,)):
        return pl.lit(False)
    return pl.col("number_year") < case.policy.parameters[_SCALE].values[0].start.year


RULE = Rule(
    code="A06",
    title=N_("证书编号中的年份与发证日期不符"),
    clause=None,
    verdict="suspicion",
    scope=(pl.col("subsidy") == "evaluation")
    & (pl.col("standing") == "claim")
    & (pl.col("family") == "SKILL")
    & (_NUMBER.is_null() | certificates.is_readable(_NUMBER)),
    needs=("cert_no", "issue_date"),
    message={
        "": N_("证书编号 {cert_no} 中的年份为 {number_year}，发证日期为 {issue_date}。"),
        "open_no_number": N_("证书编号一栏写的是“{cert_no}”，没有编号可核对。"),
    },
    check=check,
)
