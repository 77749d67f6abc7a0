"""The wide form 个人权益记录单 (one a person and year) read into insured months: one row a month and kind of insurance.

By the form's own legend ● is paid, △ in arrears, ○ transferred in from elsewhere, - no plan for that month. Of several
employers it shows the one of the pension insurance. For 工伤 a base beside - is usual; that such a month is paid is our
reading, and its `payment` says so. The words in `payment` are those of the month rows of a bureau's system.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading import insured, months, values
from chizheng_audit.reading.canon import Conformed, set_aside
from chizheng_audit.reading.header import ColumnMatch, Match
from chizheng_audit.reading.parts import Whole, joined
from chizheng_audit.reading.record_form import SUM, Cell, Form, Grid, forms, month_of
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.typed import SCIENTIFIC, cleaned
from chizheng_audit.reading.values import squeeze
from chizheng_audit.reading.words import few
from chizheng_audit.tables import INSURANCE
from chizheng_audit.tables.system import PROBLEMS, TOTALS

PAID = "正常应缴"
PAID_BY_BASE = "正常应缴（工伤有基数，记“-”）"
ARREARS = "欠费"
MOVED = "转入"
UNKNOWN = "标记不明（未缴与否待核）"
"""What stands in `payment`. A month of UNKNOWN is told as a problem too, and counts as not paid: it is no pass."""

_SIGNS = {
    **dict.fromkeys("●⬤⚫", PAID),
    **dict.fromkeys("△∆Δ", ARREARS),
    **dict.fromkeys("○〇◯", MOVED),
    **dict.fromkeys(["-", "--", "—", "——", "–", "−", "―"], ""),
}
_STRONG = frozenset(sign for sign, meaning in _SIGNS.items() if meaning)
_LEGEND = re.compile(r"([●⬤△○〇◯])[\"'”’」)]*(?:表示|代表|为|是|[:=])([^,;。、()●△○]{1,12})")
_EXPLAINS = re.compile(r"表示|代表|已缴|实缴|欠费|转入")
_UNIT_AND_MONTHS = re.compile(r"([^;\n]+?)\(([^()]*\d[^()]*)\)[;,、\n]?")
_SEVERAL = re.compile(r"[;\n]|[,、](?=.{4})")
_ONE_OF_A_PERSON = ("name", "id_no", "employer_code", "unit_no", "region")
_SPOILED = ("no_result", "error", "precision_lost")

_UnitOf = Callable[[date | None], str | None]


@dataclass
class _Told:
    """What is gathered from the forms of a sheet: rows of INSURANCE, and what has to be said of them."""

    rows: list[dict[str, object]] = field(default_factory=list)
    problems: list[tuple[int, str, str, str, str]] = field(
        default_factory=list
    )  # row, column, header, raw, trouble
    undated: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)
    unplanned: int = 0
    unmarked: dict[str, int] = field(default_factory=dict)
    units_unclear: list[int] = field(default_factory=list)


def record(sheet: RawSheet, said: Said) -> Whole | None:
    """The sheet read, if it holds such forms; None if not, or if its user said that it is another table."""
    if said.table not in (None, INSURANCE.name):
        return None
    cells, found = forms(sheet)
    if not found:
        return None
    told, odd = _Told(), _contradicted(cells)
    for form in found:
        _read(sheet, cells, form, odd, told)
    rows = pl.DataFrame(told.rows, schema=INSURANCE.schema)
    reasons = _reasons(cells, found)
    kept = sheet.cells.filter(pl.col("row").is_in([row for form in found for row in form.rows]))
    left = sheet.cells.join(kept.select("row"), on="row", how="anti", maintain_order="left")
    reason = pl.col("row").replace_strict(reasons, default="blank", return_dtype=pl.String)
    match = _match(found[0])
    part = Conformed(
        rows=rows,
        problems=_problems(told),
        set_aside=set_aside(left, reason),
        totals=pl.DataFrame(schema=TOTALS),
        warnings=(*_warnings(told, found), *insured.lacking(match, rows.filter(pl.col("payment") != MOVED))),
        incomplete=tuple(_incomplete(told, odd, [row for row, why in reasons.items() if why == "unparsed"])),
        match=match,
        kept=kept,
    )
    return joined([part], (), (), (), [row for form in found for row in form.header], sheet.cells[:0])


def _read(sheet: RawSheet, cells: Grid, form: Form, odd: set[str], told: _Told) -> None:
    """Add the months of one form to `told`."""
    person = {name: _one(sheet, name, form.told.get(name, ()), told) for name in _ONE_OF_A_PERSON}
    unit_of = _units(form, told)
    told.unmarked |= dict.fromkeys(form.unmarked, form.header[-1])
    for row in form.rows:
        line, before = cells[row], len(told.rows)
        for mark in form.marks:
            sign, base = line.get(mark.column), line.get(mark.base or 0)
            wage = values.money(base) if base else None
            payment = _state(sign, mark.kind, bool(wage), odd)
            if payment == "":
                continue
            _is_month, month = month_of(line.get(mark.month), form.year)
            if month is None:
                told.undated.append(row)
                told.problems.append((row, "month", _("月份"), line.get(mark.month, ""), "unreadable"))
            if payment is None:
                told.unclear.append(row)
                told.problems.append((row, "payment", _("缴费情况"), sign or "", "unreadable"))
            if base and wage is None and squeeze(base) not in values.NOTHING:
                told.problems.append((row, "wage", _("缴费基数"), base, "unreadable"))
            unit = _at(sheet, cells, row, mark.unit) if mark.unit else unit_of(month)
            here = person | {"employer": unit} if payment != MOVED else _elsewhere(person)
            of_month = {"insurance": mark.kind, "month": month, "payment": payment or UNKNOWN, "wage": wage}
            told.rows.append({"row_id": row, **here, **of_month})
        told.unplanned += len(told.rows) == before


def _state(sign: str | None, kind: str, has_base: bool, odd: set[str]) -> str | None:
    """What a mark means, as words of `payment`; "" where nothing was due, None where it cannot be known."""
    bare = squeeze(sign or "")
    if bare in odd or (not bare and has_base):
        return None
    if has_base and "工伤" in kind and _SIGNS.get(bare) == "":
        return PAID_BY_BASE
    return _SIGNS.get(bare) if bare else ""


def _elsewhere(person: dict[str, str | None]) -> dict[str, str | None]:
    """A person in a month that was paid elsewhere: the form does not say by whom."""
    return person | dict.fromkeys(("employer_code", "unit_no", "region"))


def _one(sheet: RawSheet, name: str, cells: Sequence[Cell], told: _Told) -> str | None:
    """The one value of a label; null, and told, where the cell lost it or where several differ."""
    header = _(INSURANCE.by_name[name].title)
    found = {value for cell in cells if (value := _clean(cell.text, name))}
    for cell in cells:
        marks = sheet.marks.filter((pl.col("row") == cell.row) & (pl.col("column") == cell.column))
        spoiled = [mark for mark in marks.get_column("mark") if mark in _SPOILED]
        value = _clean(cell.text, name)
        if not spoiled and value is None and cell.text.strip() not in values.NOTHING:
            lost = name == "id_no" and re.match(SCIENTIFIC, squeeze(cell.text))
            spoiled = ["precision_lost" if lost else "unreadable"]
        elif not spoiled and len(found) > 1:
            spoiled = ["unreadable"]
        told.problems += [(cell.row, name, header, cell.text, trouble) for trouble in spoiled]
        if spoiled:
            return None
    return found.pop() if found else None


@lru_cache(4096)
def _clean(text: str, name: str) -> str | None:
    kind = INSURANCE.by_name[name].kind
    return pl.select(cleaned(pl.lit(text, dtype=pl.String), kind, name)).item()  # type: ignore[no-any-return] # of a column of texts


def _units(form: Form, told: _Told) -> _UnitOf:
    """The employer of each month by what the form says once: one unit, or several each with its months.

    Several without their months are nobody's: null, and told.
    """
    cells = form.told.get("employer", ())
    text = ";".join(cell.text for cell in cells)
    bare = _squeeze_lines(text)
    by_months = [(unit, months.period(when)) for unit, when in _UNIT_AND_MONTHS.findall(bare)]
    if by_months and all(when for _unit, when in by_months) and not _UNIT_AND_MONTHS.sub("", bare).strip():
        spans = [(_clean(unit, "employer"), when) for unit, when in by_months if when]
        return lambda month: _unit_in(spans, month)
    if len([each for each in _SEVERAL.split(bare) if each]) > 1:
        told.units_unclear.append(form.rows[0])
        title = INSURANCE.by_name["employer"].title
        told.problems.append((cells[0].row, "employer", _(title), text, "unreadable"))
        return lambda _month: None
    unit = _clean(text, "employer") if text else None
    return lambda _month: unit


def _squeeze_lines(text: str) -> str:
    """Squeezed, but for the ends of lines."""
    return "\n".join(squeeze(line) for line in text.splitlines())


def _unit_in(spans: Sequence[tuple[str | None, tuple[date, date | None]]], month: date | None) -> str | None:
    """The only unit whose months hold `month`."""
    held = {
        unit
        for unit, (since, until) in spans
        if month is not None and since <= month and (until is None or month <= until)
    }
    return held.pop() if len(held) == 1 else None


def _at(sheet: RawSheet, cells: Grid, row: int, column: int) -> str | None:
    """The unit in a column of the months' own, down its merged cells."""
    text = cells[row].get(column)
    if text is None:
        tops = (top for top, left, bottom, _right in sheet.merged if left == column and top <= row <= bottom)
        text = cells.get(next(tops, 0), {}).get(column)
    return _clean(text, "employer") if text else None


