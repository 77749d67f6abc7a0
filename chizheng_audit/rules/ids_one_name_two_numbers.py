"""同名同生日，电话、账号或单位也相同，号码却是两个

查什么：姓名和号码中的出生日期都相同，联系电话、银行账号或用人单位又有一样相同，而身份证号不同的申报。
每个后出现的号码列一条。两号相近的由 I02 说明，这里只列号码相差较大的。
为何：同一人办过两个户口、两个号码，或编造一个号码，就能再申报一次。
例：张一丁，1990 年 3 月 7 日生，联系电话相同，一次用 419900 开头的号码，一次用 419917 开头的号码。
会误报：同名同日生的两个人恰在同一单位；代办人的电话填给了许多人。只有单位相同的，只列为“可能”。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.identities import CLAIM_ORDER, OPEN, incomparable, listed, near_pairs, residents
from chizheng_audit.folding import run_together
from chizheng_audit.i18n import N_
from chizheng_audit.nearness import COINCIDENCES
from chizheng_audit.rule import Rule, judge
from chizheng_audit.similarity import comparable

_COLUMNS = tuple(c for c in CLAIM_ORDER if c != "row_id")
_SHARED = {"phone": "phone_key", "account": "account_key", "employer": "employer_key"}


def check(case: Case) -> pl.LazyFrame:
    """The earliest claim of each number but the first of a group of one name, birth date and further thing."""
    people = _people(case)
    found = pl.concat([_apart(people, key, reason) for reason, key in _SHARED.items()])
    near = near_pairs(case).select("person", "person_2")
    near = pl.concat([near, near.select(person="person_2", person_2="person")])
    flagged = (
        found.join(near, on=["person", "person_2"], how="anti")
        .with_columns(rank=pl.col("variant").replace_strict(list(_SHARED), [0, 1, 2], return_dtype=pl.Int8))
        .sort("person", "rank", "order", "order_2")
        .group_by("person", maintain_order=True)
        .agg(pl.all().first(), evidence=listed(pl.col("row_id_2")))
        .with_columns(
            confidence=pl.when(pl.col("variant") == "employer")
            .then(pl.lit("possible"))
            .otherwise(pl.lit("strong")),
            subject=pl.concat_str(
                pl.min_horizontal("person", "person_2"),
                pl.max_horizontal("person", "person_2"),
                separator="\x1f",
            ),
        )
    )
    covered = case.tables.claims.join(flagged.select("person"), on="person", how="semi").group_by("person")
    flagged = flagged.join(covered.agg(covers="row_id"), on="person").with_columns(
        covers=pl.col("covers").list.set_difference(pl.concat_list("row_id")).list.sort()
    )
    unknown = pl.lit(None, dtype=pl.Boolean)
    return pl.concat([judge(flagged, pl.lit(False)), judge(incomparable(case), unknown)], how="diagonal")


def _people(case: Case) -> pl.LazyFrame:
    """Claims of numbers with a birth date that others of the same name share: few; with the keys that are compared."""
    born = pl.col("person").str.slice(6, 8)
    formed = pl.col("person").str.contains(r"^[0-9]{17}[0-9X]$")
    thin = case.tables.claims.filter(formed & pl.col("name").is_not_null())
    numbers = thin.select("name", "person", birth=born).unique()
    shared = numbers.filter(pl.struct("name", "birth").is_duplicated()).select("person").unique()
    crowd = (
        thin.join(shared, on="person", how="semi").select("row_id", "person", "employer", *_COLUMNS).collect()
    )
    return (
        comparable(crowd)
        .lazy()
        .with_columns(birth=born, employer_key=run_together(pl.col("employer")))
        .filter(pl.col("name_key").is_not_null())
        .sort(*CLAIM_ORDER, nulls_last=True)
        .with_columns(order=pl.int_range(pl.len()))
    )


def _apart(people: pl.LazyFrame, key: str, reason: str) -> pl.LazyFrame:
    """Numbers but the earliest of those that share name, birth date and `key`, each with that earliest one."""
    group = ["name_key", "birth", key]
    bearers = (
        people.filter(pl.col(key).is_not_null() & (pl.col(key).cast(pl.String) != ""))
        .sort("order")
        .unique([*group, "person"], keep="first", maintain_order=True)
        .with_columns(turn=pl.int_range(pl.len()).over(group))
    )
    firsts = bearers.filter(pl.col("turn") == 0).select(
        *group, id_no_2="id_no", person_2="person", row_id_2="row_id", order_2="order"
    )
    return (
        bearers.filter(pl.col("turn") > 0)
        .join(firsts, on=group)
        .select(
            "id_no",
            "person",
            "row_id",
            "name",
            "order",
            "id_no_2",
            "person_2",
            "row_id_2",
            "order_2",
            variant=pl.lit(reason),
        )
    )


RULE = Rule(
    code="I04",
    title=N_("同名同生日，电话、账号或单位也相同，号码却是两个"),
    clause=None,
    verdict="suspicion",
    scope=residents,
    needs=("id_no",),
    parameters=(COINCIDENCES,),
    together="all",
    message={
        "phone": N_("{name}有两个身份证号 {id_no} 与 {id_no_2}，出生日期相同，联系电话也相同。"),
        "account": N_("{name}有两个身份证号 {id_no} 与 {id_no_2}，出生日期相同，银行账号也相同。"),
        "employer": N_("{name}有两个身份证号 {id_no} 与 {id_no_2}，出生日期相同，用人单位也相同。"),
        **OPEN,
    },
    check=check,
)
