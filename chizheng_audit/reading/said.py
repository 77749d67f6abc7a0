"""What a user said about a file or a sheet, so that the reader need not find it out by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase


@dataclass(frozen=True)
class Said:
    """All that was said about one source; what is empty was not said.

    table: canonical name. subsidy: the kind that all claims are for. words: header as it stands → canonical column, None for a header to be left out.
    header_rows: consecutive row numbers as Excel shows them. sheets: names or patterns of the sheets to read.
    encoding, delimiter: of a text file. in_sheet: what holds in sheets whose name fits a pattern; the last is strongest.
    """

    table: str | None = None
    words: Mapping[str, str | None] = field(default_factory=dict)
    header_rows: tuple[int, ...] = ()
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    delimiter: str | None = None
    in_sheet: tuple[tuple[str, "Said"], ...] = ()
    subsidy: str | None = None

    def then(self, more: "Said") -> "Said":
        """This, and what was said later or of something narrower, which is stronger."""
        return Said(
            more.table or self.table,
            {
                **{header: name for header, name in self.words.items() if header not in more.words},
                **more.words,
            },
            more.header_rows or self.header_rows,
            more.sheets or self.sheets,
            more.encoding or self.encoding,
            more.delimiter or self.delimiter,
            self.in_sheet + more.in_sheet,
            more.subsidy or self.subsidy,
        )

    def as_table(self, table: str) -> "Said":
        """This, with every sheet taken for `table` whatever was said of single ones."""
        return replace(
            self, table=table, in_sheet=tuple((p, replace(said, table=None)) for p, said in self.in_sheet)
        )

    def on(self, sheet: str | None) -> "Said":
        """All that holds for the sheet of that name (None: a text file)."""
        found = self
        for pattern, said in self.in_sheet:
            if sheet is not None and fits(pattern, sheet):
                found = found.then(said)
        return found

    def wants(self, sheet: str | None) -> bool:
        """Whether the sheet of that name is to be read."""
        return sheet is None or not self.sheets or any(fits(pattern, sheet) for pattern in self.sheets)


def fits(pattern: str, name: str) -> bool:
    """Whether a sheet's name is the pattern itself or like it (* any text, ? any sign); case does not matter."""
    pattern, name = pattern.strip().casefold(), name.strip().casefold()
    return name == pattern or fnmatchcase(name, pattern)


def span(rows: Sequence[int]) -> str:
    """Consecutive rows in words: 3, or 3–4."""
    return "–".join(map(str, dict.fromkeys((rows[0], rows[-1]))))
