"""The screen report: the verdict in one line, then money, rules, the worst findings side by side, coverage, rows."""

import re
import sys
from decimal import Decimal
from typing import Any

import polars as pl
from rich import box
from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.view import CONFIDENCE_WORDS, VERDICT_WORDS, View

STYLES = {"violation": "bold red", "suspicion": "yellow", "unverifiable": "cyan"}
REASONS = {
    "title": N_("标题"),
    "header": N_("表头"),
    "blank": N_("空行"),
    "subtotal": N_("小计"),
    "total": N_("合计"),
    "footer": N_("落款"),
    "repeated_header": N_("重复表头"),
    "section": N_("分段标题"),
    "note": N_("注释"),
    "unparsed": N_("无法解析"),
    "no_table": N_("不是已知的表"),
}
STATUSES = {"no_parameter": N_("政策包没有参数"), "no_table": N_("没有这张表"), "failed": N_("规则出错")}
_SIDE = {
    "name": N_("姓名"),
    "id_no": N_("身份证号"),
    "occupation": N_("职业"),
    "level": N_("等级"),
    "cert_no": N_("证书编号"),
    "issue_date": N_("发证日期"),
    "amount": N_("金额"),
    "payee": N_("申报单位"),
}
_MOST_ROWS = 4
_HOSTILE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def write(view: View, console: Console | None = None, worst: int = 10) -> None:
    """Print the report to `console` (default: stdout)."""
    console = console or Console(highlight=False, markup=False, emoji=False, legacy_windows=False)
    lines = box.SIMPLE_HEAD if _can_draw(console) else box.ASCII
    console.print(_verdict(view))
    console.print(_law(view))
    if len(view.by_rule):
        console.print(_by_rule(view, lines))
    for place, row in enumerate(view.findings.head(worst).iter_rows(named=True), start=1):
        console.print(_finding(view, place, row, lines))
    hidden = len(view.findings) - worst
    if worst and hidden > 0:
        console.print(_("另有 {n} 条；--out 疑点清单.xlsx 写出全部。").format(n=hidden))
        console.print()
    console.print(_coverage(view))
    console.print(_account(view, lines))
    for file, why in view.failed:
        console.print(Text(_("没有读成：{file}：{why}").format(file=_clean(file), why=_clean(why)), style="bold red"))


