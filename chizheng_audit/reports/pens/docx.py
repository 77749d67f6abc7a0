"""Word: working papers and evidence forms, from the built-in template or an office's own."""

from pathlib import Path

from chizheng_audit.reports.view import View
from chizheng_audit.reports.writer import Writer


def _write(view: View, path: Path) -> None:
    from chizheng_audit.reports.papers.template import built_in  # noqa: PLC0415 - other pens do without Word

    _fill(view, path, built_in())


def _fill(view: View, path: Path, template: Path) -> None:
    from chizheng_audit.reports.papers.matters import fields  # noqa: PLC0415 - as above
    from chizheng_audit.reports.papers.template import fill  # noqa: PLC0415 - as above

    fill(template, fields(view), view, path)


WRITER = Writer(".docx", _write, _fill)
