"""`audit rules [CODE]`: the audit programme, and each rule explained."""

from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.policy import Policy
    from chizheng_audit.rule import Rule

VERDICTS = {"violation": N_("违规"), "suspicion": N_("疑点")}


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("rules", cls=Command, help=_("列出全部规则；给出代码或名称则逐条说明。"))
    def rules(
        codes: Annotated[
            list[str] | None, typer.Argument(help=_("规则代码（如 D01）或名称。"), show_default=False)
        ] = None,
        policy: Annotated[str, typer.Option("--policy", help=_("引用哪个政策包的条款。"))] = "zhongmu_2022",
    ) -> None:
        from chizheng_audit.policy import load_policy
        from chizheng_audit.rules import all_rules

        law = load_policy(policy)
        every = all_rules()
        if not codes:
            _list(every)
            return
        by_word = {w.lower(): n for n, r in every.items() for w in (n, r.code)}
        for code in codes:
            if code.lower() not in by_word:
                raise AuditError(_("没有规则 {names}；audit rules 列出全部规则。").format(names=code))
            _explain(by_word[code.lower()], every[by_word[code.lower()]], law)


def _list(every: "dict[str, Rule]") -> None:
    from rich import box
    from rich.table import Table

    from chizheng_audit.reports.screen import Cell, screen

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in (_("代码"), _("查什么"), _("类别"), _("名称")):
        table.add_column(heading, overflow="fold")
    for name, rule in sorted(every.items(), key=lambda item: item[1].code):
        table.add_row(rule.code, Cell(_(rule.title)), _(VERDICTS[rule.verdict]), name)
    screen().print(table)


def _explain(name: str, rule: "Rule", law: "Policy") -> None:
    from rich.text import Text

    from chizheng_audit.reports.programme import page
    from chizheng_audit.reports.screen import Page, screen

    told = page(name, rule, law)
    console = screen()
    measure = Page(console)
    console.print(Text(f"{told.code} {told.title}", style="bold"))
    console.print(f"{_(VERDICTS[told.verdict])} · {name}")
    parts = dict(told.paragraphs)
    parts |= {_("依据"): told.clause, _("用到的参数"): _("、").join(told.parameters)}
    for heading, text in parts.items():
        if text:
            console.print()
            console.print(Text(heading, style="bold"))
            console.print(measure.text(text, indent=2))
    console.print()
