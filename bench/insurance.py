"""`python -m bench.insurance`: insured months of 200,000 hires among 50,000,000 month rows, beside others, interleaved."""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.measure import Figure, apart, measure, median
from bench.months import write

ROOT = str(Path(__file__).parent.parent)
BAR, MEMORY_BAR = 1.5, 1500


def main() -> None:
    """Write the month rows, ask every engine in turn, print the ratios and how time grows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[5_000_000, 50_000_000])
    parser.add_argument("--hires", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--pandas-rows", type=int, default=5_000_000, help="pandas is asked up to so many rows"
    )
    asked = parser.parse_args()
    for rows in asked.rows:
        with tempfile.TemporaryDirectory() as scratch:
            months = Path(scratch, "months.parquet")
            apart(write, months, rows, asked.hires)
            print(f"\n{rows:,} month rows, {months.stat().st_size / 1e6:.0f} MB, {asked.hires:,} hires")
            engines = ["ours", "polars", "duckdb", *(["pandas"] if rows <= asked.pandas_rows else [])]
            _compare(str(months), engines, asked.rounds)


def _compare(months: str, engines: list[str], rounds: int) -> None:
    runs: dict[str, list[Figure]] = {name: [] for name in engines}
    for _turn in range(rounds):
        for name in engines:
            runs[name].append(
                measure([sys.executable, "-m", "bench.months", name, months, f"{months}.hires"], ROOT)
            )
    for name, figures in runs.items():
        figure = median(figures)
        print(f"  {name:8} {figure.cpu:7.2f} CPU s {figure.wall:7.2f} s {figure.peak_mb:7.0f} MB")
    pairs = list(zip(runs["ours"], runs["polars"], strict=True))
    for what, ratios in (
        ("CPU", [a.cpu / b.cpu for a, b in pairs]),
        ("wall", [a.wall / b.wall for a, b in pairs]),
    ):
        print(f"  ours / polars, {what}: {sorted(ratios)[len(ratios) // 2]:.2f} (bar {BAR})")


if __name__ == "__main__":
    main()
