"""`audit demo DIR`: make a quarter of messy, synthetic exports and say what is wrong in them."""

from typing import Annotated

import typer

from chizheng_audit.commands import targets
from chizheng_audit.commands.speech import Command
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("demo", cls=Command, help=_("造一个季度的仿真申报材料，并在 planted.csv 里列明其中的问题。"))
    def demo(
        folder: Annotated[str, typer.Argument(help=_("写到哪个文件夹。"), show_default=False)],
        seed: Annotated[int, typer.Option("--seed", help=_("随机种子；相同种子得到相同文件。"))] = 2023,
        claims: Annotated[int, typer.Option("--claims", min=200, help=_("大约多少条申报。"))] = 600,
        kind: Annotated[
            str | None, typer.Option("--only", help=_("只写 csv 或只写 xlsx。"), show_default=False)
        ] = None,
        force: Annotated[bool, typer.Option("--force", help=_("文件夹里已有文件时也写入。"))] = False,
    ) -> None:
        from chizheng_audit.demo import make_demo

        if kind not in (None, "csv", "xlsx"):
            raise AuditError(_("--only 不能是 {word}；可用 csv 或 xlsx。").format(word=kind))
        targets.check_folder(folder, force)
        try:
            made = make_demo(folder, seed=seed, claims=claims, formats=(kind,) if kind else ("xlsx", "csv"))
        except OSError as error:
            raise AuditError(_("写不了 {path}：{why}。").format(path=folder, why=error.strerror)) from error
        said = _("已在 {folder} 写出 {files} 个文件、{claims} 条申报；").format(
            folder=folder, files=made.files, claims=f"{made.claims:,}"
        )
        planted = _("planted.csv 列明 {planted} 处预设问题。").format(planted=f"{made.planted:,}")
        typer.echo(said + (planted if made.planted else _("没有预设问题。")), err=True)
