"""The console that commands print on: plain text where it is piped, without blanks at the end of lines."""

import re
import sys
from typing import Any, TextIO

from rich.console import Console

_TRAILING = re.compile(r"[ \t]+(?=\n|$)")


class _Trimmed:
    """A text stream that lines reach without the blanks at their end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write whole lines."""
        return self._stream.write(_TRAILING.sub("", text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def screen() -> Console:
    """A console on standard output, on which data are never markup."""
    stream: Any = sys.stdout if sys.stdout.isatty() else _Trimmed(sys.stdout)
    return Console(file=stream, highlight=False, markup=False, emoji=False, legacy_windows=False)
