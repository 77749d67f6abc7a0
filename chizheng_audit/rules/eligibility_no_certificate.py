"""吸纳或介绍的人没有证书

查什么：吸纳就业、职业介绍补贴申报的人，在本次给出的证书名册和评价补贴申报里没有证书。
没有给出证书名册、只有评价补贴申报的，找不到不等于没有，列为待核；证书名册的发证日期晚于入职才开始的，同样待核。
为何：两项补贴都只给持证人员。
例：入职的 30 人里有 1 人在全省证书名册里查不到。
会误报：外省、外部门发的证书，早年的职业资格证书，不在名册里；名册没有导全；名册或申报的身份证号抄错。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import OPEN, differs, entries, events, same_name
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person has no certificate in any list, or in none that could show it."""
    rows = events(case)
    held = entries(case.tables.certified)
    pairs = rows.select("row_id", "person", "name").join(held.drop("row_id", strict=False), on="person")
    own = (
        pairs.with_columns(other=differs(pl.col("name"), pl.col("name_listed")))
        .group_by("row_id")
        .agg(
            same=(~pl.col("other")).any(),
            name_listed=pl.col("name_listed").first(),
            evidence=pl.col("entry").sort(),
        )
    )
    rows = (
        rows.join(own, on="row_id", how="left", maintain_order="left")
        .join(same_name(rows, held), on="row_id", how="left", maintain_order="left")
        .join(_looked_in(case), how="cross")
        .with_columns(row_listed=pl.col("alike") % (1 << 32))
    )
    reasons = {
        "open_person": pl.col("person").is_null() & pl.col("id_no").is_not_null(),
        "missing": pl.col("person").is_null(),
        "held": pl.col("same"),
        "open_other_name": pl.col("same").is_not_null(),
        "open_same_name": pl.col("alike").is_not_null(),
        "open_claims_only": pl.col("roster") == 0,
        "open_reach": pl.col("roster_first") > pl.col("event"),
    }
    variant = pl.coalesce([pl.when(holds).then(pl.lit(name)) for name, holds in reasons.items()])
    return judge(
        rows.with_columns(
            variant=variant.fill_null(""),
            at_stake="amount",
            clause=pl.col("subsidy").cast(pl.String),
            confidence=pl.lit("strong"),
        ),
        passes=pl.when(pl.col("variant") == "held").then(True).when(pl.col("variant") == "").then(False),
    )


def _looked_in(case: Case) -> pl.LazyFrame:
    """One row: the certificates of rosters and of evaluation claims, and the issue dates that the rosters reach from and to."""
    claims = case.tables.certified.filter(~pl.col("roster")).select(claimed=pl.len().cast(pl.Int64))
    day = pl.col("issue_date")
    roster = case.tables.certificates.select(
        roster=pl.len().cast(pl.Int64), roster_first=day.min(), roster_last=day.max()
    )
    return roster.join(claims, how="cross")


RULE = Rule(
    code="E02",
    title=N_("吸纳或介绍的人没有证书"),
    clause="hire",
    verdict="violation",
    scope=claimed("hire", "placement"),
    needs=("id_no",),
    tables=("certified",),
    uses=("certificates",),
    message={
        "": N_(
            "在证书名册（{roster} 本，发证日期 {roster_first} 至 {roster_last}）和评价补贴申报（{claimed} 条）里，"
            "都没有{name}（{id_no}）的证书。"
        ),
        "open_claims_only": N_(
            "在评价补贴申报（{claimed} 条）里没有{name}（{id_no}）；没有给出证书名册，是否持证无法核验。"
        ),
        "open_reach": N_(
            "证书名册（{roster} 本）的发证日期自 {roster_first} 起，晚于{name}（{id_no}）的入职日期 {event}，"
            "入职前是否持证无法核验。"
        ),
        "open_other_name": N_(
            "{name}（{id_no}）的证件号名下有证书，但持证人姓名是{name_listed}，与申报不同，是否持证无法核验。"
        ),
        **OPEN,
    },
    check=check,
)
