"""Near-duplicate identities by one method: `python -m bench.ids_peers METHOD PEOPLE.parquet PAIRS.parquet`.

Prints the cost of the method alone, after loading, as JSON. Peers get numbers that are cleaned already (look-alikes read as
digits, 15 digits lifted) and what they block on made beforehand, for nothing; `near` gets the rows as they are.
"""

import importlib
import json
import resource
import sys
import time
from typing import Any

import polars as pl

SMALL = 20_000
"""Rows for what compares all with all."""


def prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """What peers are given: number, name, said (pinyin as a code), phone, account, and three parts of the number."""
    from chizheng_audit.similarity.names import read_names
    from chizheng_audit.similarity.parsed import read_numbers

    text = pl.coalesce(read_numbers(rows.get_column("id_no")).get_column("text"), rows.get_column("id_no"))
    return rows.select(
        unique_id="row_id", number=text, name="name", phone="phone", account="account",
        said=read_names(rows.get_column("name")).get_column("sound").cast(pl.String),
    ).with_columns(
        head=pl.col("number").str.head(10), day=pl.col("number").str.slice(10, 4), serial=pl.col("number").str.slice(14, 3)
    )  # fmt: skip


def near(rows: pl.DataFrame) -> pl.DataFrame:
    from chizheng_audit.similarity import near as find

    found = find(rows)
    return found.pairs.select("one", "other", sure=pl.col("grade") != "possible")


def group_by(rows: pl.DataFrame) -> pl.DataFrame:
    """The yardstick: nothing is compared."""
    rows.group_by("id_no").len()
    return pl.DataFrame(schema={"one": pl.Int64, "other": pl.Int64, "sure": pl.Boolean})


def splink(rows: pl.DataFrame) -> pl.DataFrame:
    """Splink on DuckDB with rules tuned to such data, training included; sure from a probability of one half.

    Ten million sampled pairs are what its own manual calls adequate.
    """
    return _splink(rows, ())


