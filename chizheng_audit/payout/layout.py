"""The three files in the batch's own layout: its headers, its order, the texts of its cells; and beside them the reasons."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

import polars as pl

from chizheng_audit.i18n import LANGUAGES, _, in_language
from chizheng_audit.payout.lines import Batch
from chizheng_audit.payout.terms import STANDING_WORDS
from chizheng_audit.reading.blocks import Block
from chizheng_audit.reading.own_output import PAYOUT_HEAD
from chizheng_audit.reading.result import Reading

CELLS = ("said_standing", "rules", "messages", "clauses", "at_stake")
"""The columns of reasons, in the order of PAYOUT_HEAD."""

_NO_SHEET = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31


@dataclass(frozen=True)
class Section:
    """A header (rows of texts, as wide as `places`) and what stands under it: `row_id`, the columns of `places`, CELLS.

    money: the place of the amount. The reasons follow after the last place.
    """

    header: tuple[tuple[str | None, ...], ...]
    places: tuple[str, ...]
    lines: pl.DataFrame
    money: str | None


@dataclass(frozen=True)
class Page:
    """One sheet of the batch: the name of its page in a workbook, and its sections."""

    name: str
    sections: tuple[Section, ...]


def pages(batch: Batch, found: Reading, lines: pl.DataFrame) -> list[Page]:
    """The sheets of the batch with what became of their `lines` (of judged)."""
    words = {standing: _(word) for standing, word in STANDING_WORDS.items()}
    said = lines.select(
        "row_id",
        "standing",
        "rules",
        "messages",
        "clauses",
        "at_stake",
        said_standing=pl.col("standing").cast(pl.String).replace(words),
    )
    names = _names(batch)
    return [
        Page(names[line["base"]], tuple(_sections(found.blocks.get(line["base"], ()), line["base"], said)))
        for line in batch.sheets
    ]


def of_standing(page: Page, standing: str) -> Page:
    """`page` with only the lines of that standing."""
    return Page(
        page.name,
        tuple(
            Section(each.header, each.places, each.lines.filter(pl.col("standing") == standing), each.money)
            for each in page.sections
        ),
    )


def as_text(batch: Batch, made: Iterable[Page]) -> bool:
    """Whether text files hold the batch: it came in text files, all with one header."""
    headers = {
        (section.header, section.places) for page in made for section in page.sections
    }  # fmt: skip
    return all(line["sheet"] is None for line in batch.sheets) and len(headers) <= 1


def reason_heads() -> list[str]:
    """The headings of CELLS."""
    return [_(word) for word in PAYOUT_HEAD]


@cache
def _known_heads() -> frozenset[str]:
    return frozenset(in_language(word, language) for word in PAYOUT_HEAD for language in LANGUAGES)


def _sections(blocks: Iterable[Block], base: int, said: pl.DataFrame) -> Iterator[Section]:
    for block in blocks:
        header = block.header.drop("row")
        old = {
            place
            for place in header.columns
            if _known_heads() & {str(text).strip() for text in header.get_column(place) if text is not None}
        }  # of an earlier run; the reasons are new
        held = [place for place in header.columns if place not in old]
        width = max((int(place[1:]) for place in held), default=0)
        places = tuple(f"c{number}" for number in range(1, width + 1))
        cells = block.lines.with_columns(
            pl.lit(None, dtype=pl.String).alias(place) for place in places if place not in held
        )
        rows = header.with_columns(
            pl.lit(None, dtype=pl.String).alias(place) for place in places if place not in held
        )
        lines = (
            cells.select(pl.col("row").cast(pl.Int64).alias("row_id") + base, *places)
            .join(said, on="row_id", how="left", maintain_order="left")
        )  # fmt: skip
        heads = list(rows.select(places).rows())
        if block.in_wan and block.amount in places:
            heads = _with_unit(heads, places.index(block.amount))
        yield Section(tuple(heads), places, lines, block.amount)


def _with_unit(heads: list[tuple[str | None, ...]], at: int) -> list[tuple[str | None, ...]]:
    """A header whose money is said to be in 万元: the line that said so is no part of it, and 0.024 would be paid as 0.02."""
    last = max((place for place, row in enumerate(heads) if row[at]), default=0)
    told = list(heads[last])
    told[at] = f"{told[at] or ''}（万元）"
    return [*heads[:last], tuple(told), *heads[last + 1 :]]


def _names(batch: Batch) -> dict[int, str]:
    """A name for each page: that of its sheet, with its file's in front where sheets of several files are called alike."""
    sheets = [line["sheet"] for line in batch.sheets]
    taken: set[str] = set()
    names: dict[int, str] = {}
    for line in batch.sheets:
        stem = PurePath(line["file"]).stem
        own = line["sheet"] or stem
        name = f"{stem} {own}" if line["sheet"] and sheets.count(line["sheet"]) > 1 else own
        name = (_NO_SHEET.sub(" ", name).strip(" '") or "1")[:_LONGEST]
        turn = 1
        while name.casefold() in taken:
            turn += 1
            name = f"{name[: _LONGEST - 5]} ({turn})"
        taken.add(name.casefold())
        names[line["base"]] = name
    return names
