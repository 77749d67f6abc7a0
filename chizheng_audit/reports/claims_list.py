"""The claims of a ledger as a list: CSV, Parquet or a workbook by the file's ending, masked like every other output."""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.own_output import CATEGORY, LEDGER_HEAD
from chizheng_audit.reports import masking
from chizheng_audit.reports.whole import whole
from chizheng_audit.reports.words import LEVEL_WORDS, VALUE_WORDS
from chizheng_audit.tables import CLAIMS

PLACE = ("batch", "status", "file", "sheet", "row")
"""The columns that stand before those of a claim."""

_LIVE = r"^[=+\-@＝＋－＠\t\r]"
_SHEET_ROWS = 1_048_575


def suffix_known(path: Path) -> None:
    """Raise AuditError where the ending of `path` is none that a list can be written as."""
    if path.suffix.lower() not in _PENS:
        raise AuditError(
            _("不会写 {path}：--out 的后缀可用 {known}。").format(path=path, known=_("、").join(_PENS))
        )


def write(path: Path, rows: pl.LazyFrame, statuses: dict[str, str], unmask: bool) -> int:
    """Write `rows` (PLACE, then the columns of claims) and return how many. `statuses` are the words of each status.

    Raises AuditError where `path` cannot be written.
    """
    suffix_known(path)
    texts = [name for name, dtype in rows.collect_schema().items() if dtype == pl.String and name != "status"]
    shown = rows.with_columns(masking.plain(pl.col(texts)))
    if not unmask:
        shown = shown.with_columns(
            masking.place(pl.col("file")),
            masking.place(pl.col("sheet")),
            *(masking.mask(pl.col(name), name) for name in texts if name not in PLACE),
        )
    frame = shown.with_columns(pl.col("status").replace(statuses)).collect()
    with whole(path) as beside:
        _PENS[path.suffix.lower()](frame, beside)
    return len(frame)


def _headed(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` as people read it: levels and other codes in words, titles for names."""
    titles = dict(zip(PLACE, map(_, LEDGER_HEAD), strict=True)) | {c.name: _(c.title) for c in CLAIMS.columns}
    words = {level: _(word) for level, word in LEVEL_WORDS.items()}
    levels = [name for name, dtype in frame.schema.items() if name.endswith("level") and dtype != pl.String]
    coded = [
        pl.col(name).cast(pl.String).replace({code: _(word) for code, word in meant.items()})
        for name, meant in VALUE_WORDS.items()
    ]
    return frame.with_columns(pl.col(levels).cast(pl.String).replace(words), *coded).rename(titles)


def _csv(frame: pl.DataFrame, path: Path) -> None:
    listed = _headed(frame)
    texts = [name for name, dtype in listed.schema.items() if dtype == pl.String]
    live = {name: pl.col(name).str.contains(_LIVE) for name in texts}
    safe = {name: pl.when(live[name]).then("'" + pl.col(name)).otherwise(name) for name in texts}
    with path.open("wb") as stream:
        listed.with_columns(**safe).write_csv(stream, include_bom=True)


def _parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(path)


def _xlsx(frame: pl.DataFrame, path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 - the other kinds do without

    if len(frame) > _SHEET_ROWS:
        raise AuditError(_("{n} 条写不进一张工作表；请改用 .csv 或 .parquet。").format(n=f"{len(frame):,}"))
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"category": CATEGORY})
        _headed(frame).write_excel(
            book, worksheet=_("台账明细"), autofilter=True, freeze_panes=(1, 0), column_totals=False
        )


_PENS: dict[str, Callable[[pl.DataFrame, Path], None]] = {".csv": _csv, ".parquet": _parquet, ".xlsx": _xlsx}
