"""The pass over the month rows: which count, of what sort they are, and the OR of their bits by claim and sort."""

from collections.abc import Sequence

import polars as pl

from chizheng_audit.employment.masks import WINDOW, month_number
from chizheng_audit.employment.months import Months, unit
from chizheng_audit.employment.terms import Terms
from chizheng_audit.identity import clean, person
from chizheng_audit.regions import province

_NOT_PAID = r"欠|未缴|未到账|暂停|中断|停缴"
_LATE = r"补缴|补收|补交"
_ELSEWHERE = r"转入"
_UNCLEAR = r"不明|待核"  # as reading writes of a mark that no legend explains
_OWN, _OTHER, _NOBODY, _OWED = range(4)
_UNSAID, _AT_HOME, _OUTSIDE = range(3)
_SORTS = 64  # place + 4 late + 8 region + 24 before: what OR keeps apart, in one number
_MANY = 1 << 21  # partial sums that are held before they are summed up

MASKS = ("own", "in_time", "owed", "anywhere", "nowhere", "outside", "placed", "before")
"""See INSURED; in_time is `own` without what was paid late."""

_SUMS = pl.Schema({"key": pl.Int64(), "bits": pl.Int64()})
_UNREAD = pl.Schema({"claim": pl.Int64(), "unread": pl.UInt32()})


def counted(wanted: pl.DataFrame, sources: Sequence[Months], terms: Terms) -> pl.DataFrame:
    """One row a claim that any row tells of: claim, MASKS, unread. See insured for `wanted`."""
    people = wanted.get_column("person").unique()
    sums, unread, held = [pl.DataFrame(schema=_SUMS)], [pl.DataFrame(schema=_UNREAD)], 0
    for source in sources if len(wanted) else ():
        for rows in source.about(people):
            told = _told(_theirs(rows, wanted), wanted, terms)
            sums.append(_bits(told))
            unread.append(told.filter(pl.col("offset").is_null()).group_by("claim").agg(unread=pl.len()))
            held += len(sums[-1])
            if held > _MANY:
                sums = [_summed(sums)]
                held = len(sums[0])
    lost = pl.concat(unread, how="vertical_relaxed").group_by("claim").agg(pl.col("unread").sum())
    return _masks(_summed(sums)).join(lost, on="claim", how="full", coalesce=True)


