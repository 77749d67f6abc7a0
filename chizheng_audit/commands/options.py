"""The options that several commands share, declared once."""

from datetime import date
from typing import Annotated, Any

import typer

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import N_, _


def _option(*names: str, help_text: str, **kwargs: Any) -> Any:
    return typer.Option(*names, help=_(help_text), **kwargs)


PATHS = N_("要读的文件或文件夹。")


def paths() -> Any:
    """The files and folders to read."""
    return Annotated[list[str], typer.Argument(help=_(PATHS))]


def passwords(file: str | None) -> tuple[str, ...]:
    """The lines of a password file; never an argument, which others on the machine could see."""
    if file is None:
        return ()
    from pathlib import Path

    try:
        return tuple(line for line in Path(file).read_text("utf-8-sig").splitlines() if line)
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(_("读不了 --password-file {file}：{why}。").format(file=file, why=error)) from error


def day(text: str | None) -> date:
    """The day of the audit: as given, else today. This is the only clock in the tool."""
    if text is None:
        return date.today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise AuditError(_("--as-of {text} 不是日期；写作 2023-12-31。").format(text=text)) from None
