"""`--columns FILE.toml`: what an office says of its files, once and for all quarters. Strict: nothing in it is passed over.

header_rows = 3                           # settings for every file: table, subsidy, sheet, header_rows,
ignore = ["旧号"]                          # encoding, delimiter, ignore, columns
columns."学员" = "姓名"                    # header as it stands = column by name or title

[file."社保*.csv"]                        # the same settings for the files whose name fits
encoding = "gb18030"

[file."汇总.xlsx".in_sheet."第二批"]       # for one sheet: table, subsidy, header_rows, ignore, columns
header_rows = [3, 4]
"""

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.dialect import checked
from chizheng_audit.reading.said import Said
from chizheng_audit.tables import TABLES
from chizheng_audit.tables.kinds import SUBSIDIES

OF_SHEETS = ("table", "subsidy", "header_rows", "columns", "ignore")
OF_FILES = (*OF_SHEETS, "sheet", "encoding", "delimiter", "in_sheet")
_MOST_HEADER_ROWS = 9


def load_columns(path: str) -> tuple[tuple[str | None, Said], ...]:
    """The sections of a columns file, that for all files (pattern None) first.

    Raises AuditError with one sentence that names the file and the key, for whatever is not understood.
    """
    try:
        data = tomllib.loads(Path(path).read_text("utf-8-sig"))
    except OSError as error:
        raise AuditError(
            _("读不了 --columns {path}：{why}。").format(path=path, why=error.strerror)
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuditError(
            _("--columns {path} 不是有效的 TOML：{error}。").format(path=path, error=error)
        ) from error
    whole = _Section(path, "", data)
    found: list[tuple[str | None, Said]] = [(None, whole.said((*OF_FILES, "file")))]
    for pattern, section in whole.tables("file"):
        found.append((pattern, section.said(OF_FILES)))
    return tuple(found)


@dataclass(frozen=True)
class _Section:
    """One table of the file; `place` is how it is called there, with a dot at its end."""

    path: str
    place: str
    data: Mapping[str, Any]

    def said(self, known: tuple[str, ...], table: str | None = None) -> Said:
        """What it says. `table`: that of the section around it."""
        for key in self.data:
            if key not in known:
                near = get_close_matches(key, known, 1)
                hint = _("是否想写 {near}？").format(near=near[0]) if near else ""
                raise self.wrong(
                    key, _("不认识；可用 {known}。{hint}").format(known=_("、").join(known), hint=hint)
                )
        own = self._table()
        return Said(
            table=own,
            subsidy=self._subsidy(),
            words=self._words(own or table),
            header_rows=self._header_rows(),
            sheets=self._sheets(),
            encoding=self._encoding(),
            delimiter=self._delimiter(),
            in_sheet=tuple(
                (pattern, section.said(OF_SHEETS, own or table))
                for pattern, section in self.tables("in_sheet")
            ),
        )

    def tables(self, key: str) -> "list[tuple[str, _Section]]":
        """The tables under `key`, by name."""
        given = self.data.get(key, {})
        if not isinstance(given, dict) or not all(isinstance(one, dict) for one in given.values()):
            raise self.wrong(
                key, _('应是分节，写作 [{place}{key}."名称"]。').format(place=self.place, key=key)
            )
        return [
            (name, _Section(self.path, f'{self.place}{key}."{name}".', one)) for name, one in given.items()
        ]

    def wrong(self, key: str, why: str) -> AuditError:
        """The sentence for a key."""
        return AuditError(
            _("--columns {path}：{key} {why}").format(path=self.path, key=self.place + key, why=why)
        )

    def _text(self, key: str, what: str) -> str | None:
        value = self.data.get(key)
        if value is not None and (not isinstance(value, str) or not value):
            raise self.wrong(key, _("应是加引号的{what}。").format(what=what))
        return value

    def _table(self) -> str | None:
        table = self._text("table", _("表名"))
        if table is not None and table not in TABLES:
            raise self.wrong(
                "table", _("不能是 {value}；可用 {known}。").format(value=table, known=_("、").join(TABLES))
            )
        return table

    def _subsidy(self) -> str | None:
        subsidy = self._text("subsidy", _("补贴种类"))
        if subsidy is not None and subsidy not in SUBSIDIES:
            known = _("、").join(SUBSIDIES)
            raise self.wrong(
                "subsidy", _("不能是 {value}；可用 {known}。").format(value=subsidy, known=known)
            )
        return subsidy

    def _encoding(self) -> str | None:
        encoding = self._text("encoding", _("编码名"))
        if encoding is not None:
            try:
                b" ".decode(
                    codecs.lookup(encoding).name, "ignore"
                )  # hex and the like are codecs, but not of text
            except LookupError:
                raise self.wrong(
                    "encoding", _("不能是 {value}；如 gb18030、utf-8、big5。").format(value=encoding)
                ) from None
        return encoding

    def _delimiter(self) -> str | None:
        sign = self._text("delimiter", _("分隔符"))
        if sign is not None:
            try:
                checked(sign)
            except AuditError as error:
                raise self.wrong("delimiter", str(error)) from None
        return sign

    def _sheets(self) -> tuple[str, ...]:
        value = self.data.get("sheet", [])
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            raise self.wrong("sheet", _('应是工作表名或名单，如 "明细" 或 ["第一批", "第*批"]。'))
        if "sheet" in self.data and not names:
            raise self.wrong("sheet", _("是空的，那样什么也不读；请删去这一行，或写上工作表名。"))
        return tuple(names)

    def _header_rows(self) -> tuple[int, ...]:
        value = self.data.get("header_rows", [])
        rows = value if isinstance(value, list) else [value]
        numbers = all(isinstance(row, int) and not isinstance(row, bool) and row > 0 for row in rows)
        if "header_rows" in self.data and not (
            rows
            and numbers
            and rows == list(range(rows[0], rows[0] + len(rows)))
            and len(rows) <= _MOST_HEADER_ROWS
        ):
            raise self.wrong("header_rows", _("应是行号，或几个相连的行号，如 3 或 [3, 4]。"))
        return tuple(rows)

    def _words(self, table: str | None) -> dict[str, str | None]:
        """Header → column, None for those to be left out."""
        given, ignored = self.data.get("columns", {}), self.data.get("ignore", [])
        if not isinstance(given, dict):
            raise self.wrong("columns", _("应是“表头 = 列名”的表。"))
        if not isinstance(ignored, list) or not all(isinstance(header, str) for header in ignored):
            raise self.wrong("ignore", _('应是表头的名单，如 ["序号", "旧号"]。'))
        words: dict[str, str | None] = {}
        for header, target in given.items():
            words[header] = self._column(header, target, table)
        for header in ignored:
            if words.get(header):
                raise self.wrong(
                    "ignore", _("与 columns 都写了“{header}”；请删去一处。").format(header=header)
                )
            words[header] = None
        return words

    def _column(self, header: str, target: object, table: str | None) -> str:
        key = f'columns."{header}"'
        if isinstance(target, dict):
            raise self.wrong(key, _("的右边应是列名；表头里有点号时，请给表头加引号。"))
        if not isinstance(target, str):
            raise self.wrong(key, _("的右边应是加引号的列名。"))
        tables = [TABLES[table]] if table else list(TABLES.values())
        columns = [column for one in tables for column in one.in_sheets]
        names = {column.title: column.name for column in columns} | {c.name: c.name for c in columns}
        if target not in names:
            near = get_close_matches(target, names, 1)
            hint = _("是否想写 {near}？").format(near=near[0]) if near else ""
            raise self.wrong(
                key,
                (
                    _("指向 {table} 里没有的列 {target}。").format(table=table, target=target)
                    if table
                    else _("指向不认识的列 {target}。").format(target=target)
                )
                + hint,
            )
        return names[target]
