"""Web pages saved as workbooks: each HTML table a sheet, and the tables of an archived page (MHTML)."""

import codecs
import email
import re
from html.parser import HTMLParser

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.formats import refusal
from chizheng_audit.reading.sheet import RawSheet
from chizheng_audit.reading.xlsx_sparse import Sparse

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CHARSET = re.compile(
    rb"<meta[^>]*?charset\s*=\s*[\"']?([\w-]+)|<\?xml[^>]*?encoding\s*=\s*[\"']([\w-]+)", re.I
)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030"}
_SHEET_NAME = re.compile(r"<x:Name>([^<]+)</x:Name>")
_UNSEEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_BLANK, _AROUND_BREAK = re.compile(r"[ \t\r\n\f]+"), re.compile(" *\n *")
_SHOWN_NUMBER = re.compile(r"-?[\d,]*\.?\d+(?:E[+-]?\d+)?", re.IGNORECASE)
_LONG = re.compile(r"-?\d{16,}")
_WIDEST, _TALLEST, _MOST_COLUMNS = 1000, 65_534, 1 << 14  # as browsers read spans, and as wide as a sheet
_SKIPPED, _PARAGRAPHS = ("script", "style"), ("p", "div", "li")


def read_html(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """The tables of a page that hold anything. Raises UnreadableFile with one sentence when there is none."""
    return _sheets([_decoded(data, file, None)], file, "html")


def read_mhtml(data: bytes, file: str) -> tuple[RawSheet, ...]:
    """The tables of all pages in an archive. Raises UnreadableFile as `read_html`."""
    pages = []
    for part in email.message_from_bytes(data).walk():
        page = part.get_payload(decode=True) if part.get_content_type() == "text/html" else None
        if isinstance(page, bytes):
            pages.append(_decoded(page, file, part.get_content_charset()))
    return _sheets(pages, file, "mhtml")


def _sheets(pages: list[str], file: str, kind: str) -> tuple[RawSheet, ...]:
    tables: list[_Table] = []
    for page in pages:
        parser = _Tables()
        parser.feed(page)
        parser.close()
        tables += parser.finished()
    names = [name.strip() for page in pages for name in _SHEET_NAME.findall(page)]
    if len(names) != len(tables):
        names = [f"表{number}" for number in range(1, len(tables) + 1)]
    if not tables:
        raise refusal(kind, file)
    warning = _("文件其实是网页，只能读到页面上显示的文字；数值可能已按显示格式舍入。")
    return tuple(
        table.cells.sheet(name, file, warnings=(warning,)) for name, table in zip(names, tables, strict=True)
    )


def _decoded(data: bytes, file: str, said: str | None) -> str:
    """The text of a page, in the encoding it says, or that its bytes fit strictly."""
    names = [name for mark, name in _BOMS if data.startswith(mark)]
    declared = _CHARSET.search(data[:8192])
    if declared:
        names.append((declared[1] or declared[2]).decode())
    for name in [*names, said or "", "utf-8", "gb18030"]:
        try:
            known = codecs.lookup(name).name
            return data.decode(_WIDER.get(known, known))
        except (LookupError, UnicodeDecodeError):
            continue
    raise UnreadableFile(
        _("认不出网页 {file} 的编码；请用 Excel 或 WPS 打开后另存为 xlsx。").format(file=file)
    )


class _Table:
    """One table while it is read: where the next cell goes, and which columns cells from above still take."""

    def __init__(self) -> None:
        self.cells = Sparse()
        self.row = self.column = self.columns = 0
        self.taken: dict[int, int] = {}
        self.open: dict[str, str] | None = None  # the attributes of the cell that is open
        self.pieces: list[str] = []
        self.holds = False

    def start_row(self, hidden: bool) -> None:
        self.end_cell()
        self.row, self.column = self.row + 1, 1
        if hidden:
            self.cells.hidden_rows.append(self.row)

    def start_column(self, span: int, hidden: bool) -> None:
        if hidden:
            self.cells.hidden_columns.append((self.columns + 1, self.columns + span))
        self.columns += span

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.end_cell()
        if not self.row:
            self.start_row(hidden=False)
        while self.taken.get(self.column, 0) >= self.row:
            self.column += 1
        self.open, self.pieces = attributes, []

    def end_cell(self) -> None:
        if self.open is None:
            return
        attributes, self.open = self.open, None
        text = _AROUND_BREAK.sub("\n", "".join(self.pieces)).strip(" \n\xa0")
        width = _span(attributes, "colspan", _WIDEST)
        height = _span(attributes, "rowspan", _TALLEST)
        row, first, last = self.row, self.column, self.column + width - 1
        if last > _MOST_COLUMNS:
            raise ValueError(f"colspan {width}")
        self.column = last + 1
        if width > 1 or height > 1:
            self.cells.merged.append((row, first, row + height - 1, last))
            for column in range(first, last + 1):
                self.taken[column] = row + height - 1
        self._hold(row, first, text, attributes)

    def _hold(self, row: int, column: int, text: str, attributes: dict[str, str]) -> None:
        self.holds = self.holds or bool(text)
        if "x:fmla" in attributes:
            self.cells.found[row, column] = ("formula" if text else "no_result", attributes["x:fmla"])
        if "x:err" in attributes and text:
            self.cells.found[row, column] = ("error", text)
        stored = attributes.get("x:num", "")
        if text and stored and _SHOWN_NUMBER.fullmatch(text):
            try:
                if float(stored) != float(text.replace(",", "")):  # shown rounded
                    self.cells.add(row, column, float(stored), stored if _LONG.fullmatch(stored) else None)
                    return
            except ValueError:
                pass
        self.cells.add(row, column, text)

    def finish(self) -> None:
        self.end_cell()
        self.cells.merged = [
            (top, left, bottom, right)
            for top, left, last, right in self.cells.merged
            if (bottom := min(last, self.row)) > top or right > left
        ]


class _Tables(HTMLParser):
    """All tables of a page, also those inside others; ends that nobody wrote are understood."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self.inside: list[_Table] = []
        self.skipping = 0

    def finished(self) -> list[_Table]:
        for table in self.tables:
            table.finish()
        return [table for table in self.tables if table.holds]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.inside.append(_Table())
            self.tables.append(self.inside[-1])
        if tag in _SKIPPED:
            self.skipping += 1
        if not self.inside or tag in ("table", *_SKIPPED):
            return
        table, attributes = self.inside[-1], {name: value or "" for name, value in attrs}
        hidden = bool(_UNSEEN.search(attributes.get("style", "")))
        if tag in ("td", "th"):
            table.start_cell(attributes)
        elif tag == "tr":
            table.start_row(hidden)
        elif tag == "col":
            table.start_column(_span(attributes, "span", _WIDEST), hidden)
        elif table.open is not None and (tag == "br" or (tag in _PARAGRAPHS and table.pieces)):
            table.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ("td", "th", *_SKIPPED):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self.skipping = max(0, self.skipping - 1)
        elif self.inside and tag in ("td", "th", "tr"):
            self.inside[-1].end_cell()
        elif self.inside and tag == "table":
            self.inside.pop().end_cell()

    def handle_data(self, data: str) -> None:
        if self.inside and not self.skipping and self.inside[-1].open is not None:
            self.inside[-1].pieces.append(_BLANK.sub(" ", data))


def _span(attributes: dict[str, str], name: str, most: int) -> int:
    try:
        asked = int(attributes.get(name, "1"))
    except ValueError:
        return 1
    return most if asked == 0 and name == "rowspan" else min(max(asked, 1), most)
