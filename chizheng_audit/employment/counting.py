"""The pass over the month rows: which count, of what sort they are, and the OR of their bits by claim and sort."""

from collections.abc import Mapping, Sequence

import polars as pl

from chizheng_audit.employment.masks import WINDOW, month_number
from chizheng_audit.employment.months import Months, code, unit
from chizheng_audit.employment.portions import Learned, Portion
from chizheng_audit.employment.terms import Terms
from chizheng_audit.employment.words import OUTSIDE, UNSAID, is_owed, kind_counts, places, readers
from chizheng_audit.identity import clean, person

_OWN, _OTHER, _NOBODY, _OWED = range(4)  # `place`
_SORTS = 64  # place + 4 late + 8 region + 24 before: what OR keeps apart, in one number
_MANY = 1 << 21  # partial sums that are held before they are summed up

MASKS = ("own", "in_time", "owed", "anywhere", "nowhere", "outside", "placed", "before")
"""See INSURED; in_time is `own` without what was paid late."""

_SUMS = pl.Schema({"key": pl.Int64(), "bits": pl.Int64()})
_UNREAD = pl.Schema({"nth": pl.UInt32(), "unread": pl.UInt32()})
_POWERS = pl.Series([2**n for n in range(WINDOW)], dtype=pl.Int64)


def counted(wanted: pl.DataFrame, sources: Sequence[Months], terms: Terms) -> tuple[pl.DataFrame, bool]:
    """One row a claim that any row tells of: claim, MASKS, unread; and whether any row tells a credit code.

    See insured for `wanted`.
    """
    people = wanted.get_column("person").unique(maintain_order=True)
    claims = None if len(people) == len(wanted) else _claims(wanted, people)
    units, codes = (wanted.get_column(name).drop_nulls().unique() for name in ("unit", "code"))
    employers = pl.concat(
        [places(wanted["unit"], units, "unit"), places(wanted["code"], codes, "code")], how="horizontal"
    ).with_columns(wanted["hire_no"])
    coded = False
    sums, unread, held = [pl.DataFrame(schema=_SUMS)], [pl.DataFrame(schema=_UNREAD)], 0
    for source in sources if len(wanted) else ():
        said = readers(units, codes, terms)
        for portion in source.about(people):
            facts = _facts(portion, said, claims)
            coded = coded or facts["code"].null_count() < len(facts)
            told = _told(facts, employers, terms)
            sums.append(_bits(told))
            lost = told.filter(pl.col("offset").is_null())
            unread.append(lost.group_by("nth").agg(unread=pl.len()))
            held += len(sums[-1])
            if held > _MANY:
                sums = [_summed(sums)]
                held = len(sums[0])
    lost = pl.concat(unread).group_by("nth").agg(pl.col("unread").sum())
    found = _masks(_summed(sums)).join(lost, on="nth", how="full", coalesce=True)
    return found.select(pl.exclude("nth"), claim=wanted.get_column("claim").gather(found["nth"])), coded


def _claims(wanted: pl.DataFrame, people: pl.Series) -> pl.DataFrame:
    """(who, nth): the place of each person in `people`, and of each of their claims in `wanted`."""
    known = pl.DataFrame({"person": people, "who": pl.int_range(len(people), dtype=pl.UInt32, eager=True)})
    claims = wanted.select("person", nth=pl.int_range(pl.len(), dtype=pl.UInt32))
    return claims.join(known, on="person").select("who", "nth")


def _facts(portion: Portion, said: Mapping[str, Learned], claims: pl.DataFrame | None) -> pl.DataFrame:
    """Each row beside each claim that it is about (nth: its place): month, paid_for, and what its words say.

    claims: None where each person has one, in the order of the people.
    """
    rows = portion.rows
    answers = [
        answer.gather(rows[name])
        for name, learned in said.items()
        for answer in learned.of(portion.words[name]).get_columns()
    ]
    facts = rows.select("month", "paid_for", nth="who").hstack(answers)
    return facts if claims is None else facts.rename({"nth": "who"}).join(claims, on="who").drop("who")


