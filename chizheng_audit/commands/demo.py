"""`audit demo DIR`: make a quarter of messy, synthetic exports and say what is wrong in them."""

from typing import Annotated

import typer

from chizheng_audit.i18n import _


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("demo", help=_("造一个季度的仿真申报材料，并在 planted.csv 里列明其中的问题。"))
    def demo(
        folder: Annotated[str, typer.Argument(help=_("写到哪个文件夹。"), show_default=False)],
        seed: Annotated[int, typer.Option("--seed", help=_("随机种子；相同种子得到相同文件。"))] = 2023,
        claims: Annotated[int, typer.Option("--claims", min=200, help=_("大约多少条申报。"))] = 600,
        kind: Annotated[
            str | None, typer.Option("--only", help=_("只写 csv 或只写 xlsx。"), show_default=False)
        ] = None,
    ) -> None:
        from chizheng_audit.demo import make_demo

        made = make_demo(folder, seed=seed, claims=claims, formats=(kind,) if kind else ("xlsx", "csv"))
        typer.echo(
            _(
                "已在 {folder} 写出 {files} 个文件、{claims} 条申报；planted.csv 列明 {planted} 处预设问题。"
            ).format(folder=folder, files=made.files, claims=made.claims, planted=made.planted),
            err=True,
        )
