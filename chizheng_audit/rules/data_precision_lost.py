"""号码存成数字，末几位已丢失

查什么：身份证号、证书编号等被存成数字，超过 15 位的部分已不是原样；或写成 4.1E+17；或 18 位以 000 结尾而校验码不符；
或校验码不符而恰是 16、32、64、128 的倍数，浮点数只能停在这样的数上。
身份证号的前 15 位仍可参考：与同名的另一行相同时，列为佐证，但只是弱证据，不据此认定重复。
为何：表格软件的数字只保 15 位，末几位变成 0 或别的数。这样的号码认不出是谁，也不能当作相近号码去比对。
例：身份证号 419900199003070018 存成数字，读出来是 419900199003070000。
会误报：号码本来就以 000 结尾，校验码另有抄错的一位；抄错的号码恰是 64 的倍数，每 64 个里有一个，故只标为“可能”。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.facts.troubles import cells_in_trouble, digits_lost
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_KEPT = 15


def check(case: Case) -> pl.LazyFrame:
    """One row a cell whose digits were lost, as the file says or as the number itself shows."""
    told = cells_in_trouble(case, pl.col("trouble") == "precision_lost").with_columns(
        variant=pl.lit("stored"),
        first=pl.when(pl.col("column") == "id_no").then(_first_digits(pl.col("raw"))),
    )
    number = pl.col("id_no")
    shown = digits_lost(case).with_columns(
        confidence=pl.when(pl.col("variant") == "zeros").then(pl.lit("strong")).otherwise(pl.lit("possible")),
        first=_first_digits(number),
    )
    lost = pl.concat([told, shown], how="diagonal")
    found = lost.join(_alike(lost, case), on=["row_id", "first"], how="left").with_columns(
        variant=pl.when(pl.col("alike").is_not_null())
        .then(pl.concat_str("variant", pl.lit("_alike")))
        .otherwise("variant")
    )
    return judge(found, passes=pl.lit(False))


def _first_digits(number: pl.Expr) -> pl.Expr:
    """The digits that survive, 15 of an ID's 18; null where fewer are written."""
    digits = number.str.replace(r"[Ee].*$", "").str.replace(".", "", literal=True).str.head(_KEPT)
    return pl.when(digits.str.contains(r"^[0-9]{15}$")).then(digits)


def _alike(lost: pl.LazyFrame, case: Case) -> pl.LazyFrame:
    """For each row of `lost` the other rows (`evidence`, `alike` = how many) of the same name and first digits."""
    own = lost.select("row_id", "name", "first").drop_nulls().unique()
    others = case.tables.claims.select("name", first=pl.col("id_no").str.head(_KEPT), other="row_id")
    pairs = own.join(others, on=["name", "first"]).filter(pl.col("row_id") != pl.col("other"))
    return pairs.group_by("row_id", "first").agg(evidence=pl.col("other").sort().head(LISTED), alike=pl.len())


RULE = Rule(
    code="Q02",
    title=N_("号码存成数字，末几位已丢失"),
    clause=None,
    verdict="violation",
    message={
        "stored": N_("“{header}”存成了数字（{raw}），末几位不是原样；请取原始名单。"),
        "stored_alike": N_(
            "“{header}”存成了数字（{raw}），末几位不是原样；姓名和前 15 位与另 {alike} 行相同，可能是同一人（弱证据）；"
            "请取原始名单。"
        ),
        "multiple": N_(
            "身份证号 {id_no} 校验码不符，且恰是浮点数能表示的整数，像是经数字格式丢了末几位；请取原始名单。"
        ),
        "multiple_alike": N_(
            "身份证号 {id_no} 校验码不符，且恰是浮点数能表示的整数，像是经数字格式丢了末几位；"
            "姓名和前 15 位与另 {alike} 行相同，可能是同一人（弱证据）；请取原始名单。"
        ),
        "zeros": N_("身份证号 {id_no} 以 000 结尾而校验码不符，像是经数字格式丢了末三位；请取原始名单。"),
        "zeros_alike": N_(
            "身份证号 {id_no} 以 000 结尾而校验码不符，像是经数字格式丢了末三位；姓名和前 15 位与另 {alike} 行相同，"
            "可能是同一人（弱证据）；请取原始名单。"
        ),
    },
    check=check,
)
