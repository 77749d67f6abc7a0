"""A columns file that says what the reader made of each sheet, to be corrected by hand and kept for the next quarter.

Read back with --columns it gives the same understanding; what was not understood stands in it as comments.
"""

import glob
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath

import polars as pl

from chizheng_audit.i18n import _, language
from chizheng_audit.reading.header import ColumnMatch, Match, is_data, likely
from chizheng_audit.reading.look import FileSeen, SheetSeen
from chizheng_audit.reports.masking import masked_text, plain_text
from chizheng_audit.reports.whole import whole
from chizheng_audit.tables import TABLES, Column, Table

_TOP = 30
_LONGEST = 40
_SHORT = {'"': '\\"', "\\": "\\\\", "\t": "\\t"}


def head() -> list[str]:
    """What to know before changing anything."""
    return [
        _("# 表头对照文件：audit inspect 按读到的样子写成，请核对、改正后用 --columns 交给各命令。"),
        _("# table：表，{tables}；header_rows：表头行；columns：表头 = 列名；ignore：不用的表头；").format(
            tables=_("、").join(f"{name}（{_(table.title)}）" for name, table in TABLES.items())
        ),
        _("# sheet：只读哪几张工作表；encoding、delimiter：文本文件的编码和分隔符。"),
        _('# 文件名和工作表名可用 * 代替任意文字，如 [file."*_评价.csv"]；几节都对得上时，后面的为准。'),
        _("# 以 # 开头的行不起作用；去掉 # 就生效。"),
    ]


def patterns(files: Sequence[str]) -> dict[str, str]:
    """How each file is called in the columns file: by its name, or by its path where others have that name too."""
    names = Counter(PurePath(file).name for file in files)
    return {file: _pattern(file if names[PurePath(file).name] > 1 else PurePath(file).name) for file in files}


def of_failed(file: str, why: object) -> list[str]:
    """A file that could not be read."""
    return ["", _comment(_("没有读成：{file}：{why}").format(file=file, why=why))]


def of_file(pattern: str, file: FileSeen) -> list[str]:
    """The lines about one file."""
    place = f"file.{quoted(pattern)}"
    said = next((sheet.line["said"] for sheet in file.sheets if sheet.line["said"]), None)
    chosen = (said or {}).get("sheet")
    text = [f"encoding = {quoted(file.encoding)}"] if file.encoding else []
    cut = (
        file.delimiter and len(file.sheets[0].line["columns"]) > 1
    )  # of one column the sign is anybody's guess
    text += [f"delimiter = {quoted(file.delimiter)}"] if file.delimiter and cut else []
    if file.delimiter and not file.encoding:
        text.append(_comment(_("encoding：各行编码不一，不能指定")))
    if len(file.sheets) == 1:
        text += [f"sheet = {_names(chosen)}"] if chosen else []
        return ["", *_sheet(place, file.sheets[0], text)]
    names = [sheet.line["sheet"] for sheet in file.sheets if sheet.match]
    text = [f"sheet = {_names(chosen)}"] if chosen else []
    if names and not chosen:
        text = [f"# sheet = {_names(map(_pattern, names))}  " + _comment(_("去掉行首的 # 就只读这几张"))]
    lines = ["", f"[{place}]", *text]
    done: set[str] = set()
    for sheet in file.sheets:
        name = _pattern(sheet.line["sheet"] or "")
        if name.strip().casefold() not in done:
            lines += ["", *_sheet(f"{place}.in_sheet.{quoted(name)}", sheet, [])]
        done.add(name.strip().casefold())
    return lines


def write(path: Path, lines: Iterable[str]) -> None:
    """Write the lines. Raises AuditError where they cannot be written."""
    with whole(path) as beside:
        beside.write_text("\n".join(lines) + "\n", "utf-8")


