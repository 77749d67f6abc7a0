"""Findings on paper: `view` prepares once, each pen draws. One file in `pens/` declares one WRITER."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chizheng_audit.errors import AuditError
from chizheng_audit.folder import declared
from chizheng_audit.i18n import _
from chizheng_audit.reports import pens
from chizheng_audit.reports.whole import whole

if TYPE_CHECKING:
    from chizheng_audit.reports.view import View
    from chizheng_audit.reports.writer import Writer


def writers() -> "dict[str, Writer]":
    """The pens by suffix."""

    return {writer.suffix: writer for _name, writer in declared(pens, "WRITER")}


def suffixes_known(paths: Sequence[str | Path], template: str | None = None) -> None:
    """Raise AuditError for a path whose suffix no pen has, and for a template that none of their pens takes or that cannot
    be filled, before any work is done.
    """
    chosen = [_pen(path) for path in paths]
    if template is None:
        return
    if not any(pen.fill for pen in chosen):
        raise AuditError(_("--template 要与 --out x.docx 一起用。"))
    from chizheng_audit.reports.papers.template import check  # noqa: PLC0415 - slow to load, rarely needed

    check(Path(template))


def _pen(path: str | Path) -> "Writer":
    """The pen whose suffix, which may have parts (.junit.xml), ends the name."""
    known = writers()
    name = Path(path).name.lower()
    fitting = [suffix for suffix in known if name.endswith(suffix) and name != suffix]
    if not fitting:
        raise AuditError(
            _("--out {path}：不认识的后缀；可用 {known}。").format(path=path, known=" ".join(sorted(known)))
        )
    return known[max(fitting, key=len)]


def write(view: "View", path: Path, template: str | None = None) -> None:
    """Draw `view` into `path` by its suffix, from `template` where its pen takes one, in a folder that is made where it is
    not there.

    The file is there whole or not at all. Raises AuditError for an unknown suffix and for a place that cannot be
    written, e.g. because the file is open in another program.
    """
    pen = _pen(path)
    with whole(path) as beside:
        if template and pen.fill:
            pen.fill(view, beside, Path(template))
        else:
            pen.write(view, beside)
