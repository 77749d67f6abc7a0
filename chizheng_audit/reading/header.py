"""Which table a sheet holds, where its header stands, and which column is what.

Every row near the top, and every pair of rows (a header merged over two lines), is scored by the header words it
holds; a vocabulary that is known beats every guess from shapes. Below the bar the sheet is refused, not guessed.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import polars as pl
from rapidfuzz import fuzz, process

from chizheng_audit.reading import called
from chizheng_audit.reading.said import Said
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.values import squeeze
from chizheng_audit.tables import CLAIMS, TABLES, Table

DEEPEST = 30
_REMEMBERED = 1 << 14  # texts of cells: as many as there are rows, so not all
_NEAR, _LIKELY = 80, 60
_BAR_SCORE, _BAR_COLUMNS = 2.5, 3
_UNIT = re.compile(
    r"\((?:单位:?)?(?:元|万元|元/人|人|必填|选填|选填项|必填项|年|月|日|盖章|如有|18位|选择|文本格式)*\)"
)
_CODE = re.compile(r"(?<=[^\W\d_a-z])aa[a-e]\d{3}$|^aa[a-e]\d{3}(?=[^\W\d_a-z])")
"""The code of a field beside its title, as in AAE002费款所属期."""
_BOUNDS = re.compile(r"首次|初次|最早|最后|最近|开始|起|结束|终止|截止|税")
"""Words that make another column of one: 首次缴费年月 is not the month that a row is about, 税款所属期 no insurance."""
_SIGNS = re.compile(r"[*:;,.。、_/\\()\[\]{}<>《》【】〔〕\"'“”‘’!?|—-]")
_INFO = re.compile(r"^.{1,12}[:：].+")
_NUMERIC = re.compile(r"[-+¥￥]?[\d,.]+%?")
_PERSON = re.compile(r"\s*[0-9]{17}[0-9Xx]\s*")
_PRIOR_SIGNS = ("申报条件", "是否有职业资格证书")
_PRIOR = {"证书编号": "prior_cert_no", "证书等级": "prior_level"}


@dataclass(frozen=True)
class ColumnMatch:
    """A sheet column understood as canonical `name`: its header as it stands, and how sure (1.0 exact).

    stands_for: the column that its header names, where that is another one. rank: how far down its header stands
    among the words for the column; the lower says it best.
    """

    name: str
    place: str  # c1, c2, …
    header: str
    how: str  # exact | near | override
    score: float
    stands_for: str | None = None
    rank: int = 0


@dataclass(frozen=True)
class Match:
    """A header that was accepted: the table, its rows (as Excel shows them), its columns and what is left over.

    left: place → header of the columns that were not taken. rivals: those among them that say the same as one taken.
    ignored: places of those among them that were said to be of no use.
    """

    table: Table
    rows: tuple[int, ...]
    columns: Mapping[str, ColumnMatch]
    left: Mapping[str, str]
    score: float
    rivals: tuple[ColumnMatch, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def unmatched(self) -> tuple[str, ...]:
        """The headers that were not taken."""
        return tuple(self.left.values())

    @property
    def clashes(self) -> tuple[str, ...]:
        """The header taken and the one not taken, of each two that say the same."""
        return tuple(f"{self.columns[rival.name].header} / {rival.header}" for rival in self.rivals)


@lru_cache(_REMEMBERED)
def normal(header: str) -> str:
    """A header word for comparing: folded, in lower case, without blanks, units, signs and the code of a field."""
    return _CODE.sub("", _SIGNS.sub("", _UNIT.sub("", squeeze(header))).lower())


def key_of(header: str) -> str:
    """A header word for finding what was said of it; one of nothing but signs stands for itself."""
    return normal(header) or squeeze(header)


@cache
def vocabulary(table_name: str) -> dict[str, str]:
    """Normalised header word → canonical column; the first declared wins."""
    return {word: name for word, (name, _rank) in _ranked(table_name).items()}


@cache
def _ranked(table_name: str) -> dict[str, tuple[str, int]]:
    words: dict[str, tuple[str, int]] = {}
    for column in TABLES[table_name].in_sheets:
        for rank, word in enumerate((column.title, *column.aliases, column.name)):
            words.setdefault(normal(word), (column.name, rank))
    return words


def match(sheet: RawSheet, said: Said | None = None, file: str = "") -> Match | None:
    """The best accepted header of `sheet`, or None when it holds no known table. A list that is called so is no claims."""
    said = said or Said()
    tables = [TABLES[said.table]] if said.table else list(TABLES.values())
    best: Match | None = None
    named: Match | None = None
    for rows, texts in _told(sheet, said.header_rows) if said.header_rows else _candidates(sheet):
        found = [each for table in tables if (each := _score(table, rows, texts, said))]
        listed = any(each.table.called for each in found) and not said.table
        names = names_of(sheet, rows[0], file) if listed else []
        for each in found:
            if not (said.table or _admits(each, texts, names)):
                continue
            if best is None or each.score > best.score + 1e-9:
                best = each
            if called.by_name(each.table, names) and (named is None or each.score > named.score + 1e-9):
                named = each
    if best and named and best.table is CLAIMS and set(best.rows) & set(named.rows):
        return named
    return best


def names_of(sheet: RawSheet, header: int, file: str) -> list[str]:
    """All that may say what a sheet is: the cells above its header, its name and its file's."""
    titles: list[str] = []
    for row in sheet.cells.head(DEEPEST).iter_rows(named=True):
        if row["row"] >= header:
            break
        titles += _held(row).values()
    return called.names(titles, sheet.name, file)


