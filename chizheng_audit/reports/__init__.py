"""Findings on paper: `view` prepares once, each pen draws. One file in `pens/` declares one WRITER."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

if TYPE_CHECKING:
    from chizheng_audit.reports.view import View
    from chizheng_audit.reports.writer import Writer


def writers() -> "dict[str, Writer]":
    """The pens by suffix."""
    from chizheng_audit.folder import declared
    from chizheng_audit.reports import pens

    return {writer.suffix: writer for _name, writer in declared(pens, "WRITER")}


def suffixes_known(paths: Sequence[str]) -> None:
    """Raise AuditError for a path whose suffix no pen has, before any work is done."""
    known = writers()
    for path in paths:
        if Path(path).suffix.lower() not in known:
            raise AuditError(
                _("--out {path}：不认识的后缀；可用 {known}。").format(path=path, known=" ".join(sorted(known)))
            )


def write(view: "View", path: Path) -> None:
    """Draw `view` into `path` by its suffix. The file is there whole or not at all; AuditError when it cannot be written."""
    beside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        writers()[path.suffix.lower()].write(view, beside)
        os.replace(beside, path)
    except OSError as error:
        raise AuditError(
            _("写不了 {path}（{why}）；若正在别的程序里打开，请先关闭。").format(path=path, why=error.strerror or error)
        ) from error
    finally:
        beside.unlink(missing_ok=True)
