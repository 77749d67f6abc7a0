"""The console that commands print on: plain text where it is piped, without blanks at the end of lines."""

import re
import sys
from typing import Any, TextIO

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from chizheng_audit.reports import typeset

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


class Cell:
    """The words of a cell, broken as Chinese is at whatever width the table leaves them: no ending of a file in two."""

    def __init__(self, words: str, style: str = "") -> None:
        self.words, self.style = words, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The lines, at the width of `options`."""
        yield Text("\n".join(typeset.wrapped(self.words, options.max_width)), style=self.style)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """As of a text."""
        return Measurement.get(console, options, Text(self.words))


class Page:
    """The measure of the console: how wide it is, whether it has colours, and whether it can draw lines."""

    def __init__(self, console: Console) -> None:
        self.width = console.width
        self.colour = console.is_terminal and console.color_system is not None and not console.no_color
        encoding = console.encoding or sys.stdout.encoding or "ascii"
        self.lines = box.SIMPLE_HEAD if encoding.lower().startswith("utf") else box.ASCII

    def text(self, words: str, indent: int = 0, style: str = "", hang: int = 0) -> Text:
        """A paragraph, broken as Chinese is; lines after the first hang by `hang`."""
        lines = typeset.wrapped(words, max(self.width - indent - hang, 20))
        text = Text(" " * indent)
        return text.append(("\n" + " " * (indent + hang)).join(lines), style=style)

    def table(self, *columns: tuple[str, bool]) -> Table:
        """A table of (heading, is a number); numbers stand to the right and never break."""
        table = Table(box=self.lines, pad_edge=False, padding=(0, 1, 0, 0))
        for heading, number in columns:
            if number:
                table.add_column(heading, justify="right", no_wrap=True)
            else:
                table.add_column(heading, overflow="fold")
        return table