def splink_quick(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with its default of a million sampled pairs, which its manual says is less accurate."""
    return _splink(rows, (), sampled=1e6)


def splink_wide(rows: pl.DataFrame) -> pl.DataFrame:
    """The same with blocks on two of three parts of the number, to find typos of those whose names do not agree, too."""
    return _splink(rows, (("head", "day"), ("head", "serial"), ("day", "serial")))


def _splink(rows: pl.DataFrame, further: tuple[tuple[str, ...], ...], sampled: float = 1e7) -> pl.DataFrame:
    import splink.comparison_level_library as level
    import splink.comparison_library as comparison
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    name = comparison.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            level.NullLevel("name"),
            level.ExactMatchLevel("name", term_frequency_adjustments=True),
            level.ExactMatchLevel("said"),
            level.LevenshteinLevel("name", 1),
            level.ElseLevel(),
        ],
    )
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            comparison.LevenshteinAtThresholds("number", [1, 2]),
            name,
            comparison.ExactMatch("phone"),
            comparison.ExactMatch("account"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("said", "head"),
            block_on("said", "day"),
            block_on("said", "serial"),
            block_on("phone"),
            block_on("account"),
            *(block_on(*parts) for parts in further),
        ],
        retain_matching_columns=False,
    )
    engine = DuckDBAPI()
    linker = Linker(engine.register(rows.to_arrow()), settings, log_level=40)
    train = linker.training
    train.estimate_probability_two_random_records_match(
        [block_on("number"), block_on("said", "phone")], recall=0.6
    )
    train.estimate_u_using_random_sampling(max_pairs=sampled, seed=1)
    train.estimate_parameters_using_expectation_maximisation(block_on("phone"))
    train.estimate_parameters_using_expectation_maximisation(block_on("said", "day"))
    table = linker.inference.predict(threshold_match_probability=0.5).physical_name
    found = engine.duckdb_con.sql(f"select unique_id_l one, unique_id_r other from {table}").pl()
    return found.with_columns(sure=pl.lit(True))


def duckdb_sql(rows: pl.DataFrame) -> pl.DataFrame:
    """SQL as a careful office would write it: one number, or one name and one of three parts and distance 2, or a contact."""
    import duckdb

    base = duckdb.connect()
    base.register("people", rows.to_arrow())
    same = "a.unique_id < b.unique_id and a.said = b.said"
    near_ = "levenshtein(a.number, b.number) <= 2"
    rules = [
        "a.number = b.number and a.unique_id < b.unique_id",
        *(f"{same} and a.{part} = b.{part} and {near_}" for part in ("head", "day", "serial")),
        *(f"{same} and a.{contact} = b.{contact}" for contact in ("phone", "account")),
    ]
    query = " union ".join(
        f"select a.unique_id one, b.unique_id other from people a join people b on {rule}" for rule in rules
    )
    return base.sql(query).pl().with_columns(sure=pl.lit(True))


def recordlinkage(rows: pl.DataFrame) -> pl.DataFrame:
    """Blocks on the same keys, Levenshtein on the number, exact on the rest; sure from two agreements."""
    import recordlinkage as rl

    frame = rows.to_pandas().set_index("unique_id")
    index = rl.Index()
    for keys in (["number"], ["said", "head"], ["said", "day"], ["said", "serial"], ["phone"], ["account"]):
        index.block(keys)
    pairs = index.index(frame)
    compare = rl.Compare()
    compare.string("number", "number", method="levenshtein", threshold=0.88, label="number")
    for column in ("said", "phone", "account"):
        compare.exact(column, column, label=column)
    sure = compare.compute(pairs, frame).sum(axis=1) >= 2
    kept = sure[sure].index
    return pl.DataFrame({"one": kept.get_level_values(0), "other": kept.get_level_values(1)}).with_columns(
        sure=pl.lit(True)
    )


def nearust(rows: pl.DataFrame) -> pl.DataFrame:
    """Symmetric deletion in Rust, distance 1, on all numbers; nothing speaks for the pairs."""
    import nearust as engine

    one, other, _ = engine.symdel(rows.get_column("number").to_list(), max_distance=1)
    ids = rows.get_column("unique_id")
    pairs = pl.DataFrame({"one": ids.gather(pl.Series(one)), "other": ids.gather(pl.Series(other))})
    return pairs.with_columns(sure=pl.lit(True))


def cdist(rows: pl.DataFrame) -> pl.DataFrame:
    """rapidfuzz on all pairs of the first rows, a strip at a time; what a million costs follows by the square."""
    import numpy
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    numbers = rows.get_column("number").head(SMALL).to_list()
    found = []
    for top in range(0, len(numbers), 500):
        strip = process.cdist(
            numbers[top : top + 500],
            numbers,
            scorer=OSA.distance,
            score_cutoff=2,
            dtype=numpy.uint8,
            workers=1,
        )
        at, other = numpy.nonzero(strip <= 2)
        found.append(pl.DataFrame({"one": at + top, "other": other}).filter(pl.col("one") < pl.col("other")))
    ids = rows.get_column("unique_id")
    pairs = pl.concat(found)
    return pl.DataFrame({c: ids.gather(pairs.get_column(c)) for c in ("one", "other")}).with_columns(
        sure=pl.lit(True)
    )


IMPORTS = {
    "near": ("chizheng_audit.similarity",),
    "duckdb_sql": ("duckdb",),
    "nearust": ("nearust",),
    "splink": ("splink",),
    "splink_quick": ("splink",),
    "splink_wide": ("splink",),
    "recordlinkage": ("recordlinkage",),
    "cdist": ("numpy", "rapidfuzz"),
}
"""What is loaded before the clock starts."""
METHODS = {
    f.__name__: f
    for f in (near, group_by, duckdb_sql, nearust, splink, splink_quick, splink_wide, recordlinkage, cdist)
}


def main() -> None:
    """Load, run, say what it cost, write the pairs."""
    method, source, target = sys.argv[1:]
    for module in IMPORTS.get(method, ()):
        importlib.import_module(module)
    rows = pl.read_parquet(source)
    if method not in ("near", "group_by"):
        rows = prepared(rows)
    before = resource.getrusage(resource.RUSAGE_SELF)
    start = time.perf_counter()
    pairs = METHODS[method](rows)
    after, wall = resource.getrusage(resource.RUSAGE_SELF), time.perf_counter() - start
    cpu = sum(getattr(after, kind) - getattr(before, kind) for kind in ("ru_utime", "ru_stime"))
    told: dict[str, Any] = {"cpu": cpu, "wall": wall, "peak_mb": after.ru_maxrss / 1024, "rows": len(rows)}
    ends = {name: pl.col(name).cast(pl.Int64) for name in ("one", "other")}
    pairs.select(**ends, sure="sure").write_parquet(target)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
