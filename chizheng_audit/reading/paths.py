"""From what a user names to the list of files that are read, in a fixed order."""

from collections.abc import Iterable
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".csv", ".txt", ".tsv", ".parquet", ".arrow"}
)
"""What is looked for in a folder; a file named by itself is read whatever it is called."""


def expand(paths: Iterable[str]) -> list[str]:
    """Files in the order given, folders unfolded in the order of their names; lock files of office programs left out."""
    found: dict[Path, str] = {}
    for given in paths:
        path = Path(given)
        if not path.exists():
            raise AuditError(_("找不到 {path}；请检查路径。").format(path=given))
        files = sorted(p for p in path.rglob("*") if _wanted(p)) if path.is_dir() else [path]
        if not files:
            raise AuditError(
                _("文件夹 {path} 里没有可读的表格（{suffixes}）。").format(
                    path=given, suffixes=" ".join(sorted(SUFFIXES))
                )
            )
        for file in files:
            found.setdefault(file.resolve(), shown(file))
    return list(found.values())


def _wanted(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() in SUFFIXES and not path.name.startswith(("~$", ".~", "."))


def shown(path: Path) -> str:
    """The path relative to the working directory where that is possible, with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()
