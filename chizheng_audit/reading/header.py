"""Which table a sheet holds, where its header stands, and which column is what.

Every row near the top, and every pair of rows (a header merged over two lines), is scored by the header words it
holds; a vocabulary that is known beats every guess from shapes. Below the bar the sheet is refused, not guessed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from rapidfuzz import fuzz, process

from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import TABLES, Table

DEEPEST = 30
_NEAR = 80
_BAR_SCORE, _BAR_COLUMNS = 2.5, 3
_UNIT = re.compile(
    r"\((?:单位:?)?(?:元|万元|元/人|人|必填|选填|选填项|必填项|年|月|日|盖章|如有|18位|选择|文本格式)*\)"
)
_SIGNS = re.compile(r"[*:;,.。、_/\\()\[\]{}<>《》【】〔〕\"'“”‘’!?|—-]")
_INFO = re.compile(r"^.{1,12}[:：].+")
_NUMERIC = re.compile(r"[-+¥￥]?[\d,.]+%?")
_PERSON = re.compile(r"\s*[0-9]{17}[0-9Xx]\s*")
_PRIOR_SIGNS = ("申报条件", "是否有职业资格证书")
_PRIOR = {"证书编号": "prior_cert_no", "证书等级": "prior_level"}


@dataclass(frozen=True)
class ColumnMatch:
    """A sheet column understood as canonical `name`: its header as it stands, and how sure (1.0 exact)."""

    name: str
    place: str  # c1, c2, …
    header: str
    how: str  # exact | near | override
    score: float


@dataclass(frozen=True)
class Match:
    """A header that was accepted: the table, its rows (as Excel shows them), its columns and what is left over."""

    table: Table
    rows: tuple[int, ...]
    columns: Mapping[str, ColumnMatch]
    unmatched: tuple[str, ...]
    score: float
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What a user said about a file: its table, and header words of the office's own."""

    table: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)  # header as it stands → canonical column
    ignore: frozenset[str] = frozenset()


@cache
def normal(header: str) -> str:
    """A header word for comparing: folded, without blanks, units and signs."""
    return _SIGNS.sub("", _UNIT.sub("", squeeze(header)))


@cache
def vocabulary(table_name: str) -> dict[str, str]:
    """Normalised header word → canonical column; the first declared wins."""
    words: dict[str, str] = {}
    for column in TABLES[table_name].columns:
        for word in (column.title, *column.aliases, column.name):
            words.setdefault(normal(word), column.name)
    return words


def match(sheet: RawSheet, said: Said | None = None) -> Match | None:
    """The best accepted header of `sheet`, or None when it holds no known table."""
    said = said or Said()
    tables = [TABLES[said.table]] if said.table else list(TABLES.values())
    best: Match | None = None
    for rows, texts in _candidates(sheet):
        for table in tables:
            found = _score(table, rows, texts, said)
            if found and (best is None or found.score > best.score + 1e-9):
                best = found
    return best


def _candidates(sheet: RawSheet) -> list[tuple[tuple[int, ...], dict[str, tuple[str, ...]]]]:
    """(rows, column → readings of its header) of each row and each pair of rows near the top."""
    top = sheet.cells.head(DEEPEST)
    places = [c for c in top.columns if c != "row"]
    lines = [
        (row["row"], {c: row[c] for c in places if row[c] is not None and row[c].strip()})
        for row in top.to_dicts()
    ]
    found: list[tuple[tuple[int, ...], dict[str, tuple[str, ...]]]] = []
    for place, (row, cells) in enumerate(lines):
        if any(_PERSON.fullmatch(text) for text in cells.values()):
            continue  # a row with an ID is someone's row, and no header
        found.append(((row,), {c: (text,) for c, text in cells.items()}))
        if place + 1 < len(lines) and lines[place + 1][0] == row + 1:
            pair = _paired(row, cells, lines[place + 1][1], places, sheet.merged)
            if pair:
                found.append(((row, row + 1), pair))
    return found


def _paired(
    row: int,
    parents: dict[str, str],
    children: dict[str, str],
    places: list[str],
    merged: tuple[tuple[int, int, int, int], ...],
) -> dict[str, tuple[str, ...]] | None:
    """A header over two lines: a parent reaches right over its merge (or over blanks, where nothing is merged)."""
    if any(_is_data(text) for text in (*parents.values(), *children.values())):
        return None
    spans = {r[1]: r[3] for r in merged if r[0] == row}
    joined: dict[str, tuple[str, ...]] = {}
    parent, reach = "", 0
    for place in places:
        number = int(place[1:])
        if place in parents:
            parent, reach = parents[place], spans.get(number, 10**6 if not merged else number)
        elif number > reach:
            parent = ""
        child = children.get(place)
        if child and parent:
            joined[place] = (child, parent + child)
        elif child or place in parents:
            joined[place] = (child or parents[place],)
    return joined


def _is_data(text: str) -> bool:
    bare = squeeze(text)
    return bool(_NUMERIC.fullmatch(bare) or _INFO.match(bare))


def _score(
    table: Table, rows: tuple[int, ...], texts: dict[str, tuple[str, ...]], said: Said
) -> Match | None:
    words = vocabulary(table.name)
    own = {normal(header): name for header, name in said.words.items()}
    ignored = {normal(header) for header in said.ignore}
    prior = any(normal(t) in _PRIOR_SIGNS for readings in texts.values() for t in readings)
    columns: dict[str, ColumnMatch] = {}
    clashes: list[str] = []
    unmatched: list[str] = []
    points = -0.3 * (len(rows) - 1)
    for place, readings in texts.items():
        header = readings[-1].strip()
        if _is_data(header) or len(header) > 20:
            points -= 1.0 if _INFO.match(squeeze(header)) else 0.5
        found = None if normal(header) in ignored else _column(place, header, readings, words, own, prior)
        if found is None:
            unmatched.append(header)
        elif found.name in columns and columns[found.name].score >= found.score:
            clashes.append(f"{columns[found.name].header} / {header}")
            unmatched.append(header)
        else:
            if found.name in columns:
                clashes.append(f"{header} / {columns[found.name].header}")
                unmatched.append(columns[found.name].header)
            columns[found.name] = found
    if "work_type" in columns and "occupation" not in columns:
        columns["occupation"] = replace(columns.pop("work_type"), name="occupation")
    points += sum(c.score for c in columns.values())
    enough = len(columns) >= _BAR_COLUMNS and points >= _BAR_SCORE
    complete = all(any(name in columns for name in group) for group in table.needs)
    if not (complete and (enough or (said.table and len(columns) >= 2))):
        return None
    return Match(table, rows, columns, tuple(unmatched), points, tuple(clashes))


def _column(
    place: str,
    header: str,
    readings: tuple[str, ...],
    words: dict[str, str],
    own: dict[str, str],
    prior: bool,
) -> ColumnMatch | None:
    for reading in readings:
        word = normal(reading)
        if word in own:
            return ColumnMatch(own[word], place, header, "override", 1.5)
    for reading in readings:
        word = normal(reading)
        if prior and word in _PRIOR:
            return ColumnMatch(_PRIOR[word], place, header, "exact", 1.0)
        if word in words:
            return ColumnMatch(words[word], place, header, "exact", 1.0)
    word = normal(readings[0])
    if len(word) < 3 or len(word) > 16:
        return None
    near = process.extractOne(word, list(words), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is None:
        return None
    return ColumnMatch(words[near[0]], place, header, "near", round(0.5 + (near[1] - _NEAR) / 44, 2))