def _theirs(rows: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The rows that are about claims: beside each `nth`, the place of the claim in `wanted`, and its hire_no.

    Numbers that stand there as in the claim, nearly all, are joined by their hashes, which is fast, and then compared;
    the others once they are cleaned and lifted.
    """
    claims = wanted.select("hire_no", "person", nth=pl.int_range(pl.len(), dtype=pl.UInt32))
    keys = claims.select("hire_no", "nth", key=pl.col("person").hash())
    keyed = rows.with_columns(key=pl.col("id_no").hash())
    found = keyed.join(keys, on="key").drop("key")
    found = found.filter(found["id_no"] == wanted["person"].gather(found["nth"])).drop("id_no")
    rest = keyed.filter(~pl.col("key").is_in(keys["key"].implode()) & pl.col("id_no").is_not_null())
    if rest.is_empty():
        return found
    people = rest.select(pl.exclude("id_no", "key"), person=person(clean(pl.col("id_no"))))
    return pl.concat([found, people.join(claims, on="person").select(found.columns)])


def _told(rows: pl.DataFrame, wanted: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The rows that count, or would if they had been paid: claim, offset (months after the hire month), sort."""
    due = pl.coalesce("paid_for", "month")
    behind = (month_number(pl.col("month")) - month_number(due) > terms.in_time).fill_null(False)
    place = (
        pl.when(pl.col("unpaid") & pl.col("own"))
        .then(_OWED)
        .when("own")
        .then(_OWN)
        .when(pl.col("elsewhere") | pl.col("employer").is_not_null() | pl.col("employer_code").is_not_null())
        .then(_OTHER)
        .otherwise(_NOBODY)
    )
    sort = place + 4 * (pl.col("called_late") | behind).cast(pl.Int64) + 8 * pl.col("where")
    return (
        rows.with_columns(
            *_judged(rows, terms),
            own=_own(rows, wanted),
            claim=wanted.get_column("claim").gather(rows["nth"]),
        )
        .lazy()
        .filter(pl.col("counts") & (~pl.col("unpaid") | pl.col("own")))
        .select(
            "claim", offset=pl.when(~pl.col("unclear")).then(month_number(due) - pl.col("hire_no")), sort=sort
        )
        .collect()
    )


def _judged(rows: pl.DataFrame, terms: Terms) -> list[pl.Series]:
    """What the words of each row say: counts, unclear, unpaid, called_late, elsewhere, where. Each spelling is looked at once."""
    payment = pl.col("payment").fill_null("")
    home = province(pl.col("region"))
    where = pl.when(home.is_in(list(terms.province))).then(_AT_HOME).when(home.is_not_null()).then(_OUTSIDE)
    asked = {
        "insurance": {"counts": kind_counts(terms)},
        "payment": {
            "unclear": payment.str.contains(_UNCLEAR),
            "unpaid": payment.str.contains(_NOT_PAID) & ~payment.str.contains(_UNCLEAR),
            "called_late": payment.str.contains(_LATE),
            "elsewhere": payment.str.contains(_ELSEWHERE),
        },
        "region": {"where": where.otherwise(_UNSAID)},
    }
    return [
        answer for column, exprs in asked.items() for answer in _by_spelling(rows.get_column(column), exprs)
    ]


def _by_spelling(column: pl.Series, asked: dict[str, pl.Expr]) -> list[pl.Series]:
    spellings = column.unique()
    answers = spellings.to_frame().select(**asked).get_columns()
    if column.is_empty():
        return [answer.clear() for answer in answers]
    if len(spellings) == 1:
        return [answer.new_from_index(0, len(column)) for answer in answers]
    numbers = pl.int_range(len(spellings), eager=True)
    places = column.replace_strict(spellings, numbers, return_dtype=pl.UInt32)
    return [answer.gather(places) for answer in answers]


def kind_counts(terms: Terms) -> pl.Expr:
    """Whether the kind of insurance (column `insurance`) counts; where none is told it does."""
    kind = pl.col("insurance").fill_null("")
    counts = ~_holds(kind, terms.kinds_not)
    return counts & ((kind == "") | _holds(kind, terms.kinds)) if terms.kinds else counts


def _holds(text: pl.Expr, words: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal([pl.lit(False), *(text.str.contains(word, literal=True) for word in words)])


def _own(rows: pl.DataFrame, wanted: pl.DataFrame) -> pl.Series:
    """Whether each row is about the claim's own employer: by code where both tell one, else by name."""
    nth = rows.get_column("nth")
    alike = rows.get_column("employer") == wanted.get_column("employer").gather(nth)
    alike = pl.select(
        pl.when(alike).then(True)
    ).to_series()  # null where the names as they stand do not say it
    codes = rows.get_column("employer_code")
    if codes.null_count() < len(codes):
        agrees = codes == wanted.get_column("code").gather(nth)  # null where one tells none
        alike = pl.select(pl.coalesce(agrees, alike)).to_series()
    if not alike.has_nulls():
        return alike
    open_ = alike.is_null()
    names = rows.filter(open_).select(unit(pl.col("employer"))).to_series()
    again = names == wanted.get_column("unit").gather(nth.filter(open_))
    return alike.scatter(open_.arg_true(), again.fill_null(False))


def _bits(told: pl.DataFrame) -> pl.DataFrame:
    before = pl.col("offset") < 0
    place = pl.when(before).then(-1 - pl.col("offset")).otherwise("offset")
    return (
        told.lazy()
        .filter(pl.col("offset").is_between(-WINDOW, WINDOW - 1))
        .select(
            key=pl.col("claim") * _SORTS + pl.col("sort") + 24 * before.cast(pl.Int64),
            bits=pl.lit(2, dtype=pl.Int64) ** place,
        )
        .group_by("key")
        .agg(pl.col("bits").bitwise_or())
        .collect()
    )


def _summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(parts).group_by("key").agg(pl.col("bits").bitwise_or())


def _masks(sums: pl.DataFrame) -> pl.DataFrame:
    """One row a claim: the masks."""
    sort = pl.col("key") % _SORTS
    place, late, where, after = sort % 4, sort // 4 % 2 == 1, sort // 8 % 3, sort < 24
    paid = after & (place != _OWED)
    parts = {
        "own": after & (place == _OWN),
        "in_time": after & (place == _OWN) & ~late,
        "owed": after & (place == _OWED),
        "anywhere": after & place.is_in([_OWN, _OTHER]),
        "nowhere": after & (place == _NOBODY),
        "outside": paid & (where == _OUTSIDE),
        "placed": paid & (where != _UNSAID),
        "before": ~after & (place == _OWN),
    }
    return (
        sums.lazy()
        .select(
            claim=pl.col("key") // _SORTS,
            **{name: pl.when(which).then("bits").otherwise(0) for name, which in parts.items()},
        )
        .group_by("claim")
        .agg(pl.col(*MASKS).bitwise_or())
        .collect()
    )


def spanned(wanted: pl.DataFrame, spans: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """(claim, spanned): the months within spans at the own employer."""
    begin = (month_number(pl.col("since")) - pl.col("hire_no")).clip(0, WINDOW)
    end = (month_number(pl.col("until")) - pl.col("hire_no") + 1).fill_null(WINDOW).clip(0, WINDOW)  # 至今
    ones = pl.lit(2, dtype=pl.Int64) ** end - pl.lit(2, dtype=pl.Int64) ** begin
    owed = pl.col("payment").str.contains(_NOT_PAID).fill_null(False)
    told = pl.col("since").is_not_null() & (pl.col("months") != 0).fill_null(True) & ~owed
    rows = _theirs(spans.filter(kind_counts(terms) & told), wanted)
    return (
        rows.with_columns(claim=wanted.get_column("claim").gather(rows["nth"]))
        .filter(_own(rows, wanted))
        .group_by("claim")
        .agg(spanned=ones.clip(0).bitwise_or())
    )
