"""`python -m bench.ids`: near-duplicate identities beside peers: time, memory, recall by kind and precision.

Each method runs in a process of its own, one after the other, round by round; what is compared are CPU seconds and ratios
within a round, for the machine may have other work. A peer that is not installed is left out and named.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from bench.ids_peers import IMPORTS, METHODS, SMALL
from bench.measure import apart
from bench.people import make_people

ROOT = Path(__file__).parent.parent
ONCE = ("recordlinkage", "cdist")
"""Slow ones, seen in the first round only."""
BARS = {"group_by": "bar 3.2", "splink": "bar 1/12"}
"""What the CPU time of `near` may be, measured in theirs."""
RECORDLINKAGE_ROWS = 100_000
"""More than that takes minutes and gigabytes."""


def main() -> None:
    """Make the people, run everything in turn, print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--methods", nargs="*", default=list(METHODS), choices=list(METHODS))
    parser.add_argument(
        "--ten-million", action="store_true", help="also near and group_by over 10,000,000 persons"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "people.parquet")
        apart(_make, str(source), asked.persons)
        runs = _run(source, asked.methods, asked.rounds)
        _tell_costs(runs)
        _tell_quality(source, runs)
        if asked.ten_million:
            large = Path(scratch, "many.parquet")
            apart(_make, str(large), 10_000_000)
            _tell_costs(_run(large, ["near", "group_by"], 1))


def _make(target: str, persons: int) -> None:
    people = make_people(persons)
    people.rows.write_parquet(target)
    people.truth.write_parquet(f"{target}.truth")


def _run(source: Path, methods: list[str], rounds: int) -> dict[str, list[dict[str, Any]]]:
    """The figures of each method, a dict a round."""
    missing = [
        m
        for m in methods
        if any(importlib.util.find_spec(i.split(".")[0]) is None for i in IMPORTS.get(m, ()))
    ]
    if missing:
        print("not installed:", ", ".join(missing))
    runs: dict[str, list[dict[str, Any]]] = {method: [] for method in methods if method not in missing}
    small = source.with_suffix(".small")
    pl.scan_parquet(source).head(RECORDLINKAGE_ROWS).sink_parquet(small)
    for turn in range(rounds):
        for method, figures in runs.items():
            if turn and method in ONCE:
                continue
            rows = small if method == "recordlinkage" else source
            target = source.with_suffix(f".{method}")
            arguments = [sys.executable, "-m", "bench.ids_peers", method, str(rows), str(target)]
            done = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                sys.exit(f"{method} ended with {done.returncode}:\n{done.stderr[-2000:]}")
            figures.append(json.loads(done.stdout.splitlines()[-1]))
    return runs


def _tell_costs(runs: dict[str, list[dict[str, Any]]]) -> None:
    print(
        f"\n{'method':15} {'rows':>10} {'CPU s':>8} {'wall s':>8} {'MB':>7}   near / method: CPU, wall (of the middle round)"
    )
    for method, figures in runs.items():
        middle = sorted(figures, key=lambda figure: float(figure["cpu"]))[len(figures) // 2]
        words = f"{method:15} {middle['rows']:>10,} {middle['cpu']:8.2f} {middle['wall']:8.2f} {middle['peak_mb']:7.0f}"
        if method != "near" and "near" in runs and method not in ONCE:
            ratios = [
                _middle(
                    [ours[kind] / theirs[kind] for ours, theirs in zip(runs["near"], figures, strict=True)]
                )
                for kind in ("cpu", "wall")
            ]
            words += "   " + ", ".join(
                f"{ratio:.2f}" if ratio >= 1 else f"1/{1 / ratio:.1f}" for ratio in ratios
            )
        if method == "cdist":
            times = (middle["rows"] / SMALL) ** 2
            words += f"   for {SMALL:,} rows; all of them by the square: {middle['cpu'] * times:,.0f} CPU s"
        if method == "recordlinkage":
            words += "   the first rows only"
        print(words)


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _tell_quality(source: Path, runs: dict[str, list[dict[str, Any]]]) -> None:
    """Recall by kind, and the precision of sure pairs: those graded exact or strong; all that a peer gives.

    Rows that say the same are one: `near` names the first of them, so a planted pair counts by its entities.
    """
    truth = pl.read_parquet(f"{source}.truth").select(
        "kind", one=pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other")
    )
    table = truth.group_by("kind", maintain_order=True).agg(pairs=pl.len())
    sums: dict[str, tuple[float, float, float]] = {}
    for method in runs:
        if method in ("group_by", *ONCE):
            continue
        found = pl.read_parquet(source.with_suffix(f".{method}"))
        found = found.select(
            "sure", one=pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other")
        ).unique()
        met = truth.join(found, on=["one", "other"], how="left")
        columns = [pl.col("sure").is_not_null().mean().alias(method)]
        if method == "near":
            columns.append(pl.col("sure").fill_null(False).mean().alias("near (sure)"))
        kinds = met.group_by("kind").agg(columns)
        table = table.join(kinds, on="kind", how="left", maintain_order="left")
        sure = found.filter("sure").join(truth, on=["one", "other"], how="left").get_column("kind")
        sums[method] = (
            float(met.get_column("sure").is_not_null().mean() or 0),
            float(met.get_column("sure").fill_null(False).mean() or 0),
            float(sure.is_not_null().mean() or 0),
        )
    with pl.Config(
        tbl_rows=40, tbl_cols=20, tbl_width_chars=200, float_precision=3, tbl_hide_dataframe_shape=True
    ):
        print(table)
    for method, (recall, sure_recall, precision) in sums.items():
        print(
            f"  {method:15} recall {recall:.4f}, of sure pairs {sure_recall:.4f}; precision of sure pairs {precision:.4f}"
        )


if __name__ == "__main__":
    main()
