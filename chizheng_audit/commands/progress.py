"""A progress line on stderr while files are read or written: only on a terminal, never with --quiet."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from chizheng_audit.i18n import _


@contextmanager
def reading(total: int, quiet: bool, doing: str = "") -> Iterator[Callable[[str], None] | None]:
    """Yield what reading (or what `doing` says) calls with each file's name as it is done, or None where nothing may be shown."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    bar = Progress(
        TextColumn(doing or _("读取")),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[file]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=total, file="")

        def step(file: str) -> None:
            bar.update(task, advance=1, file=file)

        yield step
