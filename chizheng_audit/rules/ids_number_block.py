"""同一文件中，一串号码相连

查什么：同一文件里，地区和出生日期相同、顺序码一个接一个（间隔不超过政策包的经验值）的身份证号，
涉及的不同姓名达到政策包的人数；同姓的只算一个，免得把双胞胎、多胞胎算进来。一串列一条，其余各行作为佐证。
为何：同一地区同一天出生的人，顺序码相连而又都来申报，难得凑巧；编造名单时常在一个号码上递增。
例：张一丁、王二丙、李三乙的号码前 14 位相同，顺序码为 001、003、005。
会误报：小地方的孩子同日登记、同班上学，后来又一同参加培训。
"""

import polars as pl

from chizheng_audit.case import Case
from chizheng_audit.facts.identities import CLAIM_ORDER, OPEN, incomparable, listed, residents
from chizheng_audit.i18n import N_
from chizheng_audit.rule import Rule, judge
from chizheng_audit.similarity import comparable
from chizheng_audit.tables.system import SHEET_SPAN

_PEOPLE, _GAP = "number_block_people", "number_block_gap"
_COLUMNS = tuple(c for c in CLAIM_ORDER if c != "row_id")
_FILE_AND_DAY = ["file", "day"]
_NOTHING = {name: pl.lit(None) for name in ("run_length", "first_serial", "last_serial", "surnames")}


def check(case: Case) -> pl.LazyFrame:
    """The first claim of each run of serials that enough surnames have."""
    least, gap = case.value(_PEOPLE), case.value(_GAP)
    unknown = pl.lit(None, dtype=pl.Boolean)
    if least is None or gap is None:
        return judge(case.tables.claims.with_columns(variant=pl.lit("open_law"), **_NOTHING), unknown)
    run = [*_FILE_AND_DAY, "run"]
    near = pl.col("serial") - pl.col("serial").shift(1).over(_FILE_AND_DAY)
    numbers = (
        _numbers(case).sort(*_FILE_AND_DAY, "serial").with_columns(run=(near > gap).fill_null(True).cum_sum())
    )
    blocks = numbers.group_by(run).agg(
        surnames=pl.col("name_key").str.head(1).n_unique(),
        run_length=pl.col("person").n_unique(),
        first_serial=pl.col("serial").min().cast(pl.String).str.zfill(3),
        last_serial=pl.col("serial").max().cast(pl.String).str.zfill(3),
        all_rows=pl.col("row_id"),
        rows=listed(pl.col("row_id")),
        subject=pl.col("person").sort().str.join("\x1f"),
    )
    told = blocks.filter(pl.col("surnames") >= least)
    flagged = (
        numbers.sort(*CLAIM_ORDER, nulls_last=True)
        .unique(run, keep="first", maintain_order=True)
        .join(told, on=run)
        .with_columns(
            covers=pl.col("all_rows").list.set_difference(pl.concat_list("row_id")).list.sort(),
            evidence=pl.col("rows").list.set_difference(pl.concat_list("row_id")).list.sort(),
            confidence=pl.lit("possible"),
        )
    )
    return pl.concat([judge(flagged, pl.lit(False)), judge(incomparable(case), unknown)], how="diagonal")


def _numbers(case: Case) -> pl.LazyFrame:
    """One row a file, number and name: the earliest claim, of days of birth in one region that several numbers have."""
    formed = pl.col("person").str.contains(r"^[0-9]{17}[0-9X]$")
    files = case.tables.sheets.select("base", told="file")
    rows = case.tables.claims.filter(formed & pl.col("name").is_not_null())
    thin = (
        rows.select("row_id", "person", base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
        .join(files, on="base", how="left")
        .with_columns(
            file=pl.coalesce("told", pl.col("base").cast(pl.String)), day=pl.col("person").str.head(14)
        )
    )
    many = (
        thin.select("file", "day", "person")
        .unique()
        .filter(pl.struct(_FILE_AND_DAY).is_duplicated())
        .select(*_FILE_AND_DAY)
        .unique()
    )
    there = thin.join(many, on=_FILE_AND_DAY).select("row_id", *_FILE_AND_DAY)
    crowd = rows.join(there, on="row_id").select("row_id", "person", *_FILE_AND_DAY, *_COLUMNS).collect()
    return (
        comparable(crowd)
        .lazy()
        .filter(pl.col("name_key").is_not_null())
        .with_columns(serial=pl.col("person").str.slice(14, 3).cast(pl.Int64, strict=False))
        .sort(*CLAIM_ORDER, nulls_last=True)
        .unique([*_FILE_AND_DAY, "person", "name_key"], keep="first", maintain_order=True)
    )


RULE = Rule(
    code="I05",
    title=N_("同一文件中，一串号码相连"),
    clause=None,
    verdict="suspicion",
    scope=residents,
    needs=("id_no",),
    parameters=(_PEOPLE, _GAP),
    together="all",
    message={
        "": N_(
            "本文件有 {run_length} 个身份证号地区和出生日期相同、顺序码从 {first_serial} 到 {last_serial} 相连，"
            "分属 {surnames} 个姓的人；本行为{name}（{id_no}）。"
        ),
        "open_law": N_("审计日早于政策包关于号码相连的规定，无从核对。"),
        **OPEN,
    },
    check=check,
)
