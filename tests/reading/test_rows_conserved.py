"""Rows are conserved: of every sheet of every file, each physical row is kept, set aside for a reason, or blank.

By default a fixed sample of the shared corpus is looked through; CHIZHENG_CORPUS=all takes every file.
"""

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading.delimited import read_text
from chizheng_audit.reading.limits import workers
from chizheng_audit.reading.look import Ask, FileSeen, SheetSeen, look, see
from chizheng_audit.reading.paths import SUFFIXES
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.workbook import read_workbook, sniff
from tests.reading.sheets import sheet

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
SAMPLE = Path(__file__).parents[2] / "sample_data"
WHOLE = os.environ.get("CHIZHENG_CORPUS") == "all"
EVERY, SMALL = (1, 1 << 40) if WHOLE else (7, 100_000)
SEVERAL = ("insurance", "spans")
"""Tables of which one physical row may give several rows, and a month without a plan none."""


def conserved(seen: SheetSeen) -> None:
    """The identity of one sheet, by counts and by addresses (row_id is the row's number here)."""
    line = seen.line
    assert line["rows_read"] == line["rows_kept"] + sum(line["set_aside"].values())
    assert min(line["set_aside"].values()) >= 0
    kept, aside = seen.rows.get_column("row_id"), seen.set_aside.get_column("row_id")
    if line["table"] in SEVERAL:
        kept = kept.unique()
        assert len(kept) <= line["rows_kept"]
    else:
        assert len(kept) == line["rows_kept"]
    addresses = pl.concat([kept.cast(pl.Int64), aside])
    assert addresses.is_unique().all()
    assert addresses.is_between(1, line["rows_read"]).all()
    told = Counter(seen.set_aside.get_column("reason"))
    assert {reason: n for reason, n in line["set_aside"].items() if n and reason != "blank"} == {
        reason: n for reason, n in told.items() if reason != "blank"
    }
    assert told["blank"] <= line["set_aside"]["blank"]
    torn = pl.col("detail").is_not_null()
    widths = seen.set_aside.select(pl.when(~torn).then(pl.col("cells").list.len())).to_series().drop_nulls()
    assert (widths == len(line["columns"])).all()


def forced(path: str) -> FileSeen:
    """A file whose sheets are taken for claims, so that their rows are classified whatever they hold."""
    with Path(path).open("rb") as stream:
        text = sniff(stream.read(8192), path) == "text"
    book = read_text(path) if text else read_workbook(path)
    seen = []
    for raw in book.sheets:
        top = next(iter(raw.cells.head(1).to_dicts()), {"row": 1})
        words = [text for place, text in top.items() if place != "row" and text is not None]
        said = Said(
            "claims", dict(zip(words, ("name", "level", "id_no", "note"), strict=False)), (top["row"],)
        )
        seen.append(see(path, book, raw, Ask(said, whole=True)))
    return FileSeen(path, book.sha256, book.secret, book.format, tuple(seen))


def looked(path: str) -> FileSeen:
    """A file as it is usually seen."""
    return look(path, Ask(Said(), whole=True))


def conserved_files(files: list[Path], function: Callable[[str], FileSeen]) -> Counter[str]:
    """Look through `files` in workers; figures of what was seen."""
    figures: Counter[str] = Counter()
    paths = [str(file) for file in files]
    with workers() as pool:
        for answer in pool.read_all([(path, (path,)) for path in paths], function):
            figures["files"] += 1
            if isinstance(answer, UnreadableFile):
                figures["refused"] += 1
                assert "Error" not in str(
                    answer
                )  # a file's own sentence, and not a fault of ours caught on its way
                continue
            for each in answer.sheets:
                try:
                    conserved(each)
                except AssertionError as error:
                    raise AssertionError(f"{answer.file} [{each.line['sheet']}]") from error
                figures.update(sheets=1, rows=each.line["rows_read"], kept=each.line["rows_kept"])
                figures[f"table {each.line['table']}"] += 1
                figures.update({reason: n for reason, n in each.line["set_aside"].items() if n})
    print(dict(figures))
    return figures


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the shared corpus is not at {CORPUS}")
@pytest.mark.parametrize("function", [looked, forced])
def test_over_files_that_nobody_here_made(function: Callable[[str], FileSeen]) -> None:
    files = sorted(f for f in CORPUS.rglob("*") if f.suffix.lower() in SUFFIXES and f.stat().st_size < SMALL)
    figures = conserved_files(files[::EVERY], function)
    assert figures["files"] == len(files[::EVERY])
    assert figures["refused"] < 0.1 * figures["files"]  # the protected, the fuzzed and the truncated
    assert figures["rows"] > 1000 and figures["unparsed"]
    assert (figures["kept"] > 1000) == (function is forced)


def test_over_the_sample() -> None:
    figures = conserved_files(sorted(SAMPLE.iterdir()), looked)
    assert not figures["refused"]
    assert figures["kept"] > 1000 and figures["total"] and figures["footer"]


HEAD = ["姓名", "身份证号", "等级", "补贴金额"]
CELLS = st.one_of(
    st.none(),
    st.sampled_from(
        [
            "张一丁",
            "419900199003070018",
            "合计",
            "小计：",
            "填表人：王五",
            "注：",
            " ",
            "240",
            "第一批",
            *HEAD,
        ]
    ),
    st.text(max_size=6).filter(lambda text: text != ""),
)
LINES = st.lists(st.lists(CELLS, min_size=4, max_size=4), max_size=12)


def damaged(raw: RawSheet, rows: set[int]) -> RawSheet:
    """The sheet with these rows not split into cells, as the text reader has them."""
    lost = [(row, "x,y", "why") for row in sorted(rows) if row <= raw.height]
    return RawSheet(
        name=raw.name,
        cells=raw.cells.filter(~pl.col("row").is_in(rows)),
        height=raw.height,
        merged=raw.merged,
        damaged=pl.DataFrame(lost, schema=raw.damaged.schema, orient="row"),
    )


@settings(max_examples=120)
@given(
    above=LINES,
    below=LINES,
    lost=st.sets(st.integers(1, 30), max_size=3),
    merged=st.lists(st.tuples(*[st.integers(1, 12)] * 4), max_size=3),
    said=st.sampled_from(
        [
            Said(),
            Said("claims"),
            Said("insurance"),
            Said(sheets=("other",)),
            Said(header_rows=(2,)),
            Said("claims", {"第一批": "name", "姓名": None}, (1, 2, 3)),
        ]
    ),
    whole=st.booleans(),
)
def test_of_any_sheet(
    above: list[list[str | None]],
    below: list[list[str | None]],
    lost: set[int],
    merged: list[tuple[int, int, int, int]],
    said: Said,
    whole: bool,
) -> None:
    spans = tuple((min(a, c), min(b, d), max(a, c), max(b, d)) for a, b, c, d in merged)
    raw = damaged(sheet(*above, HEAD, *below, name="a", merged=spans), lost)
    seen = see("a.xlsx", Book("a.xlsx", "", "", "xlsx", (raw,)), raw, Ask(said, whole=whole))
    conserved(seen)
    if said.sheets:
        assert seen.match is None and seen.line["set_aside"]["left_out"] == len(raw.cells)
