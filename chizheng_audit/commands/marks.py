"""`--mark DIR`: where marked copies may go, and what is said of them."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chizheng_audit.commands.progress import reading as progress_of
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

if TYPE_CHECKING:  # the real imports wait until a command runs
    from chizheng_audit.audit import Audit
    from chizheng_audit.reading.result import Reading
    from chizheng_audit.reports.marked import Marked
    from chizheng_audit.reports.view import View
    from chizheng_audit.rule import Rule


def check(folder: str | None, given: Iterable[str], files: Sequence[str], force: bool) -> None:
    """Raise AuditError where marked copies would stand among the originals (in a folder that was given, or in that of a
    file), or, unless `force`, take the place of a file that is there, whoever wrote it: people write on such copies.
    """
    if folder is None:
        return
    from chizheng_audit.reports.marked import places

    target = Path(folder).resolve()
    if target.exists() and not target.is_dir():
        raise AuditError(_("{path} 不是文件夹。").format(path=folder))
    sources = [Path(path).resolve() for path in given if Path(path).is_dir()]
    inside = [each for each in sources if target == each or each in target.parents]
    if inside or target in {Path(file).resolve().parent for file in files}:
        raise AuditError(
            _("--mark {path} 在要读的文件夹里；标注副本不能和原件混在一起，请写到别的文件夹。").format(
                path=folder
            )
        )
    if force:
        taken = {path.resolve() for pair in places(Path(folder), files).values() for path in pair}
        if overwritten := taken & {Path(file).resolve() for file in files}:
            raise AuditError(
                _("--mark {path} 是要读的文件，不能覆盖；请写到别处。").format(path=sorted(overwritten)[0])
            )
        return
    there = [path for pair in places(Path(folder), files).values() for path in pair if path.exists()]
    if there:
        raise AuditError(
            _("--mark：{path} 已存在（共 {n} 个）；换一个文件夹，或加 --force 覆盖。").format(
                path=there[0], n=len(there)
            )
        )


def write(
    folder: str | None,
    files: Sequence[str],
    run: "tuple[View, Audit, Reading, dict[str, Rule]]",
    quiet: bool,
) -> None:
    """Write the copies of a run, and say what was written."""
    if folder is None:
        return
    from chizheng_audit.reports import marked

    with progress_of(run[2].sheets["file"].n_unique(), quiet, _("标注")) as step:
        for each in marked.write(Path(folder), files, *run, step):
            _told(each, quiet)


def _told(marked: "Marked", quiet: bool) -> None:
    """Say what was written about a file, and what a copy does not keep."""
    if quiet:
        return
    if marked.why:
        line = _("已写出 {path}（{why}，疑点另列）").format(path=marked.path, why=marked.why.rstrip("。"))
    elif marked.losses:
        line = _("已写出 {path}；副本没有保留：{what}").format(
            path=marked.path, what=_("；").join(marked.losses)
        )
    else:
        line = _("已写出 {path}").format(path=marked.path)
    print(line, file=sys.stderr)
    if marked.without_note:
        print(
            _("提示：{path} 中有 {n} 个单元格只填色、没有批注（批注太多会拖慢表格软件）。").format(
                path=marked.path, n=f"{marked.without_note:,}"
            ),
            file=sys.stderr,
        )
