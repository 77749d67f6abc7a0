"""`python -m bench.reading`: what reading costs, beside libraries that only read, in one interleaved run."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import Figure, apart, measure, median
from bench.tables import table, write_xlsx
from chizheng_audit.reading.files import read
from chizheng_audit.reading.paths import expand

ROOT = str(Path(__file__).parent.parent)
WORKBOOK = "from chizheng_audit.reading.workbook import read_workbook as f; import sys; f(sys.argv[1])"
TEXT = "from chizheng_audit.reading.delimited import read_text as f; import sys; f(sys.argv[1])"
CALAMINE = (
    "from python_calamine import CalamineWorkbook as W; import sys\n"
    "for row in W.from_path(sys.argv[1]).get_sheet_by_index(0).iter_rows(): pass"
)
POLARS = "import polars as pl, sys; pl.read_csv(sys.argv[1], infer_schema=False)"

_CLAIM_COLUMNS = 12  # as many as a school's list of claims has


def main() -> None:
    """Write the files, read them in turn, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--xlsx-rows", type=int, default=500_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        apart(_write, folder, asked.xlsx_rows, asked.csv_rows, asked.files)
        book, plain, national = folder / "x.xlsx", folder / "u.csv", folder / "g.csv"
        calamine, polars = ("python-calamine", CALAMINE, book), ("polars, UTF-8", POLARS, plain)
        _beside(f"xlsx {asked.xlsx_rows:,} × 20", asked.rounds, (WORKBOOK, book), calamine, 2.0)
        _beside(f"CSV UTF-8 {asked.csv_rows:,} × 20", asked.rounds, (TEXT, plain), polars, 7.0)
        _beside(f"CSV GB18030 {asked.csv_rows:,} × 20", asked.rounds, (TEXT, national), polars, 7.0)
        pair = [str(folder / "one.xlsx"), str(folder / "two.xlsx")]
        both, alone = _wall(pair), _wall(pair[:1])
        print(
            f"two files: {both:.2f} s, one after the other {2 * alone:.2f} s: {both / (2 * alone):.0%} (bar 60%)"
        )
        files = expand([str(folder / "many")])
        print(
            f"{len(files):,} files of 50 rows × {_CLAIM_COLUMNS}: {_wall(files, 1) / len(files) * 1000:.1f} ms a file (bar 4)"
        )


def _write(folder: Path, xlsx_rows: int, csv_rows: int, files: int) -> None:
    write_xlsx(table(xlsx_rows), folder / "x.xlsx")
    table(csv_rows).write_csv(folder / "u.csv")
    (folder / "g.csv").write_bytes((folder / "u.csv").read_bytes().decode().encode("gb18030"))
    half = table(xlsx_rows // 2)
    write_xlsx(half, folder / "one.xlsx")
    write_xlsx(half.with_columns(证书编号="T" + half["证书编号"]), folder / "two.xlsx")
    many = folder / "many"
    many.mkdir()
    small = table(50)[:, :_CLAIM_COLUMNS]
    for number in range(files):
        small.with_columns(证书编号=f"S{number:06}" + small["证书编号"]).write_csv(many / f"{number:05}.csv")


def _wall(files: list[str], times: int = 3) -> float:
    best = float("inf")
    for _turn in range(times):
        start = time.perf_counter()
        read(files)
        best = min(best, time.perf_counter() - start)
    return best


def _beside(title: str, rounds: int, ours: tuple[str, Path], peer: tuple[str, str, Path], bar: float) -> None:
    name, code, path = peer
    own: list[Figure] = []
    theirs: list[Figure] = []
    for _turn in range(rounds):
        own.append(measure([sys.executable, "-c", ours[0], str(ours[1])], ROOT))
        theirs.append(measure([sys.executable, "-c", code, str(path)], ROOT))
    ratios = sorted(a.cpu / b.cpu for a, b in zip(own, theirs, strict=True))
    a, b = median(own), median(theirs)
    print(
        f"{title}: {a.cpu:.2f} CPU s, {a.peak_mb:.0f} MB; {name} {b.cpu:.2f}, {b.peak_mb:.0f} MB: {ratios[len(ratios) // 2]:.2f} (bar {bar})"
    )


if __name__ == "__main__":
    main()
