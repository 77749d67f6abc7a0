"""What users say about files that the reader would not find out by itself: `--as TABLE=PATH` and `--columns FILE.toml`."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePath

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.header import Said
from chizheng_audit.reading.paths import shown
from chizheng_audit.tables import TABLES


@dataclass(frozen=True)
class Overrides:
    """Tables by file, and header words by file-name pattern ("*" for all files)."""

    tables: Mapping[str, str] = field(default_factory=dict)  # file as shown → table
    words: tuple[
        tuple[str, Mapping[str, str], frozenset[str]], ...
    ] = ()  # pattern, header → column, ignored headers

    def said(self, file: str) -> Said:
        """All that holds for `file`."""
        words: dict[str, str] = {}
        ignore: set[str] = set()
        for pattern, columns, ignored in self.words:
            if fnmatch(PurePath(file).name, pattern) or fnmatch(file, pattern):
                words |= columns
                ignore |= ignored
        return Said(self.tables.get(file), words, frozenset(ignore))


def parse_as(given: Iterable[str]) -> dict[str, str]:
    """`TABLE=PATH` words as file → table. Raises AuditError for an unknown table or a missing file."""
    found: dict[str, str] = {}
    for word in given:
        table, sign, path = word.partition("=")
        if not sign or table not in TABLES:
            raise AuditError(
                _("--as {word} 看不懂：写作 表=路径，表可以是 {tables}。").format(
                    word=word, tables="、".join(TABLES)
                )
            )
        if not Path(path).is_file():
            raise AuditError(_("--as {word}：找不到文件 {path}。").format(word=word, path=path))
        found[shown(Path(path))] = table
    return found


def load_columns(path: str) -> tuple[tuple[str, Mapping[str, str], frozenset[str]], ...]:
    """An office's own header words from a TOML file.

    `[columns]` holds "header as it stands" = "canonical name or title" for every file, `ignore = [...]` headers to leave
    out; `[file."pattern".columns]` and `[file."pattern"] ignore` do so for files whose name fits the pattern.
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
    sections = [("*", data), *data.get("file", {}).items()]
    return tuple(
        (pattern, _columns(path, section), frozenset(section.get("ignore", ())))
        for pattern, section in sections
    )


def _columns(path: str, section: Mapping[str, object]) -> dict[str, str]:
    names = {c.name for table in TABLES.values() for c in table.columns}
    titles = {c.title: c.name for table in TABLES.values() for c in table.columns}
    given = section.get("columns", {})
    if not isinstance(given, dict):
        raise AuditError(_("--columns {path}：columns 应是“表头 = 列名”的表。").format(path=path))
    found = {}
    for header, target in given.items():
        name = titles.get(str(target), str(target))
        if name not in names:
            raise AuditError(
                _("--columns {path}：“{header}”指向不认识的列 {target}。").format(
                    path=path, header=header, target=target
                )
            )
        found[header] = name
    return found
