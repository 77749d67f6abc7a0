"""Text files: strict, and fast where they are clean.

A file is read block by block. Where all lines of a block have the file's width, Polars splits it in one go; else a
pattern says of each line whether it is one well-formed record, and those that are not — title rows, records over
several lines, stray quotes — are read with care, so that a damaged place costs itself and not the rest of the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import PurePath

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading.dialect import Dialect, dialect
from chizheng_audit.reading.ragged import Careful, Lines, Reader, spoiled
from chizheng_audit.reading.sheet import Book, RawSheet
from chizheng_audit.reading.text_notes import Notes
from chizheng_audit.reading.text_source import Block, NotUtf8, Source

_WIDEST_PATTERN = (
    250  # a pattern of more fields takes long to build, or cannot be; such lines are read with care
)
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_DAMAGED = pl.Schema({"row": pl.Int64(), "text": pl.String(), "why": pl.String()})


def read_text(path: str, encoding: str | None = None, delimiter: str | None = None) -> Book:
    """Read a .csv, .txt or .tsv file as one sheet without a name.

    Raises UnreadableFile for an encoding that cannot be told and for what is not text; AuditError for a delimiter that
    cannot be one; OSError if the file cannot be opened.
    """
    source = Source(path, encoding)
    try:
        table = _table(source, delimiter)
    except NotUtf8:
        source.look_closer()
        table = _table(source, delimiter)
    name = source.encoding.name
    damaged = table.damaged()
    if encoding and table.spoiled > max(1, table.height // 2):
        raise UnreadableFile(
            _("按 {name} 读 {path}，有 {n} 行不成文字；请改 --encoding。").format(
                name=name, path=path, n=table.spoiled
            )
        )
    sheet = RawSheet(
        name=None,
        cells=table.cells(),
        height=table.height,
        damaged=damaged,
        warnings=table.notes.sentences(table.dialect, name, damaged.get_column("row")),
    )
    return book_of(source, table.dialect, sheet)


def book_of(source: Source, written: Dialect, sheet: RawSheet) -> Book:
    """A text file as a book of its one sheet."""
    kind = {".tsv": "tsv", ".txt": "txt"}.get(PurePath(source.path).suffix.lower(), "csv")
    name = source.encoding.name
    return Book(
        source.path,
        source.sha256,
        source.secret,
        f"{kind} {name}",
        (sheet,),
        encoding=None if source.encoding.by_line else name,
        delimiter=written.sign,
    )


def _table(source: Source, delimiter: str | None) -> "_Table":
    for table in growing(source, delimiter):
        last = table
    return last


def growing(source: Source, delimiter: str | None) -> Iterator["_Table"]:
    """The table, once after each block of the file. Raises NotUtf8, see Source."""
    blocks = source.blocks()
    first = next(blocks)  # an empty file is one empty block
    table = _Table(dialect(first.text, delimiter))
    for block in chain([first], blocks):
        table.take(block)
        yield table


@dataclass
class _Table:
    """What has been read so far. `height`: rows, as a spreadsheet counts them."""

    dialect: Dialect
    height: int = 0
    spoiled: int = 0
    notes: Notes = field(default_factory=Notes)
    _frames: list[pl.DataFrame] = field(default_factory=list)
    _damaged: list[pl.DataFrame] = field(default_factory=list)
    _rest: Block = field(default_factory=lambda: Block(b""))
    _started: bool = False

    def __post_init__(self) -> None:
        self._names = [f"c{n}" for n in range(1, self.dialect.width + 1)]
        self._schema = pl.Schema({"row": pl.Int64(), **dict.fromkeys(self._names, pl.String())})
        self._reader = Reader(self.dialect)
        self._sign, self._quote = self.dialect.sign.encode(), self.dialect.quote.encode()
        self._fits = _fits(self.dialect)

    def cells(self) -> pl.DataFrame:
        """All records, by row."""
        frames = [frame for frame in self._frames if not frame.is_empty()]
        return pl.concat(frames, rechunk=False) if frames else pl.DataFrame(schema=self._schema)

    def damaged(self) -> pl.DataFrame:
        """Rows that could not be split into cells."""
        return pl.concat([pl.DataFrame(schema=_DAMAGED), *self._damaged])

    def drained(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """cells and damaged of what was read since the last time; they are not kept."""
        read = self.cells(), self.damaged()
        self._frames, self._damaged = [], []
        return read

    def take(self, block: Block) -> None:
        """Read one more block, and what the one before has left."""
        block = self._joined(block)
        if not block.text:
            return
        frame = self._at_once(block)
        if frame is None:
            self._with_care(block)
        else:
            rows = pl.int_range(self.height + 1, self.height + len(frame) + 1, dtype=pl.Int64, eager=True)
            self.notes.add("others", [self.height + n + 1 for n in block.others])
            self.height += len(frame)
            self._frames.append(self._filled(frame.insert_column(0, rows.alias("row"))))
            self._reader.begun = True
        if block.replaced:
            holds = pl.any_horizontal(pl.col(self._names).str.contains("\ufffd", literal=True))
            self.notes.add("replaced", self._frames[-1].filter(holds).get_column("row").to_list())

    def _joined(self, block: Block) -> Block:
        """The block with what was left in front, less the first line that only names the delimiter, and Ctrl-Z."""
        lines = self._rest.text.count(b"\n")
        block = Block(
            self._rest.text + block.text,
            self._rest.spoiled + [n + lines for n in block.spoiled],
            self._rest.others + [n + lines for n in block.others],
            block.last,
            block.swapped,
            block.replaced or self._rest.replaced,
        )
        self._rest = Block(b"")
        if not self._started and self.dialect.said:
            self.notes.said = True
            block.text = block.text.partition(b"\n")[2]
            block.spoiled, block.others = (
                [n - 1 for n in some if n] for some in (block.spoiled, block.others)
            )
        self._started = True
        if block.last and b"\x1a" in block.text[-256:]:
            sound = block.text.rstrip(b"\r\n\x1a")
            tail = block.text[len(sound) :]
            if b"\x1a" in tail:
                self.notes.ctrl_z = True
                block.text = sound + tail[: tail.index(b"\x1a")]
        return block

    def _at_once(self, block: Block) -> pl.DataFrame | None:
        """A block of clean lines of one width without quotes, or None where it is not one.

        Polars refuses lines with more fields; if there are as many signs as there should be, none has fewer.
        """
        text, width = block.text, self.dialect.width
        if block.spoiled or self._quote in text or b"\0" in text or text[0] in b"\r\n":
            return None
        if _LONE_RETURN.search(text):
            return None
        if width == 1 and (b"\n\n" in text or b"\n\r\n" in text or self._sign in text):
            return None
        signs = text.count(self._sign)
        if len(self.dialect.widths) > 1 or width == 1:
            lines = text.count(b"\n") + (not text.endswith(b"\n"))
            width = signs // lines + 1
            if width not in self.dialect.widths:
                return None
        try:
            frame = self._split(text, width, quoted=False)
        except pl.exceptions.PolarsError:
            return None
        if signs != len(frame) * (width - 1) or (width == 1 and len(frame) != lines):
            return None
        if width < self.dialect.width:
            self.notes.add("short", [self.height + n for n in range(1, len(frame) + 1)])
        return frame

    def _filled(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows that hold something."""
        names = self._names
        if not all(frame.get_column(name).null_count() for name in names):
            return frame
        return frame.filter(~pl.all_horizontal(pl.col(names).is_null()))

    def _split(self, text: bytes, width: int, quoted: bool) -> pl.DataFrame:
        """The text in columns. Each line has `width` fields, and gets the missing ones."""
        names = self._names[:width]
        frame = pl.read_csv(
            text,
            has_header=False,
            separator=self.dialect.sign,
            quote_char=self.dialect.quote if quoted else None,
            schema=dict.fromkeys(names, pl.String()),
        )
        if quoted:
            frame = frame.with_columns(pl.when(pl.col(names) != "").then(pl.col(names)).name.keep())
        return frame.with_columns(pl.lit(None, pl.String()).alias(name) for name in self._names[width:])

    def _with_care(self, block: Block) -> None:
        """A block line by line: those that fit by Polars, the others by the Reader."""
        frame = pl.read_lines(block.text, name="line")
        fits = self._fits
        if b"\0" in block.text or _LONE_RETURN.search(block.text):
            fits = pl.when(pl.col("line").str.contains("[\r\x00]")).then(0).otherwise(fits)
        frame = frame.with_columns(fits.alias("width"))
        widths = frame.get_column("width")
        if block.spoiled:
            widths = widths.scatter(block.spoiled, 0)
        begun = self._reader.begun
        lines = frame.get_column("line")
        found = self._odd(block, lines, widths)
        cells = self._even(block, lines, widths, found)
        if cells is None:  # Polars and the pattern disagree about a line: trust neither
            self._reader.begun, widths = begun, widths * 0
            found = self._odd(block, lines, widths)
            cells = pl.DataFrame(schema=self._schema)
        self._reader.begun |= bool((widths > 0).any())
        end = len(widths) if found.left is None else found.left[0]
        base = self.height + 1
        if found.records:
            more = [
                (base + row, *[cell or None for cell in record], *[None] * (len(self._names) - len(record)))
                for row, record in found.records
            ]
            cells = pl.concat([cells, pl.DataFrame(more, schema=self._schema, orient="row")]).sort("row")
        self._frames.append(cells)
        if found.damaged:
            damaged = [(base + row, text, why) for row, text, why in found.damaged]
            self._damaged.append(pl.DataFrame(damaged, schema=_DAMAGED, orient="row"))
            self.spoiled += sum(why == spoiled() for _row, _text, why in found.damaged)
        for note, rows in found.told.items():
            self.notes.add(note, [base + row for row in rows])
        self.notes.add("others", [base + found.row(n) for n in block.others if n < end])
        self.height += found.row(end)
        if found.left is not None:
            self._leave(block, *found.left)

    def _odd(self, block: Block, lines: pl.Series, widths: pl.Series) -> Careful:
        """What becomes of the lines that do not fit."""
        fits = widths > 0
        odd = (~fits & (lines != "")).arg_true().to_list()
        if not odd:
            return Careful()
        where = fits.arg_true()
        first, last = (where[0], where[-1]) if len(where) else (len(lines), -1)
        spoiled_lines = frozenset(block.spoiled)
        return self._reader.read(
            Lines(block.text, fits.to_list(), first, last, spoiled_lines, block.last, block.swapped), odd
        )

    def _even(self, block: Block, lines: pl.Series, widths: pl.Series, found: Careful) -> pl.DataFrame | None:
        """The lines that fit and that no odd one has taken, split; None where Polars does not agree."""
        if found.taken:
            taken = [n for start, stop in found.taken for n in range(start, min(stop, len(widths)))]
            widths = widths.scatter(taken, 0)
        frames = [pl.DataFrame(schema=self._schema)]
        for width in widths.unique().sort().to_list():
            if not width:
                continue
            fits = widths == width
            rows = fits.arg_true().cast(pl.Int64)
            if found.moved:
                after, moves = zip(*found.moved, strict=True)
                place = pl.Series(after, dtype=pl.Int64).search_sorted(rows, side="right")
                rows = rows + pl.Series([0, *moves], dtype=pl.Int64).gather(place)
            rows = (rows + self.height + 1).alias("row")
            try:
                text = block.text if fits.all() else lines.filter(fits).str.join("\n").item().encode()
                cells = self._split(text, width, quoted=True)
            except pl.exceptions.PolarsError:
                return None
            if len(cells) != len(rows):
                return None
            if width < self.dialect.width:
                found.told.setdefault("short", []).extend((rows - self.height - 1).to_list())
            frames.append(self._filled(cells.insert_column(0, rows)))
        return pl.concat(frames).sort("row") if len(frames) > 2 else frames[-1]

    def _leave(self, block: Block, line: int, at: int) -> None:
        """Keep the text from byte `at`, in line `line`, for the next block."""
        self._rest = Block(
            block.text[at:],
            [n - line for n in block.spoiled if n >= line],
            [n - line for n in block.others if n >= line],
            replaced=block.replaced,
        )


def _fits(dialect: Dialect) -> pl.Expr:
    """The width of a line that is one usual record, each field bare or well-formed in quotes; else 0."""
    line, quote = pl.col("line"), dialect.quote
    sign = {"\t": r"\t"}.get(dialect.sign, rf"\x{ord(dialect.sign):02x}")
    one = f"(?:[^{quote}{sign}]*|{quote}(?:[^{quote}]|{quote}{quote})*{quote})"
    has_quote = line.str.contains(quote, literal=True)
    signs = line.str.count_matches(dialect.sign, literal=True)
    found = pl.lit(0)
    for width in dialect.widths:
        pattern = f"^{one}(?:{sign}{one}){{{width - 1}}}$"
        well_formed = line.str.contains(pattern) if width <= _WIDEST_PATTERN else pl.lit(False)
        fits = pl.when(has_quote).then(well_formed).otherwise(signs == width - 1)
        found = pl.when(fits).then(pl.lit(width)).otherwise(found)
    return pl.when(line == "").then(0).otherwise(found).cast(pl.Int64)
