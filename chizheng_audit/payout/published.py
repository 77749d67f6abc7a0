"""How files appear: all of them or, where that fails, none that could be paid. The file of payments is the last."""

import hashlib
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _

CERTIFICATE = "certificate.json"
PRINTED = "certificate.xlsx"
_STEMS = ("pay", "hold", "reject")
_ALL = tuple(f"{stem}{suffix}" for stem in _STEMS for suffix in (".xlsx", ".csv"))


def free(folder: Path, force: bool) -> None:
    """Raise AuditError where `folder` holds files of an earlier run, unless `force`, or is no folder."""
    if folder.exists() and not folder.is_dir():
        raise AuditError(_("--out {path} 不是文件夹。").format(path=folder))
    there = [name for name in (*_ALL, CERTIFICATE, PRINTED) if (folder / name).exists()]
    if there and not force:
        raise AuditError(
            _("--out {path} 里已有 {files}；换一个文件夹，或加 --force 重写。").format(
                path=folder, files=_("、").join(there)
            )
        )


def publish(
    folder: Path,
    files: Mapping[str, Callable[[Path], None]],
    proofs: Callable[[Mapping[str, str]], Mapping[str, Callable[[Path], None]]],
) -> dict[str, str]:
    """Write `files` (name → pen), then `proofs` of them, made from their SHA-256s; returns the SHA-256 of each name.

    All is written beside and brought to the disk first. What an earlier run left goes, its payments first; then the new
    files take their names, the payments last: a file of payments is never there without the rest.
    Raises AuditError, with nothing new to be seen, where the disk refuses.
    """
    beside: dict[str, Path] = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, pen in files.items():
            _write(pen, beside.setdefault(name, folder / f".{name}.{os.getpid()}.part"))
        for name, pen in proofs({name: _sha256(path) for name, path in beside.items()}).items():
            _write(pen, beside.setdefault(name, folder / f".{name}.{os.getpid()}.part"))
        sums = {name: _sha256(path) for name, path in beside.items()}
        withdraw(folder)
        for name in sorted(beside, key=lambda name: name.startswith("pay")):
            beside[name].replace(folder / name)
        _to_disk(folder)
    except OSError as error:
        with suppress(OSError):
            withdraw(folder)
        raise AuditError(
            _("写不了 {path}（{why}）；没有写出付款文件。若正在别的程序里打开，请先关闭。").format(
                path=folder, why=error.strerror or error
            )
        ) from error
    finally:
        for path in beside.values():
            with suppress(OSError):
                path.unlink()
    return sums


def withdraw(folder: Path) -> None:
    """Remove what a run wrote into `folder`, its payments first."""
    for name in (*_ALL, CERTIFICATE, PRINTED):
        (folder / name).unlink(missing_ok=True)


def _write(pen: Callable[[Path], None], path: Path) -> None:
    pen(path)
    _to_disk(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _to_disk(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk where the system can."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
