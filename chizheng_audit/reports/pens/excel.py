"""The 疑点清单 workbook: a summary, one sheet a family of rules, coverage, sources, and the rows that findings name.

A finding links to its rows and they link back. Nothing in a claim can become a formula or a link.
"""

from pathlib import Path

import polars as pl

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import said, standing, typeset, waived
from chizheng_audit.reports.beside import beside, detail, with_ledger
from chizheng_audit.reports.messages import with_separators
from chizheng_audit.reports.sheets import charts, cited, months
from chizheng_audit.reports.sheets.cited import LINKS, ROWS_SHEET
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import (
    CONFIDENCE_WORDS,
    REASONS,
    RESULT_WORDS,
    STANDING_WORDS,
    STATUSES,
    VERDICT_WORDS,
)
from chizheng_audit.reports.workbook import Workbook, for_cells, lines_needed
from chizheng_audit.reports.writer import Writer
from chizheng_audit.tables import TABLES

FAMILIES = {
    "dupes": N_("重复申报"),
    "amounts": N_("金额标准"),
    "caps": N_("封顶"),
    "insurance": N_("参保月数"),
    "ids": N_("证件号码"),
    "eligibility": N_("补贴对象"),
    "data": N_("数据质量"),
    "payout": N_("付款"),
}
CAP = 50_000  # findings on a sheet
_CITED = 20  # evidence rows shown of one finding
_CITED_CAP = 300_000  # rows on the sheet of evidence
_LARGE = 50_000  # findings from which rows go to disk as they are written

# heading, width in half-width characters; printed on two pages, parted after the facts
_COLUMNS: tuple[tuple[str, int], ...] = (
    (N_("疑点编号"), 13),
    (N_("规则编号"), 6),
    (N_("规则名称"), 15),
    (N_("疑点类型"), 9),
    (N_("姓名"), 8),
    (N_("证件号"), 19),
    (N_("机构/企业"), 16),
    (N_("职业工种"), 12),
    (N_("等级"), 9),
    (N_("金额"), 10),
    (N_("应付金额"), 10),
    (N_("差额"), 10),
    (N_("判断依据"), 36),
    (N_("涉及文件"), 22),
    (N_("工作表"), 10),
    (N_("行号"), 7),
    (N_("佐证行"), 8),
    (N_("政策依据"), 20),
    (N_("置信度"), 7),
    (N_("状态"), 8),
    (N_("核实结果"), 11),
    (N_("核实说明"), 22),
    (N_("核实人"), 9),
    (N_("核实日期"), 11),
    (N_("整改情况"), 22),
)
_WRAPPED = {
    "title": 15,
    "payee": 16,
    "occupation": 12,
    "message": 36,
    "file": 22,
    "sheet": 10,
    "clause_at": 20,
}
_FACTS = 13  # columns on the first printed page
_SUMMARY = (14, 56, 12, 10, 16, 14)
_SIGNED = (N_("单位（盖章）："), N_("核实人（签字）："), N_("日期："))
"""What a unit fills in by hand below the summary."""
_ACROSS = sum(_SUMMARY[1:]) - 4  # a fact of the summary reaches over all columns but that of its label
_DETAIL = 40  # width of the remark on a rule's coverage
_VERDICT = 3
_LINK = 16
_ANSWER = 20
_ANSWER_DAY = 23


def _write(view: View, path: Path) -> None:
    _draw(view, path, None)


def write_unit(view: View, path: Path, unit: str) -> None:
    """Write the workbook of one unit, whose part of a run `view` is (see reports.split), for its stamp and its answers."""
    _draw(view, path, unit)


def _draw(view: View, path: Path, unit: str | None) -> None:
    listed = _listed(view.findings)
    with Workbook(path, view, large=len(listed) > _LARGE) as book:
        _summary(book, view, listed, unit)
        if unit is None:
            charts.write(book, view)
        for (family,), part in listed.group_by("family", maintain_order=True):
            _family(book, str(family), part, len(view.findings.filter(_family_of() == family)))
        months.write(book, view, listed, _name_of)
        if unit is None:
            _coverage(book, view)
        _sources(book, view)
        cited.write(book, listed, view.rows, _name_of)


def _family_of() -> pl.Expr:
    return pl.col("rule").str.split("_").list.first()


