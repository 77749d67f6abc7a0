"""What each row below a header is: a person's row, or one of the things people put between and below them."""

import re

import polars as pl

from chizheng_audit.reading.header import Match, normal
from chizheng_audit.reading.values import squeeze

_TOTAL = re.compile(
    r"(本页|本表|本批|本校|全部|以上)?(合计|总计|累计|共计|总合计|总数)(\(.*\)|[:：].*|人数.*|金额.*)?"
)
_SUBTOTAL = re.compile(r"(.{0,20})(小计)(\(.*\)|[:：].*)?|本页(合计|累计)")
_FOOTER = re.compile(
    r"(填表人|填报人|制表人?|审核人?|复核人?|负责人|单位负责人|经办人|联系人|填报单位|填报日期|填表日期|制表日期|单位\(?盖章\)?|盖章|公章|签字|签章)([:：(].*|$)"
)
_NOTE = re.compile(r"(注|备注|说明|填表说明|注意)([:：0-9一(].*|$)")
_ID_LIKE = r"[0-9Xx*０-９]{6}"


def classify(body: pl.DataFrame, match: Match) -> pl.DataFrame:
    """Why rows of `body` (cells below the header) are set aside: `row` (Int64), `reason` (String), none for people's rows.

    Only rows whose ID cell holds no number are looked at closely, so clean rows cost one pattern search.
    """
    key = match.columns.get("id_no") or match.columns["name"]
    looks_fine = pl.col(key.place).str.contains(_ID_LIKE if key.name == "id_no" else r"^$").fill_null(False)
    doubtful = body.filter(~looks_fine)
    reasons = [
        (row["row"], reason) for row in doubtful.iter_rows(named=True) if (reason := _reason(row, match))
    ]
    return pl.DataFrame(reasons, schema={"row": pl.Int64(), "reason": pl.String()}, orient="row")


def _reason(row: dict[str, object], match: Match) -> str | None:
    cells = [squeeze(str(v)) for k, v in row.items() if k != "row" and v is not None]
    cells = [cell for cell in cells if cell]
    if not cells:
        return "blank"
    first = cells[:3]
    name = match.columns.get("name")
    named = squeeze(str(row[name.place] or "")) if name else ""
    if any(_SUBTOTAL.fullmatch(cell) for cell in first):
        return "subtotal"
    if any(_TOTAL.fullmatch(cell) for cell in first):
        return "total"
    if _FOOTER.match(cells[0]) or (len(cells) <= 4 and any(_FOOTER.match(cell) for cell in cells)):
        return "footer"
    if _NOTE.match(cells[0]):
        return "note"
    if _repeats(row, match):
        return "repeated_header"
    if len(cells) == 1:
        return "section"
    held = sum(1 for column in match.columns.values() if row[column.place] is not None)
    return None if held >= 2 or named else "unparsed"


def _repeats(row: dict[str, object], match: Match) -> bool:
    same = sum(normal(str(row[c.place] or "")) == normal(c.header) for c in match.columns.values())
    return same >= min(3, len(match.columns))
