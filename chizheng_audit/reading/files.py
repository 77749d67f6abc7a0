"""From files to one Reading. No file stops the others: what cannot be read is told, and the run is then incomplete."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import limits
from chizheng_audit.reading.alike import Before, news, wrong
from chizheng_audit.reading.blocks import Block
from chizheng_audit.reading.lazily import look_lazily
from chizheng_audit.reading.long_text import look_at_long_text
from chizheng_audit.reading.look import Ask, FileSeen, SheetSeen, look
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.result import Reading
from chizheng_audit.reading.scan import Rescanned
from chizheng_audit.tables import SPANS, TABLES
from chizheng_audit.tables.system import PROBLEMS, SET_ASIDE, SHEET_SPAN, SHEETS, TOTALS

Progress = Callable[[str], None]


def look_at(
    files: Sequence[str],
    overrides: Overrides | None = None,
    passwords: tuple[str, ...] = (),
    progress: Progress | None = None,
    whole: bool = False,
    kept: bool = False,
) -> Iterator[FileSeen | tuple[str, UnreadableFile]]:
    """Each file in order, read by worker processes; one that cannot be read comes as (file, why)."""
    overrides = overrides or Overrides()
    scans = {file: seen for file in files if (seen := _scanned(file, overrides))}
    rest = [file for file in files if file not in scans]
    with limits.workers() as workers:
        answers = workers.read_all(
            [(file, (file, Ask(overrides.said(file), passwords, whole, kept))) for file in rest], look
        )
        for file in files:
            seen = scans[file] if file in scans else next(answers)
            if progress:
                progress(file)
            yield (file, seen) if isinstance(seen, UnreadableFile) else seen


def _scanned(file: str, overrides: Overrides) -> FileSeen | UnreadableFile | None:
    """A file that holds a long table and can be scanned; None for all others."""
    try:
        said = overrides.said(file)
        return look_lazily(file, said) or look_at_long_text(file, said)
    except UnreadableFile as error:
        return error


def read(
    files: Sequence[str],
    overrides: Overrides | None = None,
    passwords: tuple[str, ...] = (),
    progress: Progress | None = None,
    whole: bool = False,
    kept: bool = False,
) -> Reading:
    """Read `files` into one Reading. A file that cannot be read does not stop the others.

    whole, kept: whether to bring the cells of all rows that were set aside, and of those that were kept.
    """
    parts = {name: _Pile(table.schema) for name, table in TABLES.items()}
    aside, problems, totals = (_Pile(schema) for schema in (SET_ASIDE, PROBLEMS, TOTALS))
    sheets: list[dict[str, Any]] = []
    failed: list[tuple[str, str]] = []
    secrets: list[str] = []
    before = Before()
    blocks: dict[int, tuple[Block, ...]] = {}
    scans: dict[str, list[Rescanned]] = {name: [] for name in TABLES}
    for seen in look_at(files, overrides, passwords, progress, whole, kept):
        if isinstance(seen, tuple):
            failed.append((seen[0], str(seen[1])))
            continue
        for sheet in seen.sheets:
            secrets.append(seen.secret)
            base = SHEET_SPAN * (len(sheets) + 1)
            line = sheet.line | {"base": base}
            aside.add(base, sheet.set_aside)
            failed += [(_place(seen, sheet), why) for why in sheet.incomplete]
            if sheet.match and sheet.scan is not None:
                scans[sheet.match.table.name].append(sheet.scan.at(base))
                problems.add(base, sheet.problems)
            elif sheet.match:
                # a copy is told by data_same_file_twice; its rows are not claimed again
                first = before.same(sheet, line)
                if first is None:
                    parts[sheet.match.table.name].add(base, sheet.rows)
                problems.add(base, news(sheet.problems, first.problems if first else None))
                sums = news(sheet.totals, first.totals if first else None)
                totals.add(base, wrong(sums, sheet.rows) if first else sums)
                if sheet.spans is not None:
                    parts[SPANS.name].add(base, sheet.spans)
            if sheet.blocks:
                blocks[base] = sheet.blocks
            sheets.append(line)
    return Reading(
        tables={name: pile.frame() for name, pile in parts.items()},
        sheets=pl.DataFrame(sheets, schema=SHEETS),
        set_aside=aside.frame(),
        problems=problems.frame(),
        totals=totals.frame(),
        failed=tuple(failed),
        secret=hashlib.sha256("".join(sorted(secrets)).encode()).digest(),
        scans={name: tuple(each) for name, each in scans.items() if each},
        blocks=blocks,
    )


class _Pile:
    """Frames of many sheets that become one, each row with its address among all sheets."""

    def __init__(self, schema: pl.Schema) -> None:
        self._frames = [pl.DataFrame(schema=schema)]
        self._bases: list[int] = []
        self._heights: list[int] = []

    def add(self, base: int, frame: pl.DataFrame) -> None:
        """Lay `frame`, whose row_id counts from 0, on the pile as that of the sheet at `base`."""
        if len(frame):
            self._frames.append(frame)
            self._bases.append(base)
            self._heights.append(len(frame))

    def frame(self) -> pl.DataFrame:
        """All of it; columns that a sheet does not have are null."""
        whole = pl.concat(self._frames, how="diagonal")
        steps = pl.DataFrame(
            {"base": self._bases, "n": self._heights}, schema={"base": pl.Int64, "n": pl.Int64}
        )
        bases = steps.select(pl.col("base").repeat_by("n").explode()).to_series()
        return whole.with_columns(row_id=pl.col("row_id") + bases) if len(whole) else whole


def _place(seen: FileSeen, sheet: SheetSeen) -> str:
    name = sheet.line["sheet"]
    return f"{seen.file} [{name}]" if name else seen.file