def _contradicted(cells: Grid) -> set[str]:
    """The signs that the sheet's own legend explains otherwise than the form's does."""
    odd = set()
    for text in {text for line in cells.values() for text in line.values() if _LEGEND.search(squeeze(text))}:
        for sign, words in _LEGEND.findall(squeeze(text)):
            meaning = (
                ARREARS
                if re.search("欠|未缴", words)
                else MOVED
                if "转" in words
                else PAID
                if "缴" in words
                else None
            )
            if meaning and meaning != _SIGNS[sign]:
                odd.add(sign)
    return odd


def _reasons(cells: Grid, found: Sequence[Form]) -> dict[int, str]:
    """Why each row that is not a month's was set aside."""
    reasons: dict[int, str] = {}
    own = {row for form in found for row in form.rows}
    at = -1
    for row, line in cells.items():
        while at + 1 < len(found) and row >= found[at + 1].begins:
            at += 1
        form = found[max(at, 0)]
        if row in own or not line:
            continue
        if row in form.header or row in {cell.row for each in form.told.values() for cell in each}:
            reasons[row] = "header"
        elif _is_lost(line):
            reasons[row] = "unparsed"
        elif at < 0 or row == form.title:
            reasons[row] = "title"
        elif row < form.header[0]:
            reasons[row] = "section"
        else:
            reasons[row] = "subtotal" if any(SUM.search(text) for text in line.values()) else "note"
    return reasons


