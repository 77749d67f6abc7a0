"""The form 个人权益记录单 in a sheet: where each one begins, what it says of its person, and where its marks stand.

A form is known by its shape: under 基本养老保险, 失业保险, 工伤保险 stand columns of 缴费基数 and 缴费情况, and under
those a row for each month; whose they are is told above them, each label before its value. Several may follow in a sheet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from chizheng_audit.reading import values
from chizheng_audit.reading.header import normal
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import INSURANCE

_DEEPEST = 80  # rows within which the first form must have its marks
_KIND = re.compile(r"养老|失业|工伤|医疗|生育")
_MARK_HEADER = re.compile(r"(?:.*(?:养老|失业|工伤|医疗|生育).*)?缴费情况")
_BASE_HEADER = re.compile(r".*基数")
_MONTH_HEADERS = frozenset({"月份", "月", "年月", "缴费月份", "缴费年月", "所属月份", "费款所属期"})
_LONGEST = 14  # characters of a header
_HIGHEST = 6  # rows between the kinds of insurance and the word 缴费情况
_TITLE = re.compile(r".{0,24}权益记录单?.{0,12}")
SUM = re.compile(r"[小合共总]计")
_REMARK = re.compile(r"[。;]|仅供|表示|有效")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_YEAR_ALONE = re.compile(r"\(?((?:19|20)\d{2})(?:年度?)?\)?")
_YEAR_LABELS = frozenset({"年度", "年份", "记录年度", "缴费年度", "所属年度"})
_MONTH_NUMBER = re.compile(r"(?:0?([1-9])|(1[0-2]))月?份?")
_NUMERALS = (
    "一月",
    "二月",
    "三月",
    "四月",
    "五月",
    "六月",
    "七月",
    "八月",
    "九月",
    "十月",
    "十一月",
    "十二月",
)
_TOLD = ("name", "id_no", "employer", "employer_code", "unit_no", "region")
LABELS = {
    normal(word): name
    for name in reversed(_TOLD)
    for word in (INSURANCE.by_name[name].title, *INSURANCE.by_name[name].aliases)
}
"""Label → what it tells of a person."""
_OTHER_LABELS = frozenset(
    [
        "性别", "民族", "出生日期", "出生年月", "个人编号", "证件类型", "参加工作时间", "联系电话", "手机号码", "联系地址", "通讯地址",
        "通信地址", "居住地址", "户籍地址", "邮政编码", "邮编", "户口性质", "户籍性质", "人员类别", "人员状态", "参保状态",
        "首次参保时间", "电子邮箱", "文化程度", "打印日期", "打印时间", "参保险种", "单位类型", "缴费状态", "参保时间", "备注",
    ]
)  # fmt: skip
"""Labels that may follow one whose value is empty."""

Grid = Mapping[int, Mapping[int, str]]
"""Row → column → text, of the cells that hold something; both in ascending order."""


@dataclass(frozen=True)
class Cell:
    """A text and where it stands."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Mark:
    """A column of marks: the kind of insurance as it is headed, and the columns of its bases, months and units."""

    column: int
    kind: str
    month: int
    base: int | None
    unit: int | None


@dataclass(frozen=True)
class Form:
    """One form. title, top: the rows where it begins and where its person is told; header: from the kinds of insurance to
    the last row above the months; rows: of its months.

    told: by column of INSURANCE, all that stands beside its labels. year: None where the form names none, or several.
    unmarked: kinds of insurance without a column of marks.
    """

    begins: int
    title: int | None
    header: tuple[int, ...]
    rows: tuple[int, ...]
    marks: tuple[Mark, ...]
    told: Mapping[str, tuple[Cell, ...]]
    year: int | None
    unmarked: tuple[str, ...]


