"""同一人由两个单位申领吸纳就业补贴

查什么：吸纳就业补贴中，同一人由两个以上不同的用人单位申报，台账（--ledger）里的以前批次也算。参保明细里该人在两个单位有同一个月的缴费，即时间重叠，列为违规；
不重叠，或没有参保明细可比的，列为疑点。同一人由用人单位申报吸纳补贴、又由人力资源机构申报介绍补贴，是两种补贴，不算。
为何：同一时间一个人只在一个单位稳定就业；两家都申报，至少有一家不实。补贴每人一次，先后换单位再领的也要核实。
例：甲公司 3 月申报，乙公司 5 月申报，社保在两家都缴到年底。
会误报：兼职而两处参保；单位改名或分立，信用代码变了；同一单位在有的行没有代码，名称又写得不同。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.employment import WINDOW, month_number
from chizheng_audit.facts.duplicates import LISTED, OPEN_PERSON, at_hand, open_person, with_past
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both

_ORDER = ("hire_date", "claim_date", "employer_key", "name", "id_no", "row_id")


def check(case: Case) -> pl.LazyFrame:
    """Claims of people for whom another employer claimed before, and the claims that name no one or no employer."""
    rows = case.tables.claims
    known = pl.col("person").is_not_null() & pl.col("employer_key").is_not_null()
    employers = pl.col("employer_key").n_unique().over("person")
    several = with_past(case).filter(known).filter(employers > 1)
    stays = case.tables.insured.select("row_id", "own")
    theirs = (
        several.join(stays, on="row_id", how="left")
        .sort(at_hand(), *_ORDER, nulls_last=True)
        .with_columns(turn=pl.int_range(pl.len()).over("person"), hired=month_number(pl.col("hire_date")))
    )
    side = theirs.select(
        "person", other="row_id", other_key="employer_key", other_employer="employer",
        other_hire_date="hire_date", other_hired="hired", other_own="own", other_turn="turn", other_batch="batch",
    )  # fmt: skip
    pairs = (
        theirs.filter(at_hand())
        .join(side, on="person")
        .filter((pl.col("other_turn") < pl.col("turn")) & (pl.col("other_key") != pl.col("employer_key")))
        .with_columns(shared=_shared())
        .sort(
            "row_id", pl.col("shared").fill_null(-1), "other_turn", descending=[False, True, False]
        )  # the one that tells most stands for all
    )
    found = pairs.group_by("row_id", maintain_order=True).agg(
        pl.all().first(),
        evidence=pl.col("other").sort().head(LISTED),
        claimants=pl.col("other_key").n_unique() + 1,
    )
    flagged = found.with_columns(
        variant=pl.when(pl.col("other_batch").is_not_null())
        .then(pl.lit("in_ledger"))
        .when(pl.col("shared") > 0)
        .then(pl.lit("overlap"))
        .when(pl.col("shared") == 0)
        .then(pl.lit("apart"))
        .otherwise(pl.lit("unknown")),
        confidence=pl.when(pl.col("employer_by") == "name")
        .then(pl.lit("possible"))
        .otherwise(pl.lit("exact")),
        at_stake="amount",
    ).with_columns(
        verdict=pl.when(pl.col("variant") == "overlap")
        .then(pl.lit("violation"))
        .otherwise(pl.lit("suspicion"))
    )
    incomplete = rows.filter(~known).with_columns(variant=open_person())
    return judge_both(flagged, incomplete)


def _shared() -> pl.Expr:
    """In how many months both stays are paid; null where one of them has no paid month to compare.

    A stay's mask begins with its own hire month; that of the earlier hire is moved on to the month of the later.
    """
    later, earlier = pl.col("own"), pl.col("other_own")
    moved = (pl.col("hired") - pl.col("other_hired")).clip(0, WINDOW).cast(pl.Int64)
    both = (earlier // pl.lit(2, dtype=pl.Int64).pow(moved)) & later
    return pl.when((later > 0) & (earlier > 0)).then(both.bitwise_count_ones().cast(pl.Int64))


RULE = Rule(
    code="D06",
    title=N_("同一人由两个单位申领吸纳就业补贴"),
    clause="hire",
    verdict="violation",
    scope=claimed("hire"),
    needs=("id_no", "employer"),
    together="person",
    message={
        "overlap": N_(
            "{name}（{id_no}）由 {claimants} 个单位申报吸纳就业补贴：{other_employer}入职日期 {other_hire_date}，"
            "{employer}入职日期 {hire_date}；参保明细中有 {shared} 个月两家都缴费。"
        ),
        "apart": N_(
            "{name}（{id_no}）由 {claimants} 个单位申报吸纳就业补贴：{other_employer}入职日期 {other_hire_date}，"
            "{employer}入职日期 {hire_date}；参保明细中两家的缴费月份不重叠。"
        ),
        "unknown": N_(
            "{name}（{id_no}）由 {claimants} 个单位申报吸纳就业补贴：{other_employer}入职日期 {other_hire_date}，"
            "{employer}入职日期 {hire_date}；没有两家的参保月份可比，是否重叠待核。"
        ),
        "in_ledger": N_(
            "{name}（{id_no}）由 {claimants} 个单位申报吸纳就业补贴：以前批次 {other_batch} 中由{other_employer}申报，"
            "入职日期 {other_hire_date}；本行{employer}入职日期 {hire_date}，在职时间是否重叠待核。"
        ),
        **OPEN_PERSON,
    },
    check=check,
)