def _is_lost(line: Mapping[int, str]) -> bool:
    """Whether a row that is no month's has a mark all the same, in whatever column, and does not explain it."""
    signed = any(squeeze(text) in _STRONG for text in line.values())
    return signed and not any(_EXPLAINS.search(text) for text in line.values())


def _problems(told: _Told) -> pl.DataFrame:
    columns = ("row_id", "column", "header", "raw", "trouble")
    frame = pl.DataFrame(
        list(dict.fromkeys(told.problems)), schema={name: PROBLEMS[name] for name in columns}, orient="row"
    )
    return frame.with_columns(table=pl.lit(INSURANCE.name)).select(PROBLEMS.names())


def _warnings(told: _Told, found: Sequence[Form]) -> Iterator[str]:
    years = sorted({form.year for form in found if form.year})
    payments = [row["payment"] for row in told.rows]
    notes = [
        _("按个人权益记录单读入 {n} 份（{years}）").format(
            n=len(found), years=_("、").join(map(str, years)) or _("没有写明年度")
        ),
        _("各月单位是单上所载单位，年内换过单位而单上没写的看不出来"),
    ]
    if n := payments.count(PAID_BY_BASE):
        notes.append(_("工伤保险有 {n} 个月有基数而标记是“-”，按已缴计").format(n=n))
    if n := payments.count(MOVED):
        notes.append(_("有 {n} 个月是外地转入，不算在单上的单位名下").format(n=n))
    if told.unplanned:
        notes.append(_("有 {n} 个月各险种都没有缴费计划").format(n=told.unplanned))
    yield _("{notes}。").format(notes=_("；").join(notes))
    if told.unclear:
        yield _("有 {n} 个月的缴费标记看不懂（第 {rows} 行），不算已缴。").format(
            n=len(told.unclear), rows=few(pl.Series(sorted({*told.unclear})))
        )
    if told.units_unclear:
        yield _("第 {rows} 行起的各月写了几个单位，没有写各自的起止月份，不算在任何单位名下。").format(
            rows=few(pl.Series(told.units_unclear))
        )


def _incomplete(told: _Told, odd: set[str], lost: Sequence[int]) -> Iterator[str]:
    if told.undated:
        yield _("记录单没有写明是哪一年，第 {rows} 行的月份无法认定。").format(
            rows=few(pl.Series(sorted({*told.undated})))
        )
    for kind, row in told.unmarked.items():
        yield _("第 {row} 行认不出{kind}的缴费情况是哪一列，没有读入。").format(row=row, kind=kind)
    if odd:
        yield _("单上对标记 {signs} 的说明与通用格式不同，这些标记没有认定；请核对原件。").format(
            signs=_("、").join(sorted(odd))
        )
    if lost:
        yield _("第 {rows} 行有缴费标记，但看不出是哪个月，没有读入。").format(rows=few(pl.Series(lost)))


def _match(form: Form) -> Match:
    """How the first form was understood, to be shown."""
    places = {name: cells[0].column for name, cells in form.told.items()}
    mark = form.marks[0]
    places |= {"month": mark.month, "payment": mark.column}
    places |= {"wage": mark.base} if mark.base else {}
    places |= {"employer": mark.unit} if mark.unit else {}
    headers = {"month": _("月份"), "payment": _("缴费情况"), "wage": _("缴费基数")}
    columns = {
        name: ColumnMatch(
            name, f"c{place}", headers.get(name) or _(INSURANCE.by_name[name].title), "exact", 1.0
        )
        for name, place in places.items()
    }
    return Match(INSURANCE, form.header, columns, {}, float(len(columns)))
