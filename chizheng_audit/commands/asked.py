"""Which rows a user asks about, a row by where it stands or all claims of a person, and what became of them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any

import polars as pl

from chizheng_audit import identity
from chizheng_audit.case import Case
from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.one_row import OneRow, of_claim, one_row
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.result import Reading
from chizheng_audit.reading.stood import Stood, stood
from chizheng_audit.reports.masking import masked_place, plain_text
from chizheng_audit.tables import TABLES
from chizheng_audit.why import Subject, subject

_ROW = re.compile(r"(?P<place>.+)[:：](?P<row>\d{1,9})")
_AS_REPORTED = re.compile(
    r"(?P<file>.+?)(?: \[(?P<sheet>.*)\])? (?:第 ?(?P<row>\d{1,9}) ?行|row (?P<row_>\d{1,9}))"
)
_NAMED = 5


@dataclass(frozen=True)
class Looked:
    """A row that is asked about, its cells as its file has them (None: of a table that is scanned), and what rules see."""

    row: OneRow
    stood: Stood | None
    subject: Subject


def look(
    found: Reading,
    case: Case,
    who: str | None,
    where: str | None,
    overrides: Overrides,
    passwords: tuple[str, ...],
) -> list[Looked]:
    """The claims of the person `who`, or the row at `where`. Raises AuditError where there is none."""
    if where is not None:
        line, number = row(where, found.sheets.to_dicts(), found.failed)
        again = _stood(found, [(line, number)], overrides, passwords)[0]
        rows = [one_row(found, line, number, again.kept if again else None)]
        cells = [again]
    else:
        theirs = case.tables.claims.filter(pl.col("person") == who).select("row_id").collect().to_series()
        if theirs.is_empty():
            raise AuditError(_nobody(found, str(who)))
        rows = [of_claim(found, row_id) for row_id in theirs.sort()]
        cells = _stood(found, [(each.line, each.row) for each in rows], overrides, passwords)
    return [
        Looked(each, its, subject(case, -1 if each.row_id is None else each.row_id, each.line["base"]))
        for each, its in zip(rows, cells, strict=True)
    ]


def _stood(
    found: Reading,
    places: Sequence[tuple[Mapping[str, Any], int]],
    overrides: Overrides,
    passwords: tuple[str, ...],
) -> list[Stood | None]:
    """The cells at each place, but for files that were scanned and not read."""
    asked = [(line["file"], line["sheet"], number) for line, number in places if not _scanned(found, line)]
    there = stood(asked, overrides, passwords)
    return [there.get((line["file"], line["sheet"], number)) for line, number in places]


def _scanned(found: Reading, line: Mapping[str, Any]) -> bool:
    return any(scan.base == line["base"] for scan in found.scans.get(line["table"] or "", ()))


def _nobody(found: Reading, who: str) -> str:
    """That nobody claims for a person, and which other tables know them."""
    named, people = [], pl.Series([who])
    for name, table in TABLES.items():
        if name != "claims" and "id_no" in table.by_name:
            scanned = sum(len(part.rows) for scan in found.scans.get(name, ()) for part in scan.about(people))
            theirs = identity.person(identity.clean(pl.col("id_no"))) == who
            if count := scanned + len(found.tables[name].filter(theirs)):
                named.append(_("{title} {n} 行").format(title=_(table.title), n=f"{count:,}"))
    said = _("没有读到这个人的申报；请核对号码，并给出全部文件。")
    return said + (_("这个号码见于：{tables}。").format(tables=_("、").join(named)) if named else "")


def person(text: str) -> str:
    """The key of the person whose ID is `text`, in any spelling. Raises AuditError for what tells nobody from another."""
    number, key = pl.select(number := identity.clean(pl.lit(text)), identity.person(number).alias("key")).row(
        0
    )
    if not re.search(r"\d", number):
        raise AuditError(
            _("--person 要写身份证号：只凭姓名会把同名的人混在一起；知道在哪一行，请用 --row 文件:表:行。")
        )
    if re.search(r"[*＊]", number):
        raise AuditError(
            _("--person {text} 是脱敏的号码，认不出是谁；请写完整的身份证号，或用 --row 文件:表:行。").format(
                text=text
            )
        )
    if key is None:
        raise AuditError(_("--person 认人只凭 15 位或 18 位的身份证号；其他证件请用 --row 文件:表:行。"))
    return str(key)


def row(
    text: str, sheets: Sequence[Mapping[str, Any]], failed: Iterable[tuple[str, str]]
) -> tuple[Mapping[str, Any], int]:
    """The line of SHEETS and the row number that `text` names: 文件:表:行, 文件:行, or an address as reports have it.

    A file may be given by its path or its name, and names may hold colons themselves: `text` is held against what there
    is. Raises AuditError for what fits no sheet, or several.
    """
    found = _fitting(text, sheets)
    if not found:
        raise AuditError(_unknown(text, sheets, failed))
    if len(found) > 1:
        raise AuditError(
            _("--row {text} 对上了不止一处：{places}；请写明文件的路径和工作表。").format(
                text=text, places=_named(line for line, _row in found)
            )
        )
    line, number = found[0]
    if not 1 <= number <= line["rows_read"]:
        raise AuditError(
            _("--row {text}：{place} 只有 {n} 行。").format(
                text=text, place=_named([line]), n=f"{line['rows_read']:,}"
            )
        )
    return line, number


def _fitting(text: str, sheets: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], int]]:
    """The sheets that `text` fits best, each with the row in it."""
    ranked: dict[int, list[tuple[Mapping[str, Any], int]]] = {}
    if reported := _AS_REPORTED.fullmatch(text):
        number = int(reported["row"] or reported["row_"])
        for line in sheets:
            if reported["sheet"] in (None, line["sheet"]) and (
                how := _same_file(reported["file"], line["file"])
            ):
                ranked.setdefault(how + 3 * (reported["sheet"] == line["sheet"]), []).append((line, number))
    if asked := _ROW.fullmatch(text):
        for line in sheets:
            if how := _how(asked["place"], line):
                ranked.setdefault(how, []).append((line, int(asked["row"])))
    return ranked[max(ranked)] if ranked else []


def _how(place: str, line: Mapping[str, Any]) -> int:
    """How well a place without its row fits a sheet: 0 not at all, best by path and sheet."""
    sheet = line["sheet"]
    if sheet is None:
        how = _same_file(place, line["file"])
        return how + 3 if how else 0
    folded = unicodedata.normalize("NFC", place)
    for sign in ":：":
        end = sign + unicodedata.normalize("NFC", sheet)
        if folded.endswith(end) and (how := _same_file(folded.removesuffix(end), line["file"])):
            return how + 3
    return _same_file(place, line["file"])


def _same_file(given: str, file: str) -> int:
    """2 for the path itself, 1 for its end, 0 for another file."""
    paths = [PurePath(unicodedata.normalize("NFC", each.replace("\\", "/"))) for each in (given, file)]
    if paths[0] == paths[1] or Path(given).resolve() == Path(file).resolve():
        return 2
    return int(bool(paths[0].parts) and paths[1].parts[-len(paths[0].parts) :] == paths[0].parts)


def _unknown(text: str, sheets: Sequence[Mapping[str, Any]], failed: Iterable[tuple[str, str]]) -> str:
    """Why `text` names no row, and what may be meant."""
    asked = _ROW.fullmatch(text)
    place = asked["place"] if asked else text
    signs = [found.start() for found in re.finditer("[:：]", place)]
    for file, why in failed:
        if any(_same_file(place[:end], file) for end in (None, *signs)):
            return _("--row {text}：这个文件没有读成：{why}").format(text=text, why=why)
    whole = [line for line in sheets if _how(place, line)] if not asked else []
    if whole:
        return _("--row {text} 没有写行号；写作 {place}:行号。").format(text=text, place=_named(whole[:1]))
    names = {_spelled(line): line for line in sheets} | {PurePath(line["file"]).name: line for line in sheets}
    near = [names[name] for name in get_close_matches(place, names, n=_NAMED, cutoff=0.5)]
    near = list({_spelled(line): line for line in near}.values()) or list(sheets)
    return _(
        "--row {text} 没有对上读到的任何表；写作 文件:表:行（文本文件写作 文件:行），如 {places}。"
    ).format(text=text, places=_named(near))


def _spelled(line: Mapping[str, Any]) -> str:
    return f"{line['file']}:{line['sheet']}" if line["sheet"] is not None else str(line["file"])


def _named(lines: Iterable[Mapping[str, Any]]) -> str:
    """Sheets as `--row` takes them, a few of them; people's numbers in names masked."""
    names = [masked_place(plain_text(_spelled(line))) for line in lines]
    return _("、").join(names[:_NAMED]) + (_(" 等") if len(names) > _NAMED else "")