def forms(sheet: RawSheet) -> tuple[Grid, list[Form]]:
    """All cells of the sheet and the forms in it; none where it is no such sheet, which few rows tell."""
    if not any(map(_is_mark_header, _texts(sheet))):
        return {}, []
    cells = _grid(sheet)
    order = list(cells)
    heads = [(row, *head) for row in order if (head := _marks(cells, order, row)) is not None]
    found: list[Form] = []
    after = 0  # the last row of months so far
    bounds = [*(row for row, *_rest in heads), None]
    for (row, marks, top), (_own, until) in zip(heads, pairwise(bounds), strict=True):
        body = tuple(_month_rows(cells, order, row, until, marks))
        if not body or row <= after:
            continue
        zone = [each for each in order if after < each < top]
        title = next((each for each in reversed(zone) if _title(cells[each])), None)
        begins = title if title is not None else zone[0] if zone else top
        zone = [each for each in zone if each >= begins]
        told, year = _told(cells, zone), _year(cells, zone, title)
        if found and not zone and not _labels(cells, body, marks) & _labels(cells, found[-1].rows, marks):
            told, year = dict(found[-1].told), found[-1].year  # the same form, headed anew on the next page
        header = tuple(each for each in order if top <= each <= row)
        found.append(Form(begins, title, header, body, marks, told, year, _unmarked(cells[top], marks)))
        after = body[-1]
    return cells, found


def month_of(text: str | None, year: int | None) -> tuple[bool, date | None]:
    """(whether a text is the label of a month, the month; None where it needs a year that the form does not name)."""
    bare = squeeze(text or "")
    number = _MONTH_NUMBER.fullmatch(bare)
    n = int(number[1] or number[2]) if number else 0
    if (word := bare.removesuffix("份")) in _NUMERALS:
        n = _NUMERALS.index(word) + 1
    if n:
        return True, date(year, n, 1) if year else None
    month = values.month(bare)
    return month is not None, month


def _texts(sheet: RawSheet) -> Iterator[str]:
    for row in sheet.cells.head(_DEEPEST).drop("row").iter_rows():
        yield from (text for text in row if text is not None)


def _is_mark_header(text: str) -> bool:
    return len(text) <= 2 * _LONGEST and bool(_MARK_HEADER.fullmatch(normal(text)))


def _grid(sheet: RawSheet) -> Grid:
    places = [int(place[1:]) for place in sheet.cells.columns if place != "row"]
    order = sorted(range(len(places)), key=places.__getitem__)
    return {
        row: {places[at]: cells[at] for at in order if cells[at] is not None and squeeze(cells[at])}
        for row, *cells in sheet.cells.iter_rows()
    }


def _marks(cells: Grid, order: Sequence[int], row: int) -> tuple[tuple[Mark, ...], int] | None:
    """The columns of marks that this row heads, and the row of the kinds of insurance; None where it heads none.

    A row that also asks for the person's name heads a plain table.
    """
    own = cells[row]
    columns = [column for column, text in own.items() if _is_mark_header(text)]
    if not columns:
        return None
    above = order[max(order.index(row) - _HIGHEST, 0) : order.index(row) + 1]
    tops = [each for each in above if _kinds(cells[each])]
    if not tops:
        return None
    top = tops[-1]
    header = [each for each in above if each >= top]
    words = {
        column: [normal(cells[each][column]) for each in header if column in cells[each]]
        for column in _columns(cells, header)
    }
    if any(LABELS.get(word) in ("name", "id_no") for each in words.values() for word in each):
        return None
    kinds = _kinds(cells[top])
    units = [column for column, each in words.items() if any(LABELS.get(word) == "employer" for word in each)]
    bases = [column for column, each in words.items() if each and _BASE_HEADER.fullmatch(each[-1])]
    labelled = [column for column, each in words.items() if _MONTH_HEADERS & {*each}]
    labelled = labelled or _labelled(cells, order, row, min([*columns, *bases]))
    marks = []
    for column, before in zip(columns, [0, *columns], strict=False):
        kind, month = _nearest([*kinds], column), _nearest(labelled, column)
        own_kind = normal(own[column]).removesuffix("缴费情况")
        if month is None or not (own_kind or kind):
            return None
        base = max((c for c in bases if before < c < column), default=None)
        marks.append(
            Mark(column, own_kind or squeeze(kinds[kind or 0]), month, base, _nearest(units, column))
        )
    distinct = {(mark.kind, mark.month) for mark in marks}
    return (tuple(marks), top) if len(distinct) == len(marks) else None


