"""One truth of insured months, written in each layout and in shuffled spellings, is read as the same months."""

import csv
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from chizheng_audit.reading.files import read
from chizheng_audit.reading.result import Reading
from chizheng_audit.reading.rights_record import ARREARS, MOVED
from tests.reading.records import KINDS, Record, write

PEOPLE = {"张一丁": "419900199003070018", "李二": "419900199003070026", "王五": "419900199003070034"}
UNIT = "示例机械有限公司"
Truth = set[tuple[str, str, int, int]]
"""Person, kind of insurance, year, month."""

truths = st.sets(
    st.tuples(
        st.sampled_from(sorted(PEOPLE)), st.sampled_from(KINDS), st.integers(2021, 2024), st.integers(1, 12)
    ),
    min_size=1,
    max_size=40,
)


def spelled(year: int, month: int, random: Random) -> Any:
    """A month as one of many cells."""
    day = date(year, month, 1)
    wide = str.maketrans("0123456789", "０１２３４５６７８９")
    return random.choice(
        [
            f"{day:%Y%m}", f"{day:%Y-%m}", f"{year}/{month}", f"{year}年{month}月", f"{day:%Y-%m}-15", f"{day:%Y%m}15",
            f"{day:%Y%m}".translate(wide), f"{day:%Y%m}".replace("0", "O"), int(f"{day:%Y%m}"),
            (day - date(1899, 12, 30)).days, datetime(year, month, 7), f" {year}.{month:02}",
        ]
    )  # fmt: skip


def write_rows(path: Path, truth: Iterable[tuple[str, str, int, int]], random: Random) -> None:
    """One row a person, month and kind."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["姓名", "社会保障号", "单位名称", "险种", "费款所属期", "缴费类别"])
    rows = [[name, PEOPLE[name], UNIT, kind, spelled(y, m, random), "正常应缴"] for name, kind, y, m in truth]
    random.shuffle(rows)
    for row in rows:
        page.append(row)
    book.save(path)


def write_records(path: Path, truth: Truth) -> None:
    """The form, one sheet a person and year."""
    sheets = []
    for name, year in sorted({(name, year) for name, _kind, year, _month in truth}):
        own = {
            (k, m): (3500, "-" if k == "工伤保险" else "●") for n, k, y, m in truth if (n, y) == (name, year)
        }
        sheets.append([Record(name, PEOPLE[name], UNIT, year, own)])
    write(path, *sheets)


def months(found: Reading) -> set[tuple[str, str, str, date]]:
    """What was read as paid."""
    rows = found.tables["insurance"].filter(~pl.col("payment").is_in([ARREARS, MOVED]))
    return set(rows.select("id_no", "employer", "insurance", "month").rows())


def of(truth: Truth) -> set[tuple[str, str, str, date]]:
    return {(PEOPLE[name], UNIT, kind, date(year, month, 1)) for name, kind, year, month in truth}


@settings(max_examples=15, deadline=None)
@given(truths, truths, st.randoms(use_true_random=False))
def test_every_layout_tells_the_same_months(truth: Truth, more: Truth, random: Random) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows, records, both = (Path(folder) / name for name in ("rows.xlsx", "records.xlsx", "more.xlsx"))
        write_rows(rows, truth, random)
        write_records(records, truth)
        write_rows(both, more, random)
        assert months(read([str(rows)])) == months(read([str(records)])) == of(truth)
        together = read([str(rows), str(records), str(both)])
        assert months(together) == of(truth | more)
        assert not together.failed
        for line in together.sheets.rows(named=True):
            assert line["rows_read"] == line["rows_kept"] + sum(line["set_aside"].values())


def test_spans_never_tell_months(tmp_path: Path) -> None:
    with (tmp_path / "spans.csv").open("w", encoding="utf-8", newline="") as stream:
        lines = csv.writer(stream)
        lines.writerow(
            ["姓名", "社会保障号", "参保单位", "开始年月", "结束年月", "养老月数", "失业月数", "工伤月数"]
        )
        lines.writerow(["张一丁", PEOPLE["张一丁"], UNIT, "202201", "202212", 12, 12, 11])
    write_rows(tmp_path / "rows.xlsx", {("李二", KINDS[0], 2022, 3)}, Random(1))
    found = read([str(tmp_path / "spans.csv"), str(tmp_path / "rows.xlsx")])
    assert months(found) == of({("李二", KINDS[0], 2022, 3)})
    assert found.tables["spans"].select("insurance", "months").rows() == [
        ("养老保险", 12),
        ("失业保险", 12),
        ("工伤保险", 11),
    ]
