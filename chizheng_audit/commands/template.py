"""`audit template FILE.docx`: the built-in Word template, for an office to make its own of."""

from typing import Annotated

import typer

from chizheng_audit.commands import options, targets
from chizheng_audit.commands.flags import flag
from chizheng_audit.commands.speech import Command
from chizheng_audit.i18n import _


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "template",
        cls=Command,
        help=_("写出内置的 Word 模板（审计工作底稿和取证单），供本单位改成自己的样式。"),
    )
    def template(
        file: Annotated[
            str, typer.Argument(metavar=_("文件.docx"), help=_("写到哪里。"), show_default=False)
        ],
        force: Annotated[bool, flag("--force")] = False,
    ) -> None:
        from pathlib import Path

        from chizheng_audit.errors import AuditError
        from chizheng_audit.reports.papers.template import built_in
        from chizheng_audit.reports.whole import whole

        if Path(file).suffix.lower() != ".docx":
            raise AuditError(_("{path} 应以 .docx 结尾。").format(path=file))
        targets.check({"FILE": [file]}, [], force)
        with whole(Path(file)) as beside:
            beside.write_bytes(built_in().read_bytes())
        options.written(file, quiet=False)
