"""必填栏空缺

查什么：姓名、身份证号、金额空缺；评价补贴的职业、等级空缺；吸纳补贴的用人单位、入职日期空缺；职业介绍补贴的机构空缺。
读不懂的单元格不算空缺，由 Q01、Q02、Q07 说明。
为何：缺了这些，就无法判断是谁、为什么、补多少，也无法查重。
例：名单里一行没有身份证号。
会误报：整张表省略了某一栏，而表头或标题里另有说明。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_ALWAYS = ("name", "id_no", "amount")
_BY_SUBSIDY = {
    "evaluation": ("occupation", "level"),
    "hire": ("employer", "hire_date"),
    "placement": ("agency",),
}


def check(case: Case) -> pl.LazyFrame:
    """Rows that lack a cell they need, with the names of the columns in `missing`."""
    gaps = {column: _gap(column, pl.lit(True)) for column in _ALWAYS}
    for subsidy, columns in _BY_SUBSIDY.items():
        gaps |= {column: _gap(column, pl.col("subsidy") == subsidy) for column in columns}
    gappy = case.tables.claims.filter(
        pl.any_horizontal(*gaps.values())
    )  # few; the rest is not looked at again
    seen = case.tables.problems.filter(pl.col("table") == "claims").select("row_id", "column").unique()
    listed = seen.group_by("row_id").agg(unread="column")
    rows = gappy.join(listed, on="row_id", how="left", maintain_order="left")
    named = [pl.when(gap & ~_unread(column)).then(pl.lit(column)) for column, gap in gaps.items()]
    missing = pl.concat_str(named, separator=",", ignore_nulls=True)
    return judge(rows.with_columns(missing=missing), passes=missing == "")


def _gap(column: str, wanted: pl.Expr) -> pl.Expr:
    """Whether the column is wanted and empty."""
    has = pl.coalesce("agency", "org") if column == "agency" else pl.col(column)
    special = (pl.col("family") == "SPECIAL") if column == "level" else pl.lit(False)
    return wanted & has.is_null() & ~special


def _unread(column: str) -> pl.Expr:
    """Whether the cell is empty only because it could not be read."""
    return pl.col("unread").list.contains(column).fill_null(False)


RULE = Rule(
    code="Q05",
    title=N_("必填栏空缺"),
    clause=None,
    verdict="suspicion",
    message=N_("本行缺少：{missing}。"),
    check=check,
)
