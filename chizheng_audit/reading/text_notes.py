"""What there is to say about a text file that was read: which rows to look at, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from chizheng_audit.i18n import _
from chizheng_audit.reading.dialect import Dialect

_NAMED = 5


@dataclass
class Notes:
    """Rows by what is to be said of them, and what is to be said of the file."""

    said: bool = False
    ctrl_z: bool = False
    rows: dict[str, list[int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def add(self, note: str, rows: Sequence[int]) -> None:
        """More rows, in ascending order; only the first few are kept by number."""
        if rows:
            kept = self.rows.setdefault(note, [])
            kept += rows[: max(0, _NAMED - len(kept))]
            self.counts[note] = self.counts.get(note, 0) + len(rows)

    def sentences(self, dialect: Dialect, encoding: str, damaged: pl.Series) -> tuple[str, ...]:
        """What people should read of it. `damaged`: the rows that were set aside."""
        told = []
        if self.said:
            told.append(_("首行 sep={sign} 指明了分隔符，不计入行号。").format(sign=dialect.sign))
        if self.ctrl_z:
            told.append(_("文件末尾的 Ctrl-Z 已去掉。"))
        if dialect.quote == "'":
            told.append(_("文件用单引号括住各字段，已照此读取。"))
        if len(damaged):
            rows = _named(damaged.head(_NAMED).to_list(), len(damaged))
            told.append(_("有 {n} 行读不成记录，已剔除：第 {rows} 行。").format(n=len(damaged), rows=rows))
        for note, sentence in _sentences().items():
            if note in self.rows:
                rows = _named(self.rows[note], self.counts[note])
                told.append(sentence.format(rows=rows, encoding=encoding))
        return tuple(told)


def _sentences() -> dict[str, str]:
    return {
        "others": _("第 {rows} 行的编码与全文（{encoding}）不同，已另行解码。"),
        "replaced": _("第 {rows} 行含有“\ufffd”：有的字在此前转码时已经丢失。"),
        "short": _("第 {rows} 行字段太少，已按行首对齐，其余留空。"),
        "stray": _("第 {rows} 行的字段中间有引号，已按原样保留。"),
        "escaped": _("第 {rows} 行用反斜杠转义引号，已照此读取。"),
        "swallowed": _("第 {rows} 行的引号里含有像是完整记录的行，请核对。"),
    }


def _named(rows: Sequence[int], count: int) -> str:
    """The first rows by number, and how many there are if more."""
    text = "、".join(map(str, rows))
    return text if count <= len(rows) else _("{rows} 等 {count}").format(rows=text, count=count)
