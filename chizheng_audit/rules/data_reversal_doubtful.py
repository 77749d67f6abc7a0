"""冲销对不上

查什么：备注写明冲销、冲红、退回、退款、撤销而金额为正的申报；金额为负而找不到原申报的冲销。
金额为正的照样算申报，照常核对和查重；“退回后补报”“材料退回”之类不是冲销，不列。金额为负而找不到原申报的列为待核。
为何：冲销应当是负数，与原申报一正一负相抵。写着冲销而金额为正，付款时就会再付一遍；找不到原申报，就不知道冲的是谁。
例：备注“已冲销”，金额 240 元；冲销 -240 元，名单里没有这个人的申报。
会误报：本地习惯在原申报上注明“已冲销”而不另列负数；原申报在没有提供的旧名单里。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge

_SAYS = r"^(.{0,9}[年月日度批次])?(已|全额)?(冲销|冲红|红冲|退回|退款|撤销).{0,6}$"
_AGAIN = r"补|重|再|未|不|材料|资料"  # 退回后补报, 退回重报, 不予退回 … are claims
_NOTE = pl.col("note").str.normalize("NFKC").str.replace_all(r"[\s\p{C}。.,，;；()]", "")
_SAID = (pl.col("amount") > 0) & _NOTE.str.contains(_SAYS) & ~_NOTE.str.contains(_AGAIN)


def check(case: Case) -> pl.LazyFrame:
    """Positive amounts whose note says reversal, and reversals without their claim."""
    unmatched = pl.col("standing") == "reversal"
    return judge(
        case.tables.claims.filter(unmatched | _SAID).with_columns(
            variant=pl.when(unmatched).then(pl.lit("open_unmatched")).otherwise(pl.lit("")),
            at_stake="amount",
            confidence=pl.lit("strong"),
        ),
        passes=pl.when(~unmatched).then(False),
    )


RULE = Rule(
    code="Q08",
    title=N_("冲销对不上"),
    clause=None,
    verdict="suspicion",
    message={
        "": N_("备注为“{note}”，金额却是正数 {amount} 元；本行仍按申报核对。"),
        "open_unmatched": N_("冲销 {amount} 元，在所给材料中找不到同一人、同一项、同一金额的原申报。"),
    },
    check=check,
)
