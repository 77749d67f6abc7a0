"""两个身份证号相近，像是同一人

查什么：全部申报中两两相近的身份证号，分类说明：抄错一位或相邻两位颠倒而另一号校验码相符（拟更正）、多一位或少一位、
用了像数字的字符、15 位老号码、两号都抄错一位、改一位而重算了末位、两位不同、同日同序而地区不同、相差较大而姓名与电话或账号相同。
相差两位以上的，须有姓名相同或同音、电话或账号相同佐证；只凭姓名的，说明这个姓名偶然相近预计有几对，超过政策包的经验值只列为“可能”。
只差一处的两号不可能都对，这是校验码的算法决定的。号码整列损坏的表（Q09）、存成数字丢了末几位的号码（Q02）不在此列。
同地区同日出生、姓名不同的两号是双胞胎的样子，不列为疑点。
为何：抄错或改动一位号码，就避开了按号码查重；同一人以两个号码各申报一次。
例：419900199003070018 与 419900199003070017，只差末位，前者校验码相符，后者拟更正为前者。
会误报：两个人的号码恰好相近而又同名，常见的姓名尤其如此；同一单位多人共用一个联系电话。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.identities import (
    OPEN,
    capped_words,
    incomparable,
    listed,
    near_pairs,
    places,
    residents,
)
from chizheng_audit.i18n import N_, _
from chizheng_audit.nearness import COINCIDENCES
from chizheng_audit.rule import Rule, judge

_CALLED = {"mistyped": "typo", "lost_or_added": "lost_or_added_digit"}
"""Variants by relation, where they are not called like it."""
_BY_NAME = ("recomputed_check", "two_digits")


def check(case: Case) -> pl.LazyFrame:
    """The later of two numbers that are near, once a number; the other ones in evidence."""
    pairs = near_pairs(case)
    flagged = (
        pairs.sort("id_no", "grade", "relation", "names", "turn_2", "rank", "rank_2")
        .group_by("id_no", maintain_order=True)
        .agg(pl.all().first(), evidence=listed(pl.col("row_id_2")))
        .with_columns(
            subject=pl.concat_str("id_no", "id_no_2", separator="\x1f"),
            variant=_variant(),
            confidence=pl.when(pl.col("lost") | pl.col("lost_2"))
            .then(pl.lit("possible"))
            .otherwise(pl.col("grade").cast(pl.String)),
            places=places(pl.col("id_no"), pl.col("id_no_2")),
            length=pl.col("id_no").str.len_chars(),
            id_no_right="correction",
            chance=_rounded(pl.col("expected")),
        )
    )
    numbers = flagged.select("id_no").collect().to_series()
    covered = case.tables.claims.filter(pl.col("id_no").is_in(numbers.implode())).group_by("id_no")
    flagged = flagged.join(covered.agg(covers="row_id"), on="id_no").with_columns(
        covers=pl.col("covers").list.set_difference(pl.concat_list("row_id")).list.sort()
    )
    unknown = pl.lit(None, dtype=pl.Boolean)
    # a number that cannot be read may still be told by name and contact
    unread = incomparable(case).filter(~pl.col("id_no").is_in(numbers.implode()).fill_null(False))
    return pl.concat([judge(flagged, passes=pl.lit(False)), judge(unread, unknown)], how="diagonal")


def _variant() -> pl.Expr:
    alike = pl.col("names").is_in(["same", "sound"])
    contact = pl.col("phone") | pl.col("account")
    relation = pl.col("relation").cast(pl.String)
    by_name = (
        pl.when(alike & contact)
        .then(pl.lit("_both"))
        .when(alike)
        .then(pl.lit("_name"))
        .otherwise(pl.lit("_contact"))
    )
    return (
        pl.when(relation.is_in(_BY_NAME))
        .then(relation + by_name)
        .when((relation == "common_source") & pl.col("correction").is_null())
        .then(pl.lit("common_sources"))
        .otherwise(relation.replace(_CALLED))
    )


def _remark(case: Case) -> str | None:
    """Pairs of twins, which are told of nowhere else, and what was too many to be compared."""
    twins = case.tables.near.pairs.filter("twin").collect().height
    said = [_("像双胞胎的号码 {n} 对，不列为疑点").format(n=f"{twins:,}")] if twins else []
    return _("；").join([*said, *capped_words(case.tables.near.capped)]) or None


def _rounded(pairs: pl.Expr) -> pl.Expr:
    """A number of expected pairs as text."""
    return pl.when(pairs < 0.01).then(pl.lit("<0.01")).otherwise(pairs.round(2).cast(pl.String))


RULE = Rule(
    code="I02",
    title=N_("两个身份证号相近，像是同一人"),
    clause=None,
    verdict="suspicion",
    scope=residents,
    needs=("id_no",),
    parameters=(COINCIDENCES,),
    together="all",
    message={
        "typo": N_(
            "{name}的身份证号 {id_no} 校验码不符，与{name_2}（{id_no_2}）只差一处（第 {places} 位），后者校验码相符；"
            "拟更正为 {id_no_right}，请核对证件。"
        ),
        "lost_or_added_digit": N_(
            "{name}的身份证号 {id_no} 为 {length} 位，与{name_2}（{id_no_2}）只多一位或少一位，后者校验码相符；"
            "拟更正为 {id_no_right}，请核对证件。"
        ),
        "lookalike": N_(
            "{name}的身份证号 {id_no} 用了像数字的字符或多余的符号，读作数字后与{name_2}（{id_no_2}）相同。"
        ),
        "legacy_15": N_("{name}的 15 位身份证号 {id_no} 升为 18 位后与{name_2}（{id_no_2}）是同一个号码。"),
        "both_mistyped": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码只差一处，校验码都不符，至少有一个抄错。"
        ),
        "common_source": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码校验码都不符，各改一处便都是 {id_no_right}。"
        ),
        "common_sources": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码校验码都不符，各改一处便是同一个号码，但这样的号码不止一个。"
        ),
        "zeros_lost": N_(
            "{name}的身份证号 {id_no} 以 000 结尾，前 15 位与{name_2}（{id_no_2}）相同，像是经数字格式丢了末三位。"
        ),
        "float_image": N_(
            "{name}的身份证号 {id_no} 校验码不符，恰是{name_2}（{id_no_2}）经数字格式后的样子。"
        ),
        "recomputed_check_both": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码校验码都相符，前 17 位有一位不同，末位随之不同（第 {places} 位）；"
            "姓名相同或同音，电话或账号也相同。"
        ),
        "recomputed_check_name": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码校验码都相符，前 17 位有一位不同，末位随之不同（第 {places} 位）；"
            "姓名相同或同音，这个姓名偶然如此相近预计 {chance} 对。"
        ),
        "recomputed_check_contact": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码校验码都相符，前 17 位有一位不同，末位随之不同（第 {places} 位）；"
            "姓名不同，电话或账号相同。"
        ),
        "two_digits_both": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码前 17 位至多两位不同（第 {places} 位）；"
            "姓名相同或同音，电话或账号也相同。"
        ),
        "two_digits_name": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码前 17 位至多两位不同（第 {places} 位）；"
            "姓名相同或同音，这个姓名偶然如此相近预计 {chance} 对。"
        ),
        "two_digits_contact": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）的号码前 17 位至多两位不同（第 {places} 位）；"
            "姓名不同，电话或账号相同。"
        ),
        "other_region": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）姓名相同或同音，号码中的出生日期和顺序码相同，地区不同；"
            "这个姓名偶然如此预计 {chance} 对。"
        ),
        "distant": N_(
            "{name}（{id_no}）与{name_2}（{id_no_2}）姓名相同或同音，电话或账号也相同，号码不同；"
            "偶然如此预计 {chance} 对。"
        ),
        **OPEN,
    },
    check=check,
    remark=_remark,
)