def _sheet(place: str, seen: SheetSeen, more: list[str]) -> list[str]:
    """One section: `more`, and what the sheet is."""
    if seen.match is None:
        if more:
            return [f"[{place}]", *more, *_guess(place, seen, apart=False)]
        return _guess(place, seen, apart=True)
    match = seen.match
    lines = [f"[{place}]", f"table = {quoted(match.table.name)}  {_comment(_(match.table.title))}"]
    lines += [f"header_rows = {list(match.rows) if len(match.rows) > 1 else match.rows[0]}", *more]
    ignored = (seen.line["said"] or {}).get("ignore") or []
    lines += [f"ignore = {_names(dict.fromkeys(map(_one_line, ignored)))}"] if ignored else []
    lines += [f"[{place}.columns]"]
    keys: set[str] = set()
    for column in match.columns.values():
        header = _one_line(column.header)
        if header not in keys:
            lines.append(f"{quoted(header)} = {quoted(_called(match, column))}{_doubt(match, column)}")
        keys.add(header)
    left = [header for header in match.unmatched if header not in ignored]
    return lines + [_suggestion(header, match.table, match.columns.keys()) for header in left]


def _called(match: Match, column: ColumnMatch) -> str:
    target = match.table.by_name[column.stands_for or column.name]
    return _shown(target)


def _shown(column: Column) -> str:
    """A column as the file names it: by its title to those who read Chinese."""
    return column.title if language() == "zh" else column.name


def _doubt(match: Match, column: ColumnMatch) -> str:
    if column.how == "near":
        return "  " + _comment(_("相近，请核对"))
    if column.stands_for:
        return "  " + _comment(_("当作{title}").format(title=_(match.table.by_name[column.name].title)))
    return ""


def _suggestion(header: str, table: Table, taken: Iterable[str]) -> str:
    """A header that nothing was made of, with the columns that it may be."""
    names = likely(header, table, set(taken))
    shown = [quoted(_shown(table.by_name[name])) for name in names] or ['""']
    others = _("，或 {others}").format(others=_("、").join(shown[1:])) if shown[1:] else ""
    words = _("没有用到") + others
    return f"# {quoted(masked_text(_one_line(header)[:_LONGEST]))} = {shown[0]}  {_comment(words)}"


def _guess(place: str, seen: SheetSeen, apart: bool) -> list[str]:
    """Comments about a sheet without a known table; `apart`: with the heading of the section."""
    if seen.line["set_aside"]["left_out"]:
        return [_comment(_("{place}：指定不读").format(place=place))]
    lines = (
        [f"# [{place}]  {_comment(_('没有认出已知的表'))}"] if apart else [_comment(_("没有认出已知的表"))]
    )
    best = max(_rows(seen.set_aside), key=lambda found: found[0], default=(0, 0, [], next(iter(TABLES))))
    _hits, row, cells, table = best
    lines += [f"# table = {quoted(table)}", f"# header_rows = {row or 1}", f"# [{place}.columns]"]
    return lines + [_suggestion(cell, TABLES[table], ()) for cell in dict.fromkeys(cells)]


def _rows(aside: pl.DataFrame) -> Iterator[tuple[int, int, list[str], str]]:
    """(how many words are like a known header, row, its texts, table) of rows that may be a header."""
    top = aside.filter(pl.col("cells").is_not_null() & pl.col("detail").is_null()).head(_TOP)
    for row, cells in top.select("row_id", "cells").iter_rows():
        texts = [cell for cell in cells if cell and cell.strip()]
        if any(map(is_data, texts)):
            continue
        for name, table in TABLES.items():
            hits = sum(bool(likely(text, table, ())) for text in texts)
            if hits:
                yield hits, row, texts, name


def _pattern(name: str) -> str:
    """`name` as a pattern that fits nothing else; bytes that are no text (in a file's name) fit any sign."""
    return "".join("?" if "\ud800" <= sign <= "\udfff" else sign for sign in glob.escape(name))


def _one_line(header: str) -> str:
    return " ".join(header.split())


def _comment(words: str) -> str:
    return "# " + plain_text(words)


def _names(names: Iterable[str]) -> str:
    return f"[{', '.join(map(quoted, names))}]"


def quoted(text: str) -> str:
    """`text` as a TOML string; what cannot be seen is written by its number."""
    return '"' + "".join(map(_sign, text)) + '"'


def _sign(sign: str) -> str:
    if sign in _SHORT:
        return _SHORT[sign]
    if sign == " " or sign.isprintable():
        return sign
    return f"\\u{ord(sign):04X}" if ord(sign) < 1 << 16 else f"\\U{ord(sign):08X}"
