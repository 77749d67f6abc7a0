"""Where results are written: never over what is read, and over other people's files only with --force."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _


def check(targets: Mapping[str, Iterable[str | None]], read: Iterable[str | None], force: bool) -> None:
    """Raise AuditError where a target (option → paths) is one of the files `read` or another target, and, unless
    `force`, where it is a file that the tool did not write itself.
    """
    from chizheng_audit.reading.own_output import is_own

    inputs = [Path(path) for path in read if path]
    known = {path.resolve() for path in inputs}
    numbers = {_number(path) for path in inputs if path.exists()}
    seen: dict[Path, str] = {}
    for option, paths in targets.items():
        for given in filter(None, paths):
            path = Path(given)
            if path.resolve() in known or (path.exists() and _number(path) in numbers):
                raise AuditError(
                    _("{option} {path} 是要读的文件，不能覆盖；请写到别处。").format(
                        option=option, path=given
                    )
                )
            if path.resolve() in seen:
                raise AuditError(
                    _("{option} {path} 与 {other} 是同一个文件；请写到别处。").format(
                        option=option, path=given, other=seen[path.resolve()]
                    )
                )
            seen[path.resolve()] = option
            if path.is_dir():
                raise AuditError(
                    _("{option} {path} 是文件夹；请写明文件名。").format(option=option, path=given)
                )
            if not force and path.exists() and path.stat().st_size and not is_own(path):
                raise AuditError(
                    _("{option} {path} 已存在，且不是本工具写的；换一个名字，或加 --force 覆盖。").format(
                        option=option, path=given
                    )
                )


def check_folder(path: str, force: bool) -> None:
    """Raise AuditError where a folder to be filled holds something already, unless `force`."""
    folder = Path(path)
    if folder.exists() and not folder.is_dir():
        raise AuditError(_("{path} 不是文件夹。").format(path=path))
    if not force and folder.is_dir() and any(folder.iterdir()):
        raise AuditError(
            _("文件夹 {path} 里已有文件；换一个文件夹，或加 --force 写入（同名文件会被覆盖）。").format(
                path=path
            )
        )


def _number(path: Path) -> tuple[int, int] | Path:
    """What tells a file by whatever name: also through links, and where case does not matter."""
    found = os.stat(path)  # noqa: PTH116 - follows links
    return (found.st_dev, found.st_ino) if found.st_ino else path.resolve()
