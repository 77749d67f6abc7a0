"""`audit ledger stats`: what came of the findings, as tables for people and JSON for machines."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chizheng_audit.commands import options
from chizheng_audit.commands.ledger_record import FOLDER
from chizheng_audit.commands.speech import Command
from chizheng_audit.i18n import N_, _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.ledger.stats import Stats

SUMS = {
    "found": (N_("列为疑点"), N_("违规和疑点所涉及的")),
    "confirmed": (N_("核实"), N_("其中核实为属实的")),
    "stopped": (N_("拦截"), N_("没有支付出去的：批次的现有明细里已没有它（不属实、已知已处理的除外），或属实而批次尚未支付，或支付前减少的部分")),
    "owed": (N_("应追回"), N_("核实为属实、已经支付的，支付前减少的部分不计")),
    "recovered": (N_("已追回"), N_("核实结果中填写的追回金额")),
}  # fmt: skip
"""The five sums: what each is called, and what it counts."""
_RESULTS = ("true_fraud", "true_error", "not_true", "known")


def register(commands: typer.Typer) -> None:
    """Add the command."""

    @commands.command(
        "stats",
        cls=Command,
        help=_("疑点的去向：疑点、核实、拦截、应追回、已追回五个数，每笔申报只计一次；各规则的属实率。"),
        epilog=_(
            "疑点取自用 --record-run 或 audit review export 记下的运行，以最近一次为准；无法核验的不计。"
            "属实率 = 属实 ÷（属实 + 不属实）。"
        ),
    )
    def stats(
        ledger: Annotated[str, typer.Option("--ledger", help=_(FOLDER))] = "ledger",
        output_format: Annotated[
            str, typer.Option("--format", help=_("屏幕输出：table 或 json。"))
        ] = "table",
    ) -> None:
        from chizheng_audit.ledger import stats as counted
        from chizheng_audit.ledger.folder import opened

        options.word("--format", output_format, ("table", "json"))
        found = counted.stats(opened(Path(ledger)))
        if output_format == "json":
            escape = (sys.stdout.encoding or "ascii").lower().replace("_", "-") not in ("utf-8", "utf8")
            print(json.dumps(_plain(found), ensure_ascii=escape, indent=2))
        else:
            _show(found)


def _plain(found: "Stats") -> dict[str, Any]:
    sums = {name: getattr(found, name) for name in (*SUMS, "unplaced", "not_paid")}
    return {
        "sums": {name: {"claims": each.claims, "amount": str(each.amount)} for name, each in sums.items()},
        "rules": [
            row | {"confirmed": str(row["confirmed"]), "rate": row["rate"] and round(row["rate"], 4)}
            for row in found.rules.iter_rows(named=True)
        ],
    }


def _show(found: "Stats") -> None:
    from chizheng_audit.reports.screen import Cell, Page, screen
    from chizheng_audit.reports.words import RESULT_WORDS
    from chizheng_audit.rules import all_rules

    console = screen()
    page = Page(console)
    table = page.table((_("项目"), False), (_("申报"), True), (_("金额（元）"), True), (_("计入的是"), False))
    table.columns[0].no_wrap = True
    for name, (title, what) in SUMS.items():
        each = getattr(found, name)
        table.add_row(_(title), f"{each.claims:,}", f"{each.amount:,.2f}", _(what))
    console.print(table)
    if found.unplaced.claims:
        words = _("属实的另有 {n} 笔 {sum} 元不知是否支付：批次不在台账里，或台账没有记过它的材料。").format(
            n=f"{found.unplaced.claims:,}", sum=f"{found.unplaced.amount:,.2f}"
        )
        console.print(page.text(words, hang=2))
    if found.not_paid.claims:
        words = _(
            "已追回里有 {n} 笔 {sum} 元，台账里没有支付过；请核对是批次没有记为已支付，还是追回填错。"
        ).format(n=f"{found.not_paid.claims:,}", sum=f"{found.not_paid.amount:,.2f}")
        console.print(page.text(words, hang=2))
    if found.rules.is_empty():
        console.print(
            page.text(_("台账里还没有记下任何疑点：审计时加 --record-run，或用 audit review export。"))
        )
        return
    titles = {rule.code: _(rule.title) for rule in all_rules().values()}
    answers = [(_(RESULT_WORDS[name]), True) for name in _RESULTS]
    table = page.table(
        (_("规则"), False), (_("查什么"), False), (_("疑点数"), True), *answers, (_("属实率"), True)
    )
    table.columns[0].no_wrap, table.columns[0].min_width = True, 4
    for column in table.columns[2:]:
        column.no_wrap = False  # headings in words may be longer than the numbers, which never are
    for row in found.rules.iter_rows(named=True):
        rate = "—" if row["rate"] is None else f"{row['rate']:.0%}"
        counts = [f"{row[name]:,}" for name in ("findings", *_RESULTS)]
        table.add_row(row["code"], Cell(titles.get(row["code"], row["rule"])), *counts, rate)
    console.print(table)
