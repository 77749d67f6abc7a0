"""Claims for people who must stay insured: the claim, what the policy asks for, and what the month rows say."""

from collections.abc import Callable, Sequence

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.employment import month_number, strip
from chizheng_audit.employment.masks import last_one
from chizheng_audit.i18n import N_, _

PARAMETERS = {"hire": "hire_months", "placement": "placement_months"}
"""The parameter that says how many months, by subsidy."""

TABLES = ("insurance|spans",)
"""Without either of these nothing is known of a stay."""

SHORT = {
    "": N_(
        "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}，最长连续 {run} 个月，应满 {needed} 个月。"
    ),
    "open_law": N_("入职日期早于政策包的规定，应参保几个月无从核对。"),
    "open_due": N_(
        "自 {hire_date} 起满 {needed} 个月应到 {ends}，申报时尚未到期（S07），现有连续参保 {run} 个月。"
    ),
    "open_spans": N_(
        "{name}（{id_no}）自 {since} 起在{employer}逐月可证的连续参保 {run} 个月；参保起止最多可算 {run_at_best} 个月，"
        "但起止年月不能证明每月都缴了费，请调取逐月明细。"
    ),
    "open_unit": N_(
        "{name}（{id_no}）自 {since} 起在{employer}连续参保 {run} 个月；另有参保月份没有写单位，"
        "若都在本单位可达 {run_at_best} 个月，请补单位名称。"
    ),
    "open_unread": N_(
        "{name}（{id_no}）自 {since} 起在{employer}连续参保 {run} 个月；另有 {unread} 行参保明细的费款所属期空缺或读不懂，无法核验。"
    ),
    "open_employer": N_("参保明细里没有{employer}，无法核验；请补该单位的参保明细。"),
    "open_reach": N_(
        "{name}（{id_no}）自 {since} 起在{employer}的参保月份 {strip}，连续 {run} 个月；"
        "参保明细只有 {first} 至 {last} 的月份，不足以核对 {needed} 个月。"
    ),
}
"""What is said of a stay that is too short, by the variants of `short`."""

_STRIP = 18  # months shown from the hire month on


def stays(case: Case) -> pl.LazyFrame:
    """Claims with the columns of INSURED (null for a claim that has no row there), and

    needed (Int64): months asked for on the claim's own date; ends (Date): when they are over, counted from the hire day;
    asked_until (Date): the claim date, else the day of the audit; known (Boolean): whether all of them lie within what the
    month rows reach; since (String): the hire month; strip (String): the months from then on, see employment.strip.
    """
    rows = case.tables.claims
    for parameter in PARAMETERS.values():
        rows = case.attach(rows, parameter)
    needed = pl.when(pl.col("subsidy") == "hire").then("hire_months").otherwise("placement_months")
    month = pl.col("hire_date").dt.month_start()
    return (
        rows.join(case.tables.insured, on="row_id", how="left", maintain_order="left")
        .with_columns(needed=needed, asked_until=pl.coalesce("claim_date", pl.lit(case.as_of)))
        .with_columns(
            ends=pl.col("hire_date").dt.offset_by(pl.format("{}mo", "needed")),
            known=(pl.col("first") <= month)
            & (pl.col("last") >= month.dt.offset_by(pl.format("{}mo", pl.col("needed") - 1))),
            since=month.dt.strftime("%Y-%m"),
            strip=strip(pl.col("own"), pl.col("own_late"), pl.col("owed"), _STRIP),
        )
    )


def claimed(*subsidies: str) -> pl.Expr:
    """Claims of `subsidies`, but for reversals and what they take back."""
    return pl.col("subsidy").is_in(subsidies) & (pl.col("standing") == "claim")


def looked_up(
    case: Case,
    wanted: pl.Expr,
    subsidies: Sequence[str] = tuple(PARAMETERS),
    of: Callable[[Case], pl.LazyFrame] | None = None,
) -> pl.Expr:
    """The claims of `subsidies` with month rows to look at, for which `wanted` holds of the columns of `of` (or stays)."""
    told = claimed(*subsidies) & pl.col("run").is_not_null() & wanted
    ids = (of or stays)(case).filter(told).select("row_id").collect()
    return pl.col("row_id").is_in(ids.to_series().implode())


def short(case: Case) -> pl.LazyFrame:
    """Claims with `passes` and `variant` by whether their months at the own employer suffice.

    Not verifiable where the claim lacks what it is looked up by, where the months cannot have passed yet, and where the
    month rows leave it open: months without an employer, spans, unreadable months, an employer they know nothing of, or
    too short a reach. Enough months elsewhere are another rule's.
    """
    rows = stays(case)
    enough = (pl.col("run") >= pl.col("needed")) | (pl.col("run_anywhere") >= pl.col("needed"))
    at_best = pl.col("run_at_best") >= pl.col("needed")
    reasons = {
        "missing": pl.col("run").is_null(),
        "open_law": pl.col("needed").is_null(),
        "open_due": pl.col("ends") > pl.col("asked_until"),
        "open_spans": at_best & (pl.col("spanned") != 0),
        "open_unit": at_best,
        "open_unread": pl.col("unread") > 0,
        "open_employer": ~pl.col("employer_seen"),
        "open_reach": ~pl.col("known"),
    }
    named = [pl.when(holds).then(pl.lit(name)) for name, holds in reasons.items()]
    return rows.with_columns(
        variant=pl.when(enough).then(pl.lit("")).otherwise(pl.coalesce(*named, pl.lit(""))),
        enough=enough.fill_null(False),
    ).with_columns(
        passes=pl.when("enough").then(True).when(pl.col("variant") == "").then(False), at_stake="amount"
    )


def by_name(case: Case, subsidy: str) -> str | None:
    """How many claims of `subsidy` could be compared with month rows by the employer's name only, as the coverage says it."""
    told = claimed(subsidy) & pl.col("run").is_not_null() & ~pl.col("by_code")
    count = stays(case).filter(told).select(pl.len()).collect().item()
    return (
        _("{n} 行的单位与参保明细只能按名称比对，没有两边都写明的信用代码").format(n=count) if count else None
    )


def left(case: Case) -> pl.LazyFrame:
    """Claims with last_own (Int64): the last paid month at the own employer, in months after the hire month; last_paid
    (String): which month that is; is_short (Boolean): whether `short` flags it; must (Int64): the month until which the
    stay can be asked for, the last that is needed unless the month rows end, or the claim was made, before it.
    """
    start = month_number(pl.col("hire_date"))
    reached = month_number(pl.col("last")) - start
    asked = month_number(pl.col("asked_until")) - start - case.terms.in_time - 1
    return (
        short(case)
        .with_columns(
            is_short=(pl.col("variant") == "") & ~pl.col("enough"),
            last_own=last_one(pl.col("own")),
            must=pl.min_horizontal(pl.col("needed") - 1, reached, asked),
        )
        .with_columns(
            last_paid=pl.col("hire_date").dt.offset_by(pl.format("{}mo", "last_own")).dt.strftime("%Y-%m")
        )
    )
