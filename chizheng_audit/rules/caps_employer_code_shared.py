"""统一社会信用代码与单位名称对不上

查什么：同一个信用代码用在几个不同的单位名称下；同一个单位名称有几个都成立的信用代码。申报和单位名册一起比。
只比校验码相符的代码；写法不同而实为一名（全角、括号、有限责任公司、所在省市）的、简称包含在全称里的不算不同。
为何：代码是一个单位只有一个的；对不上，累计补贴就可能算在别的单位头上，或同一单位拆成两个各领一份。
例：甲公司与乙公司的职工名单填了同一个代码。
会误报：单位改了名，新旧名称都在用；复制名单时带上了别家的代码；两地同名的两个单位。
"""

import polars as pl

from chizheng_audit import credit_code, units
from chizheng_audit.case import Case
from chizheng_audit.facts.one_each import one_each
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_TOLD = ("row_id", "employer", "employer_code")


def check(case: Case) -> pl.LazyFrame:
    """One claim of each code that several names use, and of each name that uses several codes."""
    told = pl.concat(rows.select(_TOLD) for rows in (case.tables.claims, case.tables.employers))
    spelled = told.group_by("employer", "employer_code").agg(row=pl.col("row_id").min()).collect()
    read = spelled.with_columns(  # few spellings, each in many rows
        code=credit_code.credit_code(pl.col("employer_code")), unit=units.name_key(pl.col("employer"))
    ).lazy()
    ways = (
        read.drop_nulls(["code", "unit"])
        .group_by("code", "unit")
        .agg(pl.col("employer").min(), pl.col("row").min())
    )
    found = [
        _found(case, read, _differing(ways), "code", "names"),
        _found(case, read, ways.filter(pl.len().over("unit") > 1), "unit", "codes"),
    ]
    return judge(pl.concat(found), passes=pl.lit(False))


def _differing(ways: pl.LazyFrame) -> pl.LazyFrame:
    """The ways of codes with names of which one is not part of the longest."""
    cored = ways.with_columns(core=units.core(pl.col("unit")))
    longest = pl.col("core").sort_by(pl.col("core").str.len_chars(), "core", descending=True).first()
    compared = cored.with_columns(longest=longest.over("code"))
    within = pl.col("longest").str.contains(pl.col("core"), literal=True)
    return compared.filter((~within).any().over("code")).select(ways.collect_schema().names())


def _found(case: Case, read: pl.LazyFrame, ways: pl.LazyFrame, by: str, variant: str) -> pl.LazyFrame:
    """One claim for each `by` of `ways`, with all names and codes that stand beside it; `read`: what spellings say."""
    sides = ways.group_by(by).agg(
        employers=pl.col("employer").unique().sort().str.join("、"),
        employer_codes=pl.col("code").unique().sort().str.join("、"),
        different=pl.len(),
        rows=pl.col("row").unique().sort(),
    )
    theirs = read.select("employer", "employer_code", by).join(sides, on=by)
    claims = case.tables.claims.join(theirs, on=["employer", "employer_code"], nulls_equal=True)
    told = one_each(claims, by)
    return told.select(
        "row_id",
        "employers",
        "employer_codes",
        "different",
        "count",
        "covers",
        variant=pl.lit(variant),
        subject=pl.concat_str(pl.lit(variant), pl.col(by), separator="\x1f"),
        evidence=pl.col("rows").list.set_difference(pl.concat_list("row_id")).list.sort(),
    )


RULE = Rule(
    code="C06",
    title=N_("统一社会信用代码与单位名称对不上"),
    clause=None,
    verdict="suspicion",
    scope=claimed("hire", "placement") & pl.col("employer_key").is_not_null(),
    uses=("employers",),
    together="all",
    message={
        "names": N_(
            "统一社会信用代码 {employer_codes} 用在 {different} 个不同的单位名称下：{employers}；涉及申报 {count} 行。"
        ),
        "codes": N_(
            "{employers}有 {different} 个都成立的统一社会信用代码：{employer_codes}；涉及申报 {count} 行。"
        ),
    },
    check=check,
)
