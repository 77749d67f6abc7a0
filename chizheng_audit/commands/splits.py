"""`--split-by unit`: beside a workbook of all findings one for each unit."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chizheng_audit.commands import options, targets
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.reports.view import View


def check(out: Sequence[str], template: str | None, split_by: str | None, force: bool) -> None:
    """Raise AuditError where a file of --out, or splitting it, cannot work, before any work is done."""
    from chizheng_audit.reports import split, suffixes_known

    suffixes_known(out, template)
    if split_by is None:
        return

    options.word("--split-by", split_by, ("unit",))
    books = _books(out)
    if not books:
        raise AuditError(_("--split-by 要与 --out x.xlsx 一起用。"))
    for book in books:
        targets.check_folder(str(split.folder_of(book)), force)


def write_all(
    view: "View", out: Sequence[str], template: str | None, split_by: str | None, quiet: bool
) -> None:
    """Write every file of --out and, where asked, the workbooks of units: how many there are and how many findings
    they hold is said.
    """
    from chizheng_audit.reports import split, write

    for path in out:
        write(view, Path(path), template)
    if split_by is None:
        return
    for book in _books(out):
        written = split.write(view, book)
        if not quiet:
            print(
                _("已写出 {folder}：{n} 个文件，共 {m} 条疑点").format(
                    folder=split.folder_of(book), n=f"{len(written):,}", m=f"{sum(written.values()):,}"
                ),
                file=sys.stderr,
            )


def _books(out: Sequence[str]) -> list[Path]:
    return [Path(path) for path in out if path.lower().endswith(".xlsx")]
