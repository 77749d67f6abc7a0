"""What the rules on near identities share: which claims cannot be compared, who bears a number, and the order of numbers."""

import polars as pl

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import LISTED
from chizheng_audit.facts.troubles import digits_lost, with_lost_digits
from chizheng_audit.i18n import N_, _
from chizheng_audit.similarity.words import RELATION_WORDS

LOSSES = ("zeros_lost", "float_image")
"""Relations that say that digits were lost; where the number itself shows it, data_precision_lost tells of it."""

OPEN = {
    "open_masked": N_("身份证号 {id_no} 已脱敏，无法与其他号码比对。"),
    "open_precision": N_("身份证号存成了数字，末几位已丢失，无法与其他号码比对；请取原始名单。"),
    "open_number": N_("身份证号 {id_no} 不完整，无法与其他号码比对。"),
}
"""What is said of claims whose number cannot be compared, by the variants of `incomparable`."""

_SHARED = {"number": N_("身份证号"), "name": N_("姓名"), "phone": N_("联系电话"), "account": N_("银行账号")}
_MOST_CAPPED = 3
_KEPT = 15
"""Digits of a number that a number format leaves as they were."""
_SIDE = ("row_id", "rank", "id_no", "person", "name", "lost", "birth")
CLAIM_ORDER = (
    *("issue_date", "hire_date", "claim_date", "trade", "level", "cert_no", "subsidy", "amount", "payee"),
    *("id_no", "name", "phone", "account", "row_id"),
)
"""The earlier claim first; of those of one day by what they say, and only of like ones by where they stand."""

_ID = pl.col("id_no")


def residents(case: Case) -> pl.Expr:
    """Claims whose number is to be a resident ID, but for wrong numbers of damaged columns (data_ids_damaged)."""
    return ~identity.is_document(_ID).fill_null(False) & ~case.tables.near.in_damaged()


def incomparable(case: Case) -> pl.LazyFrame:
    """Claims whose number cannot be compared: row_id, id_no, variant (null where it is missing)."""
    why = (
        pl.when(_ID.str.contains("*", literal=True))
        .then(pl.lit("open_masked"))
        .when("lost")
        .then(pl.lit("open_precision"))
        .when(_ID.is_not_null())
        .then(pl.lit("open_number"))
    )
    return with_lost_digits(case).filter(pl.col("person").is_null()).select("row_id", "id_no", variant=why)


def bearers(case: Case, entities: pl.LazyFrame) -> pl.LazyFrame:
    """The earliest claim in scope of each of `entities` (column entity), with its columns and its `rank` by CLAIM_ORDER."""
    rows = case.tables.near.entities.join(entities.unique(), on="entity", how="semi")
    return (
        case.tables.claims.join(rows, on="row_id")
        .sort(*CLAIM_ORDER, nulls_last=True)
        .unique("entity", keep="first", maintain_order=True)
        .with_columns(rank=pl.int_range(pl.len()))
    )


def turns(bearers_: pl.LazyFrame) -> pl.LazyFrame:
    """`turn` of each number (id_no) of `bearers_`: right ones before doubtful before wrong ones, then the earlier claim's."""
    right = (_ID.str.len_chars() == 18) & identity.check_is_right(_ID).fill_null(False)
    doubt = pl.when(~right).then(2).when(_ID.str.ends_with("000")).then(1).otherwise(0)
    firsts = bearers_.sort(*CLAIM_ORDER, nulls_last=True).unique("id_no", keep="first", maintain_order=True)
    return (
        firsts.with_columns(doubt=doubt)
        .sort("doubt", "issue_date", "hire_date", "claim_date", "id_no", nulls_last=True)
        .select("id_no", turn=pl.int_range(pl.len()))
    )


def both(pairs: pl.LazyFrame, bearers_: pl.LazyFrame, columns: tuple[str, ...]) -> pl.LazyFrame:
    """`pairs` (one, other) from the side of the later number: its `columns` and `turn`, those of the earlier with _2.

    The two bear different numbers as they are written.
    """
    kept = bearers_.join(turns(bearers_), on="id_no").select("entity", "turn", *columns)
    second = kept.rename({column: f"{column}_2" for column in ("turn", *columns)})
    oriented = [pairs, pairs.rename({"one": "other", "other": "one"}).select(pairs.collect_schema().names())]
    return (
        pl.concat(oriented)
        .join(kept, left_on="one", right_on="entity")
        .join(second, left_on="other", right_on="entity")
        .filter(pl.col("turn") > pl.col("turn_2"))
    )


def near_pairs(case: Case) -> pl.LazyFrame:
    """Pairs of different numbers that are near, from the side of the later one: see `both`.

    Left out are one number under two names, twins, losses that the number itself shows, and those far apart of one name and
    birth date (ids_one_name_two_numbers).
    """
    near = case.tables.near.pairs.filter((pl.col("relation") != "same_number") & ~pl.col("twin"))
    entities = pl.concat([near.select(entity="one"), near.select(entity="other")])
    lost = digits_lost(case).select("row_id", lost=pl.lit(True))
    who = (
        bearers(case, entities)
        .join(lost, on="row_id", how="left")
        .with_columns(pl.col("lost").fill_null(False), birth=pl.col("person").str.slice(6, 8))
    )
    first_digits = pl.col("id_no").str.head(_KEPT) == pl.col("id_no_2").str.head(_KEPT)
    told_elsewhere = (
        (pl.col("relation").is_in(LOSSES) | first_digits) & (pl.col("lost") | pl.col("lost_2"))
    ) | (
        (pl.col("relation") == "distant")
        & (pl.col("names") == "same")
        & (pl.col("birth") == pl.col("birth_2"))
    )
    return both(near, who, _SIDE).filter(~told_elsewhere.fill_null(False))


def capped_words(capped: pl.DataFrame) -> list[str]:
    """What was too many to be compared (CAPPED of similarity), for a remark in the coverage."""
    said = [
        _("{what} {value} 相同的 {size} 人太多，{pairs} 对未逐一比对（{relation}）").format(
            what=_(_SHARED[by]),
            value=value,
            size=f"{size:,}",
            pairs=f"{pairs:,}",
            relation=_(RELATION_WORDS[relation]),
        )
        for relation, by, value, size, pairs in capped.head(_MOST_CAPPED).iter_rows()
    ]
    if len(capped) > _MOST_CAPPED:
        said.append(_("另有 {n} 组未逐一比对").format(n=f"{len(capped) - _MOST_CAPPED:,}"))
    return said


def listed(rows: pl.Expr) -> pl.Expr:
    """Some row_ids as evidence: each once, ascending, at most LISTED."""
    return rows.unique().sort().head(LISTED)


def places(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    """Where two numbers of 18 signs differ, counted from 1 (String, such as 9、10); null where one has not 18."""
    differing = [
        pl.when(one.str.slice(at, 1) != other.str.slice(at, 1)).then(pl.lit(str(at + 1))) for at in range(18)
    ]
    fits = (one.str.len_chars() == 18) & (other.str.len_chars() == 18)
    return pl.when(fits).then(pl.concat_str(differing, separator="、", ignore_nulls=True))
