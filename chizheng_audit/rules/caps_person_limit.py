"""一人取得补贴的证书超过次数上限

查什么：政策包规定了每人次数的，按发证日期排列每人的评价补贴申报，超过终身次数或一年次数的各行。
同一职业同一等级的重复申报只算一次，由 D01 列出；已被冲销抵减的不算；台账（--ledger）里的以前批次排在前面。政策包没有次数规定的，本规则不运行。
为何：有的地方规定每人终身或每年只能享受若干次，多出的不应支付。
例：终身限 3 次，同一人第 4 本证书又申报补贴。
会误报：不同年度、不同资金渠道分别计数的；前面的申报未获批准。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import LISTED, at_hand, with_past
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both

_CERTIFICATE = ("family", "trade", "level")
_SCOPE = (pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim")
_SPANS = {"life": ["person"], "year": ["person", "issue_year"]}


def check(case: Case) -> pl.LazyFrame:
    """Claims beyond a person's number of certificates, and those that cannot be counted."""
    limits: dict[str, int] = case.value("person_limit") or {}
    if strange := limits.keys() - _SPANS.keys():
        raise ValueError(f"person_limit knows life and year, not {', '.join(sorted(strange))}")
    rows = case.tables.claims.with_columns(issue_year=pl.col("issue_date").dt.year())
    known = pl.col("person").is_not_null()
    everything = with_past(case).filter(_SCOPE).with_columns(issue_year=pl.col("issue_date").dt.year())
    once = (
        everything.filter(known)
        .sort(at_hand(), "issue_date", *_CERTIFICATE, "row_id", nulls_last=True)
        .unique(["person", *_CERTIFICATE], keep="first", maintain_order=True)
    )
    found = []
    for span, limit in limits.items():
        key = _SPANS[span]
        counted = once.filter(pl.all_horizontal(pl.col(key).is_not_null())).with_columns(
            turn=pl.int_range(1, pl.len() + 1).over(key), limit=pl.lit(limit), variant=pl.lit(span)
        )
        earlier = (
            counted.filter(pl.col("turn") <= limit)
            .group_by(key)
            .agg(evidence=pl.col("row_id").sort().head(LISTED))
        )
        found.append(counted.filter((pl.col("turn") > limit) & at_hand()).join(earlier, on=key, how="left"))
    over = (
        pl.concat(found, how="diagonal").unique("row_id", keep="first", maintain_order=True)
        if found
        else once.clear().with_columns(turn=pl.lit(0), limit=pl.lit(0), variant=pl.lit(""))
    )
    undated = known & pl.col("issue_year").is_null() if "year" in limits else pl.lit(False)
    lawless = pl.lit(not limits)
    why = (
        pl.when(lawless)
        .then(pl.lit("open_law"))
        .when(~known & pl.col("id_no").is_not_null())
        .then(pl.lit("open_person"))
        .when(undated)
        .then(pl.lit("open_date"))
    )
    open_rows = rows.filter(~known | undated | lawless).with_columns(variant=why)
    clause = (
        pl.lit(case.policy.parameters["person_limit"].clause)
        if "person_limit" in case.policy.parameters
        else None
    )
    flagged = over.with_columns(
        at_stake="amount",
        clause=clause,
        subject=pl.concat_str(
            pl.col("person", "variant", *_CERTIFICATE).cast(pl.String).fill_null(""), separator="\x1f"
        ),
    )
    told = over.select("row_id")
    return judge_both(flagged, open_rows.join(told, on="row_id", how="anti"))


RULE = Rule(
    code="C04",
    title=N_("一人取得补贴的证书超过次数上限"),
    clause=None,
    verdict="suspicion",
    scope=_SCOPE,
    needs=("id_no",),
    parameters=("person_limit",),
    together="person",
    message={
        "life": N_("{name}（{id_no}）的评价补贴到本行为第 {turn} 本证书，每人终身限 {limit} 次。"),
        "year": N_(
            "{name}（{id_no}）{issue_year} 年的评价补贴到本行为第 {turn} 本证书，每人每年限 {limit} 次。"
        ),
        "open_person": N_("身份证号 {id_no} 不完整或已脱敏，无法累计次数。"),
        "open_date": N_("本行没有发证日期，不知算在哪一年。"),
        "open_law": N_("审计基准日早于政策包关于次数的规定，无从核对。"),
    },
    check=check,
)