def _listed(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that have a line: family by family in the order of FAMILIES, at most CAP each.

    Adds `family`, `line` (row of its sheet, from 0), `cited` (its own row and the first of its evidence) and
    `first` (row of the sheet of evidence where these begin, from 0; null beyond its end).
    """
    order = {family: place for place, family in enumerate(FAMILIES)}
    return (
        findings.with_columns(family=_family_of())
        .with_columns(order=pl.col("family").replace_strict(order, default=len(order), return_dtype=pl.Int32))
        .sort("order", "family", maintain_order=True)
        .with_columns(line=pl.int_range(1, pl.len() + 1).over("family"))
        .filter(pl.col("line") <= CAP)
        .with_columns(cited=pl.concat_list("row_id", pl.col("evidence").list.head(_CITED)))
        .with_columns(end=pl.col("cited").list.len().cast(pl.Int64).cum_sum())
        .with_columns(first=pl.col("end").shift(1, fill_value=0) + 1)
        .with_columns(first=pl.when(pl.col("end") <= _CITED_CAP).then("first"))
    )


def _name_of(family: str) -> str:
    return _(FAMILIES[family]) if family in FAMILIES else family[:31]


def _summary(book: Workbook, view: View, listed: pl.DataFrame, unit: str | None) -> None:
    sheet = book.sheet(_("概况"), _SUMMARY)
    sheet.hide_gridlines(2)
    book.put(sheet, 0, 0, book.title, book.headline)
    sheet.set_row(0, 26)
    said = _("；").join(f"{_(VERDICT_WORDS[v])} {n:,}" for v, n in view.counts.items() if n)
    facts = [
        *([(_("机构/企业"), unit)] if unit is not None else []),
        (_("结果"), ("" if view.complete else _("不完整：")) + (said or _("未发现疑点"))),
        (_("涉及金额"), _("{sum} 元（同一申报只计一次）").format(sum=f"{view.at_stake:,.2f}")),
        *_of_all(view, unit),
        (_("核对申报"), f"{view.claims:,}"),
        (_("政策"), view.law.named),
        (_("推定"), _("{n} 处，见 audit policy show {id}").format(n=view.law.assumptions, id=view.law.id)),
        (_("政策指纹"), view.law.sha256),
        (_("基准日"), view.as_of.isoformat()),
        *([(_("台账"), with_ledger(view.history))] if view.history else []),
        *((_("豁免"), words) for words in waived.words(view.waived)),
        (_("程序版本"), view.tool_version),
        (_("脱敏"), _("未脱敏") if view.unmasked else _("已脱敏")),
    ]
    facts += [(_("没有读成"), f"{file}：{why}") for file, why in view.failed]
    for row, (label, value) in enumerate(facts, start=2):
        sheet.merge_range(row, 1, row, 5, "", book.note)
        book.put(sheet, row, 0, label, book.bold)
        book.put(sheet, row, 1, value, book.note)
        book.height(sheet, row, len(typeset.wrapped(value, _ACROSS)))
    top = len(facts) + 3
    heads = (_("规则编号"), _("规则名称"), _("疑点类型"), _("条数"), _("涉及金额"), _("少补金额"))
    book.line(sheet, top, heads, book.head)
    for row, line in enumerate(view.by_rule.iter_rows(named=True), start=top + 1):
        name = _name_of(line["rule"].split("_")[0])
        book.jump(sheet, row, 0, (name, 0), line["code"])
        book.put(sheet, row, 1, line["title"])
        book.put(sheet, row, 2, _(VERDICT_WORDS[line["verdict"]]), book.fills[line["verdict"]])
        book.put(sheet, row, 3, line["findings"])
        book.put(sheet, row, 4, line["at_stake"] or None, book.money)
        book.put(sheet, row, 5, line["underpaid"] or None, book.money)
    end = top + len(view.by_rule) + 2
    notes = _notes(view, listed)
    for row, note in enumerate(notes, start=end):
        sheet.merge_range(row, 0, row, 5, "", book.note)
        book.put(sheet, row, 0, note, book.note)
        sheet.set_row(row, 28)
    for row, label in enumerate(map(_, _SIGNED) if unit is not None else (), start=end + len(notes) + 1):
        sheet.set_row(row, 34)
        book.put(sheet, row, 1, label, book.bold)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 0)


def _of_all(view: View, unit: str | None) -> list[tuple[str, str]]:
    """What is summed over all units only."""
    if unit is not None:
        return []
    told = [(_("其中违规"), _("{sum} 元").format(sum=f"{view.at_stake_violations:,.2f}"))]
    return told + ([(_("状态"), standing.summary(view.standings))] if len(view.standings) else [])


def _notes(view: View, listed: pl.DataFrame) -> list[str]:
    """What a reader must know to read the list rightly."""
    notes = [
        _("本清单只陈述比对所见，是否属实以核实结果为准。“无法核验”指缺少数据，不等于没有问题。"),
        _(
            "“违规”指资料属实则与条款相抵触；“疑点”指值得核实。置信度：确定（键值相同或算术关系）、较强、可能。"
        ),
        _(
            "差额是疑点成立时不应支付的钱，负数为少补；应付金额＝金额－差额。各规则金额之和可大于涉及金额，因为同一申报只计一次。"
        ),
    ]
    several = listed.filter(pl.col("covers").list.len() > 0, pl.col("at_stake").is_not_null())
    if len(several):
        notes.append(
            _("有 {n} 条疑点说的是几笔申报：金额是本行的，差额是各笔合计，应付金额不列。").format(
                n=len(several)
            )
        )
    if view.law.assumptions:
        notes.append(
            _("政策中有 {n} 处日期或理解是推定，引用前请先核对原文。").format(n=view.law.assumptions)
        )
    if short := int((listed.get_column("evidence").list.len() > _CITED).sum()):
        notes.append(
            _("有 {n} 条疑点的佐证行多于 {most} 行，本簿各列前 {most} 行；全部见 --out x.jsonl。").format(
                n=short, most=_CITED
            )
        )
    if len(listed.filter(pl.col("line") > LINKS)):
        notes.append(
            _("每张表前 {n} 条有链接到“佐证行”，其余请在“佐证行”按疑点编号筛选。").format(n=f"{LINKS:,}")
        )
    if left := listed.get_column("first").null_count():
        notes.append(
            _("“佐证行”表以 {most} 行为限，有 {n} 条疑点的佐证行未列入；全部见 --out x.jsonl。").format(
                n=left, most=f"{_CITED_CAP:,}"
            )
        )
    return notes


def _family(book: Workbook, family: str, findings: pl.DataFrame, count: int) -> None:
    sheet = book.table(_name_of(family), [(_(heading), width) for heading, width in _COLUMNS])
    wrapped = {"title", "payee", "occupation", "message", "file", "sheet", "clause_at"}
    frame = _cells(findings)
    forms = [book.wrap if name in wrapped else book.text for name in frame.columns[:_ANSWER]]
    for place, name in enumerate(frame.columns[:_ANSWER]):
        if name in ("amount", "due", "at_stake", "row"):
            forms[place] = book.count if name == "row" else book.money
    forms += [
        book.answer_day if place == _ANSWER_DAY else book.answer for place in range(_ANSWER, len(_COLUMNS))
    ]
    by_verdict = {
        verdict: [*forms[:_VERDICT], fill, *forms[_VERDICT + 1 :]] for verdict, fill in book.fills.items()
    }
    book.rows(
        sheet, frame, by_verdict.__getitem__, findings.select(lines_needed(_WRAPPED)).to_series(), _LINK
    )
    last = len(findings)
    book.ruled(sheet, last, _ANSWER)
    book.answers(sheet, last, _ANSWER, [width for _heading, width in _COLUMNS[_ANSWER:]], _ANSWER_DAY)
    sheet.autofilter(0, 0, last, len(_COLUMNS) - 1)
    answers = [_(word) for word in RESULT_WORDS.values()]
    sheet.data_validation(1, _ANSWER, last, _ANSWER, {"validate": "list", "source": answers})
    if count > last:
        note = _("另有 {n} 条未列入本表，请用 --out x.jsonl 取全部。").format(n=count - last)
        book.put(sheet, last + 1, 0, note, book.bold)
    sheet.set_print_scale(60)
    sheet.set_v_pagebreaks([_FACTS])
    sheet.repeat_columns(0, 0)
    sheet.print_across()


def _cells(findings: pl.DataFrame) -> pl.DataFrame:
    """The cells of _COLUMNS, then what Workbook.rows wants of each row."""
    count = pl.col("evidence").list.len()
    back = pl.col("recovered").cast(pl.Float64)
    verdict, confidence, state, result = (
        pl.col(name).cast(pl.String).replace({code: _(word) for code, word in words.items()})
        for name, words in (
            ("verdict", VERDICT_WORDS),
            ("confidence", CONFIDENCE_WORDS),
            ("standing", STANDING_WORDS),
            ("result", RESULT_WORDS),
        )
    )
    answered = pl.col("result").is_not_null()
    columns = {
        "fingerprint": pl.col("fingerprint").str.head(12),
        **{name: pl.col(name) for name in ("code", "title")},
        "verdict": verdict,
        **{
            name: pl.col(name)
            for name in ("name", "id_no", "payee", "occupation", "level", "amount", "due", "at_stake")
        },
        **{name: pl.col(name) for name in ("message", "file", "sheet", "row")},
        "cited": pl.when(count > 0).then(_spelled(_("{n} 行"), count)).otherwise(pl.lit(_("无，见本行"))),
        "clause_at": pl.col("clause_at"),
        "confidence": pl.when(pl.col("verdict") != "unverifiable").then(confidence),
        "standing": state,
        "result": result,
        **{name: pl.when(answered).then(name) for name in ("note", "decided_by", "decided_on")},
        "recovered": pl.when(answered & (back > 0)).then(
            _spelled(_("已追回 {n} 元"), _money(pl.col("recovered")))
        ),
        "style": pl.col("verdict").cast(pl.String),
        "to_sheet": pl.lit(_(ROWS_SHEET)),
        "to_row": pl.when(pl.col("line") <= LINKS).then("first"),
    }
    return for_cells(findings.select(**columns))


def _spelled(words: str, value: pl.Expr) -> pl.Expr:
    """A text with a number in it."""
    before, after = words.split("{n}")
    return pl.concat_str(pl.lit(before), value.cast(pl.String), pl.lit(after))


def _money(value: pl.Expr) -> pl.Expr:
    return with_separators(value.cast(pl.Decimal(18, 2)).cast(pl.String))


def _coverage(book: Workbook, view: View) -> None:
    columns = [(_("规则编号"), 10), (_("规则名称"), 42), (_("状态"), 16), (_("适用"), 10), (_("通过"), 10)]
    columns += [(_("指出"), 10), (_("无法核验"), 10), (_("说明"), _DETAIL)]
    sheet = book.table(_("核验覆盖"), columns)
    for row, line in enumerate(view.coverage.iter_rows(named=True), start=1):
        book.line(sheet, row, (line["code"], line["title"], _(STATUSES[line["status"]])))
        for column, name in enumerate(("applied", "passed", "flagged", "unverifiable"), start=3):
            book.put(sheet, row, column, line[name])
        remark = detail(line)
        book.put(sheet, row, 7, remark or None, book.wrap)
        book.height(sheet, row, len(typeset.wrapped(remark, _DETAIL - 1)))
    if view.unchecked_words:
        note = _("本版尚不核查：{what}").format(what=view.unchecked_words)
        book.below(sheet, len(view.coverage) + 2, note, sum(width for _heading, width in columns))
    sheet.fit_to_pages(1, 0)


def _sources(book: Workbook, view: View) -> None:
    columns = [(_("文件"), 36), (_("工作表"), 14), (_("认作"), 12), (_("表头行"), 8), (_("读入行"), 9)]
    columns += [(_("明细"), 9), (_("剔除"), 9), (_("剔除的是"), 24), (_("没有用到的列"), 24), (_("提醒"), 36)]
    columns += [(_("人工指定"), 30), ("sha256", 34)]
    sheet = book.table(_("数据来源"), columns)
    for row, line in enumerate(view.sheets.iter_rows(named=True), start=1):
        read, kept = line["rows_read"], line["rows_kept"]
        table = TABLES.get(line["table"])
        cells = [
            line["file"],
            line["sheet"],
            _(table.title) if table else None,
            "–".join(map(str, line["header_rows"])),
            read,
            kept,
            read - kept,
            _("、").join(f"{_(REASONS[r])} {n:,}" for r, n in line["set_aside"].items() if n),
            _("、").join(line["unmatched_headers"]),
            _("；").join(line["warnings"]),
            said.words(line),
            line["sha256"],
        ]
        texts = [(str(cell or ""), width) for cell, (_heading, width) in zip(cells, columns, strict=True)]
        book.height(sheet, row, max(len(typeset.wrapped(text, width - 1)) for text, width in texts))
        for column, cell in enumerate(cells):
            book.put(sheet, row, column, cell, None if isinstance(cell, int) else book.wrap)
    for row, note in enumerate(beside(view), start=len(view.sheets) + 2):
        book.below(sheet, row, note, sum(width for _heading, width in columns))
    sheet.fit_to_pages(1, 0)


WRITER = Writer(".xlsx", _write)
