"""The 疑点清单 workbook: a summary, one sheet a family of rules, coverage, sources, and the rows that findings name.

Every text is written as text: nothing in a claim can become a formula or a link.
"""

import re
from pathlib import Path
from typing import Any

import xlsxwriter
from rich.cells import cell_len
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.view import CONFIDENCE_WORDS, VERDICT_WORDS, View
from chizheng_audit.reports.writer import Writer

FAMILIES = {
    "dupes": N_("重复申报"),
    "amounts": N_("金额标准"),
    "ids": N_("证件号码"),
    "data": N_("数据质量"),
}
ANSWERS = (N_("属实"), N_("部分属实"), N_("不属实"))
CAP = 50_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767
_FILLS = {"violation": "#F8CBAD", "suspicion": "#FFE699", "unverifiable": "#DDEBF7"}
_CONSTANT_FROM = 50_000

# title, width in half-width characters, how to fill it
_COLUMNS: tuple[tuple[str, int], ...] = (
    (N_("疑点编号"), 14),
    (N_("规则编号"), 9),
    (N_("规则名称"), 26),
    (N_("疑点类型"), 10),
    (N_("姓名"), 10),
    (N_("证件号"), 22),
    (N_("机构/企业"), 28),
    (N_("职业工种"), 18),
    (N_("等级"), 10),
    (N_("金额"), 12),
    (N_("涉及金额"), 12),
    (N_("涉及文件"), 28),
    (N_("工作表"), 14),
    (N_("行号"), 8),
    (N_("判断依据"), 50),
    (N_("政策依据"), 30),
    (N_("置信度"), 8),
    (N_("佐证行"), 12),
    (N_("核实结果"), 12),
    (N_("核实说明"), 24),
    (N_("核实人"), 10),
    (N_("核实日期"), 12),
    (N_("整改情况"), 24),
)
_FIRST_ANSWER = 18


