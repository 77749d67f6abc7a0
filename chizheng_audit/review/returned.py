"""Reading a workbook that came back: whose it is, what was answered, and what was changed that was not to be.

Nothing is taken on trust: the cells are held against seals under the ledger's key, which the workbook does not hold.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import LANGUAGES, _
from chizheng_audit.reading.formats import open_zip
from chizheng_audit.reading.values import day as day_of
from chizheng_audit.reading.values import money as money_of
from chizheng_audit.review import seal
from chizheng_audit.review.layout import ANSWERS, COLUMNS, HIDDEN, LOCKED, VERSION, WHAT, result_of, titles
from chizheng_audit.review.seal import Letter, Sent

_BROKEN = (
    zipfile.BadZipFile, InvalidFileException, ParseError, zlib.error, KeyError, ValueError, TypeError, IndexError,
    AttributeError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What the library raises on a file that is no workbook, or no whole one."""
_DEEPEST = 30
"""The heading stands in one of these first rows, also where rows were put in above."""
_FIRST = date(2000, 1, 1)


@dataclass(frozen=True)
class Answer:
    """What was filled in for one finding, as it was sent out."""

    file: str
    row: int
    sent: Sent
    letter: Letter
    result: str
    note: str | None
    by: str
    on: date
    recovered: Decimal | None

    @property
    def same(self) -> tuple[object, ...]:
        """What makes it the same answer as another."""
        return (self.sent.fingerprint, self.result, self.note, self.by, self.on, self.recovered or Decimal(0))


@dataclass(frozen=True)
class Returned:
    """A workbook that came back. faults: what is wrong with it, a sentence each; there are answers only of sound rows.
    faulty: the fingerprints of the others that were filled in.
    """

    file: str
    sha256: str
    letter: Letter
    sent: tuple[Sent, ...]
    answers: tuple[Answer, ...]
    faults: tuple[str, ...]
    faulty: frozenset[str]


def read(path: Path, key: bytes, today: date) -> Returned:
    """Read the workbook at `path`. Raises AuditError where it is none that was sent out of the ledger of `key`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise AuditError(_("读不了 {path}：{why}。").format(path=path, why=error.strerror)) from error
    if zipfile.is_zipfile(io.BytesIO(content)):
        open_zip(content, str(path)).close()  # refuses what would unpack beyond all reason
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
        seals = (
            [tuple(row) for row in book[HIDDEN].iter_rows(values_only=True)]
            if HIDDEN in book.sheetnames
            else []
        )
    except _BROKEN as error:
        raise AuditError(
            _("{path} 不是能读的 .xlsx 工作簿；若另存成了别的格式或设了密码，请存回 .xlsx。").format(
                path=path
            )
        ) from error
    letter, sent = _unsealed(path, seals, key)
    sheet, head, places = _found(path, book, letter.language)
    rows = list(_rows(sheet, head, places))
    answers: list[Answer] = []
    faults: list[str] = []
    faulty = set()
    for problem in (_missing(path, rows, sent), _twice(path, rows)):
        faults += problem
    by_number = {each.number: each for each in sent}
    for number, cells in rows:
        own = by_number.get(seal.plain(cells["number"]))
        found = _answer(path, number, cells, own, letter, key, today)
        if isinstance(found, Answer):
            answers.append(found)
        elif found:
            faults += found
            faulty.add(own.fingerprint if own else "")
    return Returned(
        str(path),
        hashlib.sha256(content).hexdigest(),
        letter,
        tuple(sent),
        tuple(answers),
        tuple(faults),
        frozenset(faulty),
    )


def _unsealed(path: Path, rows: list[tuple[Any, ...]], key: bytes) -> tuple[Letter, list[Sent]]:
    """What the hidden sheet says, if it is ours and as it was."""
    none = _(
        "{path} 不是 audit review export 写出的核实表，或其中隐藏的校验表已被删除；请用原表填写。"
    ).format(path=path)
    try:
        told = json.loads(rows[0][0])
        version = int(told["version"]) if told["what"] == WHAT else 0
    except _BROKEN as error:
        raise AuditError(none) from error
    if version < 1:
        raise AuditError(none)
    if version > VERSION:
        raise AuditError(
            _("{path} 是更新版本的程序写出的（第 {its} 版，本程序到第 {own} 版）；请升级程序。").format(
                path=path, its=version, own=VERSION
            )
        )
    try:
        letter = Letter(**told)
        sent = [Sent(str(r[0]), str(r[1]), str(r[2]), r[3], json.loads(r[4])) for r in rows[1:] if r[0]]
    except _BROKEN as error:
        raise AuditError(none) from error
    if letter.ledger != seal.ledger_mark(key):
        raise AuditError(_("{path} 不是从这个台账发出的；请用 --ledger 指明它自己的台账。").format(path=path))
    if rows[0][1] != seal.whole(key, letter, sent):
        raise AuditError(
            _("{path} 中隐藏的校验表被改动过，其余内容已不可信；请用原表填写。").format(path=path)
        )
    return letter, sent


def _found(path: Path, book: Workbook, language: str) -> tuple[Worksheet, int, dict[str, int]]:
    """The sheet with the headings, their row, and the place of each column by its name."""
    wanted = titles(language if language in LANGUAGES else "zh")
    best: tuple[Worksheet, int, dict[str, int]] | None = None
    for sheet in book.worksheets:
        if sheet.title == HIDDEN:
            continue
        for number, row in enumerate(sheet.iter_rows(max_row=_DEEPEST, values_only=True), start=1):
            cells = [seal.plain(cell) for cell in row]
            places = {name: cells.index(title) for name, title in wanted.items() if title in cells}
            if "number" in places and (best is None or len(places) > len(best[2])):
                best = sheet, number, places
    if best is None:
        raise AuditError(_("{path} 里找不到核实表（“{title}”一栏）；请用原表填写。").format(path=path, title=wanted["number"]))  # fmt: skip
    lost = [wanted[column.name] for column in COLUMNS if column.name not in best[2]]
    if lost:
        raise AuditError(
            _("{path} 第 {row} 行的表头缺少 {lost}：列被删除或改名；请用原表填写，不要增删列。").format(
                path=path, row=best[1], lost=_("、").join(lost)
            )
        )
    return best


def _rows(sheet: Worksheet, head: int, places: Mapping[str, int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The rows below the headings that have a number or an answer, each by the names of layout."""
    for number, row in enumerate(sheet.iter_rows(min_row=head + 1, values_only=True), start=head + 1):
        cells = {name: row[place] if place < len(row) else None for name, place in places.items()}
        if any(seal.plain(cells[name]) for name in ("number", *(column.name for column in ANSWERS))):
            yield number, cells


