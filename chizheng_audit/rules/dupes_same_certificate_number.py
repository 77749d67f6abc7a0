"""同一证书编号用于不同的申报

查什么：评价补贴中，同一证书编号出现在人、职业或等级不同的申报上；用了台账的，也与以前各批核对。
与前面各条逐一比对；人、职业、等级都与前面某一条相同的归重复申领（D01），这里不重复列。
编号中的横线不计；“待发”“办理中”之类没有数字的不是编号。原证书编号一栏不是本次证书，不参与比对。
为何：一本证书只有一个编号，对应一个人、一个职业、一个等级；编号相同而内容不同，至少有一条有误或不实。
例：张某与李某两人的申报填了同一个证书编号。
会误报：填表时复制了上一行的编号；编号栏填的是批次号。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import (
    at_hand,
    before_any_key,
    groups,
    keys_in_force,
    own_level,
    repeated,
    with_past,
)
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge_both

_NUMBER = ["number"]
_CLAIM = ["person", "family", "trade", "level"]


def check(case: Case) -> pl.LazyFrame:
    """Claims of a number that the duplicate key joins to no earlier claim of it."""
    rows, everything = (each.with_columns(own_level()) for each in (case.tables.claims, with_past(case)))
    keys = keys_in_force(case)
    columns = list(dict.fromkeys(["person", *(c for key, _ in keys for c in key)]))
    ties = list(dict.fromkeys([*columns, *_CLAIM, "id_no", "name"]))
    grouped = groups(repeated(everything, _NUMBER), _NUMBER, ties).with_columns(
        batch=pl.col("batch").drop_nulls().first().over(_NUMBER),
        joined=pl.any_horizontal(
            _joined(key) & (in_force | (before_any_key(case) if at == 0 else False))
            for at, (key, in_force) in enumerate(keys)
        ),
        other_person=_differs("person"),
        differs=pl.any_horizontal(_differs(c) for c in columns),
        met=(pl.col("person").is_not_null() & (pl.col("turn") > _first_turn("person"))).fill_null(False),
    )
    flagged = (
        grouped.filter((pl.col("turn") > 0) & ~pl.col("joined") & at_hand())
        .with_columns(
            variant=pl.when("other_person")
            .then(pl.lit("other_person"))
            .when(pl.col("met") & pl.col("differs"))
            .then(pl.lit("same_person"))
            .otherwise(pl.lit("incomplete")),
            subject=pl.concat_str(pl.col("number", *ties).cast(pl.String).fill_null(""), separator="\x1f"),
            at_stake="amount",
        )
        .with_columns(
            confidence=pl.when(pl.col("variant") == "incomplete")
            .then(pl.lit("strong"))
            .otherwise(pl.lit("exact")),
            variant=pl.when(pl.col("batch").is_not_null())
            .then(pl.col("variant") + "_in_ledger")
            .otherwise("variant"),
        )
    )
    unnumbered = rows.filter(pl.col("number").is_null()).with_columns(
        variant=pl.when(pl.col("cert_no").is_not_null()).then(pl.lit("open_no_number"))
    )
    return judge_both(flagged, unnumbered)


def _joined(key: list[str]) -> pl.Expr:
    """Whether an earlier claim of the number has the same key, none of it null."""
    complete = pl.all_horizontal(pl.col(key).is_not_null())
    return complete & (pl.int_range(pl.len()).over([*_NUMBER, *key]) > 0)


def _first(column: str) -> pl.Expr:
    return pl.col(column).drop_nulls().first().over(_NUMBER)


def _first_turn(column: str) -> pl.Expr:
    return pl.col("turn").filter(pl.col(column).is_not_null()).first().over(_NUMBER)


def _differs(column: str) -> pl.Expr:
    """Whether an earlier claim of the number has another value; what is null differs from nothing."""
    other = (pl.col(column) != _first(column)).fill_null(False)
    earlier = other.cast(pl.Int8).cum_max().shift(1).over(_NUMBER).fill_null(0) > 0
    return pl.col(column).is_not_null() & (other | earlier)


RULE = Rule(
    code="D02",
    title=N_("同一证书编号用于不同的申报"),
    clause="evaluation_once",
    verdict="violation",
    scope=(pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim"),
    needs=("cert_no",),
    parameters=("duplicate_key",),
    together="certificate",
    message={
        "other_person": N_(
            "证书编号 {cert_no} 共出现在 {count} 条申报上；本行的人与较早的一条不同，为{name}（{id_no}）。"
        ),
        "same_person": N_(
            "证书编号 {cert_no} 共出现在 {count} 条申报上；本行同为{name}（{id_no}），职业或等级与较早的一条不同。"
        ),
        "incomplete": N_(
            "证书编号 {cert_no} 共出现在 {count} 条申报上；本行或较早各条的身份证号、职业、等级不全，不能认作同一笔申报。"
        ),
        "other_person_in_ledger": N_(
            "证书编号 {cert_no} 在以前批次 {batch} 中已用过，共出现在 {count} 条申报上；本行的人与较早的一条不同，为{name}（{id_no}）。"
        ),
        "same_person_in_ledger": N_(
            "证书编号 {cert_no} 在以前批次 {batch} 中已用过，共出现在 {count} 条申报上；"
            "本行同为{name}（{id_no}），职业或等级与较早的一条不同。"
        ),
        "incomplete_in_ledger": N_(
            "证书编号 {cert_no} 在以前批次 {batch} 中已用过，共出现在 {count} 条申报上；"
            "本行或较早各条的身份证号、职业、等级不全，不能认作同一笔申报。"
        ),
        "open_no_number": N_("证书编号一栏写的是“{cert_no}”，没有编号可核对。"),
    },
    check=check,
)