class _Book:
    """A workbook and the few formats that all its sheets share."""

    def __init__(self, path: Path, large: bool) -> None:
        self.book = xlsxwriter.Workbook(
            str(path),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "constant_memory": large,
                "in_memory": False,
            },
        )
        base = {"font_name": "宋体", "font_size": 10, "valign": "top"}
        add = self.book.add_format
        self.text: Format = add({**base, "num_format": "@"})
        self.wrap: Format = add({**base, "text_wrap": True})
        self.money: Format = add({**base, "num_format": "#,##0.00"})
        self.count: Format = add({**base, "num_format": "#,##0"})
        self.head: Format = add(
            {**base, "bold": True, "bg_color": "#D9E1F2", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        self.title: Format = add({**base, "bold": True, "font_size": 14})
        self.bold: Format = add({**base, "bold": True})
        self.link: Format = add({**base, "font_color": "#0563C1", "underline": 1})
        self.answer: Format = add({**base, "bg_color": "#F2F2F2", "border": 4, "text_wrap": True})
        self.fills = {verdict: add({**base, "bg_color": color}) for verdict, color in _FILLS.items()}

    def sheet(self, name: str, columns: list[tuple[str, int]], top: int = 0) -> Worksheet:
        """A sheet with a header in row `top`, frozen and ready to print."""
        sheet = self.book.add_worksheet(name)
        for place, (heading, width) in enumerate(columns):
            sheet.set_column(place, place, max(width, cell_len(heading) + 2))
        for place, (heading, _width) in enumerate(columns):
            sheet.write_string(top, place, heading, self.head)
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&P / &N")
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: object, form: Format | None = None) -> None:
        """Write a value as text; nothing for None."""
        if value is not None:
            text = _CONTROL.sub("", str(value))[:_LONGEST]
            sheet.write_string(row, column, text, form or self.text)


def _write(view: View, path: Path) -> None:
    out = _Book(path, large=len(view.findings) > _CONSTANT_FROM)
    places = {row_id: number for number, row_id in enumerate(view.rows["row_id"], start=1)}
    _summary(out, view)
    for family in dict.fromkeys(rule.split("_")[0] for rule in view.findings["rule"].unique().sort()):
        _family(out, view, family, places)
    _coverage(out, view)
    _sources(out, view)
    _rows(out, view)
    out.book.close()


def _summary(out: _Book, view: View) -> None:
    sheet = out.book.add_worksheet(_("概况"))
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 52)
    sheet.set_column(2, 4, 16)
    out.put(sheet, 0, 0, _("持证审计疑点清单"), out.title)
    facts = [
        (_("政策"), f"{view.law.title}〔{view.law.status}〕"),
        (_("推定"), _("{n} 处，见 audit policy show {id}").format(n=view.law.assumptions, id=view.law.id)),
        (_("基准日"), view.as_of.isoformat()),
        (_("程序版本"), view.tool_version),
        (_("脱敏"), _("未脱敏") if view.unmasked else _("已脱敏")),
        (_("核对申报"), f"{view.claims:,}"),
        (_("涉及金额"), _("{sum} 元（同一申报只计一次）").format(sum=f"{view.at_stake:,.2f}")),
        (_("其中违规"), _("{sum} 元").format(sum=f"{view.at_stake_violations:,.2f}")),
    ]
    facts += [(_("没有读成"), f"{file}：{why}") for file, why in view.failed]
    for row, (label, value) in enumerate(facts, start=2):
        out.put(sheet, row, 0, label, out.bold)
        out.put(sheet, row, 1, value, out.wrap)
    top = len(facts) + 3
    for place, heading in enumerate((_("规则编号"), _("规则名称"), _("疑点类型"), _("条数"), _("涉及金额"))):
        out.put(sheet, top, place, heading, out.head)
    for row, line in enumerate(view.by_rule.iter_rows(named=True), start=top + 1):
        out.put(sheet, row, 0, line["code"])
        out.put(sheet, row, 1, line["title"])
        out.put(sheet, row, 2, _(VERDICT_WORDS[line["verdict"]]), out.fills[line["verdict"]])
        sheet.write_number(row, 3, line["findings"], out.count)
        sheet.write_number(row, 4, float(line["at_stake"] or 0), out.money)
    note = _("本清单只陈述比对所见，是否属实以核实结果为准。“无法核验”指缺少数据，不等于没有问题。")
    out.put(sheet, top + len(view.by_rule) + 2, 0, note)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _family(out: _Book, view: View, family: str, places: dict[int, int]) -> None:
    findings = view.findings.filter(view.findings["rule"].str.starts_with(f"{family}_"))
    sheet = out.sheet(_(FAMILIES.get(family, family)), [(_(heading), width) for heading, width in _COLUMNS])
    shown = findings.head(CAP)
    for row, finding in enumerate(shown.iter_rows(named=True), start=1):
        _line(out, sheet, row, finding, places)
    last = max(len(shown), 1)
    sheet.autofilter(0, 0, last, len(_COLUMNS) - 1)
    answers = [_(answer) for answer in ANSWERS]
    sheet.data_validation(1, _FIRST_ANSWER, last, _FIRST_ANSWER, {"validate": "list", "source": answers})
    if len(findings) > CAP:
        note = _("另有 {n} 条未列入本表，请用 --out x.jsonl 取全部。").format(n=len(findings) - CAP)
        out.put(sheet, CAP + 1, 0, note, out.bold)


