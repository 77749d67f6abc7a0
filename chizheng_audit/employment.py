"""Insured months of the people claimed for: one pass over the month rows leaves one small row a claim.

Month n after the hire month is bit n of a mask; the months of a claim are the OR of their bits, so that a month told
twice counts once and memory does not grow with the number of month rows.
"""

import polars as pl

from chizheng_audit.identity import person

WINDOW = 62
"""How many months from the hire month on are looked at: as many bits as an Int64 has, and more than any rule asks for."""

INSURED = pl.Schema(
    {
        "row_id": pl.Int64(),  # of the hire or placement claim
        "own": pl.Int64(),  # mask of paid months at the claim's own employer; bit 0 is the hire month
        "own_late": pl.Int64(),  # of these the ones that were paid late only (补缴)
        "run": pl.Int64(),  # longest run of paid months at the own employer
        "run_in_time": pl.Int64(),  # the same without those paid late
        "run_anywhere": pl.Int64(),  # longest run of paid months at whatever employers
        "employer_seen": pl.Boolean(),  # whether the month rows tell of the own employer at all
        "first": pl.Date(),  # the months that the month rows reach from and to, all people together
        "last": pl.Date(),
    }
)
"""One row a hire or placement claim that has a person, an employer and a hire date."""

_NOT_PAID = r"欠|未缴|未到账|暂停|中断|停缴"
_LATE = r"补缴|补收|补交"
_OTHER_KINDS = r"居民|农村|灵活|个体"


def insured(
    claims: pl.LazyFrame, months: pl.LazyFrame, in_time: int = 1, kinds: tuple[str, ...] = ()
) -> pl.DataFrame:
    """The INSURED frame of `claims` (with the columns of case.prepare) by `months` (the insurance table).

    A month counts when it is paid, of one of `kinds` (words in 险种; none given = any employee insurance; a row without
    险种 counts), and for the month it was due (对应费款所属期 where told). It is late when it is called 补缴, or was
    accounted for more than `in_time` months after it was due. Employers are one by their credit codes where both sides
    tell one, else by their names without blanks and brackets' shapes.
    """
    wanted = _wanted(claims)
    units = months.select("employer").unique().collect(engine="streaming")
    folded = units.lazy().with_columns(
        paid_unit=unit(pl.col("employer"))
    )  # few names, and each in very many rows
    theirs = months.with_columns(person=person(pl.col("id_no"))).join(wanted.lazy(), on="person")
    bits = (
        _paid(theirs, in_time, kinds)
        .join(folded, on="employer", how="left")
        .with_columns(offset=pl.col("month_no") - pl.col("hire_no"))
        .filter(pl.col("offset").is_between(0, WINDOW - 1))
        .with_columns(bit=pl.lit(2, dtype=pl.Int64) ** pl.col("offset"), own=_same_unit())
        .group_by("row_id_claim")
        .agg(
            own=pl.col("bit").filter("own").bitwise_or(),
            own_in_time=pl.col("bit").filter(pl.col("own") & ~pl.col("late")).bitwise_or(),
            anywhere=pl.col("bit").bitwise_or(),
        )
    )
    masks = wanted.join(bits.collect(engine="streaming"), on="row_id_claim", how="left").with_columns(
        pl.col("own", "own_in_time", "anywhere").fill_null(0)
    )
    reach = months.select(first=pl.col("month").min(), last=pl.col("month").max()).collect(engine="streaming")
    return masks.select(
        pl.col("row_id_claim").alias("row_id"),
        "own",
        own_late=pl.col("own") - pl.col("own_in_time"),
        run=longest_run(masks.get_column("own")),
        run_in_time=longest_run(masks.get_column("own_in_time")),
        run_anywhere=longest_run(masks.get_column("anywhere")),
        employer_seen=_seen(masks, folded.collect(), months),
        first=pl.lit(reach.item(0, "first"), dtype=pl.Date),
        last=pl.lit(reach.item(0, "last"), dtype=pl.Date),
    ).cast(INSURED)


def longest_run(masks: pl.Series) -> pl.Series:
    """How many ones stand side by side at most in each mask (Int64)."""
    length = pl.Series(masks.name, [0], dtype=pl.Int64).new_from_index(0, len(masks))
    while (masks != 0).any():
        length += (masks != 0).cast(pl.Int64)
        masks = masks & (masks // 2)  # a run of n ones becomes one of n - 1
    return length


def strip(mask: pl.Expr, late: pl.Expr, months: int) -> pl.Expr:
    """The first `months` months of a mask for people: ● paid in time, ◎ paid late, ○ not paid."""
    return pl.concat_str(
        pl.when(late // 2**n % 2 == 1)
        .then(pl.lit("◎"))
        .when(mask // 2**n % 2 == 1)
        .then(pl.lit("●"))
        .otherwise(pl.lit("○"))
        for n in range(months)
    )


def unit(name: pl.Expr) -> pl.Expr:
    """A unit's name for comparing: full width folded, without blanks and hidden characters."""
    return name.str.normalize("NFKC").str.replace_all(r"[\s\p{Cf}]", "")


def month_number(day: pl.Expr) -> pl.Expr:
    """Months since year 0 (Int32), to count with."""
    return day.dt.year() * 12 + day.dt.month().cast(pl.Int32)


def _wanted(claims: pl.LazyFrame) -> pl.DataFrame:
    told = pl.col("person", "employer", "hire_date").is_not_null()
    return (
        claims.filter(pl.col("subsidy").is_in(["hire", "placement"]) & pl.all_horizontal(told))
        .select(
            "person",
            row_id_claim="row_id",
            unit=unit(pl.col("employer")),
            code=pl.col("employer_code"),
            hire_no=month_number(pl.col("hire_date")),
        )
        .collect()
    )


def _paid(months: pl.LazyFrame, in_time: int, kinds: tuple[str, ...]) -> pl.LazyFrame:
    """The month rows that count, each beside the claim it belongs to."""
    due = pl.coalesce("paid_for", "month")
    payment = pl.col("payment").fill_null("")
    kind = pl.col("insurance").fill_null("")
    counts = ~kind.str.contains(_OTHER_KINDS)
    if kinds:
        counts &= (kind == "") | pl.any_horizontal(kind.str.contains(word, literal=True) for word in kinds)
    behind = month_number(pl.col("month")) - month_number(due) > in_time
    return months.filter(due.is_not_null() & counts & ~payment.str.contains(_NOT_PAID)).select(
        "row_id_claim",
        "employer",
        "unit",
        "code",
        "hire_no",
        paid_code=pl.col("employer_code"),
        month_no=month_number(due),
        late=payment.str.contains(_LATE) | behind,
    )


def _same_unit() -> pl.Expr:
    both = pl.col("code").is_not_null() & pl.col("paid_code").is_not_null()
    same_name = (pl.col("unit") == pl.col("paid_unit")).fill_null(False)
    return pl.when(both).then(pl.col("code") == pl.col("paid_code")).otherwise(same_name)


def _seen(masks: pl.DataFrame, folded: pl.DataFrame, months: pl.LazyFrame) -> pl.Series:
    """Whether the month rows tell of each claim's employer; codes are looked for only where no month was found."""
    if (masks.get_column("own") != 0).all():
        return masks.get_column("own") != 0
    codes = months.select("employer_code").drop_nulls().unique().collect(engine="streaming").to_series()
    by_name = pl.col("unit").is_in(folded.get_column("paid_unit").drop_nulls().implode())
    return masks.select(by_name | pl.col("code").is_in(codes.implode()).fill_null(False)).to_series()