def _admits(found: Match, texts: "_Texts", names: Sequence[str]) -> bool:
    """Whether a sheet may be this table by what it, or one of its headers, is called, and by the columns beside."""
    if not found.table.called and found.table.per == "person":
        return True
    claims = vocabulary(CLAIMS.name)
    there = [claims.get(normal(reading)) for readings in texts.values() for reading in readings]
    if called.is_another(found.table, there):
        return False
    headers = [column.header for column in found.columns.values()]
    told = called.by_header(found.table, headers) or called.by_name(found.table, names) is not None
    return told or not found.table.called


def header_in_body(sheet: RawSheet, row: int, table: Table, said: Said) -> Match | None:
    """The header that begins in this row amid the data, of `table` before any other."""
    near = replace(sheet, cells=sheet.cells.filter(pl.col("row").is_between(row, row + 1)))
    said = Said(words=said.words)  # what was said of the sheet's table and header is not said of this row
    for tables in ([table], list(TABLES.values())):
        best: Match | None = None
        for rows, texts in _candidates(near):
            for each in tables if rows[0] == row else ():
                found = _score(each, rows, texts, said)
                if found is None or not (each is table or _admits(found, texts, ())):
                    continue
                if best is None or found.score > best.score + 1e-9:
                    best = found
        if best:
            return best
    return None


def like_a_header(cells: Collection[str]) -> bool:
    """Whether cells hold a header word for a person's name or number and one more; 身份证 alone is a kind of paper."""
    if not any(map(names_people, cells)):
        return False
    words = set(map(normal, cells))
    return sum(any(word in vocabulary(table) for table in TABLES) for word in words) >= 2


@lru_cache(_REMEMBERED)
def names_people(text: str) -> bool:
    """Whether a cell is a header word for a person's name or number."""
    word = normal(text)
    return any(vocabulary(name).get(word) in ("name", "id_no") for name in TABLES)


_Texts = dict[str, tuple[str, ...]]
"""Column → the readings of its header, from the word next to the data to all words above it together."""


def _candidates(sheet: RawSheet) -> list[tuple[tuple[int, ...], _Texts]]:
    """Each row and each pair of rows near the top, with its texts."""
    top = sheet.cells.head(DEEPEST)
    places = [c for c in top.columns if c != "row"]
    lines = [(row["row"], _held(row)) for row in top.to_dicts()]
    found: list[tuple[tuple[int, ...], _Texts]] = []
    for place, (row, cells) in enumerate(lines):
        if any(_PERSON.fullmatch(text) for text in cells.values()):
            continue  # a row with an ID is someone's row, and no header
        found.append(((row,), {c: (text,) for c, text in cells.items()}))
        if place + 1 < len(lines) and lines[place + 1][0] == row + 1:
            below = lines[place + 1][1]
            if not any(is_data(text) for text in (*cells.values(), *below.values())):
                found.append(((row, row + 1), _stacked(row, [cells, below], places, sheet.merged)))
    return found


def _told(sheet: RawSheet, rows: tuple[int, ...]) -> list[tuple[tuple[int, ...], _Texts]]:
    """The rows that the user named, however deep they are."""
    named = sheet.cells.filter(pl.col("row").is_in(rows))
    held = {row["row"]: _held(row) for row in named.to_dicts()}
    if not held:
        return []
    places = [c for c in named.columns if c != "row"]
    return [(rows, _stacked(rows[0], [held.get(row, {}) for row in rows], places, sheet.merged))]


def _held(row: dict[str, Any]) -> dict[str, str]:
    return {c: text for c, text in row.items() if c != "row" and text is not None and text.strip()}


