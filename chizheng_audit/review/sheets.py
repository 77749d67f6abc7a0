"""The workbook that is sent to a unit: its open findings, locked but for the answers, and a hidden sheet of seals."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from chizheng_audit.i18n import _
from chizheng_audit.reports import typeset
from chizheng_audit.reports.view import View
from chizheng_audit.reports.words import RESULT_WORDS
from chizheng_audit.reports.workbook import Workbook
from chizheng_audit.review import seal
from chizheng_audit.review.layout import COLUMNS, HIDDEN, LOCKED, MONEY
from chizheng_audit.review.seal import Letter, Sent
from chizheng_audit.review.units import Unit

HEAD = 3
"""The row of the headings, from 0."""
_GREY = "#F2F2F2"
_SHADES = (None, "#EAF1DD", "#DAEEF3")
"""Of rows without a group, and of groups in turn."""
_PLACES = {column.name: place for place, column in enumerate(COLUMNS)}
_WRAPPED = ("what", "who", "claim", "facts", "rows", "number")
_FREE = {"format_columns": True, "format_rows": True, "autofilter": True, "select_locked_cells": True}


def write(path: Path, view: View, unit: Unit, letter: Letter, facts: Mapping[str, str], key: bytes) -> None:
    """Write the workbook of `unit`; `facts` are the digests of its findings, see runs.digests.

    Raises OSError where it cannot be written.
    """
    with Workbook(path, view, large=False) as book:
        sheet = book.sheet(_("核实表"), (column.width for column in COLUMNS))
        _top(book, sheet, unit, view)
        forms = _forms(book)
        groups: dict[str, int] = {}
        sent = []
        for line, row in enumerate(unit.rows, start=HEAD + 1):
            group = row["group_of"]
            shade = 0 if group is None else groups.setdefault(group, len(groups) % 2 + 1)
            cells = _line(book, sheet, line, row, forms, shade)
            print_ = row["fingerprint"]
            seals = {c.name: seal.cell(key, print_, c.name, cells[c.name]) for c in LOCKED}
            sent.append(Sent(row["number"], print_, facts[print_], group, seals))
        last = HEAD + len(unit.rows)
        _choices(sheet, last)
        _foot(book, sheet, last + 2)
        sheet.autofilter(HEAD, 0, last, len(COLUMNS) - 1)
        sheet.protect("", _FREE)
        sheet.freeze_panes(HEAD + 1, 2)
        sheet.repeat_rows(HEAD)
        sheet.fit_to_pages(1, 0)
        _hidden(book, letter, sent, key)


def _forms(book: Workbook) -> dict[tuple[str, int], Format]:
    """Formats by what a cell holds and the shade of its row."""
    cell = {"font_name": "宋体", "font_size": 10, "valign": "top", "border": 1, "border_color": "#BFBFBF"}
    kinds: dict[str, dict[str, Any]] = {
        "text": {"num_format": "@", "text_wrap": True},
        "count": {"num_format": "0", "align": "center"},
        "money": {"num_format": "#,##0.00"},
    }
    open_ = {"locked": False, "bg_color": _GREY}
    answers: dict[str, dict[str, Any]] = {
        "answer": {"num_format": "@", "text_wrap": True},
        "day": {"num_format": "yyyy-mm-dd"},
        "back": {"num_format": "#,##0.00"},
    }
    made = {
        (kind, shade): book.form({**cell, **own, **({"bg_color": colour} if colour else {})})
        for kind, own in kinds.items()
        for shade, colour in enumerate(_SHADES)
    }
    return made | {(kind, 0): book.form({**cell, **own, **open_}) for kind, own in answers.items()}


def _top(book: Workbook, sheet: Worksheet, unit: Unit, view: View) -> None:
    """Title, unit and how to fill it in; then the headings."""
    sheet.merge_range(0, 0, 0, len(COLUMNS) - 1, "", book.headline)
    book.put(sheet, 0, 0, _("持证审计疑点核实表"), book.headline)
    sheet.set_row(0, 26)
    told = _("单位：{unit}　　疑点 {n} 条　　审计基准日 {day}　　政策：{title}〔{status}〕").format(
        unit=unit.name or _("（没有单位）"),
        n=f"{len(unit.rows):,}",
        day=view.as_of.isoformat(),
        title=view.law.title,
        status=view.law.status_word,
    )
    across = sum(column.width for column in COLUMNS) - 4
    for line, words in enumerate((told, _how()), start=1):
        sheet.merge_range(line, 0, line, len(COLUMNS) - 1, "", book.note)
        book.put(sheet, line, 0, words, book.note)
        book.height(sheet, line, len(typeset.wrapped(words, across)))
    book.line(sheet, HEAD, (_(column.title) for column in COLUMNS), book.head)
    sheet.set_row(HEAD, 30)


def _how() -> str:
    return _(
        "本表只陈述比对所见，不是结论。请只填灰色各栏，其余各栏锁定：核实结果从下拉中选一项；不属实、已知已处理的，请写明理由；"
        "核实人、日期必填；属实的，追回金额填已追回的数（没有则不填）。“同组”相同的各条说的是同一组重复申报，请一并填写。金额单位是元。"
    )


def _line(
    book: Workbook,
    sheet: Worksheet,
    line: int,
    row: Mapping[str, Any],
    forms: Mapping[tuple[str, int], Format],
    shade: int,
) -> dict[str, Any]:
    """Write one finding; returns what its locked cells hold."""
    cells = {column.name: row[column.name] for column in LOCKED}
    heights = [
        sum(len(typeset.wrapped(part, column.width - 2)) for part in str(cells[column.name]).split("\n"))
        for column in LOCKED
        if column.name in _WRAPPED and cells[column.name]
    ]
    book.height(sheet, line, max([1, *heights]))
    for column in COLUMNS:
        place = _PLACES[column.name]
        if column.answer:
            kind = {"on": "day", "recovered": "back"}.get(column.name, "answer")
            book.put(sheet, line, place, None, forms[kind, 0])
        else:
            kind = "money" if column.name in MONEY else "count" if column.name == "place" else "text"
            cells[column.name] = book.put(sheet, line, place, cells[column.name], forms[kind, shade])
    return cells


def _choices(sheet: Worksheet, last: int) -> None:
    """What may be filled in: programs then refuse the rest at once."""
    first = HEAD + 1
    words = [_(word) for word in RESULT_WORDS.values()]
    result, day, back = (_PLACES[name] for name in ("result", "on", "recovered"))
    sheet.data_validation(
        first, result, last, result,
        {"validate": "list", "source": words, "error_title": _("核实结果"), "error_message": _("请从下拉中选一项。")},
    )  # fmt: skip
    sheet.data_validation(
        first, day, last, day,
        {"validate": "date", "criteria": ">=", "value": "=DATE(2000,1,1)", "error_title": _("日期"),
         "error_message": _("请填日期，如 2024-03-31。")},
    )  # fmt: skip
    stake, amount = (chr(65 + _PLACES[name]) for name in ("at_stake", "amount"))
    most = f"=IF(ISNUMBER(${stake}{first + 1}),MAX(${stake}{first + 1},0),N(${amount}{first + 1}))"
    sheet.data_validation(
        first, back, last, back,
        {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": most, "error_title": _("追回金额"),
         "error_message": _("请填数字，不超过涉及金额。")},
    )  # fmt: skip


def _foot(book: Workbook, sheet: Worksheet, line: int) -> None:
    """Where the unit signs."""
    words = _(
        "单位（盖章）：　　　　　　　　　　负责人（签字）：　　　　　　　　　　日期：　　　　年　　月　　日"
    )
    sheet.merge_range(line, 0, line, len(COLUMNS) - 1, "", book.remark)
    book.put(sheet, line, 0, words, book.remark)
    sheet.set_row(line, 24)


def _hidden(book: Workbook, letter: Letter, sent: list[Sent], key: bytes) -> None:
    """What import needs to know the workbook by; nothing of it is personal."""
    sheet = book.sheet(HIDDEN, (20,))
    book.line(sheet, 0, (json.dumps(letter.__dict__, ensure_ascii=False), seal.whole(key, letter, sent)))
    for row, each in enumerate(sent, start=1):
        cells = json.dumps(dict(each.cells))
        book.line(sheet, row, (each.number, each.fingerprint, each.facts, each.group, cells))
    sheet.protect("", {})
    sheet.very_hidden()
