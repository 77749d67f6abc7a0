"""`audit ledger`: record batches, look back at them, take one back, see whether anything was altered, take claims out."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chizheng_audit.commands import ledger_record, ledger_stats, options, targets
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.commands.speech import Command, Group
from chizheng_audit.errors import ExitCode
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.ledger.folder import Ledger


def build() -> typer.Typer:
    """The commands under `audit ledger`, in the language in force."""
    commands = typer.Typer(cls=Group, no_args_is_help=True, rich_markup_mode=None)
    folder = Annotated[str, typer.Option("--ledger", help=_(ledger_record.FOLDER))]
    output = Annotated[str, typer.Option("--format", help=_("屏幕输出：table 或 json。"))]
    hushed = Annotated[bool, flag("--quiet")]
    bare = Annotated[bool, flag("--unmask")]

    ledger_record.register(commands)
    ledger_stats.register(commands)

    @commands.command("history", cls=Command, help=_("列出各批次：状态、条数、金额、来源、何时入账。"))
    def history(ledger: folder = "ledger", output_format: output = "table") -> None:
        from chizheng_audit.commands import ledger_shown

        options.word("--format", output_format, ("table", "json"))
        ledger_shown.history(_opened(ledger), output_format == "json")

    @commands.command("show", cls=Command, help=_("显示一个批次：历次入账，每个来源的条数、金额和 sha256。"))
    def show(
        batch: Annotated[str, typer.Argument(help=_("批次名。"), show_default=False)],
        ledger: folder = "ledger",
        output_format: output = "table",
        unmask: bare = False,
    ) -> None:
        from chizheng_audit.commands import ledger_shown

        options.word("--format", output_format, ("table", "json"))
        ledger_shown.batch(_opened(ledger), batch, output_format == "json", unmask)

    @commands.command("undo", cls=Command, help=_("撤销一个批次：追加一笔冲回，什么也不删除。"))
    def undo(
        batch: Annotated[str, typer.Argument(help=_("批次名。"), show_default=False)],
        ledger: folder = "ledger",
        quiet: hushed = False,
    ) -> None:
        from chizheng_audit.ledger import recording

        entry = recording.undo(_opened(ledger), batch, options.moment())
        if not quiet:
            print(
                _("已撤销批次 {batch}：冲回 {rows} 条，{amount} 元；第 {n} 笔，校验值 {hash}").format(
                    batch=batch,
                    rows=f"{-entry.rows:,}",
                    amount=f"{-entry.amount:,.2f}",
                    n=entry.number,
                    hash=entry.hash[:16],
                ),
                file=sys.stderr,
            )

    @commands.command(
        "verify", cls=Command, help=_("核对台账有没有被改动：逐笔校验值、每个文件的字节、条数和金额。")
    )
    def verify(
        ledger: folder = "ledger",
        head: Annotated[
            str | None,
            typer.Option("--head", help=_("以前抄下的校验值；不在台账里即有改动。"), show_default=False),
        ] = None,
        certificate: Annotated[
            str | None,
            typer.Option(
                "--certificate",
                help=_("audit payout 出具的证明；连同它旁边的三份文件、台账里的那一批一并核对。"),
                show_default=False,
            ),
        ] = None,
        quiet: hushed = False,
    ) -> None:
        from chizheng_audit.commands import ledger_shown, payout_checked
        from chizheng_audit.ledger.verifying import verify as look

        if certificate and not payout_checked.needs_ledger(Path(certificate), Path(ledger)):
            raise typer.Exit(payout_checked.show(Path(certificate), None))
        with progress_of(0, quiet) as step:
            verdict = look(Path(ledger), head, step)
        ledger_shown.verdict(verdict)
        code = int(ExitCode.FINDINGS if verdict.faults else ExitCode.CLEAN)
        if certificate:
            book = None if verdict.faults else _opened(ledger)
            code = max(code, payout_checked.show(Path(certificate), book))
        raise typer.Exit(code)

    @commands.command("export", cls=Command, help=_("取出台账里的申报明细：.csv、.parquet 或 .xlsx。"))
    def export(
        out: Annotated[str, typer.Option("--out", help=_("写到哪个文件。"), show_default=False)],
        batch: Annotated[
            list[str] | None,
            typer.Option("--batch", help=_("只取这些批次，可重复；默认全部。"), show_default=False),
        ] = None,
        ledger: folder = "ledger",
        force: Annotated[bool, flag("--force")] = False,
        unmask: bare = False,
        quiet: hushed = False,
    ) -> None:
        from chizheng_audit.ledger import claims, recording
        from chizheng_audit.ledger.entries import STATUS_WORDS
        from chizheng_audit.reports import claims_list

        claims_list.suffix_known(Path(out))
        targets.check({"--out": [out]}, [], force)
        book = _opened(ledger)
        batches = [recording.known(book, name) for name in batch] if batch else book.history
        words = {status: _(word) for status, word in STATUS_WORDS.items()}
        count = claims_list.write(Path(out), claims.listed(book, batches), words, unmask)
        if not quiet:
            print(_("已写出 {path}：{n} 条").format(path=out, n=f"{count:,}"), file=sys.stderr)

    return commands


def _opened(folder: str) -> "Ledger":
    from chizheng_audit.ledger.folder import opened

    return opened(Path(folder))
