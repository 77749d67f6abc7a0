"""先入职后取证

查什么：吸纳就业、职业介绍补贴申报的人，最早一本证书的发证日期晚于入职日期。入职当天发证的不算。
证书取自证书名册、评价补贴申报，以及本行自己写的发证日期。
为何：补贴给的是吸纳或介绍持证人员；入职以后才取证，入职时不是持证人员。
例：2022 年 9 月入职，2022 年 11 月才取得第一本证书。
会误报：更早的证书不在名册里；发证日期晚于考试合格日期；入职日期填早了。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.references import differs, entries, events
from chizheng_audit.facts.stays import claimed
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge


def check(case: Case) -> pl.LazyFrame:
    """Claims whose person's earliest certificate is later than the hire, or cannot be told."""
    rows = (
        events(case)
        .drop("issue_date")
        .join(
            case.tables.claims.select("row_id", "issue_date"), on="row_id", how="left", maintain_order="left"
        )
    )  # only what the claim itself says
    earliest = (
        entries(case.tables.certified)
        .filter(pl.col("person").is_not_null())
        .sort("issue_date", "entry", nulls_last=True)
        .group_by("person", maintain_order=True)
        .agg(
            issued=pl.col("issue_date").first(),
            undated=pl.col("issue_date").null_count() > 0,
            occupation_held=pl.col("occupation").first(),
            held_level=pl.col("level").first(),
            cert_no_held=pl.col("cert_no").first(),
            name_listed=pl.col("name_listed").first(),
            entry=pl.col("entry").first(),
        )
    )
    rows = rows.join(earliest, on="person", how="left", maintain_order="left")
    own = (pl.col("issue_date") < pl.col("issued")).fill_null(pl.col("issued").is_null()) & pl.col(
        "issue_date"
    ).is_not_null()
    first = pl.when(own).then("issue_date").otherwise("issued")
    in_time = first <= pl.col("hire_date")
    other = differs(pl.col("name"), pl.col("name_listed")) & ~own
    reasons = {
        "in_time": in_time & ~other,
        "missing": pl.col("hire_date").is_null(),
        "open_other_name": in_time,
        "open_undated": first.is_null() | pl.col("undated"),
        "own": own,
        "later_other": other,
    }
    variant = pl.coalesce([pl.when(holds).then(pl.lit(name)) for name, holds in reasons.items()])
    return judge(
        rows.with_columns(
            variant=variant.fill_null("later"),
            first_issued=first,
            evidence=pl.when(~own).then(pl.concat_list("entry").list.drop_nulls()),
            at_stake="amount",
            clause=pl.col("subsidy").cast(pl.String),
            confidence=pl.when(other).then(pl.lit("possible")).otherwise(pl.lit("strong")),
        ),
        passes=pl.when(pl.col("variant") == "in_time")
        .then(True)
        .when(pl.col("variant").is_in(["own", "later", "later_other"]))
        .then(False),
    )


def _scope(case: Case) -> pl.Expr:
    """Claims whose person has a certificate in a list, or that themselves say when it was issued."""
    own = claimed("hire", "placement")
    hired = case.tables.claims.filter(own).select("person").drop_nulls().unique()
    people = hired.join(entries(case.tables.certified), on="person", how="semi").collect().to_series()
    known = pl.col("person").is_in(people.implode()).fill_null(False) | pl.col("issue_date").is_not_null()
    return own & known


RULE = Rule(
    code="E03",
    title=N_("先入职后取证"),
    clause="hire",
    verdict="suspicion",
    scope=_scope,
    needs=("hire_date",),
    uses=("certificates",),
    message={
        "later": N_(
            "{name}（{id_no}）{hire_date} 入职，名单里最早的证书（{occupation_held}{held_level}，编号 {cert_no_held}）"
            "发证日期是 {first_issued}。"
        ),
        "later_other": N_(
            "{name}（{id_no}）{hire_date} 入职，该证件号最早的证书（{occupation_held}{held_level}，编号 {cert_no_held}）"
            "发证日期是 {first_issued}；持证人姓名是{name_listed}，与申报不同。"
        ),
        "own": N_("{name}（{id_no}）{hire_date} 入职，而本行自己写的发证日期是 {first_issued}。"),
        "open_other_name": N_(
            "{name}（{id_no}）的证件号名下最早的证书发证日期是 {first_issued}，早于入职，"
            "但持证人姓名是{name_listed}，与申报不同，无法核验。"
        ),
        "open_undated": N_("{name}（{id_no}）的证书没有写发证日期，是否先于入职无法核验。"),
    },
    check=check,
)
