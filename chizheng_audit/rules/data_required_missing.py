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
    seen = case.tables.problems.filter(pl.col("table") == "claims").select("row_id", "column").unique()
    listed = seen.group_by("row_id").agg(unread="column")
    rows = case.tables.claims.join(listed, on="row_id", how="left", maintain_order="left")
    gaps = [_gap(column, pl.lit(True)) for column in _ALWAYS]
    for subsidy, columns in _BY_SUBSIDY.items():
        gaps += [_gap(column, pl.col("subsidy") == subsidy) for column in columns]
    missing = pl.concat_str(gaps, separator=",", ignore_nulls=True)
    return judge(rows.with_columns(missing=missing), passes=missing == "")


def _gap(column: str, wanted: pl.Expr) -> pl.Expr:
    """The column's name where it is wanted, empty, and not empty for being unreadable."""
    has = pl.coalesce("agency", "org") if column == "agency" else pl.col(column)
    unread = pl.col("unread").list.contains(column).fill_null(False)
    special = (pl.col("family") == "SPECIAL") if column == "level" else pl.lit(False)
    return pl.when(wanted & has.is_null() & ~unread & ~special).then(pl.lit(column))


RULE = Rule(
    code="Q05",
    title=N_("必填栏空缺"),
    clause=None,
    verdict="suspicion",
    message=N_("本行缺少：{missing}。"),
    check=check,
)
