"""评价补贴金额与标准不符

查什么：评价补贴申报金额是否等于本行日期执行的等级标准；直接认定按政策包规定的比例折算。多报少报都列出，少报的差额为负。
当时没有标准的等级由 A08 说明，培训合格证等不予补贴的证书由 A04 说明，这里不重复。
评价方式空缺或读不懂时，金额等于全额或折半的都列为待核；整张表没有评价方式一栏的，按全额核对，每表只列一条说明。
本行日期读不懂的，不拿别的日期顶替，列为待核。
为何：标准按等级逐人确定。错一档、忘了折半、套用培训补贴标准、万元与元混淆，是最常见的多付原因，金额本身往往就能看出是哪一种。
例：中级工考试考核，标准 240 元，申报 280 元；280 元正是高级工的标准，多 40 元。
会误报：政策对直接认定写的是“可以”折半，当地若另有文件按全额补贴，请改政策包的比例。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import own_level
from chizheng_audit.facts.kinds_of_certificate import excluded_kind
from chizheng_audit.facts.troubles import sheet_subject
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.tables.kinds import LEVEL, LEVELS, MONEY
from chizheng_audit.tables.system import SHEET_SPAN

_SCALE = "evaluation_amount"
_MOST_IN_ONE_ROW = 20  # beyond it, a multiple says nothing about how the sum came about


def check(case: Case) -> pl.LazyFrame:
    """Rows whose amount is not the scale's for their level and method, with the mistake that explains it."""
    rows = case.attach(_with_scale(case), "direct_share")
    direct = pl.col("method") == "direct"
    full = pl.col("rate")
    half = (full * pl.col("direct_share")).cast(MONEY)
    amount, expected = pl.col("amount"), pl.col("expected")
    rows = rows.with_columns(half=half, expected=pl.when(direct).then(half).otherwise(full))
    halved = pl.col("method").is_null() & (
        pl.col("half") != full
    )  # by the method the sum is one or the other
    assumed_full = halved & (amount == full) & _in_sheet(case, silent := _without_method(case))
    judged = judge(
        rows.with_columns(
            excess=(amount - expected).cast(MONEY),
            short=(expected - amount).cast(MONEY),
            heads=pl.when(expected > 0).then(amount / expected).cast(pl.Int64),
            other_level=_neighbour(direct),
            training=_training(case),
        ),
        passes=pl.when(~(halved & ((amount == full) | (amount == pl.col("half")))).fill_null(False))
        .then(amount == expected)
        .when(assumed_full)
        .then(True),
    )
    missing = pl.col("level").is_null() | amount.is_null()
    found = judged.with_columns(
        at_stake="excess",
        variant=pl.when(missing)
        .then(pl.lit("missing"))
        .when(expected.is_null())
        .then(pl.lit("open_date"))
        .when(pl.col("passes").is_null())
        .then(pl.lit("open_method"))
        .otherwise(_mistake(direct)),
    )
    if silent.is_empty():
        return found.with_columns(count=pl.lit(None, dtype=pl.UInt32))
    return pl.concat([found, _told_once(rows.filter(assumed_full), case)], how="diagonal")


def _without_method(case: Case) -> pl.Series:
    """The bases of the sheets that have no column of methods at all."""
    names = pl.col("columns").list.eval(pl.element().struct.field("name")).list
    silent = case.tables.sheets.filter(
        (pl.col("table") == "claims") & ~names.contains("method").fill_null(False)
    )
    return silent.select("base").collect().get_column("base")


