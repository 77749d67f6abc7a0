"""A RawSheet from rows written as Python lists, for tests of header and rows."""

from typing import Any

import polars as pl

from chizheng_audit.reading.sheet import RawSheet


def sheet(*lines: list[str | None], name: str | None = None, **kwargs: Any) -> RawSheet:
    """Row 1 is the first list; None is an empty cell, an empty list a blank row."""
    width = max((len(line) for line in lines), default=0)
    rows = [
        {"row": place, **{f"c{n}": text for n, text in enumerate(line, start=1)}}
        for place, line in enumerate(lines, start=1)
        if any(text is not None for text in line)
    ]
    schema = {"row": pl.Int64(), **{f"c{n}": pl.String() for n in range(1, width + 1)}}
    return RawSheet(name=name, cells=pl.DataFrame(rows, schema=schema), height=len(lines), **kwargs)