def _unmarked(top: Mapping[int, str], marks: Sequence[Mark]) -> tuple[str, ...]:
    kinds = {squeeze(text) for text in _kinds(top).values() if not _is_mark_header(text)}
    have = "".join(mark.kind for mark in marks)
    return tuple(sorted(kind for kind in kinds if not any(word in have for word in _KIND.findall(kind))))


def _labelled(cells: Grid, order: Sequence[int], row: int, before: int) -> list[int]:
    """The first column left of `before` that has a month in the row below `row`, where no header says which it is."""
    below = next((cells[each] for each in order if each > row and cells[each]), {})
    return [c for c, text in below.items() if c < before and month_of(text, None)[0]][:1]


def _columns(cells: Grid, rows: Sequence[int]) -> list[int]:
    return sorted({column for row in rows for column in cells[row]})


def _kinds(row: Mapping[int, str]) -> dict[int, str]:
    return {
        column: text for column, text in row.items() if len(squeeze(text)) <= _LONGEST and _KIND.search(text)
    }


def _nearest(columns: Sequence[int], column: int) -> int | None:
    """The last of `columns` that is not right of `column`; the only one wherever it stands."""
    return max(
        (each for each in columns if each <= column), default=columns[0] if len(columns) == 1 else None
    )


def _month_rows(
    cells: Grid, order: Sequence[int], head: int, until: int | None, marks: Sequence[Mark]
) -> Iterator[int]:
    """The rows of months below a header, to the first row that is none."""
    for row in order:
        if row <= head or not cells[row]:
            continue
        if until is not None and row >= until:
            return
        if any(month_of(cells[row].get(mark.month), None)[0] for mark in marks):
            yield row
        elif not any(SUM.search(text) for text in cells[row].values()):
            return


def _labels(cells: Grid, rows: Sequence[int], marks: Sequence[Mark]) -> set[str]:
    """What the months of these rows are called."""
    return {squeeze(cells[row].get(mark.month, "")) for row in rows for mark in marks}


def _title(row: Mapping[int, str]) -> str | None:
    """The text that names the form, and is not a note about it."""
    texts = map(squeeze, row.values())
    return next((text for text in texts if _TITLE.fullmatch(text) and not _REMARK.search(text)), None)


def _told(cells: Grid, zone: Sequence[int]) -> dict[str, tuple[Cell, ...]]:
    """What stands beside each label of `zone`, or after its colon; what is said twice is told once."""
    found: dict[str, dict[str, Cell]] = {}
    for row in zone:
        line = list(cells[row].items())
        for place, (column, text) in enumerate(line):
            if name := LABELS.get(normal(text)):
                if place + 1 < len(line):
                    at, value = line[place + 1]
                    word = normal(value)
                    if word not in LABELS and word not in _OTHER_LABELS:
                        found.setdefault(name, {}).setdefault(squeeze(value), Cell(row, at, value))
                continue
            label, sign, value = text.replace("：", ":").partition(":")
            name = LABELS.get(normal(label)) if sign else None
            if name and squeeze(value):
                found.setdefault(name, {}).setdefault(squeeze(value), Cell(row, column, value))
    return {name: tuple(each.values()) for name, each in found.items()}


def _year(cells: Grid, zone: Sequence[int], title: int | None) -> int | None:
    """The year that the title names, or a cell beside or below it, or a label; not one of several."""
    text = _title(cells[title]) if title is not None else None
    if text and (years := set(_YEAR.findall(text))):
        return int(years.pop()) if len(years) == 1 else None
    alone = {
        found[1]
        for row in zone[:4]
        for text in cells[row].values()
        if (found := _YEAR_ALONE.fullmatch(squeeze(text)))
    }
    for row in zone:
        line = list(cells[row].values())
        alone |= {
            found[1]
            for label, value in pairwise(line)
            if normal(label) in _YEAR_LABELS and (found := _YEAR_ALONE.fullmatch(squeeze(value)))
        }
    return int(alone.pop()) if len(alone) == 1 else None
