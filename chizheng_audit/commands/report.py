"""`audit report`: a run that was kept as JSON Lines, on the screen and on paper again, without its sources."""

import sys
from typing import Annotated

import typer

from chizheng_audit.commands import options, splits, targets
from chizheng_audit.commands.flags import RUN_FORMATS_HELP, flag
from chizheng_audit.commands.speech import Command
from chizheng_audit.i18n import _, language


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", help=_("把审计时存下的 .jsonl 重新出具为各种报告，不再读原始材料。"), cls=Command)(
        _report
    )


def _report(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN.jsonl",
            help=_("审计时用 --out x.jsonl 或 --format jsonl 存下的结果。"),
            show_default=False,
        ),
    ],
    out: Annotated[list[str] | None, flag("--out")] = None,
    split_by: Annotated[str | None, flag("--split-by")] = None,
    template: Annotated[str | None, flag("--template")] = None,
    output_format: Annotated[str, flag("--format", RUN_FORMATS_HELP)] = "table",
    worst: Annotated[int, flag("--worst")] = 10,
    force: Annotated[bool, flag("--force")] = False,
    quiet: Annotated[bool, flag("--quiet")] = False,
) -> None:
    from chizheng_audit.reports import saved

    options.run_format(output_format)
    splits.check(out or [], template, split_by, force)
    targets.check({"--out": out or []}, [run, template], force)
    asked = language()
    view = saved.load(run)
    if view.language != asked and not quiet:
        print(
            _("提示：{path} 存的是{language}结果，报告仍用{language}。").format(
                path=run, language=_("中文") if view.language == "zh" else _("英文")
            ),
            file=sys.stderr,
        )
    splits.write_all(view, out or [], template, split_by, quiet)
    options.show(view, output_format, worst, out or [], quiet)
