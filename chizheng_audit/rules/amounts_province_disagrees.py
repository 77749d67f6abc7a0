"""证书编号中的省份不是本省

查什么：证书编号自带的省级代码是否为政策包所列的本省代码。职业技能等级证书看第 6、7 位，
职业资格证书看第 3、4 位；后者若不是省级代码，则为行业代码，不作判断。
为何：评价补贴付给列入本省清单的评价机构，外省编号的证书一般不由这些机构颁发。
例：编号第 6、7 位为 35（福建），申报河南的评价补贴。
会误报：经人社部备案的全国性评价机构在本省设点、编号沿用总部所在省的；职业资格证书的行业代码恰与某省代码相同的。
"""

import polars as pl

from chizheng_audit import certificates
from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.identity import PROVINCES
from chizheng_audit.rule import Rule, judge

_NUMBER = pl.col("number")
_HAS_PROVINCE = (certificates.kind(_NUMBER) == "skill") | certificates.province(_NUMBER).is_in(PROVINCES)


def check(case: Case) -> pl.LazyFrame:
    """Rows whose number states a province that is not the pack's."""
    rows = case.tables.claims.with_columns(number_province=certificates.province(_NUMBER))
    own = case.value("province")
    passes = pl.col("number_province").is_in(own) if own else pl.lit(None, dtype=pl.Boolean)
    return judge(rows, passes).with_columns(
        at_stake="amount",
        confidence=pl.lit("strong"),
        variant=pl.when(_NUMBER.is_null() & pl.col("cert_no").is_not_null())
        .then(pl.lit("open_no_number"))
        .when(_NUMBER.is_null())
        .then(pl.lit("missing"))
        .when(pl.lit(own is None))
        .then(pl.lit("open_date"))
        .otherwise(pl.lit("")),
    )


RULE = Rule(
    code="A07",
    title=N_("证书编号中的省份不是本省"),
    clause=None,
    verdict="suspicion",
    scope=(pl.col("subsidy") == "evaluation")
    & (pl.col("standing") == "claim")
    & (pl.col("family") == "SKILL")
    & (_NUMBER.is_null() | _HAS_PROVINCE),
    needs=("cert_no",),
    parameters=("province",),
    message={
        "": N_("证书编号 {cert_no} 中的省级代码为 {number_province}，不是本省。"),
        "open_no_number": N_("证书编号一栏写的是“{cert_no}”，没有编号可核对。"),
        "open_date": N_("审计日早于政策包的本省代码，证书编号 {cert_no} 的省份无从核对。"),
    },
    check=check,
)
