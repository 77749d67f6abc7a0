"""不予评价补贴的证书

查什么：证书类别是否含有政策包列明不予评价补贴的字样，如培训合格证。空格、全半角、繁体不影响比对；“非培训合格证”之类的否定说法不算。
类别空缺、填“无”或横线、或不是政策包列明可以补贴的类别时，看证书编号：编号符合职业技能等级证书或职业资格证书的编制规则，
即视为相符，否则列为待核。
为何：培训合格证由培训机构自行发放，有单独的培训补贴标准，不属于评价补贴的范围。
例：证书类别填“培训合格证书”，申报评价补贴 240 元。
会误报：类别一栏误填而证书实为职业技能等级证书的；以证书原件为准。
"""

import polars as pl

from chizheng_audit import certificates
from chizheng_audit.case import Case
from chizheng_audit.facts.kinds_of_certificate import excluded_kind, known_kind
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_NUMBERED = ("skill", "qualification", "senior")
_WORDLESS = r"^[^\p{L}\p{N}]*$|^[无空]$"


def check(case: Case) -> pl.LazyFrame:
    """Rows whose kind of certificate is excluded; rows without a known kind are judged by their number."""
    told = pl.col("kind").is_not_null() & ~pl.col("kind").str.contains(_WORDLESS)
    excluded = excluded_kind(case)
    proven = certificates.kind(pl.col("number")).is_in(_NUMBERED).fill_null(False)
    known = known_kind(case).fill_null(False)
    fine = pl.when(known | proven).then(True)
    passes = pl.when(~told.fill_null(False)).then(fine).when(excluded).then(False).when(~excluded).then(fine)
    why = (
        pl.when(pl.col("kind").is_null())
        .then(pl.lit("missing"))
        .when(~told)
        .then(pl.lit("open_none"))
        .when(excluded.is_null())
        .then(pl.lit("open_date"))
        .otherwise(pl.lit("open_unknown"))
    )
    doubtful = case.tables.claims.filter(~(known & ~excluded).fill_null(False))  # few, others pass
    return judge(doubtful, passes).with_columns(
        at_stake="amount", variant=pl.when(pl.col("passes").is_null()).then(why).otherwise(pl.lit(""))
    )


RULE = Rule(
    code="A04",
    title=N_("不予评价补贴的证书"),
    clause="excluded",
    verdict="violation",
    scope=(pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim"),
    needs=("cert_kind",),
    parameters=("excluded_certificates",),
    uses=("evaluated_certificates",),
    message={
        "": N_("证书类别为“{cert_kind}”，不在评价补贴范围内。"),
        "open_date": N_("审计日早于政策包的证书范围，证书类别“{cert_kind}”无从核对。"),
        "open_none": N_("证书类别写的是“{cert_kind}”，证书编号也看不出是哪一类证书。"),
        "open_unknown": N_("证书类别“{cert_kind}”不在政策包列明的类别里，证书编号也看不出是哪一类证书。"),
    },
    check=check,
)
