"""Sending out: one workbook a unit, all of them or none, and a run that remembers what was sent."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reports.view import View
from chizheng_audit.review.seal import Letter
from chizheng_audit.review.sheets import write
from chizheng_audit.review.units import Unit


def send(
    out: Path,
    view: View,
    units: Iterable[Unit],
    letter_to: Callable[[str | None], Letter],
    facts: Mapping[str, str],
    key: bytes,
    remember: Callable[[], object],
) -> list[tuple[Path, int]]:
    """Write the workbooks of `units` into `out` once `remember` has recorded the run; each with its number of findings.

    Raises AuditError where `out` cannot be written, and what `remember` raises; nothing is then left in `out`.
    """
    beside = out.absolute().with_name(f".{out.absolute().name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        beside.mkdir()
        made = []
        for unit in units:
            write(beside / unit.file, view, unit, letter_to(unit.name), facts, key)
            made.append((unit.file, len(unit.rows)))
        remember()
        out.mkdir(exist_ok=True)
        for name, _count in made:
            (beside / name).replace(out / name)
    except OSError as error:
        raise AuditError(
            _("写不了 {path}（{why}）；若正在别的程序里打开，请先关闭。").format(
                path=out, why=error.strerror or error
            )
        ) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return [(out / name, count) for name, count in made]
