"""The command line as a whole: which commands there are."""

import typer

from chizheng_audit.commands import (
    anonymise,
    audits,
    demo,
    diff,
    inspect,
    ledger,
    payout,
    policy,
    report,
    review,
    rules,
    selftest,
    template,
    why,
)
from chizheng_audit.commands.speech import Group
from chizheng_audit.i18n import _


def build() -> typer.Typer:
    """The app, in the language in force."""
    app = typer.Typer(
        name="audit",
        cls=Group,
        help=_("持证审计：核对职业技能证书类补贴的申报明细，列出疑点。"),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    audits.register(app)
    report.register(app)
    diff.register(app)
    why.register(app)
    inspect.register(app)
    rules.register(app)
    template.register(app)
    app.add_typer(policy.build(), name="policy", help=_("查看和检查政策包。"))
    app.add_typer(ledger.build(), name="ledger", help=_("台账：记下各批申报，以后各批与之核对。"))
    app.add_typer(review.build(), name="review", help=_("核实：按单位发出疑点，读回核实结果。"))
    payout.register(app)
    demo.register(app)
    anonymise.register(app)
    selftest.register(app)

    @app.callback(invoke_without_command=True)
    def _root(
        context: typer.Context,
        version: bool = typer.Option(False, "--version", help=_("显示版本。")),
        lang: str = typer.Option("zh", "--lang", envvar="CHIZHENG_LANG", help=_("语言：zh 或 en。")),
        debug: bool = typer.Option(False, "--debug", help=_("出错时显示完整的追踪信息。")),
    ) -> None:
        del lang, debug  # both are looked at before the command line is parsed
        if version:
            from chizheng_audit import __version__

            typer.echo(f"chizheng-audit {__version__}")
            raise typer.Exit
        if context.invoked_subcommand is None:
            typer.echo(context.get_help())

    return app
