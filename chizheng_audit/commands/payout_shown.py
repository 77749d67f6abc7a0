"""What `audit payout` prints: the three parts that add up to the batch, why, and what was not looked at."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.ledger.entries import Entry
from chizheng_audit.payout.lines import added_up
from chizheng_audit.payout.terms import STANDING_WORDS
from chizheng_audit.reports import beside
from chizheng_audit.reports.screen import Page, screen
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import REASONS
from chizheng_audit.tables import TABLES

if TYPE_CHECKING:
    from rich.table import Table

    from chizheng_audit.commands.payout_made import Made, Work

_FEW = 12


def incomplete(view: View, output_format: str) -> None:
    """Say in one sentence why nothing was written that could be paid."""
    broken = view.coverage.filter(pl.col("status") == "failed")
    failed = [f"{line['code']} {beside.why_not(line)}" for line in broken.iter_rows(named=True)]
    why = [beside.failure(file, words).rstrip("。") for file, words in view.failed] + failed
    if output_format == "jsonl":
        _stream(view, [])
    more = _(" 等 {n} 处").format(n=len(why)) if len(why) > 1 else ""
    print(_("核对不完整，没有写出任何付款文件：{why}{more}。").format(why=why[0], more=more), file=sys.stderr)


def show(made: "Made", work: "Work", reasons: pl.DataFrame, output_format: str, quiet: bool) -> None:
    """Print the result to stdout, and where the files are to stderr."""
    if output_format == "jsonl":
        _stream(work.view, [{"type": "payout", "batch": work.batch, **each} for each in made.files])
    else:
        console = screen()
        page = Page(console)
        for part in _parts(made, work, reasons, page):
            console.print(part)
    if not quiet:
        print(_("已写出 {path}").format(path=work.folder), file=sys.stderr)


def nothing_booked() -> None:
    """Say that booking was asked for and that there was nothing to be booked."""
    print(_("没有可付的申报，台账没有入账；暂缓的改好之后再付。"), file=sys.stderr)


def booked(entry: Entry, before: Entry | None) -> None:
    """Say that the claims were booked, and how many of those that the batch had `before` were not paid."""
    from chizheng_audit.commands.ledger_record import say

    say(entry)
    if before and before.rows > entry.rows:
        print(
            _(
                "提示：这一批原来记有 {before} 条，本次支付 {now} 条；其余的不再属于这一批，改好后请另起批次付款。"
            ).format(before=f"{before.rows:,}", now=f"{entry.rows:,}"),
            file=sys.stderr,
        )


def _parts(made: "Made", work: "Work", reasons: pl.DataFrame, page: Page) -> Iterator[Any]:
    yield _files(made, work, page)
    unread = int(work.held.lines.get_column("amount").null_count())
    if unread:
        yield page.text(_("其中金额空缺或读不懂 {n} 行，按 0 计。").format(n=f"{unread:,}"), style="yellow")
    if len(reasons):
        yield _reasons(work, reasons, page)
    for line in work.found.sheets.iter_rows(named=True):
        if words := _account(line, work.held.table):
            yield page.text(words, style="dim" if line["table"] else "yellow", hang=2)
    if work.held.sums_up and (left := work.left()):
        yield page.text(
            _("申报明细有 {n} 条的申报单位不在付款汇总里，没有列入付款。").format(n=f"{left:,}"),
            style="yellow",
        )
    if work.view.history:
        yield page.text(beside.with_ledger(work.view.history), style="dim", hang=2)
    elif not work.ledger:
        yield page.text(_("没有用台账，没有与以前各批核对，也不知道是否已经付过。"), style="yellow", hang=2)
    idle = work.view.coverage.filter(pl.col("status") == "no_table")
    if len(idle):
        listed = _("；").join(
            _("{rule}（{why}）").format(rule=f"{line['code']} {line['title']}", why=beside.why_not(line))
            for line in idle.iter_rows(named=True)
        )
        yield page.text(
            _("没有跑的规则 {n} 条：{what}").format(n=len(idle), what=listed), style="yellow", hang=2
        )
    if own := work.terms.own():
        said = _("、").join(f"{key} → {_(STANDING_WORDS[word])}" for key, word in own.items())
        yield page.text(_("政策包另定：{what}").format(what=said), style="dim", hang=2)


def _files(made: "Made", work: "Work", page: Page) -> "Table":
    table = page.table((_("处置"), False), (_("行数"), True), (_("金额（元）"), True), (_("文件"), False))
    for each in made.files:
        lines, amount = added_up(work.of(each["standing"]))
        table.add_row(_(STANDING_WORDS[each["standing"]]), f"{lines:,}", f"{amount:,.2f}", each["file"])
    table.add_section()
    lines, amount = added_up(work.held.lines)
    table.add_row(_("本批合计"), f"{lines:,}", f"{amount:,.2f}", "")
    return table


def _reasons(work: "Work", reasons: pl.DataFrame, page: Page) -> "Table":
    """By rule: how many lines it keeps from being paid, and their money; lines of several rules count with each."""
    table = page.table(
        (_("处置"), False), (_("规则"), False), ("", False), (_("行数"), True), (_("金额（元）"), True)
    )
    sums = (
        reasons.unique(["row_id", "code", "effect"])
        .join(work.held.lines.select("row_id", "amount"), on="row_id")
        .group_by("effect", "code", "title")
        .agg(lines=pl.len(), amount=pl.col("amount").sum())
        .sort(pl.col("effect").to_physical(), "lines", "code", descending=[True, True, False])
    )
    words = {standing: _(word) for standing, word in STANDING_WORDS.items()}
    for row in sums.head(_FEW).iter_rows(named=True):
        table.add_row(
            words[row["effect"]], row["code"], row["title"], f"{row['lines']:,}", f"{row['amount']:,.2f}"
        )  # fmt: skip
    if len(sums) > _FEW:
        table.add_row("", "", _("另有 {n} 条规则，见文件里的“核对规则”一栏").format(n=len(sums) - _FEW))
    return table


def _account(line: Any, table: str) -> str:
    """What became of the rows of a sheet: of the batch itself, of a list beside it, or of what was not understood."""
    from chizheng_audit.payout.certificate import place

    where = f"{place(line['file'])} [{place(line['sheet'])}]" if line["sheet"] else str(place(line["file"]))
    said = {"place": where, "read": f"{line['rows_read']:,}", "kept": f"{line['rows_kept']:,}"}
    if line["table"] is None:
        if not line["rows_read"]:
            return ""
        return _(
            "{place}：{read} 行，不是已知的表，没有核对；若是封面，请用 --total、--count 告知金额和笔数。"
        ).format(**said)
    if line["table"] != table:
        other = TABLES[line["table"]].title
        return _("{place}：{title}，用来核对，{kept} 行").format(title=_(other), **said)
    aside = [f"{_(REASONS[reason])} {n:,}" for reason, n in line["set_aside"].items() if n]
    listed = _("、").join(aside) or "0"
    return _("{place}：读 {read} 行 = 明细 {kept} 行 + 剔除 {aside}").format(aside=listed, **said)


def _stream(view: View, more: list[dict[str, Any]]) -> None:
    """The lines of the run, with those of the parts before the summary."""
    from chizheng_audit.reports.pens import jsonl

    jsonl.write_stream(view, sys.stdout, more)
