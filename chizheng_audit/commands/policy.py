"""`audit policy`: which packs there are, what one says and on what it rests, and whether a new one is sound."""

import json
import sys
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.console import Group as Stack
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from chizheng_audit.commands.speech import Command, Group
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

if TYPE_CHECKING:
    from chizheng_audit.policy import Dated, Parameter, Policy

Format = Annotated[str, typer.Option("--format", help=_("屏幕输出：table 或 json。"))]


def build() -> typer.Typer:
    """The commands under `audit policy`, in the language in force."""
    commands = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None)

    @commands.command("list", cls=Command, help=_("列出随工具提供的政策包。"))
    def list_(output_format: Format = "table") -> None:
        from chizheng_audit.policy import available, load_policy

        as_json = _is_json(output_format)
        packs = [load_policy(name) for name in available()]
        if as_json:
            _write([_head(pack) for pack in packs])
        else:
            _console().print(_listed(packs))

    @commands.command("show", cls=Command, help=_("显示一个政策包：来历、条款、参数，哪些是推定。"))
    def show(
        pack: Annotated[str, typer.Argument(help=_("政策包名，或 policy.toml 的路径。"))] = "zhongmu_2022",
        output_format: Format = "table",
    ) -> None:
        from chizheng_audit.policy import load_policy

        as_json = _is_json(output_format)
        policy = load_policy(pack)
        if as_json:
            _write(_whole(policy))
        else:
            _console().print(_shown(policy))

    @commands.command("check", cls=Command, help=_("检查一个政策包文件：有误则逐条说明，退出码 2。"))
    def check(
        path: Annotated[str, typer.Argument(help=_("policy.toml 的路径。"), show_default=False)],
    ) -> None:
        from chizheng_audit.policy import load_policy

        load_policy(path)
        typer.echo("ok")

    return commands


app = build()


def _is_json(output_format: str) -> bool:
    if output_format not in ("table", "json"):
        raise AuditError(_("--format 不能是 {word}；可用 table 或 json。").format(word=output_format))
    return output_format == "json"


def _console() -> Console:
    from chizheng_audit.reports.screen import screen

    return screen()


def _write(value: object) -> None:
    escaped = (
        not (sys.stdout.encoding or "").lower().startswith("utf")
    )  # what a console lacks stays readable JSON
    typer.echo(json.dumps(value, ensure_ascii=escaped, indent=2, default=_plain))


def _plain(value: Decimal | date) -> str:
    """Dates as ISO; decimals as text, so that no digit is lost."""
    return value.isoformat() if isinstance(value, date) else str(value)


def _head(policy: "Policy") -> dict[str, Any]:
    return {
        "id": policy.id,
        "title": policy.title,
        "place": policy.place,
        "status": policy.status,
        "issued": policy.issued,
        "assumptions": [{"parameter": name, "note": note} for name, note in policy.assumptions()],
    }


def _whole(policy: "Policy") -> dict[str, Any]:
    return _head(policy) | {
        "source": policy.source,
        "lineage": policy.lineage,
        "sha256": policy.sha256,
        "clauses": {key: {"at": clause.at, "says": clause.says} for key, clause in policy.clauses.items()},
        "parameters": {
            name: {
                "clause": parameter.clause,
                "unit": parameter.unit,
                "by": parameter.by,
                "dated_by": parameter.dated_by,
                "values": [
                    {"from": v.start, "value": v.value, "assumed": v.assumed, "note": v.note}
                    for v in parameter.values
                ],
            }
            for name, parameter in policy.parameters.items()
        },
    }


def _status(policy: "Policy") -> str:
    from chizheng_audit.policy import STATUS_WORDS

    return _(STATUS_WORDS[policy.status])


def _listed(packs: "list[Policy]") -> Table:
    from chizheng_audit.reports.screen import Cell

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    grid.add_column(_("政策包"), no_wrap=True)
    grid.add_column(_("名称"), overflow="fold", ratio=3)
    grid.add_column(_("地区"), overflow="fold", ratio=2)
    grid.add_column(_("状态"), overflow="fold")
    grid.add_column(_("印发"), no_wrap=True)
    grid.add_column(_("推定"), justify="right", no_wrap=True)
    for pack in packs:
        count = str(len(pack.assumptions()))
        grid.add_row(pack.id, Cell(_(pack.title)), Cell(_(pack.place)), _status(pack), pack.issued, count)
    return grid


def _shown(policy: "Policy") -> Stack:
    facts = {
        _("地区"): _(policy.place),
        _("状态"): _status(policy),
        _("印发"): policy.issued,
        _("来源"): _(policy.source) if policy.source else "",
        _("沿袭"): " ← ".join(policy.lineage),
        "sha256": policy.sha256,
    }
    head = Table.grid(padding=(0, 2))
    head.add_column(no_wrap=True, style="dim")
    head.add_column(overflow="fold")
    for name, fact in facts.items():
        head.add_row(name, fact or "—")
    return Stack(
        Text(_(policy.title), style="bold"),
        Padding(head, (0, 0, 1, 2)),
        Text(_("条款"), style="bold"),
        *(_clause(key, clause.at, clause.says) for key, clause in policy.clauses.items()),
        Text(""),
        Text(_("参数"), style="bold"),
        *(_parameter(parameter, policy) for parameter in policy.parameters.values()),
    )


def _clause(key: str, at: str, says: str) -> Padding:
    title = Text.assemble((_(at), "cyan"), "  ", (key, "dim"))
    return Padding(Stack(title, Padding(_set(_(says)), (0, 0, 0, 2))), (0, 0, 0, 2))


def _set(text: str, style: str = "") -> Text:
    """A paragraph, broken as Chinese is."""
    from chizheng_audit.reports import typeset

    return Text("\n".join(typeset.wrapped(text, max(_console().width - 6, 20))), style=style)


def _parameter(parameter: "Parameter", policy: "Policy") -> Padding:
    from chizheng_audit.reports.parameters import column, title

    clause = policy.clauses.get(parameter.clause or "")
    basis = _("依据 {clause}").format(clause=_(clause.at)) if clause else _("没有条款规定")
    about = [basis]
    if parameter.unit:
        about.append(_("单位：{unit}").format(unit=_(parameter.unit)))
    if parameter.by:
        about.append(_("按 {columns} 取值").format(columns=_("、").join(map(column, parameter.by))))
    about.append(_("适用日期 {columns}").format(columns=" → ".join(map(column, parameter.dated_by))))
    return Padding(
        Stack(
            Text.assemble((title(parameter.name), "cyan"), "  ", (parameter.name, "dim")),
            Padding(_set(_("；").join(about), "dim"), (0, 0, 0, 2)),
            *(Padding(_value(value), (0, 0, 0, 2)) for value in parameter.values),
        ),
        (0, 0, 0, 2),
    )


def _value(dated: "Dated") -> Table:
    """One dated value: from when, what, and below it what is assumed and why."""
    from chizheng_audit.reports.parameters import words
    from chizheng_audit.reports.screen import Cell

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(_("{day} 起").format(day=dated.start), words(dated.value))
    if dated.assumed:
        grid.add_row(Text(_("推定"), style="yellow"), Cell(_(dated.note), "yellow"))
    elif dated.note:
        grid.add_row(_("说明"), Cell(_(dated.note)))
    return grid
