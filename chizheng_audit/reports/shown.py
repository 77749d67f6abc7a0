"""How values appear in a report: plain, and masked unless a user asked otherwise."""

from dataclasses import dataclass

import polars as pl

from chizheng_audit.reports import masking


@dataclass(frozen=True)
class Shown:
    """How values appear: always plain, and masked unless `unmask`; `names` are those of the people in the claims."""

    unmask: bool
    names: pl.Series

    def value(self, value: pl.Expr, called: str) -> pl.Expr:
        """A value by what it is called."""
        value = masking.plain(value)
        return value if self.unmask else masking.mask(value, called)

    def text(self, value: pl.Expr) -> pl.Expr:
        """A free text."""
        value = masking.plain(value)
        return value if self.unmask else masking.without_names(masking.free_text(value), self.names)

    def place(self, name: str) -> pl.Expr:
        """A column of file or sheet names."""
        value = masking.plain(pl.col(name))
        return value if self.unmask else masking.place(value)

    def words(self, text: str) -> str:
        """One free text outside frames."""
        return str(pl.select(self.text(pl.lit(masking.decoded(text)))).item())

    def called(self, text: str, name: str) -> str:
        """One value outside frames, by what it is called."""
        return str(pl.select(self.value(pl.lit(masking.decoded(text)), name)).item())

    def path(self, text: str) -> str:
        """One name of a file outside frames."""
        text = masking.plain_text(text)
        return text if self.unmask else masking.masked_place(text)


def letters(number: int) -> str:
    """The column's letters as a spreadsheet shows them: 1 is A, 28 is AB."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text