def _can_draw(console: Console) -> bool:
    try:
        "─━".encode(console.encoding or sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _clean(text: object) -> str:
    """Text without control and direction marks; what a cell holds must not steer a terminal."""
    return _HOSTILE.sub("", str(text)).replace("\n", " ").replace("\t", " ")


def yuan(amount: Decimal | None) -> str:
    """Money with separators and two decimals."""
    return "" if amount is None else f"{amount:,.2f}"


def _verdict(view: View) -> Text:
    counts = view.counts
    if view.failed:
        text = Text(_("不完整："), style="bold red")
    else:
        text = Text()
    if not any(counts.values()):
        return text.append(_("未发现疑点（核对申报 {n} 条）。").format(n=f"{view.claims:,}"), style="bold green")
    parts = [f"{_(VERDICT_WORDS[v])} {n:,}" for v, n in counts.items() if n]
    text.append(_("；").join(parts), style=STYLES["violation"] if counts["violation"] else "bold")
    text.append(_("（核对申报 {n} 条）").format(n=f"{view.claims:,}"))
    text.append("\n")
    text.append(
        _("涉及金额 {all} 元，其中违规 {violations} 元（同一申报只计一次）").format(
            all=yuan(view.at_stake), violations=yuan(view.at_stake_violations)
        ),
        style="bold",
    )
    return text


def _law(view: View) -> Text:
    text = _("政策：{title}〔{status}〕，推定 {n} 处；审计基准日 {day}").format(
        title=view.law.title, status=view.law.status, n=view.law.assumptions, day=view.as_of.isoformat()
    )
    if view.unmasked:
        text += _("；未脱敏")
    return Text(text, style="dim")


def _by_rule(view: View, lines: box.Box) -> Table:
    table = Table(box=lines, pad_edge=False)
    table.add_column(_("规则"), no_wrap=True)
    table.add_column(_("查什么"), overflow="fold")
    table.add_column(_("类别"), no_wrap=True)
    table.add_column(_("条数"), justify="right", no_wrap=True)
    table.add_column(_("涉及金额（元）"), justify="right", no_wrap=True)
    for row in view.by_rule.iter_rows(named=True):
        table.add_row(
            row["code"],
            Text(row["title"]),
            Text(_(VERDICT_WORDS[row["verdict"]]), style=STYLES[row["verdict"]]),
            f"{row['findings']:,}",
            yuan(row["at_stake"]) if row["at_stake"] else "",
        )
    return table


def address(row: dict[str, Any]) -> str:
    """File, sheet and row as people say them."""
    sheet = f" [{row['sheet']}]" if row["sheet"] else ""
    at = _(" 第 {row} 行").format(row=row["row"]) if row["row"] else ""
    return _clean(f"{row['file']}{sheet}{at}")


def _finding(view: View, place: int, row: dict[str, Any], lines: box.Box) -> Group:
    head = Text(f"{place}. ")
    head.append(f"{_(VERDICT_WORDS[row['verdict']])} {row['code']} ", style=STYLES[row["verdict"]])
    head.append(row["title"], style="bold")
    if row["at_stake"]:
        head.append("  " + _("{sum} 元").format(sum=yuan(row["at_stake"])), style="bold")
    if row["confidence"] != "exact":
        head.append(f"  {_('置信度')} {_(CONFIDENCE_WORDS[row['confidence']])}", style="dim")
    parts: list[Any] = [head, Padding(Text(_clean(row["message"])), (0, 0, 0, 3))]
    named = [row["row_id"], *row["evidence"]]
    rows = view.rows.filter(pl.col("row_id").is_in(named)).to_dicts()
    rows.sort(key=lambda one: named.index(one["row_id"]))
    parts += [Padding(_side_by_side(rows[:_MOST_ROWS]), (0, 0, 0, 3))]
    if len(rows) > _MOST_ROWS:
        parts.append(Padding(Text(_("另有 {n} 行佐证").format(n=len(rows) - _MOST_ROWS), style="dim"), (0, 0, 0, 3)))
    if row["clause_at"]:
        parts.append(Padding(Text(_("依据：{at}").format(at=row["clause_at"]), style="dim"), (0, 0, 0, 3)))
    return Group(*parts, Text())


def _side_by_side(rows: list[dict[str, Any]]) -> Group:
    """The rows one below the other: address, then their facts, with what differs from the first row underlined."""
    out: list[Any] = []
    for number, row in enumerate(rows):
        out.append(Text(("→ " if number == 0 else "  ") + address(row), style="bold" if number == 0 else ""))
        facts = Text()
        for name in _SIDE:
            if row[name] is None:
                continue
            differs = number > 0 and row[name] != rows[0][name]
            value = yuan(row[name]) if name == "amount" else _clean(row[name])
            if facts:
                facts.append("  ")
            facts.append(value, style="underline bold" if differs else "")
        if facts:
            out.append(Padding(facts, (0, 0, 0, 4)))
    return Group(*out)


def _coverage(view: View) -> Text:
    ran = view.coverage.filter(pl.col("status") == "ran")
    text = Text()
    text.append(_("核验覆盖："), style="bold")
    text.append(_("共 {n} 条规则，已跑 {ran} 条").format(n=len(view.coverage), ran=len(ran)))
    idle = ran.filter(pl.col("applied") == 0)
    if len(idle):
        text.append(_("；没有适用的行：{codes}").format(codes=" ".join(idle["code"])))
    open_rows = ran.filter(pl.col("unverifiable") > 0).select("code", "unverifiable").rows()
    if open_rows:
        text.append(_("；有行无法核验：{codes}").format(codes="、".join(f"{c} {n}" for c, n in open_rows)))
    for row in view.coverage.filter(pl.col("status") != "ran").iter_rows(named=True):
        style = "bold red" if row["status"] == "failed" else "yellow"
        text.append("\n  ")
        text.append(f"{row['code']} {row['title']}：{_(STATUSES[row['status']])} {_clean(row['detail'] or '')}", style=style)
    if view.netted or view.reversals:
        text.append("\n  ")
        text.append(
            _("冲销：{n} 行与原申报相抵，不参与查重；{m} 行未找到原申报。").format(n=view.netted, m=view.reversals)
        )
    return text


def _account(view: View, lines: box.Box) -> Table:
    table = Table(box=lines, pad_edge=False)
    table.add_column(_("文件与工作表"), overflow="fold", ratio=3)
    table.add_column(_("读入行"), justify="right", no_wrap=True)
    table.add_column(_("明细"), justify="right", no_wrap=True)
    table.add_column(_("剔除"), justify="right", no_wrap=True)
    table.add_column(_("剔除的是"), overflow="fold", ratio=2)
    for row in view.sheets.iter_rows(named=True):
        place = _clean(f"{row['file']} [{row['sheet']}]" if row["sheet"] else row["file"])
        reasons = "、".join(f"{_(REASONS[r])} {n}" for r, n in row["set_aside"].items() if n)
        table.add_row(Text(place), *_numbers(row), Text(reasons))
    sums = view.sheets.select(pl.col("rows_read").sum(), pl.col("rows_kept").sum()).to_dicts()[0]
    if len(view.sheets) > 1:
        table.add_row(Text(_("合计"), style="bold"), *_numbers(sums), "")
    return table


def _numbers(row: dict[str, Any]) -> list[str]:
    read, kept = row["rows_read"], row["rows_kept"]
    return [f"{read:,}", f"{kept:,}", f"{read - kept:,}"]
