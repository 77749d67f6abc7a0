"""The pass over the month rows: the months of a claim are the OR of their bits.

So a month told twice counts once, and memory grows with the claims, not with the month rows.
"""

from collections.abc import Sequence

import polars as pl

from chizheng_audit.employment.counting import MASKS, counted, spanned
from chizheng_audit.employment.masks import longest_run, month_number
from chizheng_audit.employment.months import Held, Months, Ranges, code, reach_of, unit
from chizheng_audit.employment.terms import Terms
from chizheng_audit.tables import SPANS

INSURED = pl.Schema(
    {
        "row_id": pl.Int64(),  # of the hire or placement claim
        # masks of months, bit 0 is the hire month:
        "own": pl.Int64(),  # paid, at the claim's own employer
        "own_late": pl.Int64(),  # of these the ones that were paid late only (补缴)
        "owed": pl.Int64(),  # told of at the own employer, and not paid (欠费)
        "anywhere": pl.Int64(),  # paid, at whatever employer that is named
        "nowhere": pl.Int64(),  # paid, in rows that name no employer
        "outside": pl.Int64(),  # paid, in rows that name a region outside the province
        "placed": pl.Int64(),  # paid, in rows that name a region
        "spanned": pl.Int64(),  # within a span at the own employer, which proves no single month
        "before": pl.Int64(),  # paid at the own employer before the hire; bit n is n + 1 months before the hire month
        "run": pl.Int64(),  # longest run of paid months at the own employer
        "run_in_time": pl.Int64(),  # the same without those paid late
        "run_anywhere": pl.Int64(),  # longest run of paid months at whatever named employers
        "run_not_outside": pl.Int64(),  # the same without those in rows that name a region outside the province
        "run_inside": pl.Int64(),  # the same of those in rows that name a region inside the province
        "run_at_best": pl.Int64(),  # longest run at the own employer if `nowhere` and `spanned` were all paid there
        "unread": pl.Int64(),  # rows about this person that count and whose month could not be read
        "by_code": pl.Boolean(),  # whether the claim and month rows both tell employers' credit codes, not only names
        "employer_seen": pl.Boolean(),  # whether the month rows or spans tell of the own employer at all
        "first": pl.Date(),  # the months that the rows reach from and to, all people together
        "last": pl.Date(),
    }
)
"""One row a hire or placement claim that has a person, an employer and a hire date."""


def insured(
    claims: pl.LazyFrame,
    months: pl.LazyFrame | Sequence[Months],
    terms: Terms | None = None,
    spans: pl.LazyFrame | None = None,
) -> pl.DataFrame:
    """The INSURED frame of `claims` (with the columns of case.prepare) by `months` (the insurance table, or sources of
    its rows) and `spans` (the table of that name).

    A month counts when it is paid, of a kind that counts (a row without 险种 does), and for the month it was due
    (对应费款所属期 where told). It is late when it is called 补缴, or was accounted for too long after it was due.
    Employers are one by their credit codes where both sides tell one, else by their names, see months.unit.
    """
    terms = terms or Terms()
    sources = [Held(months.collect())] if isinstance(months, pl.LazyFrame) else months
    wanted = _wanted(claims)
    ranges = Ranges((SPANS.no_rows() if spans is None else spans).collect())
    found, coded = counted(wanted, sources, terms)
    masks = (
        wanted.join(found, on="claim", how="left")
        .join(spanned(wanted, ranges.rows, terms), on="claim", how="left")
        .with_columns(pl.col(*MASKS, "spanned", "unread").fill_null(0))
    )

    def run(mask: str | pl.Expr) -> pl.Series:
        return longest_run(masks.select(mask).to_series(), terms.gap, terms.start_by)

    first, last = reach_of([*sources, ranges])
    return masks.with_columns(
        own_late=pl.col("own") & ~pl.col("in_time"),
        run=run("own"),
        run_in_time=run("in_time"),
        run_anywhere=run("anywhere"),
        run_not_outside=run(pl.col("anywhere") & ~pl.col("outside")),
        run_inside=run(pl.col("anywhere") & pl.col("placed") & ~pl.col("outside")),
        run_at_best=run(pl.col("own") | pl.col("nowhere") | pl.col("spanned")),
        by_code=pl.col("code").is_not_null() & coded,
        employer_seen=_seen(masks, [*sources, ranges]),
        first=pl.lit(first, dtype=pl.Date),
        last=pl.lit(last, dtype=pl.Date),
    ).select(
        pl.col("claim").alias("row_id"),
        *(pl.col(name).cast(kind) for name, kind in list(INSURED.items())[1:]),
    )


def _wanted(claims: pl.LazyFrame) -> pl.DataFrame:
    """The claims that are looked up, with what they are looked up by."""
    told = pl.col("person", "employer", "hire_date").is_not_null()
    found = (
        claims.filter(pl.col("subsidy").is_in(["hire", "placement"]) & pl.all_horizontal(told))
        .select(
            "person",
            "employer",
            "employer_code",
            claim="row_id",
            hire_no=month_number(pl.col("hire_date")),
        )
        .collect()
    )
    employers = found.select("employer", "employer_code").unique()
    known = employers.with_columns(unit=unit(pl.col("employer")), code=code(pl.col("employer_code")))
    return found.join(
        known, on=["employer", "employer_code"], how="left", nulls_equal=True, maintain_order="left"
    ).drop("employer_code")


def _seen(masks: pl.DataFrame, sources: Sequence[Months | Ranges]) -> pl.Series:
    """Whether the rows tell of each claim's employer; all units are asked for only where no month was found."""
    own = masks.select(
        seen=(pl.col("own") != 0) | (pl.col("owed") != 0) | (pl.col("before") != 0) | (pl.col("spanned") != 0)
    )
    lost = masks.filter(~own.get_column("seen"))
    if lost.is_empty():
        return own.get_column("seen")
    told = pl.concat(
        [
            pl.DataFrame(schema={"employer": pl.String, "employer_code": pl.String}),
            *(s.units() for s in sources),
        ]
    )
    names = told.select(unit(pl.col("employer"))).to_series().drop_nulls().unique()
    codes = told.select(code(pl.col("employer_code"))).to_series().drop_nulls().unique()
    known = pl.col("unit").is_in(names.implode()) | pl.col("code").is_in(codes.implode()).fill_null(False)
    return pl.concat([masks, own], how="horizontal").select(pl.col("seen") | known).to_series()