def _missing(path: Path, rows: list[tuple[int, dict[str, Any]]], sent: list[Sent]) -> list[str]:
    there = {seal.plain(cells["number"]) for _row, cells in rows}
    lost = [each.number for each in sent if each.number not in there]
    if not lost:
        return []
    return [
        _("{path}：发出 {n} 条，少了 {m} 条（{lost}）；请用原表填写，不要删除行。").format(
            path=path, n=f"{len(sent):,}", m=f"{len(lost):,}", lost=_few(lost)
        )
    ]


def _twice(path: Path, rows: list[tuple[int, dict[str, Any]]]) -> list[str]:
    seen: dict[str, int] = {}
    faults = []
    for row, cells in rows:
        number = seal.plain(cells["number"])
        if number and number in seen:
            faults.append(
                _("{path} 第 {row} 行：疑点 {number} 与第 {first} 行重复。").format(
                    path=path, row=row, number=number, first=seen[number]
                )
            )
        seen.setdefault(number, row)
    return faults


def _answer(
    path: Path, row: int, cells: dict[str, Any], sent: Sent | None, letter: Letter, key: bytes, today: date
) -> Answer | list[str]:
    """The answer of one row, or what is wrong with it; an empty list for a row that was not filled in."""
    at = _("{path} 第 {row} 行").format(path=path, row=row)
    number = seal.plain(cells["number"])
    if not number:
        return [_("{at}：填了核实结果，却没有疑点编号。").format(at=at)]
    if sent is None:
        return [_("{at}：不认识疑点编号 {number}，这张表没有发出过它。").format(at=at, number=number)]
    changed = [
        _title(column.name, letter)
        for column in LOCKED
        if seal.cell(key, sent.fingerprint, column.name, cells[column.name]) != sent.cells.get(column.name)
    ]
    if changed:
        return [
            _("{at}（{number}）：“{columns}”被改动过，只能填写灰色各栏。").format(
                at=at, number=number, columns=_("”、“").join(changed)
            )
        ]
    texts = {column.name: seal.plain(cells[column.name]) for column in ANSWERS}
    if not any(texts.values()):
        return []
    faults = []
    result = result_of(texts["result"])
    if not texts["result"]:
        faults.append(_("填了其他栏，却没有填核实结果"))
    elif result is None:
        faults.append(_("核实结果“{word}”不是可选的几项之一").format(word=texts["result"]))
    if not texts["by"]:
        faults.append(_("没有填核实人"))
    if result in ("not_true", "known") and not texts["note"]:
        faults.append(_("不属实、已知已处理的，要写明理由"))
    on = _day(cells["on"], texts["on"])
    if why := _impossible(on, texts["on"], letter.day, today):
        faults.append(why)
    recovered = money_of(texts["recovered"]) if texts["recovered"] else None
    if texts["recovered"] and (recovered is None or recovered < 0):
        faults.append(_("追回金额“{text}”不是金额").format(text=texts["recovered"]))
    elif recovered and result in ("not_true", "known"):
        faults.append(_("只有属实的才有追回金额"))
    if faults or result is None or on is None:
        return [_("{at}（{number}）：{what}。").format(at=at, number=number, what=_("；").join(faults))]
    return Answer(str(path), row, sent, letter, result, texts["note"] or None, texts["by"], on, recovered)


def _day(value: Any, text: str) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return day_of(text.removesuffix(".00"))


def _impossible(on: date | None, text: str, made_on: date, today: date) -> str:
    """Why a day cannot be that of an answer; "" where it can."""
    if not text:
        return _("没有填日期")
    if on is None or on < _FIRST:
        return _("日期“{text}”不是日期").format(text=text)
    if on > today:
        return _("日期 {day} 在今天之后").format(day=on.isoformat())
    if on < made_on:
        return _("日期 {day} 在本表发出（{sent}）之前").format(day=on.isoformat(), sent=made_on.isoformat())
    return ""


def _title(name: str, letter: Letter) -> str:
    return titles(letter.language if letter.language in LANGUAGES else "zh")[name]


def _few(names: list[str]) -> str:
    return _("、").join(names[:5]) + (_(" 等") if len(names) > 5 else "")