def _in_sheet(case: Case, bases: pl.Series) -> pl.Expr:
    return (pl.col("row_id") // SHEET_SPAN * SHEET_SPAN).is_in(bases.implode())


def _told_once(rows: pl.LazyFrame, case: Case) -> pl.LazyFrame:
    """One unverifiable row a sheet, for all those taken at the full rate because the sheet tells no methods."""
    earliest = pl.col("row_id").filter(pl.col("id_no") == pl.col("id_no").min()).min()
    sheets = rows.group_by(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN).agg(
        row_id=pl.coalesce(earliest, pl.col("row_id").min()), count=pl.len()
    )
    told = sheets.join(sheet_subject(case, sheets), on="base").with_columns(
        variant=pl.lit("open_no_method"), subject=pl.concat_str(pl.lit("method"), "subject", separator="\x1f")
    )
    return judge(told, passes=pl.lit(None, dtype=pl.Boolean))


def _with_scale(case: Case) -> pl.LazyFrame:
    """Claims with the rate of their own level (`rate`) and of every level, on each row's own date."""
    claims = case.tables.claims.with_columns(own_level())
    rows = case.attach(claims, _SCALE).rename({_SCALE: "rate"}).with_columns(claimed="level")
    for level in LEVELS:
        as_if = rows.with_columns(level=pl.lit(level, dtype=LEVEL))
        rows = case.attach(as_if, _SCALE).rename({_SCALE: _rate(level)})
    return rows.with_columns(level="claimed").drop("claimed")


def _rate(level: str) -> str:
    return f"rate_{level}"


def _scope(case: Case) -> pl.Expr:
    """Claims that the scale can speak of: those of excluded certificates are A04's, levels without a rate A08's."""
    claim = (pl.col("subsidy") == "evaluation") & (pl.col("standing") == "claim")
    level = own_level()
    day = case.policy.day(_SCALE, ("issue_date", "claim_date"), case.as_of)
    speaks = pl.lit(True)  # of a day before the first scale nothing is known, and that is told
    for dated in case.policy.parameters[_SCALE].values:
        speaks = pl.when(day >= dated.start).then(level.is_in(list(dated.value))).otherwise(speaks)
    return claim & ~excluded_kind(case).fill_null(False) & (level.is_null() | speaks)


def _neighbour(direct: pl.Expr) -> pl.Expr:
    """The level whose amount, by the row's method, is the one claimed (LEVEL); of a flagged row always another."""
    found = []
    for level in LEVELS:
        rate = pl.col(_rate(level))
        due = pl.when(direct).then((rate * pl.col("direct_share")).cast(MONEY)).otherwise(rate)
        found.append(pl.when(due == pl.col("amount")).then(pl.lit(level, dtype=LEVEL)))
    return pl.coalesce(found)


def _training(case: Case) -> pl.Expr:
    """Whether the amount is what the pack pays for training at that level."""
    by_level = case.value("training_amount") or {}
    fits = [
        (pl.col("level") == level) & (pl.col("amount") == pl.lit(sum_)) for level, sum_ in by_level.items()
    ]
    return pl.any_horizontal(pl.lit(False), *fits)


def _mistake(direct: pl.Expr) -> pl.Expr:
    """The first known mistake that gives exactly this amount, as the name of a message."""
    amount, expected, heads = pl.col("amount"), pl.col("expected"), pl.col("heads")
    exam = pl.col("method").is_in(["exam", "process"])
    mistakes = {
        "full_for_direct": direct & (amount == pl.col("rate")),
        "half_for_exam": exam & (amount == pl.col("half")),
        "neighbour": pl.col("other_level").is_not_null(),
        "training": pl.col("training"),
        "wan": (amount * 10_000 == expected) | (amount == expected * 10_000),
        "several": (heads * expected == amount) & heads.is_between(2, _MOST_IN_ONE_ROW),
        "under": amount < expected,
    }
    return pl.coalesce([*(pl.when(fits).then(pl.lit(name)) for name, fits in mistakes.items()), pl.lit("")])


RULE = Rule(
    code="A01",
    title=N_("评价补贴金额与标准不符"),
    clause="evaluation",
    verdict="violation",
    scope=_scope,
    needs=("level", "amount"),
    parameters=(_SCALE, "direct_share"),
    uses=(
        "excluded_certificates",
        "training_amount",
    ),
    message={
        "": N_("{level}标准 {rate} 元，本行应补 {expected} 元，申报 {amount} 元，差额 {excess} 元。"),
        "full_for_direct": N_(
            "{level}直接认定应补 {expected} 元，申报 {amount} 元，多 {excess} 元；"
            "金额等于考试考核的全额标准。"
        ),
        "half_for_exam": N_(
            "{level}非直接认定应补 {expected} 元，申报 {amount} 元，少 {short} 元；金额等于直接认定的标准。"
        ),
        "neighbour": N_(
            "{level}标准 {rate} 元，本行应补 {expected} 元，申报 {amount} 元，差额 {excess} 元；"
            "金额等于{other_level}的标准。"
        ),
        "training": N_(
            "{level}标准 {rate} 元，本行应补 {expected} 元，申报 {amount} 元，差额 {excess} 元；"
            "金额等于该等级的培训补贴标准。"
        ),
        "wan": N_(
            "{level}标准 {rate} 元，本行应补 {expected} 元，申报 {amount} 元，"
            "相差正好一万倍，像是元与万元混淆。"
        ),
        "several": N_(
            "{level}标准 {rate} 元，本行应补 {expected} 元，申报 {amount} 元，"
            "正好是 {heads} 倍，像是一行合报多本证书。"
        ),
        "under": N_("{level}标准 {rate} 元，本行应补 {expected} 元，申报 {amount} 元，少 {short} 元。"),
        "open_date": N_("本行日期读不懂，或早于政策包的评价补贴标准，{level}申报 {amount} 元无从核对。"),
        "open_method": N_(
            "评价方式空缺或读不懂，{level}申报 {amount} 元无从核对：考试考核、过程评价应补 {rate} 元，"
            "直接认定应补 {half} 元。"
        ),
        "open_no_method": N_(
            "本表没有评价方式一栏，{count} 行金额与考试考核、过程评价的标准相符；其中若有直接认定，应按其比例补贴。"
        ),
    },
    check=check,
)