def _told(rows: pl.DataFrame, employers: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """The rows that count, or would if they had been paid: nth, offset (months after the hire month), sort.

    employers: of each claim the places of its employer's name and code, and the hire month.
    """
    due = pl.coalesce("paid_for", "month")
    behind = (pl.col("month") - due > terms.in_time).fill_null(False)
    unpaid, own = pl.col("unpaid"), pl.col("own")
    nobody = ~(pl.col("elsewhere") | pl.col("unit").is_not_null() | pl.col("code").is_not_null())
    place = pl.when(own).then(_OWED * unpaid.cast(pl.Int32)).otherwise(_OTHER + nobody.cast(pl.Int32))
    late = (pl.col("called_late") | behind).cast(pl.Int32)
    return (
        rows.lazy()
        .with_columns(own=_own(rows, employers), hire_no=employers["hire_no"].gather(rows["nth"]))
        .select(
            "nth",
            offset=pl.when(~pl.col("unclear")).then(due - pl.col("hire_no")),
            sort=place + 4 * late + 8 * pl.col("where"),
            kept=pl.col("counts") & (~unpaid | own),
        )
        .filter("kept")
        .collect()
    )


def _own(rows: pl.DataFrame, employers: pl.DataFrame) -> pl.Series:
    """Whether each row is about the claim's own employer: by code where both tell one, else by name."""
    alike = (rows["unit"] == employers["unit"].gather(rows["nth"])).fill_null(False)
    if rows["code"].null_count() == len(rows):
        return alike
    agrees = rows["code"] == employers["code"].gather(rows["nth"])  # null where one tells none
    return agrees.zip_with(agrees.is_not_null(), alike)


def _bits(told: pl.DataFrame) -> pl.DataFrame:
    """(key, bits): each row's claim and sort in one number, and its month as a bit."""
    near = told.filter(pl.col("offset").is_between(-WINDOW, WINDOW - 1))
    offset = near["offset"]
    before = (offset < 0).cast(pl.Int32)
    place = offset * (1 - 2 * before) - before  # n months after the hire month, or n + 1 before it
    key = near["nth"].cast(pl.Int64) * _SORTS + near["sort"] + 24 * before
    return pl.DataFrame({"key": key, "bits": _POWERS.gather(place)})


def _summed(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    rows = pl.concat(parts).lazy()
    return rows.group_by("key").agg(pl.col("bits").bitwise_or()).collect(engine="streaming")  # 4 times faster


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
        "outside": paid & (where == OUTSIDE),
        "placed": paid & (where != UNSAID),
        "before": ~after & (place == _OWN),
    }
    return (
        sums.lazy()
        .select(
            nth=(pl.col("key") // _SORTS).cast(pl.UInt32),
            **{name: pl.when(which).then("bits").otherwise(0) for name, which in parts.items()},
        )
        .group_by("nth")
        .agg(pl.col(*MASKS).bitwise_or())
        .collect()
    )


def spanned(wanted: pl.DataFrame, spans: pl.DataFrame, terms: Terms) -> pl.DataFrame:
    """(claim, spanned): the months within spans at the own employer."""
    begin = (month_number(pl.col("since")) - pl.col("hire_no")).clip(0, WINDOW)
    end = (month_number(pl.col("until")) - pl.col("hire_no") + 1).fill_null(WINDOW).clip(0, WINDOW)  # 至今
    ones = pl.lit(2, dtype=pl.Int64) ** end - pl.lit(2, dtype=pl.Int64) ** begin
    owed = is_owed(pl.col("payment")).fill_null(False)
    told = pl.col("since").is_not_null() & (pl.col("months") != 0).fill_null(True) & ~owed
    own = pl.coalesce(
        code(pl.col("employer_code")) == pl.col("code"), unit(pl.col("employer")) == pl.col("unit")
    )
    return (
        spans.lazy()
        .filter(kind_counts(terms) & told)
        .with_columns(person=person(clean(pl.col("id_no"))))
        .join(wanted.lazy().select("claim", "person", "code", "unit", "hire_no"), on="person")
        .filter(own)
        .group_by("claim")
        .agg(spanned=ones.clip(0).bitwise_or())
        .collect()
    )
