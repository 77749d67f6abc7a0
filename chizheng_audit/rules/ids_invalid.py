"""身份证号不成立

查什么：身份证号的位数、字符、地区代码、出生日期和校验码。
18 位的末位按 GB 11643 计算，15 位的老号码只查地区和日期。
只有地区代码不成立的，校验码相符，另标置信度：省级代码不存在的为“较强”，本省代码不在政策包所列的为“可能”，因为撤销的旧代码仍在使用，
各人编号时的代码也不必早于出生。护照、港澳台通行证的号码不是居民身份证号，列为待核，不算号码错误。
脱敏的号码、存成数字而丢了末几位的号码由 Q02 说明，这里列为待核，不算号码错误；整列损坏的由 Q09 说明，不再逐条列出。
为何：号码不成立，就无法与参保、工资、死亡等名单比对，也可能是编造的人。
例：末位应为 8 而填成 7；出生日期写成 2 月 30 日。
会误报：抄写时错一位；外国人永久居留证填在身份证号栏；已撤销而政策包未列的地区代码。
"""

import polars as pl

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.facts.troubles import with_lost_digits
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_ID = pl.col("id_no")
_CONFIDENCE = {"region": "strong", "region_unlisted": "possible"}
_DATES = ("issue_date", "hire_date", "claim_date")


def check(case: Case) -> pl.LazyFrame:
    """Rows whose ID cannot be a resident's, by the first of its defects."""
    rows = with_lost_digits(case).with_columns(
        region=_ID.str.head(4), birth=_birth(), length=_ID.str.len_chars()
    )
    born_late = pl.col("birth") > pl.min_horizontal(*_DATES, pl.lit(case.as_of))
    too_old = pl.col("birth").dt.year() < 1900
    defects = {
        "length": ~pl.col("length").is_in([15, 18]),
        "characters": ~_ID.str.contains(r"^([0-9]{15}|[0-9]{17}[0-9X])$"),
        "birth": pl.col("birth").is_null() | born_late | too_old,
        "check": ~identity.check_is_right(_ID),
        "region": ~_province_exists(),
        "region_unlisted": ~_region_is_listed(case),
    }
    first = pl.coalesce([pl.when(fits).then(pl.lit(name)) for name, fits in defects.items()])
    unreadable = (
        pl.when(_ID.str.contains("*", literal=True))
        .then(pl.lit("open_masked"))
        .when(identity.is_document(_ID))
        .then(pl.lit("open_document"))
        .when("lost")
        .then(pl.lit("open_precision"))
        .when(_ID.is_null())
        .then(pl.lit("missing"))
    )
    rows = rows.with_columns(
        variant=pl.coalesce(unreadable, first, pl.lit("")), unreadable=unreadable.is_not_null()
    )
    passes = pl.when(~pl.col("unreadable")).then(pl.col("variant") == "")
    return judge(rows, passes).with_columns(
        confidence=pl.col("variant").replace_strict(_CONFIDENCE, default="exact", return_dtype=pl.String)
    )


def _birth() -> pl.Expr:
    """The birth date in a number of 18 or 15 digits; null where it is no day of the calendar."""
    old = pl.concat_str(pl.lit("19"), _ID.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False)
    return pl.when(_ID.str.len_chars() == 15).then(old).otherwise(identity.birth_date(_ID))


def _province_exists() -> pl.Expr:
    return _ID.str.head(2).is_in(identity.PROVINCES)


def _region_is_listed(case: Case) -> pl.Expr:
    """Within the pack's own province the prefecture is one that it lists."""
    regions: list[str] = case.value("regions") or []
    at_home = _ID.str.head(2).is_in(sorted({region[:2] for region in regions}))
    return ~at_home | _ID.str.head(4).is_in(regions)


RULE = Rule(
    code="I01",
    title=N_("身份证号不成立"),
    clause=None,
    verdict="suspicion",
    scope=lambda case: ~case.tables.near.in_damaged(),
    needs=("id_no",),
    uses=("regions",),
    message={
        "length": N_("身份证号 {id_no} 为 {length} 位，应为 18 位。"),
        "characters": N_("身份证号 {id_no} 含有数字和末位 X 以外的字符。"),
        "region": N_("身份证号 {id_no} 的地区代码 {region} 不存在。"),
        "region_unlisted": N_(
            "身份证号 {id_no} 的地区代码 {region} 不在本省所列代码之内，可能是未列的旧代码。"
        ),
        "birth": N_("身份证号 {id_no} 中的出生日期不成立。"),
        "check": N_("身份证号 {id_no} 的校验码不符。"),
        "open_document": N_("证件号 {id_no} 像是护照或通行证号码，不是居民身份证号，无法按身份证核验。"),
        "open_masked": N_("身份证号 {id_no} 已脱敏，无法核验。"),
        "open_precision": N_("身份证号存成了数字，末几位已丢失，无法核验；请取原始名单。"),
    },
    check=check,
)
