"""What users say about files that the reader would not find out by itself: `--as`, `--columns` and `--encoding`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path, PurePath

from chizheng_audit.errors import AuditError
from chizheng_audit.i18n import _
from chizheng_audit.reading.paths import shown
from chizheng_audit.reading.said import Said
from chizheng_audit.tables import TABLES


@dataclass(frozen=True)
class Overrides:
    """tables: file as shown → table, of `--as`. sections: (pattern of file names, what holds for them), of `--columns`;
    the pattern None holds for every file. encoding: of `--encoding`.

    What is narrower is stronger: a file's own section before the command line's encoding, that before what the
    columns file says of all files; of two sections that fit, the later one. Only `--as` names one file and wins.
    """

    tables: Mapping[str, str] = field(default_factory=dict)
    sections: tuple[tuple[str | None, Said], ...] = ()
    encoding: str | None = None

    def said(self, file: str) -> Said:
        """All that holds for `file`."""
        found = Said()
        for pattern, said in self.sections:
            if pattern is None:
                found = found.then(said)
        found = found.then(Said(encoding=self.encoding))
        for pattern, said in self.sections:
            if pattern is not None and _fits(pattern, file):
                found = found.then(said)
        return found.as_table(self.tables[file]) if file in self.tables else found

    def idle(self, files: Iterable[str]) -> list[str]:
        """The patterns that fit none of `files`."""
        files = list(files)
        patterns = [pattern for pattern, _said in self.sections if pattern is not None]
        return [pattern for pattern in patterns if not any(_fits(pattern, file) for file in files)]


def _fits(pattern: str, file: str) -> bool:
    """Whether a pattern is a file's name or path, or like it; a name with brackets in it is no pattern to people."""
    names = (PurePath(file).name, file)
    return any(name == pattern or fnmatch(name, pattern) for name in names)


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
