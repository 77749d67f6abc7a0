"""用人单位的统一社会信用代码不成立

查什么：申报行里用人单位的统一社会信用代码：位数、字符、按 GB 32100 计算的末位校验码、其中组织机构代码的校验码（GB 11714）；
填 15 位注册号的查其末位。空格、横线、全角、小写不算错。同一单位同一代码只列一条。没有代码而名册里按名称查得到的算通过，查不到的列为待核。
为何：累计上限按信用代码归并；代码不成立，同一单位会被拆成几个，也可能是编造的单位。
例：代码末位应为 L 而填成 1；把数字 0 写成字母 O。
会误报：抄写时错一位；境外机构、部队等不用这种代码的单位。
"""

import polars as pl

from chizheng_audit import credit_code
from chizheng_audit.case import Case
from chizheng_audit.facts.one_each import one_each
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """The first claim of each employer and code that cannot be, and of each employer that no code is known of."""
    written = credit_code.clean(pl.col("employer_code"))
    stated = pl.when(written.str.contains(r"[0-9A-Z]")).then(written)
    rows = case.tables.claims.with_columns(written=stated, length=stated.str.len_chars())
    code, length = pl.col("written"), pl.col("length")
    old = length == credit_code.OLD_LENGTH
    guess = credit_code.guessed(code)
    defects = {
        "registration": old & ~credit_code.registration_is_right(code).fill_null(False),
        "length": ~old & (length != credit_code.LENGTH),
        "lookalike": ~old & guess.is_not_null(),
        "characters": ~old & ~credit_code.is_shaped(code),
        "check": ~old & ~credit_code.check_is_right(code),
        "organisation": ~old & ~credit_code.organisation_is_right(code),
    }
    first = pl.coalesce([pl.when(fits).then(pl.lit(name)) for name, fits in defects.items()])
    unknown = code.is_null() & ~pl.col("employer_key").str.contains(r"^[0-9A-Z]{15,18}$").fill_null(False)
    doubtful = rows.with_columns(
        variant=pl.when(unknown & pl.col("employer").is_null())
        .then(pl.lit("missing"))
        .when(unknown)
        .then(pl.lit("open_no_code"))
        .otherwise(first),
        employer_code_guess=guess,
    ).filter(pl.col("variant").is_not_null())
    nobody = pl.col("variant") == "missing"  # nothing says that these are one employer
    told = one_each(doubtful, ["employer_key", "employer", "written", "variant"], nobody)
    sure = pl.when(pl.col("variant") == "organisation").then(pl.lit("strong")).otherwise(pl.lit("exact"))
    passes = pl.when(~pl.col("variant").is_in(["missing", "open_no_code"])).then(False)
    return judge(
        told.with_columns(
            confidence=sure,
            subject=pl.when(pl.col("variant") != "missing").then(
                pl.concat_str(pl.col("employer_key", "employer", "written").fill_null(""), separator="\x1f")
            ),
        ),
        passes,
    )


def _scope() -> pl.Expr:
    """Hires, which are summed by employer; of placements those that say a code."""
    return claimed("hire") | (claimed("placement") & pl.col("employer_code").is_not_null())


RULE = Rule(
    code="C05",
    title=N_("用人单位的统一社会信用代码不成立"),
    clause=None,
    verdict="suspicion",
    scope=_scope(),
    needs=("employer", "employer_code"),
    together="employer",
    message={
        "length": N_(
            "{employer}的统一社会信用代码 {employer_code} 为 {length} 位，应为 18 位；涉及申报 {count} 行。"
        ),
        "lookalike": N_(
            "{employer}的统一社会信用代码 {employer_code} 含有代码中不用的字母；"
            "若是形近的字符写错，应为 {employer_code_guess}。涉及申报 {count} 行。"
        ),
        "characters": N_(
            "{employer}的统一社会信用代码 {employer_code} 含有代码中不用的字符；涉及申报 {count} 行。"
        ),
        "check": N_("{employer}的统一社会信用代码 {employer_code} 校验码不符；涉及申报 {count} 行。"),
        "organisation": N_(
            "{employer}的统一社会信用代码 {employer_code} 末位相符，但其中的组织机构代码校验码不符；涉及申报 {count} 行。"
        ),
        "registration": N_(
            "{employer}填的 15 位注册号 {employer_code} 末位校验码不符；涉及申报 {count} 行。"
        ),
        "open_no_code": N_(
            "{employer}没有统一社会信用代码，名册和其他行里也查不到，只能按名称认定；涉及申报 {count} 行。"
        ),
    },
    check=check,
)
