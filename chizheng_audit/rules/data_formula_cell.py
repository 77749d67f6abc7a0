"""金额或号码是公式、错误值

查什么：金额、身份证号、证书编号一栏的单元格是公式，或是 #N/A 之类的错误值，或是没有结果的公式。
为何：公式随别的单元格变化，报送后还能改；没有结果或出错的单元格，各软件读出来都是空白，容易被当作没有填。
例：补贴金额是 =VLOOKUP(…)，结果为 #N/A。
会误报：用公式按等级算出的金额，结果本身正确。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.troubles import KEY_COLUMNS, cells_in_trouble
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_TROUBLES = ("formula", "error", "no_result")


def check(case: Case) -> pl.LazyFrame:
    """One row a cell of money or identifiers that is a formula, an error or a formula without a result."""
    cells = cells_in_trouble(case, pl.col("trouble").is_in(_TROUBLES) & pl.col("column").is_in(KEY_COLUMNS))
    return judge(cells.with_columns(variant="trouble"), passes=pl.lit(False))


RULE = Rule(
    code="Q07",
    title=N_("金额或号码是公式、错误值"),
    clause=None,
    verdict="suspicion",
    message={
        "formula": N_("“{header}”一栏是公式（{raw}），结果已按所存的值读入。"),
        "error": N_("“{header}”一栏是错误值（{raw}），未参与核对。"),
        "no_result": N_("“{header}”一栏是没有结果的公式（{raw}），未参与核对。"),
    },
    check=check,
)
