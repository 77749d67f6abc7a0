"""What a pen for files is."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from chizheng_audit.reports.view import View


@dataclass(frozen=True)
class Writer:
    """A pen: the suffix by which users choose it, and how it draws a view into a file (OSError where it cannot).

    fill: how it does so from a template of the user's (view, where to, template); None: it has no templates.
    """

    suffix: str
    write: Callable[[View, Path], None]
    fill: Callable[[View, Path, Path], None] | None = None
