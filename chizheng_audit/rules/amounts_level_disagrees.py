"""证书编号中的等级与申报等级不符

查什么：证书编号自带的等级是否与申报等级一致。职业技能等级证书看第 16 位，
职业资格证书看第 11 位，5 为初级工，1 为高级技师。证书类别为专项职业能力而申报了技能等级的，也列出。
特级技师、专项职业能力和地方自编的编号没有统一规则，不作判断；与上述规则只差一位或一个字符的编号读不出等级，列为待核。
为何：等级决定补贴标准，编号由评价系统生成，比手工填写的等级可靠。
例：编号第 16 位为 4，即中级工，申报高级工，按高级工标准多领 40 元。
会误报：证书编号抄错一位；先在证书查询系统核对编号。
"""

import polars as pl

from chizheng_audit import certificates
from chizheng_audit.case import Case, is_special_kind
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.kinds import LEVEL, MONEY

_NUMBER = pl.col("number")
_SPECIAL = is_special_kind()


def check(case: Case) -> pl.LazyFrame:
    """Rows whose number or kind states another level; at stake is what the amount is above that level's."""
    rows = case.tables.claims.with_columns(number_level=certificates.level(_NUMBER)).with_columns(
        due_level=pl.when(_SPECIAL).then(pl.lit("专项", dtype=LEVEL)).otherwise("number_level")
    )
    passes = pl.when(~_SPECIAL).then(pl.col("number_level") == pl.col("level")).otherwise(False)
    nearly = _NUMBER.is_not_null() & pl.col("number_level").is_null()
    return judge(_priced(case, rows), passes).with_columns(
        variant=pl.when(_SPECIAL)
        .then(pl.lit("kind"))
        .when(nearly & pl.col("level").is_not_null())
        .then(pl.lit("open_layout"))
        .when(pl.col("passes").is_null() & _NUMBER.is_null() & pl.col("cert_no").is_not_null())
        .then(pl.lit("open_no_number"))
        .otherwise(pl.lit(""))
    )


def _priced(case: Case, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Rows with `at_stake`; null where the pack has no amount for that level."""
    if case.policy.lacks(("evaluation_amount", "direct_share")):
        return rows.with_columns(at_stake=pl.lit(None, dtype=MONEY))
    as_stated = rows.with_columns(claimed="level", level="due_level")
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
    & (_SPECIAL | _NUMBER.is_null() | certificates.is_nearly_readable(_NUMBER)),
    needs=("cert_no", "level"),
    uses=(
        "direct_share",
        "evaluation_amount",
    ),
    message={
        "": N_("证书编号 {cert_no} 中的等级为{number_level}，申报等级为{level}。"),
        "kind": N_("证书类别为“{cert_kind}”，没有等级之分，申报等级却为{level}。"),
        "open_layout": N_(
            "证书编号 {cert_no} 的位数或字符不合编制规则，读不出等级，无法与申报的{level}核对。"
        ),
        "open_no_number": N_("证书编号一栏写的是“{cert_no}”，没有编号可核对。"),
    },
    check=check,
)
