"""The screen report: the verdict in one line, then money by rule, the worst findings side by side, coverage, rows."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import polars as pl
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports import said, standing, typeset, verdict, waived
from chizheng_audit.reports.beside import beside, failure, file_of, why_not, with_ledger
from chizheng_audit.reports.screen import Cell, Page, screen
from chizheng_audit.reports.side_by_side import drawn
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import (
    CONFIDENCE_WORDS,
    REASONS,
    RESULT_WORDS,
    STANDING_WORDS,
    VERDICT_WORDS,
)

STYLES = {"violation": "bold red", "suspicion": "yellow", "unverifiable": "cyan"}
_TONES = {"bad": STYLES["violation"], "found": "bold", "open": "bold yellow", "clean": "bold green"}
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
_MOST_SAID = 3
_COLUMN = 23  # a certificate number and a blank: what a row side by side needs at least


def write(view: View, console: Console | None = None, worst: int = 10) -> None:
    """Print the report to `console` (default: stdout), with the `worst` findings in full."""
    console = console or screen()
    page = Page(console)
    for part in _parts(view, page, worst):
        console.print(part)


def _parts(view: View, page: Page, worst: int) -> Iterable[RenderableType]:
    yield from _verdict(view, page)
    if len(view.by_rule):
        yield _by_rule(view, page)
    pending = view.findings.filter(~pl.col("settled"))
    for place, row in enumerate(pending.head(worst).iter_rows(named=True), start=1):
        yield from _finding(view, place, row, page)
    hidden = len(pending) - worst
    if hidden > 0:
        yield page.text(_("另有 {n} 条；--out 疑点清单.xlsx 写出全部。").format(n=hidden))
        yield ""
    yield from _settled(view, page)
    yield from drawn(view.clusters, page)
    yield from _coverage(view, page)
    yield _account(view, page)
    yield from _beside(view, page)
    for file, why in view.failed:
        yield page.text(failure(file, why), style="bold red", hang=2)


def _beside(view: View, page: Page) -> Iterable[RenderableType]:
    for line in beside(view):
        yield page.text(line, style="dim", hang=2)
    warned = [(row, warning) for row in view.sheets.rows(named=True) for warning in row["warnings"]]
    for row, warning in warned[:_MOST_SAID]:
        place = address({**row, "row": None})
        yield page.text(
            _("提醒：{place}：{words}").format(place=place, words=warning), style="yellow", hang=2
        )
    if len(warned) > _MOST_SAID:
        n = len(warned) - _MOST_SAID
        yield page.text(
            _("另有 {n} 条提醒；audit inspect 列出全部。").format(n=f"{n:,}"), style="yellow", hang=2
        )


def yuan(amount: Decimal | None) -> str:
    """Money with separators and two decimals."""
    return "" if amount is None else f"{amount:,.2f}"


def _verdict(view: View, page: Page) -> Iterable[RenderableType]:
    yield page.text(verdict.sentence(view), style=_TONES[verdict.tone(view)])
    if any(view.counts.values()):
        yield page.text(
            _("涉及金额 {all} 元，其中违规 {violations} 元（同一申报只计一次）").format(
                all=yuan(view.at_stake), violations=yuan(view.at_stake_violations)
            ),
            style="bold",
        )
    if len(view.standings):
        yield page.text(
            _("其中（各类里同一申报只计一次）：{what}").format(what=standing.summary(view.standings)), hang=2
        )
    law = _("政策：{title}〔{status}〕，推定 {n} 处；审计基准日 {day}").format(
        title=view.law.title,
        status=view.law.status_word,
        n=view.law.assumptions,
        day=view.as_of.isoformat(),
    )
    yield page.text(law + (_("；未脱敏") if view.unmasked else ""), style="dim", hang=2)
    if view.history:
        yield page.text(with_ledger(view.history), style="dim", hang=2)
    for place, words in enumerate(waived.words(view.waived)):
        yield page.text(words, style="yellow" if place else "dim", hang=2)
    yield from _by_hand(view, page)


def _by_hand(view: View, page: Page) -> Iterable[RenderableType]:
    """What people said of the sources, lest a reader take it for what the files say themselves."""
    told = view.sheets.filter(pl.col("said").is_not_null()).rows(named=True)
    for row in told[:_MOST_SAID]:
        place = address({**row, "row": None})
        words = said.words(row, brief=True)
        yield page.text(_("人工指定：{place}：{words}").format(place=place, words=words), style="dim", hang=2)
    if len(told) > _MOST_SAID:
        n = len(told) - _MOST_SAID
        yield page.text(
            _("另有 {n} 处人工指定；--out x.xlsx 的“数据来源”列出全部。").format(n=n), style="dim", hang=2
        )


def _by_rule(view: View, page: Page) -> Table:
    table = page.table(
        (_("规则"), False),
        (_("查什么"), False),
        (_("类别"), False),
        (_("条数"), True),
        (_("涉及金额（元）"), True),
    )
    for place in (0, 2):
        table.columns[place].no_wrap = True
    for row in view.by_rule.iter_rows(named=True):
        table.add_row(
            Text(row["code"]),
            Cell(row["title"]),
            Text(_(VERDICT_WORDS[row["verdict"]]), style=STYLES[row["verdict"]]),
            f"{row['findings']:,}",
            _sum(row),
        )
    return table


def _settled(view: View, page: Page) -> Iterable[RenderableType]:
    """What needs no more work: counted, and not listed among the others."""
    counts = (
        view.findings.filter("settled").group_by("code", "standing", "result").len().sort(pl.all()).rows()
    )
    if not counts:
        return
    said = [
        f"{code} {_(RESULT_WORDS[result]) if how == 'decided' else _(STANDING_WORDS[how])} {n:,}"
        for code, how, result, n in counts
    ]
    n = sum(count for *_names, count in counts)
    words = _("已了结 {n} 条，不在上面列出：{what}").format(n=f"{n:,}", what=_("、").join(said))
    yield page.text(words, hang=2)
    yield ""


def _sum(row: dict[str, Any]) -> str:
    """Money at stake, and underpaid money apart: the one is not set off against the other."""
    over = yuan(row["at_stake"]) if row["at_stake"] else ""
    short = _("少补 {sum}").format(sum=yuan(row["underpaid"])) if row["underpaid"] else ""
    return "\n".join(filter(None, (over, short)))


def address(row: dict[str, Any]) -> str:
    """File, sheet and row as people say them."""
    sheet = f" [{row['sheet']}]" if row["sheet"] else ""
    at = _(" 第 {row} 行").format(row=row["row"]) if row["row"] else ""
    return f"{file_of(row)}{sheet}{at}"


def _finding(view: View, place: int, row: dict[str, Any], page: Page) -> Iterable[RenderableType]:
    head = Text(f"{place}. ")
    head.append(f"{_(VERDICT_WORDS[row['verdict']])} {row['code']} ", style=STYLES[row["verdict"]])
    head.append(row["title"], style="bold")
    if row["at_stake"]:
        head.append("  " + _("{sum} 元").format(sum=yuan(row["at_stake"])), style="bold")
    if row["verdict"] != "unverifiable" and row["confidence"] != "exact":
        head.append(f"  {_('置信度')} {_(CONFIDENCE_WORDS[row['confidence']])}", style="dim")
    if row["standing"]:
        head.append(f"  {standing.word(row)}", style="dim")
    yield head
    yield page.text(row["message"], indent=3)
    if answer := standing.told(row):
        yield page.text(answer, indent=3, style="bold", hang=2)
    if row["clause_at"]:
        yield page.text(_("依据：{at}").format(at=row["clause_at"]), indent=3, style="dim")
    named = [row["row_id"], *row["evidence"]]
    rows = view.rows.filter(pl.col("row_id").is_in(named[:_MOST_ROWS])).to_dicts()
    rows.sort(key=lambda one: named.index(one["row_id"]))
    if len(rows) == 1:
        yield page.text(address(rows[0]), indent=3, style="dim", hang=2)
        facts = [_cell(name, rows[0][name]) for name in _SIDE]
        if any(facts):
            yield page.text("  ".join(filter(None, facts)), indent=3)
    else:
        yield Padding(_side_by_side(rows, page), (0, 0, 0, 3), expand=False)
    if len(named) > _MOST_ROWS:
        yield page.text(_("另有 {n} 行佐证").format(n=len(named) - _MOST_ROWS), indent=3, style="dim")
    yield ""


def _side_by_side(rows: list[dict[str, Any]], page: Page) -> RenderableType:
    """The rows in columns, the finding's own first, as many beside it as fit; lines that differ are marked."""
    labels = {name: _(word) for name, word in _SIDE.items()}
    label = max(map(typeset.width, labels.values())) + 2
    room = page.width - 3 - label - 2
    fit = max(room // _COLUMN, 2)
    first, others = rows[0], rows[1:]
    groups = [[first, *others[start : start + fit - 1]] for start in range(0, len(others), fit - 1)]
    return Group(*(_block(group, labels, label, room) for group in groups))


def _block(rows: list[dict[str, Any]], labels: dict[str, str], label: int, room: int) -> RenderableType:
    share = room // len(rows) - 2
    columns = [[_cell(name, row[name]) for name in labels] for row in rows]
    addresses = [address(row) for row in rows]
    heads = [_("本行"), *[_("佐证行")] * (len(rows) - 1)]
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(width=label, no_wrap=True)
    for head, at, cells in zip(heads, addresses, columns, strict=True):
        table.add_column(width=min(max(map(typeset.width, [head, at, *cells])), share), overflow="fold")
    table.add_row("", *map(Text, heads), style="bold")
    table.add_row("", *(_set(at, share) for at in addresses), style="dim")
    for word, *cells in zip(labels.values(), *columns, strict=True):
        if not any(cells):
            continue
        differs = [  # what a list does not tell of its people is no difference
            cell != cells[0] and not (row["listed"] and not cell)
            for row, cell in zip(rows, cells, strict=True)
        ]
        values = [
            _set(cell, share, "bold underline" if other else "")
            for cell, other in zip(cells, differs, strict=True)
        ]
        mark, style = ("* ", "bold") if any(differs) else ("  ", "dim")
        table.add_row(Text(mark + word, style=style), *values)
    return table


def _set(text: str, width: int, style: str = "") -> Text:
    return Text("\n".join(typeset.wrapped(text, width)), style=style)


def _cell(name: str, value: Any) -> str:
    if name == "amount":
        return yuan(value)
    return "" if value is None else str(value)


def _coverage(view: View, page: Page) -> Iterable[RenderableType]:
    ran = view.coverage.filter(pl.col("status") == "ran")
    words = _("核验覆盖：") + _("共 {n} 条规则，已跑 {ran} 条").format(n=len(view.coverage), ran=len(ran))
    idle = ran.filter(pl.col("applied") == 0)
    if len(idle):
        words += _("，其中 {n} 条没有适用的行：{codes}").format(n=len(idle), codes=" ".join(idle["code"]))
    open_rows = ran.filter(pl.col("unverifiable") > 0).select("code", "unverifiable").rows()
    if open_rows:
        words += _("；有行无法核验：{codes}").format(codes=_("、").join(f"{c} {n:,}" for c, n in open_rows))
    yield page.text(words, hang=2)
    for code, remark in ran.filter(pl.col("detail").is_not_null()).select("code", "detail").iter_rows():
        yield page.text(_("{code}：{words}").format(code=code, words=remark), indent=2, hang=2)
    for row in view.coverage.filter(pl.col("status") != "ran").iter_rows(named=True):
        style = "bold red" if row["status"] == "failed" else "yellow"
        line = _("{code} {title}：{why}").format(code=row["code"], title=row["title"], why=why_not(row))
        yield page.text(line, indent=2, style=style, hang=2)
    if view.unchecked_words:
        yield page.text(_("本版尚不核查：{what}").format(what=view.unchecked_words), indent=2, hang=2)
    if view.netted or view.reversals:
        yield page.text(
            _("冲销：{n} 行与原申报相抵，不参与查重；{m} 行未找到原申报。").format(
                n=view.netted, m=view.reversals
            ),
            indent=2,
            hang=2,
        )


def _account(view: View, page: Page) -> Table:
    table = page.table(
        (_("文件与工作表"), False),
        (_("读入行"), True),
        (_("明细"), True),
        (_("剔除"), True),
        (_("剔除的是"), False),
    )
    table.columns[0].ratio, table.columns[-1].ratio = 3, 2
    for row in view.sheets.iter_rows(named=True):
        reasons = _("、").join(f"{_(REASONS[r])} {n:,}" for r, n in row["set_aside"].items() if n)
        table.add_row(Cell(address({**row, "row": None})), *_numbers(row), Cell(reasons))
    if len(view.sheets) > 1:
        sums = view.sheets.select(pl.col("rows_read", "rows_kept").sum()).to_dicts()[0]
        table.add_row(Text(_("合计"), style="bold"), *_numbers(sums), "")
    return table


def _numbers(row: dict[str, Any]) -> list[str]:
    read, kept = row["rows_read"], row["rows_kept"]
    return [f"{read:,}", f"{kept:,}", f"{read - kept:,}"]
