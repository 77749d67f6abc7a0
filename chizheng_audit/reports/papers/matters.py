"""What the papers say: a working paper (审计工作底稿) a matter, and an evidence form (审计取证单) a matter and unit.

A matter is what one rule checks. Its working paper has no unit, and tells what was done and found everywhere; what a unit
has to sign is on that unit's form, which is an annex of it. The names of fields are those that templates use.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reports import standing, verdict
from chizheng_audit.reports.beside import failure
from chizheng_audit.reports.places import cited, evidence, place
from chizheng_audit.reports.programme import Page
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import CONFIDENCE_WORDS, VERDICT_WORDS

FORMS = 300
"""Evidence forms in one document, those with the most at stake; more would not be signed."""
FACTS = 50
"""Findings listed on one form."""
UNITS = 30
"""Units named in a working paper."""
_CITED = 3
_FILES = 5

Fields = dict[str, Any]


@dataclass(frozen=True)
class _Forms:
    """The forms of a run: code, unit, number (within the matter, from 1), findings, violation, suspicion, unverifiable,
    money, drawn (Boolean: within FORMS); by code, dearest first.
    """

    frame: pl.DataFrame
    findings: pl.DataFrame

    @property
    def left(self) -> int:
        """How many forms are not drawn."""
        return int((~self.frame["drawn"]).sum())


def fields(view: View) -> Fields:
    """Everything that a template may use."""
    forms = _forms(view.findings)
    pages = {page.code: page for page in view.programme}
    matters = [_matter(view, forms, part, pages) for part in _by_code(forms.frame)]
    masked = (
        _("未脱敏，含个人信息，请妥善保管")
        if view.unmasked
        else _("姓名、号码已脱敏；送被审计单位核对可用 --unmask 另行出具")
    )
    return {
        "结果": verdict.sentence(view),
        "金额": _money(view.at_stake),
        "政策": view.law.named,
        "基准日": view.as_of.isoformat(),
        "脱敏": masked,
        "程序": f"chizheng_audit {view.tool_version}",
        "说明": _remarks(view, forms),
        "底稿": matters,
        "取证单": [form for matter in matters for form in matter["取证单"]],
    }


def _by_code(frame: pl.DataFrame) -> Iterable[pl.DataFrame]:
    return frame.partition_by("code", maintain_order=True)


def _forms(findings: pl.DataFrame) -> _Forms:
    """Findings by matter and unit; of a unit that its rows do not name by their file."""
    told = findings.with_columns(
        unit=pl.coalesce("payee", pl.format(_("（材料未写明单位：{}）"), "file")).fill_null("—")
    )
    money = (
        told.filter((pl.col("at_stake") > 0) & (pl.col("verdict") != "unverifiable"))
        .group_by("code", "unit", "row_id")
        .agg(pl.col("at_stake").max())
        .group_by("code", "unit")
        .agg(money=pl.col("at_stake").sum())
    )
    counts = told.group_by("code", "unit", maintain_order=True).agg(
        pl.col("rule", "title", "clause").first(),
        findings=pl.len(),
        **{kind: (pl.col("verdict") == kind).sum() for kind in VERDICT_WORDS},
        clauses=pl.col("clause").drop_nulls().unique(maintain_order=True),
    )
    frame = (
        counts.join(money, on=["code", "unit"], how="left", maintain_order="left")
        .with_columns(pl.col("money").fill_null(0))
        .sort("code", "money", "findings", "unit", descending=[False, True, True, False])
        .with_columns(number=pl.int_range(1, pl.len() + 1).over("code"))
    )
    order = ("violation", "money", "findings")
    rank = pl.struct(*order).rank("ordinal", descending=True)
    return _Forms(frame.with_columns(drawn=rank <= FORMS), told)


def _remarks(view: View, forms: _Forms) -> list[str]:
    """What a reader must know before anything else."""
    told = [_("只陈述比对所见，是否属实以核实结果为准；“无法核验”指缺少数据，不等于没有问题。")]
    if forms.left:
        told.append(
            _(
                "取证单共 {all} 份，本文件只列违规和金额最多的 {most} 份，其余 {left} 份未列；"
                "可用 --select 按规则分次出具，全部疑点见 --out x.xlsx。"
            ).format(all=f"{len(forms.frame):,}", most=f"{FORMS:,}", left=f"{forms.left:,}")
        )
    long = forms.frame.filter(pl.col("drawn") & (pl.col("findings") > FACTS))
    if len(long):
        told.append(
            _(
                "有 {n} 份取证单的事实多于 {most} 条，各列前 {most} 条，其余共 {left} 条见 --out x.xlsx。"
            ).format(n=f"{len(long):,}", most=FACTS, left=f"{int((long['findings'] - FACTS).sum()):,}")
        )
    if view.law.assumptions:
        told.append(_("政策中有 {n} 处日期或理解是推定，引用前请先核对原文。").format(n=view.law.assumptions))
    told += [failure(file, why) for file, why in view.failed]
    return told


def _matter(view: View, forms: _Forms, part: pl.DataFrame, pages: Mapping[str, Page]) -> Fields:
    """The working paper of one rule."""
    first = part.row(0, named=True)
    code, page = first["code"], pages.get(first["code"])
    clauses = part.get_column("clauses").explode().drop_nulls().unique(maintain_order=True).to_list()
    drawn = part.filter("drawn")
    counts = {kind: int(part[kind].sum()) for kind in VERDICT_WORDS}
    units = [_unit(row) for row in part.head(UNITS).iter_rows(named=True)]
    if len(part) > UNITS:
        units.append(_("另有 {n} 个单位，见 --out x.xlsx。").format(n=f"{len(part) - UNITS:,}"))
    return {
        "索引号": code,
        "事项": first["title"],
        "条数": f"{int(part['findings'].sum()):,}",
        "金额": _money(part["money"].sum()),
        "单位数": f"{len(part):,}",
        "分类": _said(counts),
        "过程": _steps(view, code, page),
        "单位": units,
        "依据": _basis(view, clauses),
        "会误报": page.paragraphs.get(_("会误报"), "") if page else "",
        "附件": _annexes(code, len(part), len(drawn)),
        "取证单": [_form(view, forms, row) for row in drawn.iter_rows(named=True)],
    }


def _steps(view: View, code: str, page: Page | None) -> list[str]:
    """How the matter was checked: data, method, law, result."""
    sheets = view.sheets
    told = [
        _(
            "数据：读入 {files} 个文件、{sheets} 张表，共 {read} 行，其中明细 {kept} 行，申报 {claims} 条。"
        ).format(
            files=f"{sheets['file'].n_unique():,}",
            sheets=f"{len(sheets):,}",
            read=f"{int(sheets['rows_read'].sum()):,}",
            kept=f"{int(sheets['rows_kept'].sum()):,}",
            claims=f"{view.claims:,}",
        )
    ]
    if page and (what := page.paragraphs.get(_("查什么"))):
        told.append(_("方法：{what}").format(what=what))
    told.append(
        _("政策：{law}，审计基准日 {day}；程序 chizheng_audit {version}，政策包 sha256 {sha256}。").format(
            law=view.law.named,
            day=view.as_of.isoformat(),
            version=view.tool_version,
            sha256=view.law.sha256[:16],
        )
    )
    for line in view.coverage.filter(pl.col("code") == code).iter_rows(named=True):
        told.append(
            _("覆盖：适用 {applied} 条，通过 {passed} 条，指出 {flagged} 条，无法核验 {open} 条。").format(
                applied=f"{line['applied']:,}",
                passed=f"{line['passed']:,}",
                flagged=f"{line['flagged']:,}",
                open=f"{line['unverifiable']:,}",
            )
        )
    return told


def _unit(row: Mapping[str, Any]) -> str:
    """A line of a working paper about one unit."""
    number = _("取证单 {index}").format(index=f"{row['code']}-{row['number']}")
    words = _("{unit}：{n} 条").format(unit=row["unit"], n=f"{row['findings']:,}")
    if row["money"]:
        words += _("，涉及 {sum} 元").format(sum=_money(row["money"]))
    return words + _("（{number}）").format(number=number if row["drawn"] else number + _("，未列"))


def _form(view: View, forms: _Forms, row: Mapping[str, Any]) -> Fields:
    """The evidence form of one unit."""
    own = forms.findings.filter((pl.col("code") == row["code"]) & (pl.col("unit") == row["unit"]))
    listed = own.head(FACTS)
    places = cited(view, listed, _CITED)
    told = [(line["verdict"], _fact(line, places)) for line in listed.iter_rows(named=True)]
    files = own.select("file", "sheet").unique(maintain_order=True)
    named = [f"{file} [{sheet}]" if sheet else str(file) for file, sheet in files.head(_FILES).iter_rows()]
    more = _("等 {n} 份").format(n=f"{len(files):,}") if len(files) > _FILES else ""
    return {
        "索引号": f"{row['code']}-{row['number']}",
        "单位": row["unit"],
        "事项": row["title"],
        "条数": f"{row['findings']:,}",
        "金额": _money(row["money"]),
        "分类": _said({kind: row[kind] for kind in VERDICT_WORDS}),
        "事实": _numbered(text for kind, text in told if kind != "unverifiable"),
        "无法核验": _numbered(text for kind, text in told if kind == "unverifiable"),
        "未列": _("另有 {n} 条未列，见疑点清单。").format(n=f"{len(own) - FACTS:,}")
        if len(own) > FACTS
        else "",
        "依据": _basis(view, row["clauses"]),
        "附件": _("申报材料：{files}{more}").format(files=_("、").join(named), more=more),
    }


def _fact(finding: Mapping[str, Any], places: Mapping[int, str]) -> str:
    """A finding in a paragraph: what was seen, where, the money, the evidence, and what is known of it."""
    aside = [place({**finding, "batch": None})]
    if finding["at_stake"]:
        words = _("涉及 {sum} 元") if finding["at_stake"] > 0 else _("少补 {sum} 元")
        aside.append(words.format(sum=_money(abs(finding["at_stake"]))))
    if finding["verdict"] == "suspicion" and finding["confidence"] != "exact":
        aside.append(_("置信度：{word}").format(word=_(CONFIDENCE_WORDS[finding["confidence"]])))
    aside.append(finding["fingerprint"][:12])
    text = _("{message}（{aside}）").format(message=finding["message"], aside=_("；").join(aside))
    if where := evidence(finding, places, _CITED):
        text += _("佐证：{where}。").format(where=where)
    return text + standing.told(finding)


def _numbered(texts: Iterable[str]) -> list[str]:
    return [f"{number}. {text}" for number, text in enumerate(texts, start=1)]


def _basis(view: View, clauses: Iterable[str]) -> list[str]:
    """What the law says, in the pack's words."""
    return [view.law.clauses[clause] for clause in clauses] or [
        _("本事项是值得核实的情形，政策中没有专门的条款。")
    ]


def _annexes(code: str, forms: int, drawn: int) -> str:
    span = (
        f"{code}-1"
        if forms == 1
        else _("{first} 至 {last}").format(first=f"{code}-1", last=f"{code}-{forms}")
    )
    words = _("审计取证单 {span}").format(span=span)
    return words + (_("（其中 {n} 份未列入本文件）").format(n=f"{forms - drawn:,}") if drawn < forms else "")


def _said(counts: Mapping[str, int]) -> str:
    return _("、").join(f"{_(VERDICT_WORDS[kind])} {n:,}" for kind, n in counts.items() if n)


def _money(sum_: Any) -> str:
    return f"{sum_:,.2f}"
