"""几个单位像是一家，合计超过上限

查什么：申报吸纳就业补贴的单位中，法定代表人、电话、住所、账号相同，申报的职工相同，或字号相同而名称相近的，连成一组；
各自没有超过上限的部分合计起来超过的，每组列一条，写明谁与谁因何相连。线索取自单位名册和申报行；申报行里的电话、账号多是职工本人的，
几个人共用的才算。由许多单位共用的电话、地址多半是代办机构的，不算。已由 C01 列出的超限部分不重复计。
为何：上限按单位累计；一家拆成几家分别申报，就能多领。
例：同一法定代表人、同一电话的两家电子公司各申报 1,500 人。
会误报：同一老板的几家各自经营的公司；同一园区的企业；同名的法定代表人；集团内部正常调动。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.facts.likeness import PARAMETERS, groups, links
from chizheng_audit.facts.payments import capped
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both


def check(case: Case) -> pl.LazyFrame:
    """The claim with which each group of employers passes the cap, and the claims that name no employer."""
    rows, within = capped(case)
    found = links(case)
    joined = groups(found)
    together = ["group", *within[1:]]
    paid = (
        rows.join(joined.lazy(), on="employer_key")
        .sort("claim_date", "hire_date", "row_id", nulls_last=True)
        .with_columns(
            base=pl.min_horizontal("before", "cap")
            .filter(pl.col("rank") == pl.col("heads") + 1)
            .sum()
            .over(together)
        )
        .with_columns(sum=pl.col("base") + pl.col("payable").cum_sum().over(together))
        .filter((pl.col("sum") > pl.col("cap")) & (pl.col("payable") > 0))
        .group_by(together, maintain_order=True)
        .agg(
            pl.all().first(),
            total=pl.col("sum").last(),
            at_stake=pl.col("sum").last() - pl.max_horizontal("cap", "base").last(),
            covers=pl.col("row_id").slice(1),
        )
    )
    told = _told(rows, joined, found)
    nobody = rows.filter(pl.col("employer_key").is_null())
    only_names = pl.col("kinds").list.eval(pl.element() == "alike").list.all()
    flagged = paid.join(told, on="group").with_columns(
        confidence=pl.when(only_names).then(pl.lit("possible")).otherwise(pl.lit("strong"))
    )
    return judge_both(flagged, nobody)


def _told(rows: pl.LazyFrame, joined: pl.DataFrame, found: pl.DataFrame) -> pl.LazyFrame:
    """Of each group: its employers by name, its links in words, the rows that tell of them, and what it is about."""
    called = (
        rows.select("employer_key", called=pl.coalesce("employer", "employer_key"))
        .drop_nulls()
        .group_by("employer_key")
        .agg(pl.col("called").min())
    )
    members = joined.lazy().join(called, on="employer_key")
    group = members.group_by("group").agg(
        employers=pl.col("called").sort().str.join("、"),
        subject=pl.col("employer_key").sort().str.join("\x1f"),
    )
    said = (
        found.lazy()
        .with_row_index("link")
        .explode("keys")
        .join(members, left_on="keys", right_on="employer_key")
        .group_by("link", "kind", "group")
        .agg(called=pl.col("called").sort().str.join("、"), rows=pl.col("rows").first())
        .group_by("group", "called")
        .agg(pl.col("kind").unique().sort(), rows=pl.col("rows").list.explode())
        .sort("called")
        .group_by("group", maintain_order=True)
        .agg(
            links=pl.format("<{}>|{}", pl.col("kind").list.join("><"), "called").str.join(";"),
            kinds=pl.col("kind").list.explode().unique(),
            evidence=pl.col("rows").list.explode().unique().sort().head(LISTED),
        )
    )
    return group.join(said, on="group")


RULE = Rule(
    code="C02",
    title=N_("几个单位像是一家，合计超过上限"),
    clause="hire_cap",
    verdict="suspicion",
    scope=claimed("hire"),
    needs=("employer",),
    parameters=("employer_cap", "employer_cap_scope", *PARAMETERS),
    uses=(
        "employers",
        "past_sums",
    ),
    together="all",
    message=N_(
        "{employers}有下列联系（{links}），吸纳就业补贴各自未超上限的部分合计 {total} 元，上限 {cap} 元，"
        "超出 {at_stake} 元；自本行起超过。"
    ),
    check=check,
)
