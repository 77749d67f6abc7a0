"""Text files: strict, and fast where they are clean.

A pattern says of each line whether it is one well-formed record of exactly the file's width. Lines that are go to
Polars in one go; the others — title rows, records over several lines, stray quotes — are read with care, run by run,
so that a damaged place costs itself and not the rest of the file.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath

import polars as pl

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.i18n import _
from chizheng_audit.reading import encoding as encodings
from chizheng_audit.reading.digest import digests
from chizheng_audit.reading.sheet import Book, RawSheet

DELIMITERS = (",", "\t", ";", "|")
_LOOKED_AT = 500
_NEAR_THE_EDGE = 40
_FEW_CELLS = 2
_BROKEN = "�"
_TOLERATED = 0.01
_LONGEST_RUN = 200  # lines that may make one record; beyond it, each is taken alone

Record = tuple[int, list[str]]
Damage = tuple[int, str, str]


def read_text(path: str, encoding: str | None = None, delimiter: str | None = None) -> Book:
    """Read a .csv, .txt or .tsv file as one sheet without a name.

    Raises UnreadableFile for an encoding that cannot be told and for what is not text; OSError if it cannot be opened.
    """
    data = Path(path).read_bytes()
    sha256, secret = digests(data)
    body, told = _as_utf8(data, path, encoding)
    del data
    warnings = []
    if body.endswith(b"\x1a"):
        body = body.rstrip(b"\x1a")
        warnings.append(_("文件末尾的 Ctrl-Z 已去掉。"))
    if b"\n" not in body:
        body = body.replace(b"\r", b"\n")
    lines = pl.read_lines(io.BytesIO(body)).to_series() if body else pl.Series("line", [], dtype=pl.String)
    sheet = _sheet(body, lines, delimiter or _delimiter(lines), tuple(warnings))
    kind = {".tsv": "tsv", ".txt": "txt"}.get(PurePath(path).suffix.lower(), "csv")
    return Book(path, sha256, secret, f"{kind} {told}", (sheet,))


def _as_utf8(data: bytes, path: str, asked: str | None) -> tuple[bytes, str]:
    """The text as UTF-8 bytes and the name of its encoding; characters cut in two become U+FFFD, if they are few."""
    try:
        name, mark = encodings.told(data, path, asked)
    except UnreadableFile:
        for name in ("utf-8", "gb18030"):
            text = data.decode(name, "replace")
            bad = sum(_BROKEN in line for line in text.splitlines())
            if bad <= _TOLERATED * text.count("\n") and "\x00" not in text:
                sound = "".join(c for c in text[: 1 << 20] if c != _BROKEN)
                if name == "utf-8" or encodings.plausible(sound.encode("gb18030", "ignore")) >= 0.9:
                    return text.encode(), name
        raise
    if name == "utf-8":
        return data[mark:], name
    try:
        return data[mark:].decode(name, "replace").encode("utf-8", "replace"), name
    except LookupError as error:
        raise UnreadableFile(_("不认识编码 {name}；请改 --encoding。").format(name=name)) from error


def _delimiter(lines: pl.Series) -> str:
    """The sign that splits most of the first lines into records of one width."""
    head = [line for line in lines.head(_LOOKED_AT).to_list() if line and line.strip()]
    if head and head[0].lower().startswith("sep=") and len(head[0]) == 5:
        return str(head[0][4])
    best, chosen = (0, 0), ","
    for sign in DELIMITERS:
        widths = Counter(len(record) for record in csv.reader(head, delimiter=sign) if len(record) > 1)
        if widths:
            width, times = widths.most_common(1)[0]
            if (times, width) > best:
                best, chosen = (times, width), sign
    return chosen


def _sheet(body: bytes, lines: pl.Series, sign: str, warnings: tuple[str, ...]) -> RawSheet:
    width = _width(lines, sign)
    frame = lines.alias("line").to_frame().with_row_index("number", offset=1)
    blank = pl.col("line").is_null() | (pl.col("line") == "")
    frame = frame.with_columns(blank=blank, fits=_fits(width, sign, b'"' in body))
    suspect = body.find(b"\x00") >= 0 or _BROKEN.encode() in body
    if suspect:
        broken = pl.col("line").str.contains(f"[\x00{_BROKEN}]")
        frame = frame.with_columns(fits=pl.col("fits") & ~broken)
    odd = frame.filter(~pl.col("fits") & ~pl.col("blank")).select("number", "line").rows()
    try:
        cells = _clean_lines(body, frame, sign, width, b'"' in body, bool(odd))
    except pl.exceptions.PolarsError:  # an odd delimiter or an odd line: every line is then read with care
        odd = frame.filter(~pl.col("blank")).select("number", "line").rows()
        cells = _clean_lines(body, frame.with_columns(fits=pl.lit(False)), sign, width, True, True)
    records, damaged, joined = _careful(odd, sign, width, len(lines))
    if records:
        extra = [
            (number, *[text or None for text in record], *[None] * (width - len(record)))
            for number, record in records
        ]
        schema = {"row": pl.Int64(), **{f"c{n}": pl.String() for n in range(1, width + 1)}}
        cells = pl.concat([pl.DataFrame(extra, schema=schema, orient="row"), cells]).sort("row")
    last = len(lines)
    if joined:
        cells = _renumbered(cells, joined)
        damaged = [(number - sum(j < number for j in joined), *rest) for number, *rest in damaged]  # type: ignore[misc] # (int, str, str)
        last -= len(joined)
    if damaged:
        warnings = (
            *warnings,
            _("有 {n} 行无法按 {width} 列拆分，已剔除。").format(n=len(damaged), width=width),
        )
    return RawSheet(
        name=None,
        cells=cells,
        height=last,
        damaged=pl.DataFrame(
            damaged, schema={"row": pl.Int64(), "text": pl.String(), "why": pl.String()}, orient="row"
        ),
        warnings=warnings,
    )


def _width(lines: pl.Series, sign: str) -> int:
    """How many fields a record has: what most lines have."""
    head = [line for line in lines.head(_LOOKED_AT).to_list() if line]
    widths = Counter(len(record) for record in csv.reader(head, delimiter=sign))
    return max(widths.items(), key=lambda item: (item[1], item[0]))[0] if widths else 1


def _fits(width: int, sign: str, quoted: bool) -> pl.Expr:
    """Whether a line is one record of `width` fields, each bare or well-formed in quotes."""
    line = pl.col("line")
    plain = line.str.count_matches(sign, literal=True) == width - 1
    if not quoted:
        return plain.fill_null(False)
    bare = rf'[^"{_escaped(sign)}]*'
    field = rf'(?:{bare}|"(?:[^"]|"")*")'
    pattern = rf"^{field}(?:{_escaped(sign)}{field}){{{width - 1}}}$"
    has_quote = line.str.contains('"', literal=True)
    return pl.when(has_quote).then(line.str.contains(pattern)).otherwise(plain).fill_null(False)


def _escaped(sign: str) -> str:
    return {"\t": r"\t", "|": r"\|"}.get(sign, sign)


def _clean_lines(
    body: bytes, frame: pl.DataFrame, sign: str, width: int, quoted: bool, some_odd: bool
) -> pl.DataFrame:
    """The lines that fit, split by Polars; `row` is the line's number."""
    names = [f"c{n}" for n in range(1, width + 1)]
    fits = frame.filter("fits")
    if fits.is_empty():
        return pl.DataFrame(schema={"row": pl.Int64(), **dict.fromkeys(names, pl.String())})
    if some_odd:
        body = fits.get_column("line").str.join("\n").item().encode()
        numbers = fits.get_column("number")
    else:
        numbers = frame.get_column("number")
    cells = pl.read_csv(
        body,
        has_header=False,
        separator=sign,
        quote_char='"' if quoted else None,
        new_columns=names,
        infer_schema=False,
        null_values=[""],
    )
    if len(cells) != len(numbers):  # the pattern and Polars disagree about a line: trust neither
        raise pl.exceptions.ComputeError("line counts differ")
    if quoted:
        cells = cells.with_columns(pl.when(pl.col(names) != "").then(pl.col(names)).name.keep())
    cells = cells.insert_column(0, numbers.cast(pl.Int64).alias("row"))
    return cells.filter(~pl.all_horizontal(pl.col(names).is_null())) if frame["blank"].any() else cells