def _line(out: _Book, sheet: Worksheet, row: int, finding: dict[str, Any], places: dict[int, int]) -> None:
    verdict = finding["verdict"]
    texts = {
        0: finding["fingerprint"][:12],
        1: finding["code"],
        2: finding["title"],
        4: finding["name"],
        5: finding["id_no"],
        6: finding["payee"],
        7: finding["occupation"],
        8: finding["level"],
        11: finding["file"],
        12: finding["sheet"],
        13: finding["row"],
        16: _(CONFIDENCE_WORDS[finding["confidence"]]),
    }
    for column, value in texts.items():
        out.put(sheet, row, column, value)
    out.put(sheet, row, 3, _(VERDICT_WORDS[verdict]), out.fills[verdict])
    for column, sum_ in ((9, finding["amount"]), (10, finding["at_stake"])):
        if sum_ is not None:
            sheet.write_number(row, column, float(sum_), out.money)
    out.put(sheet, row, 14, finding["message"], out.wrap)
    out.put(sheet, row, 15, finding["clause_at"], out.wrap)
    named = [finding["row_id"], *finding["evidence"]]
    target = f"internal:'{_('佐证行')}'!A{places[named[-1] if len(named) > 1 else named[0]] + 1}"
    label = _("{n} 行").format(n=len(named))
    sheet.write_url(row, 17, target, out.link, label)
    for column in range(_FIRST_ANSWER, len(_COLUMNS)):
        sheet.write_blank(row, column, None, out.answer)


def _coverage(out: _Book, view: View) -> None:
    headings = [(_("规则编号"), 10), (_("规则名称"), 40), (_("状态"), 16), (_("适用"), 10), (_("通过"), 10)]
    headings += [(_("指出"), 10), (_("无法核验"), 10), (_("说明"), 40)]
    sheet = out.sheet(_("核验覆盖"), headings)
    words = {
        "ran": _("已跑"),
        "no_parameter": _("政策包没有参数"),
        "no_table": _("没有这张表"),
        "failed": _("规则出错"),
    }
    for row, line in enumerate(view.coverage.iter_rows(named=True), start=1):
        out.put(sheet, row, 0, line["code"])
        out.put(sheet, row, 1, line["title"])
        out.put(sheet, row, 2, words[line["status"]])
        for column, name in enumerate(("applied", "passed", "flagged", "unverifiable"), start=3):
            sheet.write_number(row, column, line[name], out.count)
        out.put(sheet, row, 7, line["detail"])


def _sources(out: _Book, view: View) -> None:
    headings = [(_("文件"), 40), (_("工作表"), 18), (_("认作"), 12), (_("表头行"), 10), (_("读入行"), 10)]
    headings += [(_("明细"), 10), (_("剔除"), 10), (_("没有用到的列"), 40), (_("提醒"), 40), ("sha256", 66)]
    sheet = out.sheet(_("数据来源"), headings)
    for row, line in enumerate(view.sheets.iter_rows(named=True), start=1):
        out.put(sheet, row, 0, line["file"])
        out.put(sheet, row, 1, line["sheet"])
        out.put(sheet, row, 2, line["table"])
        out.put(sheet, row, 3, "–".join(map(str, line["header_rows"])))
        for column, number in (
            (4, line["rows_read"]),
            (5, line["rows_kept"]),
            (6, line["rows_read"] - line["rows_kept"]),
        ):
            sheet.write_number(row, column, number, out.count)
        out.put(sheet, row, 7, "、".join(line["unmatched_headers"]), out.wrap)
        out.put(sheet, row, 8, "；".join(line["warnings"]), out.wrap)
        out.put(sheet, row, 9, line["sha256"])


def _rows(out: _Book, view: View) -> None:
    headings = [(_("文件"), 40), (_("工作表"), 18), (_("行号"), 8), (_("姓名"), 10), (_("证件号"), 22)]
    headings += [
        (_("职业工种"), 20),
        (_("等级"), 10),
        (_("证书编号"), 26),
        (_("发证日期"), 12),
        (_("金额"), 12),
        (_("机构/企业"), 30),
    ]
    sheet = out.sheet(_("佐证行"), headings)
    names = ("file", "sheet", "row", "name", "id_no", "occupation", "level", "cert_no", "issue_date")
    for row, line in enumerate(view.rows.iter_rows(named=True), start=1):
        for column, name in enumerate(names):
            out.put(sheet, row, column, line[name])
        if line["amount"] is not None:
            sheet.write_number(row, 9, float(line["amount"]), out.money)
        out.put(sheet, row, 10, line["payee"])


WRITER = Writer(".xlsx", _write)
