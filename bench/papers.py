"""`python -m bench.papers`: what a workbook of many findings costs, beside XlsxWriter given the same rows in a bare loop."""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import polars as pl

from chizheng_audit.reports.view import View

ROOT = Path(__file__).parent.parent
_STEP = 1 << 40  # between the rows of one copy of a run and the next


def grown(view: View, count: int) -> View:
    """A view with `count` findings: copies of its own, each with rows and a fingerprint of its own."""
    copies = -(-count // max(len(view.findings), 1))
    turn = pl.int_range(copies, eager=True).alias("turn").to_frame()
    moved = pl.col("row_id") + pl.col("turn").cast(pl.Int64) * _STEP
    findings = (
        turn.join(view.findings, how="cross")
        .with_columns(
            moved,
            fingerprint=pl.concat_str(pl.int_range(pl.len()).cast(pl.String).str.zfill(12), pl.lit("0" * 20)),
            evidence=pl.col("evidence") + pl.col("turn").cast(pl.Int64) * _STEP,
        )
        .drop("turn")
        .head(count)
    )
    rows = turn.join(view.rows, how="cross").with_columns(moved).drop("turn")
    counts = {verdict: int((findings["verdict"] == verdict).sum()) for verdict in view.counts}
    return replace(view, findings=findings, rows=rows, counts=counts)


def main() -> None:
    """Audit the sample, grow what it found, write it in turn with the bare loop, print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--part", choices=("ours", "bare"))
    parser.add_argument("--folder", type=Path)
    asked = parser.parse_args()
    if asked.part:
        _part(asked.part, asked.folder, asked.findings)
        return
    with tempfile.TemporaryDirectory() as scratch:
        _compare(Path(scratch), asked.findings, asked.rounds)


def _compare(folder: Path, findings: int, rounds: int) -> None:
    audit = [
        sys.executable,
        "-m",
        "chizheng_audit",
        "run",
        "sample_data",
        "--policy",
        "demo",
        "--as-of",
        "2024-03-31",
    ]
    out = ["--out", str(folder / "run.jsonl"), "--fail-on", "never", "--quiet"]
    subprocess.run([*audit, *out], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    told: dict[str, list[tuple[float, float]]] = {"ours": [], "bare": []}
    for _turn in range(rounds):
        for part, figures in told.items():
            words = [sys.executable, "-m", "bench.papers", "--part", part, "--folder", str(folder)]
            done = subprocess.run(
                [*words, "--findings", str(findings)], cwd=ROOT, check=True, capture_output=True
            )
            seconds, megabytes = done.stdout.split()[-2:]
            figures.append((float(seconds), float(megabytes)))
    ratios = sorted(a[0] / b[0] for a, b in zip(told["ours"], told["bare"], strict=True))
    (ours, peak), (bare, bare_peak) = (sorted(figures)[len(figures) // 2] for figures in told.values())
    size = (folder / "ours.xlsx").stat().st_size / 1e6
    print(
        f"xlsx of {findings:,} findings ({size:.0f} MB): {ours:.1f} CPU s, {peak:.0f} MB (bar 1000);"
        f" the same cells in a bare loop {bare:.1f} s, {bare_peak:.0f} MB: {ratios[len(ratios) // 2]:.2f} (bar 1.5)"
    )


def _part(part: str, folder: Path, findings: int) -> None:
    """Write one of the workbooks in this process; print CPU seconds and peak memory."""
    if part == "ours":
        from chizheng_audit.reports import saved
        from chizheng_audit.reports.pens.excel import WRITER

        view = grown(saved.load(str(folder / "run.jsonl")), findings)
        start = time.process_time()
        WRITER.write(view, folder / "ours.xlsx")
    else:
        cells = _cells(folder)
        start = time.process_time()
        _bare(folder / "bare.xlsx", cells)
    seconds = time.process_time() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _cells(folder: Path) -> dict[str, list[list[object]]]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(folder / "ours.xlsx"))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _bare(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    """The fastest that XlsxWriter does: rows go to disk as they come, each cell by the call for its kind."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if value == "":
                        continue
                    if isinstance(value, int | float):
                        sheet.write_number(row, column, value)
                    else:
                        sheet.write_string(row, column, str(value))


if __name__ == "__main__":
    main()
