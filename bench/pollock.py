"""`python -m bench.pollock [FOLDER]`: who reads the polluted CSV files of the Pollock benchmark as they should be read.

A file is *equal* when its rows are those of the cleaned version, *told* when the reader refuses it, warns, or names every
row that differs (ours: a row set aside or a warning with its number), else *silent*: wrong, and nobody would know.
Rows count over all files: *right* are those of the cleaned version, *wrong* are others that nothing was said of.
"""

import csv
import io
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path

from chizheng_audit.errors import AuditError
from chizheng_audit.reading.delimited import read_text

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "HPI__Pollock"
SILENT: dict[str, str] = {}
"""Files that we read otherwise than the benchmark wants and do not tell of, each with the reason. There is none."""

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Verdict:
    """On one file by one reader."""

    said: str  # equal | told | silent
    right: int
    wrong: int


def files(corpus: Path) -> Iterator[tuple[Path, Rows]]:
    """Each polluted file with the rows that it should be read as."""
    for path in sorted((corpus / "csv").iterdir()):
        with (corpus / "clean" / path.name).open(encoding="utf-8", newline="") as stream:
            yield path, [tuple(row) for row in csv.reader(stream)]


def ours(path: Path, truth: Rows) -> Verdict:
    """Our verdict: rows are compared by their number, so that nothing may shift."""
    try:
        sheet = read_text(str(path)).sheets[0]
    except AuditError:
        return Verdict("told", 0, 0)
    found = {row: tuple(cell or "" for cell in cells) for row, *cells in sheet.cells.iter_rows()}
    want = {n: row for n, row in enumerate(truth, start=1) if any(row)}
    told = set(sheet.damaged.get_column("row").to_list())
    told |= {int(number) for warning in sheet.warnings for number in re.findall(r"\d+", warning)}
    wrong = {n for n in found.keys() | want.keys() if found.get(n) != want.get(n)}
    said = "equal" if not wrong else "silent" if wrong - told else "told"
    return Verdict(said, len(want.keys() - wrong), len(found.keys() & wrong - told))


def judged(read: Callable[[Path], list[list[str | None]]]) -> Callable[[Path, Rows], Verdict]:
    """The verdict on a reader that raises, or warns, or gives rows without their numbers."""

    def judge(path: Path, truth: Rows) -> Verdict:
        words = io.StringIO()
        try:
            with redirect_stderr(words), warnings.catch_warnings(record=True) as caught:
                rows = [tuple(cell or "" for cell in row) for row in read(path)]
        except Exception:
            return Verdict("told", 0, 0)
        found, want = ([row for row in some if any(row)] for some in (rows, truth))
        told = bool(caught or words.getvalue().strip())
        right = (Counter(found) & Counter(want)).total()
        said = "equal" if found == want else "told" if told else "silent"
        return Verdict(said, right, 0 if told else len(found) - right)

    return judge


def polars(path: Path) -> list[list[str | None]]:
    import polars as pl

    return [list(row) for row in pl.read_csv(path, has_header=False, infer_schema=False).iter_rows()]


def polars_ragged(path: Path) -> list[list[str | None]]:
    import polars as pl

    frame = pl.read_csv(path, has_header=False, infer_schema=False, truncate_ragged_lines=True)
    return [list(row) for row in frame.iter_rows()]


def pandas(path: Path) -> list[list[str | None]]:
    import pandas as pd

    frame = pd.read_csv(path, header=None, dtype=str, keep_default_na=False, on_bad_lines="warn")
    return [[cell if isinstance(cell, str) else None for cell in row] for row in frame.to_numpy().tolist()]


def duckdb(path: Path) -> list[list[str | None]]:
    import duckdb as db

    name = str(path).replace("'", "''")
    rows = db.sql(f"select * from read_csv('{name}', header=false, all_varchar=true)").fetchall()
    return [list(row) for row in rows]


READERS: dict[str, Callable[[Path, Rows], Verdict]] = {
    "chizheng_audit": ours,
    "polars": judged(polars),
    "polars truncate_ragged_lines": judged(polars_ragged),
    "pandas": judged(pandas),
    "duckdb": judged(duckdb),
}


def main() -> None:
    """Print the scoreboard, and each file of ours that is silently wrong."""
    corpus = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    if not (corpus / "csv").is_dir():
        sys.exit(f"no Pollock files in {corpus}")
    every = list(files(corpus))
    rows = sum(any(row) for _path, truth in every for row in truth)
    print(f"{len(every)} files, {rows:,} rows         equal   told silent        rows right  wrong")
    for name, judge in READERS.items():
        verdicts = {path.name: judge(path, truth) for path, truth in every}
        counts = Counter(verdict.said for verdict in verdicts.values())
        right, wrong = (sum(getattr(v, n) for v in verdicts.values()) for n in ("right", "wrong"))
        print(
            f"{name:30} {counts['equal']:5} {counts['told']:6} {counts['silent']:6} "
            f"{counts['silent'] / len(every):7.1%} {right / rows:9.1%} {wrong:6,}"
        )
        if judge is ours:
            for file in (file for file, verdict in verdicts.items() if verdict.said == "silent"):
                print(f"    {file}: {SILENT.get(file, '?')}")


if __name__ == "__main__":
    main()
