"""How sure a pair is: what the names say, what is shared, what chance would do."""

import polars as pl
from rapidfuzz.distance import Levenshtein

from chizheng_audit.similarity.chance import LITTLE
from chizheng_audit.similarity.corroborate import CORROBORATED_BY, alike, beside, shared
from chizheng_audit.similarity.result import GRADES, NAMES, Limits

_BY_ITSELF = ("same_number", "legacy_15", "lookalike")
_BY_CHECK = ("mistyped", "lost_or_added")
_BY_CONTEXT = ("both_mistyped", "common_source")
_BY_DIGITS = ("recomputed_check", "two_digits")
_BY_CHANCE = (*_BY_DIGITS, "other_region", "distant")
"""Relations that strangers of one name may have."""


def graded(
    pairs: pl.DataFrame,
    people: pl.DataFrame,
    firsts: pl.Series,
    by_chance: tuple[float, float, float],
    limits: Limits,
) -> pl.DataFrame:
    """`pairs` (a, b, relation) with names, phone, account, twin, expected and grade, see PAIRS.

    by_chance: see chances.
    """
    both = beside(pairs, people, *CORROBORATED_BY, "name", "body", "right")
    both = both.with_columns(
        names=name_relations(both).cast(pl.Enum(NAMES)),
        same_phone=shared("phone"),
        same_account=shared("account"),
        code=_shared_reading(),
    ).with_columns(
        twin=(pl.col("right_a") & pl.col("right_b")).fill_null(False)
        & (pl.col("body_a") // 1000 == pl.col("body_b") // 1000).fill_null(False)
        & (pl.col("body_a") != pl.col("body_b")).fill_null(False)
        & ~pl.col("names").is_in(["same", "sound"])
    )
    both = both.with_columns(expected=_expected(both, people, firsts, by_chance))
    return both.with_columns(grade=_grade(limits).cast(pl.Enum(GRADES))).select(
        *pairs.columns, "grade", "names", "expected", "twin", phone="same_phone", account="same_account"
    )


def _shared_reading() -> pl.Expr:
    """The code that both names share, null where they are not alike."""
    return pl.coalesce(
        pl.when(pl.col(f"{one}_a") == pl.col(f"{other}_b")).then(f"{one}_a")
        for one in ("sound", "also")
        for other in ("sound", "also")
    )


def name_relations(both: pl.DataFrame) -> pl.Series:
    """How the names of each pair are (NAMES, as text); needs name, sound and also of both."""
    unknown = pl.col("name_a").is_null() | pl.col("name_b").is_null()
    relation = (
        pl.when(unknown)
        .then(pl.lit("unknown"))
        .when(pl.col("name_a") == pl.col("name_b"))
        .then(pl.lit("same"))
        .when(alike())
        .then(pl.lit("sound"))
    )
    told = both.select("name_a", "name_b", names=relation)
    open_ = told.filter(pl.col("names").is_null()).select("name_a", "name_b").unique(maintain_order=True)
    near = [Levenshtein.distance(a, b, score_cutoff=1) <= 1 for a, b in open_.iter_rows()]
    answers = open_.with_columns(near=pl.Series(near, dtype=pl.Boolean))
    told = told.join(answers, on=["name_a", "name_b"], how="left", maintain_order="left")
    rest = pl.when("near").then(pl.lit("near")).otherwise(pl.lit("other"))
    return told.select(pl.coalesce("names", rest)).to_series()


def _expected(
    both: pl.DataFrame, people: pl.DataFrame, firsts: pl.Series, by_chance: tuple[float, float, float]
) -> pl.Series:
    """How many pairs as near as this one the name has by chance (Float64, null where that is not a question).

    For numbers that are near: pairs of namesakes times the chance that two strangers' numbers are. For distant ones:
    pairs of those who share the contact times the chance that two strangers both bear the name.
    """
    one, two, elsewhere = by_chance
    readings = people.select("sound", "also").gather(firsts)
    in_question = pl.col("relation").is_in(_BY_CHANCE)
    asked = both.select(pl.when(in_question).then("code")).to_series()
    names, also = (_counts(readings.get_column(reading), asked) for reading in ("sound", "also"))
    counted = both.with_columns(namesakes=(names + also).cast(pl.Float64))
    crowd = pl.min_horizontal(
        _counts(
            people.get_column(contact),
            both.select(
                pl.when((pl.col("relation") == "distant") & pl.col(f"same_{contact}")).then(f"{contact}_a")
            ).to_series(),
        ).cast(pl.Float64)
        for contact in ("phone", "account")
    )
    namesakes = pl.col("namesakes")
    chance = pl.col("relation").replace_strict(
        {"recomputed_check": one, "two_digits": two, "other_region": elsewhere},
        default=None,
        return_dtype=pl.Float64,
    )
    # of two namesakes one is given and the other tells how common the name is: were neither counted, all who share a
    # school's account and meet one namesake would look like one person
    share = (namesakes - 1).clip(0) / (len(firsts) + LITTLE)
    expected = (
        pl.when(pl.col("code").is_null())
        .then(None)
        .when(pl.col("relation") == "distant")
        .then(crowd * (crowd - 1) / 2 * share * share)
        .otherwise(namesakes * (namesakes - 1) / 2 * chance)
    )
    return counted.select(expected).to_series()


def _counts(codes: pl.Series, asked: pl.Series) -> pl.Series:
    """How often each of `asked` occurs among `codes` (UInt32, null for null)."""
    wanted = asked.drop_nulls().unique()
    codes = codes.drop_nulls()
    counts = codes.filter(codes.is_in(wanted.implode())).value_counts(name="count")
    told = asked.to_frame("code").join(
        counts.rename({codes.name: "code"}), on="code", how="left", maintain_order="left"
    )
    return told.select(pl.when(pl.col("code").is_not_null()).then(pl.col("count").fill_null(0))).to_series()


def _grade(limits: Limits) -> pl.Expr:
    relation, names = pl.col("relation"), pl.col("names")
    contact = pl.col("same_phone") | pl.col("same_account")
    same = names.is_in(["same", "sound"])
    speaks = same | (names == "near") | contact
    rare = (pl.col("expected") <= limits.coincidences).fill_null(False)
    strong = (
        (relation.is_in(_BY_CHECK) & speaks)
        | (relation.is_in(_BY_CONTEXT) & speaks)
        | relation.is_in(["zeros_lost", "float_image"])
        | (relation.is_in(_BY_DIGITS) & same & (contact | rare))
        | (relation.is_in(_BY_DIGITS) & (names == "near") & contact & ~pl.col("twin"))
        | (relation.is_in(["other_region", "distant"]) & (rare | (contact & (relation == "other_region"))))
    )
    exact = relation.is_in(_BY_ITSELF) | (relation.is_in(_BY_CHECK) & same)
    return (
        pl.when(exact).then(pl.lit("exact")).when(strong).then(pl.lit("strong")).otherwise(pl.lit("possible"))
    )
