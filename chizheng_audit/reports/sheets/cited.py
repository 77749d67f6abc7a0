"""The sheet of the rows that findings name: finding by finding its own row, linked back to it, then its evidence below.

So the rows of a group stand under each other; cells of the evidence that differ from the finding's own row are marked.
"""

from collections.abc import Callable, Sequence
from functools import cache

import polars as pl
from xlsxwriter.format import Format

from chizheng_audit.i18n import N_, _
from chizheng_audit.reports.workbook import Workbook, for_cells, lines_needed

ROWS_SHEET = N_("佐证行")
DIFFERS = "#FFD966"
"""The fill of cells that differ."""
_OWN = "#E2EFDA"
LINKS = 5_000
"""Links on a sheet: each costs as much as several cells, and Excel allows 65,530."""
_COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("fingerprint", N_("疑点编号"), 14),
    ("code", N_("规则编号"), 8),
    ("which", N_("哪一行"), 8),
    ("file", N_("文件"), 36),
    ("sheet", N_("工作表"), 14),
    ("row", N_("行号"), 8),
    ("name", N_("姓名"), 10),
    ("id_no", N_("证件号"), 20),
    ("occupation", N_("职业工种"), 20),
    ("level", N_("等级"), 10),
    ("cert_no", N_("证书编号"), 24),
    ("issue_date", N_("发证日期"), 12),
    ("amount", N_("金额"), 12),
    ("payee", N_("机构/企业"), 28),
)
_COMPARED = tuple(name for name, _heading, _width in _COLUMNS[6:])
_WRAPPED = {"file": 36, "payee": 28}


def write(book: Workbook, listed: pl.DataFrame, rows: pl.DataFrame, name_of: Callable[[str], str]) -> None:
    """Write the sheet. listed: the findings that have a line (see pens.excel); name_of: the sheet of a family."""
    sheet = book.table(_(ROWS_SHEET), [(_(heading), width) for _name, heading, width in _COLUMNS])
    families = {family: name_of(family) for family in listed["family"].unique()}
    cited = with_differences(listed, rows).with_columns(
        to_sheet=pl.col("family").replace(families),
        to_row=pl.when(pl.col("own") & (pl.col("own").cum_sum() <= LINKS)).then("line"),
    )
    frame = for_cells(
        cited.select(*(name for name, _heading, _width in _COLUMNS), "style", "to_sheet", "to_row")
    )
    heights = cited.select(lines_needed(_WRAPPED)).to_series()
    book.rows(sheet, frame, _styles(book), heights, link=0)
    book.ruled(sheet, len(cited), len(_COLUMNS))
    sheet.autofilter(0, 0, len(cited), len(_COLUMNS) - 1)
    sheet.fit_to_pages(1, 0)


def with_differences(listed: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """One row a row that a finding names, in order; own: it is the finding's own.

    style: −1 of its own row, else a bit a column of _COMPARED that differs. What an entry of a list does not tell is no
    difference, nor is what a whole sheet does not.
    """
    words = (_("本行"), _("佐证行"))
    own = rows.select("row_id", *(pl.col(name).alias(f"own_{name}") for name in _COMPARED))
    differs = [
        pl.col(name).ne_missing(pl.col(f"own_{name}"))
        & ~(pl.col(name).is_null() & (pl.col("listed") | pl.col("row").is_null()))
        for name in _COMPARED
    ]
    bits = pl.sum_horizontal(each.cast(pl.Int64) * (1 << place) for place, each in enumerate(differs))
    batch = pl.col("batch").is_not_null()
    return (
        listed.filter(pl.col("first").is_not_null())
        .select(
            pl.col("fingerprint").str.head(12), "code", "family", "line", "first", "row_id", named="cited"
        )
        .join(own, on="row_id", how="left", maintain_order="left")
        .explode("named")
        .drop("row_id")
        .join(rows, left_on="named", right_on="row_id", how="left", maintain_order="left")
        .with_columns(own=pl.int_range(1, pl.len() + 1) == pl.col("first"))
        .with_columns(
            which=pl.when("own").then(pl.lit(words[0])).otherwise(pl.lit(words[1])),
            file=pl.when(batch).then(pl.format("〔{}〕{}", "batch", "file")).otherwise("file"),
            style=pl.when("own").then(-1).otherwise(bits),
        )
    )


def _styles(book: Workbook) -> Callable[[int], Sequence[Format]]:
    """The formats of a row by its style."""
    plain = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    kinds = {"row": {"num_format": "#,##0"}, "amount": {"num_format": "#,##0.00"}}
    settings = [
        plain | kinds.get(name, {"num_format": "@"}) | ({"text_wrap": True} if name in _WRAPPED else {})
        for name, _heading, _width in _COLUMNS
    ]
    forms, own, marked = (
        [book.form({**each, **({"bg_color": fill} if fill else {})}) for each in settings]
        for fill in (None, _OWN, DIFFERS)
    )
    first = len(_COLUMNS) - len(_COMPARED)

    @cache
    def style(bits: int) -> Sequence[Format]:
        if bits < 0:
            return own
        return [
            marked[place] if place >= first and bits >> (place - first) & 1 else forms[place]
            for place in range(len(_COLUMNS))
        ]

    return style
