"""What a claims sheet says once for all its rows: which subsidy it is for, and who claims it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from chizheng_audit.i18n import N_, _
from chizheng_audit.reading import values
from chizheng_audit.reading.header import ColumnMatch, Match, normal
from chizheng_audit.reading.typed import cleaned
from chizheng_audit.reading.values import squeeze
from chizheng_audit.reading.words import few
from chizheng_audit.tables.kinds import dtype

SUBSIDY_TITLES = {
    "evaluation": N_("评价补贴"),
    "hire": N_("吸纳就业补贴"),
    "placement": N_("职业介绍补贴"),
    "training": N_("培训补贴"),
}
_PAYEE_WORDS = re.compile(
    r"(申报单位|申报机构|填报单位|填报机构|评价机构|培训机构|学校名称|机构名称|单位名称|企业名称|用人单位)(?:\(盖章\)|名称)*[:：]?(.*)"
)
_REMARK = re.compile(r"\s*(注|备注|说明|填表说明|填报说明|.*不得|.*不含|.*未享受|.*已享受)")
_PAYEE_HEADERS = ("申报单位", "申报单位名称", "填报单位", "填报单位名称", "申请单位", "申请单位名称")
_PAYEE_COLUMN = {"evaluation": "org", "hire": "employer", "placement": "agency"}
_STRONG = {
    "evaluation": frozenset({"level", "cert_no"}),
    "hire": frozenset({"hire_date"}),
    "placement": frozenset({"agency"}),
}
_WEAK = frozenset({"org", "occupation", "method", "issue_date", "cert_kind"})


@dataclass(frozen=True)
class Told:
    """Where a sheet may say which subsidy it is for: `said` by the user; `own`: the cells above its header and
    the sheet's name; `around`: what stands above a part before this one; `file`: the file's name, heard only where nothing else speaks.
    """

    said: str | None
    own: Sequence[str]
    around: Sequence[str]
    file: str


@dataclass(frozen=True)
class Claimed:
    """The rows with subsidy and payee filled in; the match with the payee's column where a header names it.

    incomplete: sentences why the sheet cannot be audited as it is.
    """

    rows: pl.DataFrame
    match: Match
    warnings: tuple[str, ...]
    incomplete: tuple[str, ...]


def claimed(rows: pl.DataFrame, match: Match, kept: pl.DataFrame, told: Told) -> Claimed:
    """Fill what holds for all rows of a claims sheet; `kept` are their cells."""
    filled = {c.name for c in rows if c.null_count() < len(c)}
    kind, warnings = _kind(filled, match.columns.keys() - filled, told)
    own = pl.col("subsidy") if "subsidy" in rows.columns else pl.lit(None, dtype=dtype("subsidy"))
    rows = rows.with_columns(subsidy=own.fill_null(pl.lit(kind, dtype=dtype("subsidy"))))
    is_open = rows.get_column("subsidy").is_null()
    incomplete = [_undecided(rows.get_column("row_id").filter(is_open))] if is_open.any() else []
    payee = _payee([*told.own, *told.around])
    header = next((place for place, text in match.left.items() if normal(text) in _PAYEE_HEADERS), None)
    if header and header in kept.columns:
        cells = kept.select(cleaned(pl.col(header), "unit")).to_series()
    elif payee:
        cells = pl.Series([payee]).extend_constant(payee, len(rows) - 1) if len(rows) else pl.Series([""])
    else:
        return Claimed(rows, match, tuple(warnings), tuple(incomplete))
    return Claimed(*_paid_to(rows, match, cells, header), tuple(warnings), tuple(incomplete))


def _paid_to(
    rows: pl.DataFrame, match: Match, cells: pl.Series, header: str | None
) -> tuple[pl.DataFrame, Match]:
    """Each row's payee in the column of its role, where no header names that column."""
    roles = set(rows.get_column("subsidy").drop_nulls().unique())
    for kind, column in _PAYEE_COLUMN.items():
        if kind in roles and column not in match.columns:
            rows = rows.with_columns(
                pl.when(pl.col("subsidy") == kind).then(cells.head(len(rows))).alias(column)
            )
            if header:
                text = match.left[header]
                columns = {**match.columns, column: ColumnMatch(column, header, text, "exact", 1.0)}
                left = {place: each for place, each in match.left.items() if place != header}
                match = replace(match, columns=columns, left=left)
    return rows, match


def _kind(filled: set[str], empty: set[str], told: Told) -> tuple[str | None, list[str]]:
    """The subsidy, and what a reader should know about how it was found; `empty` are columns that have only a header."""
    if told.said:
        title = _(SUBSIDY_TITLES[told.said])
        return told.said, [_("补贴种类已指定为{title}。").format(title=title)]
    certified = filled >= _STRONG["evaluation"]
    by_title = _named(told.own)
    if by_title == "training" and certified:
        warning = _(
            "标题写的是培训补贴，但有等级和证书编号，按评价补贴核对；确是培训补贴的，"
            '请在 --columns 里写 subsidy = "training"。'
        )
        return "evaluation", [warning]
    if by_title:
        return by_title, []
    strong = [kind for kind, columns in _STRONG.items() if filled & columns]
    by_file = values.subsidy(told.file)
    if len(strong) == 1 and by_file and empty & _STRONG.get(by_file, frozenset()) and by_file != strong[0]:
        return by_file, [_unsaid(by_file)]
    if len(strong) == 1:
        return strong[0], []
    if by_first := _named(told.around):
        return by_first, []
    if not strong and filled & _WEAK:
        return "evaluation", []
    if by_file and (by_file in strong or not (strong or (by_file == "training" and certified))):
        return by_file, []
    if strong:
        found = "placement" if "evaluation" not in strong else "evaluation"
        return found, [_unsaid(found)]
    return None, []


def _unsaid(kind: str) -> str:
    words = _("没有写明是哪种补贴，按{title}核对；不对时请在 --columns 里写明 subsidy。")
    return words.format(title=_(SUBSIDY_TITLES[kind]))


def _named(titles: Sequence[str]) -> str | None:
    """The subsidy that the first of the titles names; a remark (注：不含培训补贴) is no title."""
    return next(
        (kind for title in titles if not _REMARK.match(title) and (kind := values.subsidy(title))), None
    )


def _undecided(rows: pl.Series) -> str:
    return _(
        "{n} 行看不出申报的是哪种补贴（第 {rows} 行），没有核对；请用 --columns 写明："
        'subsidy = "evaluation"（评价）、"hire"（吸纳就业）或 "placement"（职业介绍）。'
    ).format(n=len(rows), rows=few(rows))


def _payee(titles: list[str]) -> str | None:
    for place, title in enumerate(titles):
        found = _PAYEE_WORDS.fullmatch(squeeze(title))
        if found:
            named = found[2] or (squeeze(titles[place + 1]) if place + 1 < len(titles) else "")
            if len(named) > 3:
                return named
    return None