def _careful(
    odd: list[tuple[int, str]], sign: str, width: int, last: int
) -> tuple[list[Record], list[Damage], list[int]]:
    """Lines that are not one clean record: (records, what is damaged, numbers of lines that continue a record)."""
    records: list[Record] = []
    damaged: list[Damage] = []
    joined: list[int] = []
    for run in _runs(odd):
        for start, end, record, why in _parsed(run, sign):
            text = "\n".join(line for number, line in run if start <= number <= end)
            record = _trimmed(record, width)  # noqa: PLW2901 - the same record without empty surplus
            if not why and not _acceptable(record, width, start, last):
                why = _("字段数 {found}，应为 {width}").format(found=len(record), width=width)  # noqa: PLW2901
            if not why and any("\x00" in cell or _BROKEN in cell for cell in record):
                why = _("含有损坏的字符")  # noqa: PLW2901
            if why:
                damaged.append((start, text, why))
            else:
                records.append((start, record))
            joined += range(start + 1, end + 1)
    return records, damaged, joined


def _runs(odd: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    run: list[tuple[int, str]] = []
    for number, line in odd:
        if run and number != run[-1][0] + 1:
            yield run
            run = []
        run.append((number, line))
    if run:
        yield run


def _parsed(run: list[tuple[int, str]], sign: str) -> Iterator[tuple[int, int, list[str], str]]:
    """(first line, last line, fields, why it is damaged) of each record of a run; line by line where the run breaks."""
    while run:
        found = _strictly(run, sign) if len(run) <= _LONGEST_RUN else _strictly(run[:1], sign)
        if found is not None:
            yield from found
            run = run[1:] if len(run) > _LONGEST_RUN else []
            continue
        # the run breaks somewhere: its first line is taken alone, and the rest is tried again
        alone = _strictly(run[:1], sign)
        yield from alone or [(run[0][0], run[0][0], [], _("引号不成对"))]
        run = run[1:]


def _strictly(run: list[tuple[int, str]], sign: str) -> list[tuple[int, int, list[str], str]] | None:
    """The records of a run, or None where strict reading refuses it."""
    first, before = run[0][0], 0
    found: list[tuple[int, int, list[str], str]] = []
    reader = csv.reader((line + "\n" for _number, line in run), delimiter=sign, strict=True)
    try:
        for record in reader:
            found.append((first + before, first + reader.line_num - 1, record, ""))
            before = reader.line_num
    except csv.Error:
        return None
    return found


def _trimmed(record: list[str], width: int) -> list[str]:
    while len(record) > width and not record[-1]:
        record = record[:-1]
    return record


def _acceptable(record: list[str], width: int, number: int, last: int) -> bool:
    """A record of another width is taken where titles and footers stand, or when it says next to nothing."""
    if len(record) >= width:
        return len(record) == width
    edge = number <= _NEAR_THE_EDGE or number > last - _NEAR_THE_EDGE
    return edge or sum(1 for text in record if text) <= _FEW_CELLS


def _renumbered(cells: pl.DataFrame, joined: list[int]) -> pl.DataFrame:
    """Row numbers as a spreadsheet shows them: a record over several lines is one row."""
    before = pl.Series(sorted(joined)).search_sorted(cells.get_column("row"))
    return cells.with_columns(row=pl.col("row") - before.cast(pl.Int64))