def _stacked(
    first: int,
    lines: Sequence[dict[str, str]],
    places: list[str],
    merged: tuple[tuple[int, int, int, int], ...],
) -> _Texts:
    """A header over several lines: a parent reaches right over its merge (or over blanks, where nothing is merged)."""
    stacked: _Texts = {place: (text,) for place, text in lines[0].items()}
    for row, children in enumerate(lines[1:], start=first):
        spans = {left: right for top, left, bottom, right in merged if top <= row <= bottom}
        joined: _Texts = {}
        parent, reach = "", 0
        for place in places:
            number = int(place[1:])
            if place in stacked:
                parent, reach = stacked[place][-1], spans.get(number, 10**6 if not merged else number)
            elif number > reach:
                parent = ""
            child = children.get(place)
            if child and parent:
                joined[place] = (child, *(f"{up}/{child}" for up in stacked.get(place, (parent,))))
            elif child or place in stacked:
                joined[place] = (child,) if child else stacked[place]
        stacked = joined
    return stacked


def is_data(text: str) -> bool:
    """Whether a cell is a number or says something (单位：元), which no header does."""
    bare = squeeze(text)
    return bool(_NUMERIC.fullmatch(bare) or _INFO.match(bare))


def _score(
    table: Table, rows: tuple[int, ...], texts: dict[str, tuple[str, ...]], said: Said
) -> Match | None:
    words = _ranked(table.name)
    # a word for a column that this table lacks is meant for another one
    own = {key_of(h): name for h, name in said.words.items() if name is None or name in table.by_name}
    prior = any(normal(t) in _PRIOR_SIGNS for readings in texts.values() for t in readings)
    columns: dict[str, ColumnMatch] = {}
    rivals: list[ColumnMatch] = []
    left: dict[str, str] = {}
    points = -0.3 * (len(rows) - 1)
    for place, readings in texts.items():
        header = readings[-1].strip()
        if is_data(header) or len(header) > 20:
            points -= 1.0 if _INFO.match(squeeze(header)) else 0.5
        found = _column(place, header, readings, words, own, prior)
        if found is None:
            left[place] = header
            continue
        before = columns.get(found.name)
        if before is None or (found.score, -found.rank) > (before.score, -before.rank):
            columns[found.name], found = found, before
        if found is not None:
            rivals.append(found)
            left[found.place] = found.header
    if "work_type" in columns and "occupation" not in columns:
        columns["occupation"] = replace(columns.pop("work_type"), name="occupation", stands_for="work_type")
        rivals = [replace(c, name="occupation") if c.name == "work_type" else c for c in rivals]
    points += sum(c.score for c in columns.values())
    extra = sum(
        max(c.score - 1.0, 0.0) for c in columns.values()
    )  # what was said chooses, and makes nothing surer
    enough = len(columns) >= _BAR_COLUMNS and points - extra >= _BAR_SCORE
    complete = all(any(name in columns for name in group) for group in table.needs)
    told = said.table or said.header_rows
    if table.never and not said.table and _is_another(table, texts):
        return None
    if not (complete and (enough or (told and len(columns) >= 2))):
        return None
    ignored = tuple(place for place in left if any(own.get(key_of(r), "") is None for r in texts[place]))
    return Match(table, rows, columns, left, points, tuple(rivals), ignored)


def _is_another(table: Table, texts: _Texts) -> bool:
    """Whether all the columns are there that a sheet of `table` never has."""
    words = {normal(reading) for readings in texts.values() for reading in readings}
    return all(words & {normal(word) for word in (c.title, *c.aliases)} for c in table.never)


def _column(
    place: str,
    header: str,
    readings: tuple[str, ...],
    words: dict[str, tuple[str, int]],
    own: dict[str, str | None],
    prior: bool,
) -> ColumnMatch | None:
    for reading in reversed(readings):  # what was said of all of a header goes before what was said of a part
        if key_of(reading) in own:
            name = own[key_of(reading)]
            return ColumnMatch(name, place, header, "override", 1.5) if name else None
    for reading in readings:
        word = normal(reading)
        if prior and word in _PRIOR:
            return ColumnMatch(_PRIOR[word], place, header, "exact", 1.0)
        if word in words:
            name, rank = words[word]
            return ColumnMatch(name, place, header, "exact", 1.0, rank=rank)
    word = normal(readings[0])
    if len(word) < 3 or len(word) > 16:
        return None
    near = process.extractOne(word, list(words), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near is None or set(_BOUNDS.findall(word)) != set(_BOUNDS.findall(near[0])):
        return None
    return ColumnMatch(words[near[0]][0], place, header, "near", round(0.5 + (near[1] - _NEAR) / 44, 2))


def likely(header: str, table: Table, taken: Collection[str], most: int = 2) -> list[str]:
    """The columns of `table`, none of them `taken`, whose header words are most like `header`; perhaps none."""
    found: dict[str, float] = {}
    word = normal(header)
    for known, name in vocabulary(table.name).items():
        score = fuzz.ratio(word, known) if len(word) >= 2 else 0
        if score >= _LIKELY and name not in taken:
            found[name] = max(score, found.get(name, 0))
    return sorted(found, key=lambda name: -found[name])[:most]
