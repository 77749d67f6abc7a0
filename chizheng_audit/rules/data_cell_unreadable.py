"""单元格读不懂

查什么：申报明细中按本列含义读不懂的单元格，如“约200”、没有世纪的日期、只写数字的等级，或是错误值。原文照录，不猜测。
金额和号码栏的公式、错误值由 Q07 说明，存成数字而丢了末几位的号码由 Q02 说明。
为何：读不懂的金额、日期、等级不能参与核对；悄悄当作空白或零，会让问题漏过去。
例：补贴金额一栏写“约200”；发证日期写“22.3.15”。
会误报：少见而合理的写法；可用 --columns 说明表头，或请填报单位按规范改写。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.troubles import KEY_COLUMNS, cells_in_trouble
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """One row a cell that no grammar of its column could read."""
    elsewhere = pl.col("trouble").is_in(["error", "no_result"]) & ~pl.col("column").is_in(KEY_COLUMNS)
    cells = cells_in_trouble(case, (pl.col("trouble") == "unreadable") | elsewhere)
    return judge(cells, passes=pl.lit(False))


RULE = Rule(
    code="Q01",
    title=N_("单元格读不懂"),
    clause=None,
    verdict="suspicion",
    message=N_("“{header}”一栏的内容“{raw}”读不懂，未参与核对。"),
    check=check,
)
