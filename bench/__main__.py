"""`python -m bench`: the figures of the README, as ratios against peers in one interleaved run."""

import argparse
import sys
import tempfile
from pathlib import Path

from bench.measure import Figure, apart, measure, median
from chizheng_audit.demo import make_demo

ROOT = str(Path(__file__).parent.parent)
PYTHON = sys.executable
PEERS = {"csv": ("polars_csv", "duckdb_csv", "pandas_csv"), "xlsx": ("calamine_xlsx", "pandas_xlsx")}
BARS = {"csv": 4.0, "xlsx": 2.0}
"""The first peer of each is the yardstick: our CPU time may be so many times its own."""


def main() -> None:
    """Generate the quarters, run everything in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for kind, rows in (("csv", asked.csv_rows), ("xlsx", asked.xlsx_rows)):
            folder = str(Path(scratch, kind))
            apart(make_demo, folder, 1, rows, (kind,))
            size = sum(file.stat().st_size for file in Path(folder).iterdir()) / 1e6
            print(f"\n{kind}: {rows:,} claims, {size:.0f} MB")
            _compare(kind, folder, asked.rounds if rows else 1)
    helps = [measure([PYTHON, "-m", "chizheng_audit", "--help"], ROOT) for _ in range(5)]
    print(f"\naudit --help: {median(helps).wall:.2f} s")


def _compare(kind: str, folder: str, rounds: int) -> None:
    ours = [
        PYTHON,
        "-m",
        "chizheng_audit",
        "dupes",
        folder,
        "--policy",
        "demo",
        "--format",
        "jsonl",
        "--quiet",
    ]
    jobs = {"audit dupes": ours} | {peer: [PYTHON, "-m", "bench.peers", peer, folder] for peer in PEERS[kind]}
    runs: dict[str, list[Figure]] = {name: [] for name in jobs}
    for turn in range(rounds):
        for name, arguments in jobs.items():
            if turn and name == "pandas_xlsx":
                continue  # once is enough to see it
            runs[name].append(measure(arguments, ROOT))
    yardstick = PEERS[kind][0]
    ratios = sorted(a.cpu / b.cpu for a, b in zip(runs["audit dupes"], runs[yardstick], strict=True))
    for name, figures in runs.items():
        figure = median(figures)
        print(f"  {name:15} {figure.cpu:7.2f} CPU s {figure.wall:7.2f} s {figure.peak_mb:7.0f} MB")
    print(f"  audit dupes / {yardstick}: {ratios[len(ratios) // 2]:.2f} (bar {BARS[kind]:.1f})")


if __name__ == "__main__":
    main()
