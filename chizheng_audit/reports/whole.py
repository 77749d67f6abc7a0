"""A file that is there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield where to write; that takes the place of `path` at the end, in a folder that is made where it is not there.

    Raises AuditError for a place that cannot be written, e.g. because the file is open in another program.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
    except OSError as error:
        raise AuditError(
            _("写不了 {path}（{why}）；若正在别的程序里打开，请先关闭。").format(
                path=path, why=error.strerror or error
            )
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()
