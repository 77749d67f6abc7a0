"""不予评价补贴的证书

查什么：证书类别是否含有政策包列明不予评价补贴的字样，如培训合格证。
没有证书类别时看证书编号：编号符合职业技能等级证书或职业资格证书的编制规则，即视为相符，否则列为待核。
为何：培训合格证由培训机构自行发放，有单独的培训补贴标准，不属于评价补贴的范围。
例：证书类别填“培训合格证书”，申报评价补贴 240 元。
会误报：类别一栏误填而证书实为职业技能等级证书的；以证书原件为准。
"""

import polars as pl

from chizheng_audit import certificates
from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Rows whose kind of certificate is excluded; rows without a kind are judged by their number."""
    kind = pl.col("cert_kind")
    words = case.value("excluded_certificates")
    known_number = certificates.kind(pl.col("cert_no")).is_in(["skill", "qualification", "senior"])
    listed = (kind.str.contains(word, literal=True) for word in words or ())
    by_kind = (
        ~pl.any_horizontal(pl.lit(False), *listed) if words is not None else pl.lit(None, dtype=pl.Boolean)
    )
    passes = pl.when(kind.is_not_null()).then(by_kind).when(known_number).then(True)
    dated = pl.when(kind.is_null()).then(pl.lit("missing")).otherwise(pl.lit("open_date"))
    return judge(case.tables.claims, passes).with_columns(
        at_stake="amount", variant=pl.when(pl.col("passes").is_null()).then(dated).otherwise(pl.lit(""))
    )


RULE = Rule(
    code="A04",
    title=N_("不予评价补贴的证书"),
    clause="excluded",
    verdict="violation",
    scope=(pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim"),
    needs=("cert_kind",),
    parameters=("excluded_certificates",),
    message={
        "": N_("证书类别为“{cert_kind}”，不在评价补贴范围内。"),
        "open_date": N_("审计日早于政策包的证书范围，证书类别“{cert_kind}”无从核对。"),
    },
    check=check,
)
