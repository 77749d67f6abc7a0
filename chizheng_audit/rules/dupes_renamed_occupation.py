"""同一人同一等级，职业名称像是同一职业

查什么：同一人在同一等级有两条评价补贴申报，职业名称不同，但职业编码相同、对照表指为同一职业，或名称相近、一个包含另一个。
用了台账的，也与以前各批核对。
为何：新版大典改了许多职业的名称和编码；换个名称再申报一次，就绕过了同一职业不得重复的限制。
例：同一人的中级工，先以“保育员”申报，后以“保育师”申报；对照表里两者是同一职业。
会误报：名称相近而确是两个职业，如“养老护理员”与“医疗护理员”；同一职业下两个不同的工种。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.duplicates import OPEN_PERSON, at_hand, repeated, why_incomplete, with_past
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.similarity import text_scores

_WHO = ["person", "level"]


def check(case: Case) -> pl.LazyFrame:
    """The later of two claims of one person and level whose occupations look like one."""
    rows = case.tables.claims
    known = with_past(case).filter(pl.col("trade").is_not_null())
    several = (
        repeated(known, _WHO)
        .filter(pl.col("trade").n_unique().over(_WHO) > 1)
        .sort(at_hand(), "issue_date", "trade", "row_id", nulls_last=True)
        .with_columns(turn=pl.int_range(pl.len()).over(_WHO))
    )
    # the first claim of each occupation stands for all of them, lest one number in many rows pair all with all
    firsts = several.group_by(*_WHO, "trade", "occupation_code", maintain_order=True).agg(
        pl.col("row_id", "occupation", "turn").first()
    )
    pairs = several.join(firsts, on=_WHO, suffix="_2").filter(
        at_hand() & (pl.col("turn") > pl.col("turn_2")) & (pl.col("trade") != pl.col("trade_2"))
    )
    judged = pairs.map_batches(lambda frame: _compared(frame, case), schema=_schema(pairs))
    flagged = (
        judged.filter(pl.col("variant").is_not_null())
        .sort("row_id", "rank", "turn_2")
        .group_by("row_id", maintain_order=True)
        .agg(pl.all().first(), evidence=pl.col("row_id_2").sort())
        .with_columns(
            at_stake="amount",
            subject=pl.concat_str(
                "person",
                pl.min_horizontal("trade", "trade_2"),
                pl.max_horizontal("trade", "trade_2"),
                pl.col("level").cast(pl.String),
                separator="\x1f",
            ),
            confidence=pl.when(pl.col("variant").is_in(["part", "near"]))
            .then(pl.lit("possible"))
            .otherwise(pl.lit("strong")),
        )
    )
    incomplete = rows.filter(pl.any_horizontal(pl.col("person", "trade", "level").is_null())).with_columns(
        variant=why_incomplete()
    )
    found = [judge(flagged, passes=pl.lit(False)), judge(incomplete, passes=pl.lit(None, dtype=pl.Boolean))]
    if case.value("near_occupation_score") is None:
        unscored = judged.filter(pl.col("variant").is_null()).unique("row_id").drop("variant")
        others = unscored.join(flagged.select("row_id"), on="row_id", how="anti")
        found.append(
            judge(others.with_columns(variant=pl.lit("open_score")), passes=pl.lit(None, dtype=pl.Boolean))
        )
    return pl.concat(found, how="diagonal")


def _schema(pairs: pl.LazyFrame) -> pl.Schema:
    return pl.Schema(
        {**pairs.collect_schema(), "score": pl.Int64(), "variant": pl.String(), "rank": pl.Int32()}
    )


def _compared(pairs: pl.DataFrame, case: Case) -> pl.DataFrame:
    """Why each pair looks like one occupation: the first of `reasons` that holds, null where none does."""
    aliases: dict[str, str] = case.value("occupation_aliases") or {}
    least = case.value("near_occupation_score")
    names = {old.lower(): new.lower() for old, new in aliases.items()}
    parts = [pl.col(c).str.extract_groups(r"^(?<whole>[^/|]*)(?<branch>.*)$") for c in ("trade", "trade_2")]
    whole, whole_2 = (part.struct.field("whole") for part in parts)
    branch, branch_2 = (part.struct.field("branch") for part in parts)
    code, code_2 = (pl.col(c).replace(aliases) for c in ("occupation_code", "occupation_code_2"))
    # a branch that both have would make any two occupations look alike
    texts = pairs.with_columns(
        one=pl.when(branch == branch_2).then(whole).otherwise("trade"),
        other=pl.when(branch == branch_2).then(whole_2).otherwise("trade_2"),
    )
    score = text_scores(texts, "one", "other").floor().cast(pl.Int64)
    short = pl.min_horizontal(pl.col("one", "other").str.len_chars()) >= 2
    holds = pl.col("one").str.contains(pl.col("other"), literal=True) | pl.col("other").str.contains(
        pl.col("one"), literal=True
    )
    reasons = {
        "alias": (whole != whole_2) & (whole.replace(names) == whole_2.replace(names)),
        "code": code == code_2,
        "branch": whole == whole_2,
        "part": holds & short,
        "near": pl.col("score") >= pl.lit(least, dtype=pl.Int64),
    }
    named = [pl.when(holds.fill_null(False)).then(pl.lit(name)) for name, holds in reasons.items()]
    ranks = pl.col("variant").replace_strict(
        {name: n for n, name in enumerate(reasons)}, default=None, return_dtype=pl.Int32
    )
    return (
        texts.with_columns(score.alias("score"))
        .with_columns(variant=pl.coalesce(named))
        .with_columns(rank=ranks)
        .drop("one", "other")
    )


RULE = Rule(
    code="D04",
    title=N_("同一人同一等级，职业名称像是同一职业"),
    clause="evaluation_once",
    verdict="suspicion",
    scope=(pl.col("subsidy") == "evaluation")
    & (pl.col("standing") == "claim")
    & (pl.col("family") == "SKILL"),
    needs=("id_no", "occupation", "level"),
    parameters=("occupation_aliases", "near_occupation_score"),
    together="person",
    message={
        "alias": N_(
            "{name}（{id_no}）{level}另以“{occupation_2}”申报过；按职业对照表，“{occupation}”与之是同一职业。"
        ),
        "code": N_(
            "{name}（{id_no}）{level}另以“{occupation_2}”申报过；与“{occupation}”的职业编码相同或新旧对应。"
        ),
        "branch": N_("{name}（{id_no}）{level}另以“{occupation_2}”的其他工种申报过；本行为“{occupation}”。"),
        "part": N_(
            "{name}（{id_no}）{level}另以“{occupation_2}”申报过；本行为“{occupation}”，两个名称一个包含另一个。"
        ),
        "near": N_(
            "{name}（{id_no}）{level}另以“{occupation_2}”申报过；与“{occupation}”的名称相近（{score} 分）。"
        ),
        **OPEN_PERSON,
        "open_trade": N_("职业一栏写的是“{occupation}”，认不出是什么职业，无法与其他申报比对。"),
        "open_score": N_(
            "{name}（{id_no}）{level}另有其他职业的申报；审计日早于政策包的名称相近分数，无从比对。"
        ),
    },
    check=check,
)
