"""What each row below a header is: a person's row, or one of the things people put between and below them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from chizheng_audit import identity
from chizheng_audit.reading import values
from chizheng_audit.reading.header import Match, header_in_body, like_a_header, names_people, normal
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.values import squeeze

_TOTAL = re.compile(
    r"[^:：]{0,16}?(合计数?|总计|累计|共计|总合计|总数|总额|总金额|total)(\(.*|[:：].*|[\d共].*|大写.*|人民币.*|人数.*|金额.*)?",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(r"(.{0,20})(小计)(\(.*\)|[:：].*)?|本页(合计|累计)(\(.*\)|[:：].*)?")
_FOOTER = re.compile(
    r"(填表人|填报人|制表人?|审核人?|复核人?|负责人|单位负责人|经办人|联系人|填报单位|填报日期|填表日期|制表日期|单位\(?盖章\)?|盖章|公章|签字|签章)([:：(].*|$)"
)
_NOTE = re.compile(r"(注|备注|说明|填表说明|注意)([:：0-9一(].*|$)")
_WORDS = r"(?i)计|总|total|注|说明|填|制|审|复|负责|经办|联系|章|签|姓名|名称|身份|证号|证件|社会保障"
_ID_FAST = r"^\s*[0-9*]{14}"
_MANY = 200
_ID_LIKE = r"^[0-9*]{6}[0-9X*]{8,}"
_NAME = re.compile(r"[^\W\d_]{2,15}|[^\W\d_]{1,12}(?:[·•.][^\W\d_]{1,12})+")
_NO_NAME = re.compile(
    r"[一二三四五六七八九十百千万两零壹贰叁肆伍陆柒捌玖拾佰仟]+(人|名|元.*|圆.*)|.*(学校|学院|公司|中心|单位|机构|合计|小计|总计|元整|圆整)"
)
_HEADS = re.compile(r"共?\d+(人|名)")


@dataclass(frozen=True)
class Sorted:
    """reasons: why rows are set aside, `row` (Int64) and `reason` (String), none for people's rows.

    until: a row that is the header of another part, from which on nothing was looked at. unknown: rows that look like
    a header, but of no known table.
    """

    reasons: pl.DataFrame
    until: Match | None
    unknown: tuple[int, ...]


def classify(body: pl.DataFrame, match: Match, sheet: RawSheet, said: Said | None = None) -> Sorted:
    """Sort the rows of `body`, cells of `sheet` below the header, up to the next header of other columns.

    Only rows whose ID cell holds no number are looked at closely, so clean rows cost one pattern search.
    """
    found: dict[int, str] = {}
    until = None
    unknown: list[int] = []
    for row in _doubtful(body, match).iter_rows(named=True):
        number = row["row"]
        if number in found:
            continue
        if all(normal(row[c.place] or "") == normal(c.header) for c in match.columns.values()):
            found[number] = "repeated_header"  # as on top of every printed page
            continue
        if like_a_header([text for place, text in row.items() if place != "row" and text is not None]):
            other = header_in_body(sheet, number, match.table, said or Said())
            if other and not _same(other, match):
                until = other
                break
            if other:
                found |= dict.fromkeys(other.rows, "repeated_header")
                continue
        if reason := _reason(row, match):
            found[number] = reason
        elif _heads(row, match):
            found[number] = "unparsed"
            unknown.append(number)
    frame = pl.DataFrame(list(found.items()), schema={"row": pl.Int64(), "reason": pl.String()}, orient="row")
    return Sorted(frame, until, tuple(unknown))


def _doubtful(body: pl.DataFrame, match: Match) -> pl.DataFrame:
    places = [place for place in body.columns if place != "row"]
    if number := match.columns.get("id_no"):
        own = pl.col(number.place)
        rest = body.filter(~own.str.contains(_ID_FAST).fill_null(False))
        many = len(rest) > _MANY  # few are cleaned one by one
        return rest.filter(~identity.clean(own).str.contains(_ID_LIKE).fill_null(False)) if many else rest
    whose = next(name for group in (("name",), *match.table.needs) for name in group if name in match.columns)
    name = match.columns[whose].place  # of a person, or of the unit that a row is about
    others = [pl.col(c.place).is_not_null() for c in match.columns.values() if c.place != name]
    words = pl.any_horizontal(pl.col(place).str.contains(_WORDS).fill_null(False) for place in places)
    return body.filter(~(pl.col(name).is_not_null() & pl.any_horizontal(others) & ~words))


def _same(other: Match, match: Match) -> bool:
    """Whether a header says of the columns what the one above says."""
    places = [{name: column.place for name, column in each.columns.items()} for each in (other, match)]
    return other.table is match.table and places[0].items() <= places[1].items()


def _reason(row: Mapping[str, object], match: Match) -> str | None:
    cells = [squeeze(str(v)) for k, v in row.items() if k != "row" and v is not None]
    cells = [cell for cell in cells if cell]
    if not cells:
        return "blank"
    held = {n: squeeze(str(row[c.place])) for n, c in match.columns.items() if row[c.place] is not None}
    first = cells[:3]
    if re.match(_ID_LIKE, held.get("id_no", "").strip("'").upper()):
        return None
    name = held.get("name", "")
    money = values.money(held.get("amount", "")) is not None
    certified = bool(re.search(r"[0-9A-Za-z]{6}", held.get("cert_no", "")))
    if (money and certified) or ((money or certified) and _is_name(name)):
        return None
    if any(_SUBTOTAL.fullmatch(cell) for cell in first):
        return "subtotal"
    if any(_TOTAL.fullmatch(cell) for cell in first):
        return "total"
    if _FOOTER.match(cells[0]) or (len(cells) <= 4 and any(_FOOTER.match(cell) for cell in cells)):
        return "footer"
    if _NOTE.match(cells[0]):
        return "note"
    if _repeats(held, match):
        return "repeated_header"
    if money and not name and (len(cells) == 1 or any(_HEADS.fullmatch(cell) for cell in cells)):
        return "total"  # a sum without a word
    if len(cells) == 1:
        return "section"
    return None if len(held) >= 2 or name or money else "unparsed"


def _heads(row: Mapping[str, object], match: Match) -> bool:
    """Whether the cells for a person's name or number hold a word for it, as a header's do."""
    both = [str(row[match.columns[name].place] or "") for name in ("name", "id_no") if name in match.columns]
    return any(map(names_people, both)) and not any(re.search("[0-9]", text) for text in both)


def _is_name(text: str) -> bool:
    sums = (_SUBTOTAL, _TOTAL, _NO_NAME)
    return bool(_NAME.fullmatch(text)) and not any(each.fullmatch(text) for each in sums)


def _repeats(held: Mapping[str, str], match: Match) -> bool:
    same = sum(normal(held.get(n, "")) == normal(c.header) for n, c in match.columns.items())
    return same >= min(3, len(match.columns))
