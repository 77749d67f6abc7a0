"""What the words of a month row say: whether it counts, how it was paid, where, and at whose employer."""

import polars as pl

from chizheng_audit.employment.months import code, unit
from chizheng_audit.employment.portions import Learned
from chizheng_audit.employment.terms import Terms
from chizheng_audit.regions import province

UNSAID, AT_HOME, OUTSIDE = range(3)
"""`where`: whether a row names a region, and which."""

_NOT_PAID = r"欠|未缴|未实缴|未到[账帐]|暂停|中断|停缴|断缴|退费|退款|退收|退缴|退还"
_LATE = r"补缴|补收|补交"
_ELSEWHERE = r"转入"
_UNCLEAR = r"不明|待核"  # as reading writes of a mark that no legend explains


def readers(units: pl.Series, codes: pl.Series, terms: Terms) -> dict[str, Learned]:
    """For each column of words what its values say.

    employer: unit, code: the place in `units` or `codes` (Int32; -1 for one that is not there, null for none).
    insurance: counts. payment: unclear, unpaid, called_late, elsewhere. region: where.
    """
    payment = pl.col("payment").fill_null("")
    home = province(pl.col("region"))
    where = pl.when(home.is_in(list(terms.province))).then(AT_HOME).when(home.is_not_null()).then(OUTSIDE)
    asked = {
        "insurance": {"counts": kind_counts(terms)},
        "payment": {
            "unclear": payment.str.contains(_UNCLEAR),
            "unpaid": is_owed(payment) & ~payment.str.contains(_UNCLEAR),
            "called_late": payment.str.contains(_LATE),
            "elsewhere": payment.str.contains(_ELSEWHERE),
        },
        "region": {"where": where.otherwise(UNSAID)},
    }

    def looks(name: str, answers: dict[str, pl.Expr]) -> Learned:
        return Learned(lambda values: values.alias(name).to_frame().with_columns(**answers).select(*answers))

    def numbers(name: str, known: pl.Series, meant: pl.Expr) -> Learned:
        return Learned(lambda values: places(values.to_frame("value").select(meant).to_series(), known, name))

    return {
        "employer": numbers("unit", units, unit(pl.col("value"))),
        "employer_code": numbers("code", codes, code(pl.col("value"))),
        **{name: looks(name, answers) for name, answers in asked.items()},
    }


def places(values: pl.Series, known: pl.Series, name: str) -> pl.DataFrame:
    """(name: Int32) the place of each value in `known`, values of which are distinct; -1 for none, null for null."""
    numbered = known.alias("value").to_frame().with_row_index(name)
    place = pl.when(pl.col("value").is_not_null()).then(pl.col(name).cast(pl.Int32).fill_null(-1))
    found = values.to_frame("value").join(numbered, on="value", how="left", maintain_order="left")
    return found.select(place.alias(name))


def is_owed(payment: pl.Expr) -> pl.Expr:
    """Whether the word for how a month was paid says that it was not, or that the money went back."""
    return payment.str.contains(_NOT_PAID)


def kind_counts(terms: Terms) -> pl.Expr:
    """Whether the kind of insurance (column `insurance`) counts; where none is told it does."""
    kind = pl.col("insurance").fill_null("")
    counts = ~_holds(kind, terms.kinds_not)
    return counts & ((kind == "") | _holds(kind, terms.kinds)) if terms.kinds else counts


def _holds(text: pl.Expr, words: tuple[str, ...]) -> pl.Expr:
    return pl.any_horizontal([pl.lit(False), *(text.str.contains(word, literal=True) for word in words)])
