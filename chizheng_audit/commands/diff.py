"""`audit diff`: what is new, gone or changed between two runs that were kept as JSON Lines."""

import json
from typing import Annotated

import typer

from chizheng_audit.commands import options
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.speech import Command
from chizheng_audit.i18n import _


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("diff", help=_("两次审计的结果（.jsonl）相比：新增、消失、变化的疑点。"), cls=Command)(_diff)


def _diff(
    old: Annotated[str, typer.Argument(metavar="OLD.jsonl", help=_("先前的结果。"), show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW.jsonl", help=_("后来的结果。"), show_default=False)],
    output_format: Annotated[str, typer.Option("--format", help=_("屏幕输出：table 或 json。"))] = "table",
    worst: Annotated[int, flag("--worst")] = 10,
    fail_on: Annotated[str, flag("--fail-on")] = "violation",
) -> None:
    from chizheng_audit.reports import kept
    from chizheng_audit.reports.diff import lines, screen, view

    options.word("--format", output_format, ("table", "json"))
    options.word("--fail-on", fail_on, ("violation", "suspicion", "never"))
    found = view.build(old, kept.read(old), new, kept.read(new))
    code = found.exit_code(fail_on)
    if output_format == "json":
        typer.echo(json.dumps(lines.whole(found, code), ensure_ascii=True))
    else:
        screen.write(found, worst=worst)
    raise typer.Exit(int(code))
