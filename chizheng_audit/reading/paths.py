"""From what a user names to the list of files that are read, in a fixed order, and what beside them is not."""

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.own_output import is_own, is_part

SUFFIXES = frozenset(
    {
        ".xlsx",
        ".xlsm",
        ".xls",
        ".xlsb",
        ".ods",
        ".et",
        ".csv",
        ".txt",
        ".tsv",
        ".parquet",
        ".arrow",
        ".feather",
    }
)
"""What is looked for in a folder; a file named by itself is read whatever it is called."""
_LOCKS = ("~$", ".~")
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True)
class Found:
    """What stands at the places that a user named, as `shown` shows it.

    files: to be read, in order. own: what the tool wrote itself, also whole ledgers. unread: files of no kind that is read, and hidden
    or linked folders (with a slash at the end), which are not entered.
    """

    files: tuple[str, ...]
    own: tuple[str, ...]
    unread: tuple[str, ...]

    def without(self, used: Iterable[str | None]) -> "Found":
        """This without those unread files that the run uses for something else (a key, its columns file …)."""
        places = {Path(path).resolve() for path in used if path}
        left = tuple(path for path in self.unread if Path(path).resolve() not in places)
        return Found(self.files, self.own, left)


def expand(paths: Iterable[str]) -> list[str]:
    """The files that are read, see `survey`."""
    return list(survey(paths).files)


def survey(paths: Iterable[str]) -> Found:
    """Files in the order given, folders unfolded in the order of their names; patterns (*.csv) that no shell unfolded
    are unfolded here. Lock files of office programs are left out.

    Raises AuditError where nothing is there, or nothing that could be read.
    """
    files: dict[Path, str] = {}
    own: dict[Path, str] = {}
    unread: dict[Path, str] = {}
    for place in [place for path in paths for place in _places(path)]:
        walked = place.is_dir() and not is_own(place)
        inside = list(_walk(place)) if walked else [(place, True)]
        for path, wanted in inside:
            written = is_own(path) or (walked and wanted and is_part(path))
            kind = own if written else files if wanted else unread
            kind.setdefault(path.resolve(), shown(path) + ("/" if path.is_dir() else ""))
        if not any(path.resolve() in files or path.resolve() in own for path, wanted in inside if wanted):
            raise AuditError(
                _("文件夹 {path} 里没有可读的表格（{suffixes}）。").format(
                    path=place.as_posix(), suffixes=" ".join(sorted(SUFFIXES))
                )
            )
    if not files:
        raise AuditError(
            _("{path} 是本工具自己写出的文件，不是申报材料；请指明要核对的文件或文件夹。").format(
                path=next(iter(own.values()))
            )
        )
    left = [path for place, path in unread.items() if place not in files]
    return Found(tuple(files.values()), tuple(own.values()), tuple(left))


def _places(given: str) -> list[Path]:
    path = Path(given)
    if path.exists():
        return [path]
    found = sorted(glob.glob(given, recursive=True)) if glob.has_magic(given) else []  # noqa: PTH207 - patterns may be absolute
    if not found:
        raise AuditError(_("找不到 {path}；请检查路径。").format(path=given))
    return [Path(each) for each in found]


def _walk(folder: Path) -> Iterator[tuple[Path, bool]]:
    """(path, whether it is of a kind that is read) of all that stands in a folder, in the order of names."""
    found: list[tuple[Path, bool]] = []
    for at, folders, names in os.walk(folder):
        closed = [
            name
            for name in folders
            if name.startswith(".") or Path(at, name).is_symlink() or is_own(Path(at, name))
        ]
        found += [(Path(at, name), False) for name in closed]
        folders[:] = [name for name in folders if name not in closed]
        for name in names:
            if name.startswith(_LOCKS) or name.lower() in _LITTER:
                continue
            path = Path(at, name)
            known = not name.startswith(".") and path.suffix.lower() in SUFFIXES
            found.append((path, known and path.is_file()))
    yield from sorted(found)


def shown(path: Path) -> str:
    """The path relative to the working directory where that is possible, with forward slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()
