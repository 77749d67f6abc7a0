"""Rows of a months table on their way through the pass: whom they are about, and their words as numbers.

A long table has few words. Each is looked at once, and a row carries only its place in the list of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count, takewhile

import polars as pl

from chizheng_audit.employment.masks import month_number
from chizheng_audit.identity import clean, person

MONTHS = ("month", "paid_for")
WORDS = ("employer", "employer_code", "region", "insurance", "payment")
ASKED = ("id_no", *WORDS, *MONTHS)
"""The columns of a months table that are looked at."""

NO_WORD = pl.Series([None], dtype=pl.String)
"""The words of a column that a table has not."""


@dataclass(frozen=True)
class Portion:
    """Rows about some people.

    rows: who (UInt32: the place in the list of people), month and paid_for (Int32: see masks.month_number) and each of
    WORDS (UInt32: the place of its value in `words`). words: the values of each of WORDS; the first is null, for a row
    without one. In later portions of the same table the lists go on, and what they held stays in its place.
    """

    rows: pl.DataFrame
    words: Mapping[str, pl.Series]


class Numbered:
    """Gives the texts of some columns their numbers, the same in all portions. 0 is no text."""

    def __init__(self, names: Iterable[str]) -> None:
        self._kinds = {name: pl.Categorical(pl.Categories.random()) for name in names}
        # Polars forgets the numbers of categories once no column has any of them
        self._kept = [pl.Series([], dtype=kind) for kind in self._kinds.values()]
        self._texts = dict.fromkeys(self._kinds, NO_WORD)

    def rows(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` with numbers (UInt32) in place of the texts."""
        return rows.with_columns(
            (pl.col(name).cast(kind).to_physical() + 1).fill_null(0) for name, kind in self._kinds.items()
        )

    def texts(self, name: str) -> pl.Series:
        """What the numbers mean so far: null, and the texts by their numbers."""
        known, categories = self._texts[name], self._kinds[name].categories
        more = [categories[n] for n in takewhile(categories.__contains__, count(len(known) - 1))]
        if more:
            self._texts[name] = pl.concat([known, pl.Series(more, dtype=pl.String)])
        return self._texts[name]


class Learned:
    """What is known of the values of a list that only grows: each is looked at once."""

    def __init__(self, look: Callable[[pl.Series], pl.DataFrame]) -> None:
        self._look = look
        self._known: pl.DataFrame | None = None

    def of(self, values: pl.Series) -> pl.DataFrame:
        """One row a value, as `look` answers."""
        if self._known is None:
            self._known = self._look(values)
        elif len(values) > len(self._known):
            self._known = pl.concat([self._known, self._look(values.slice(len(self._known)))])
        return self._known


def maybe(number: pl.Expr, people: pl.Series) -> pl.Expr:
    """Whether a row may be about one of `people`, by its ID as it stands.

    That is all that a scan reads of most rows, so it must cost little: the first 17 digits as a number, which is either one
    that is asked for or none at all (letters, blanks, full width). Whatever has not 18 bytes may be anyone's.
    """
    head = _head(number)
    asked = pl.concat([people.to_frame("who").select(_head(pl.col("who"))).to_series(), _NO_HEAD]).unique()
    known = head.is_in(asked.implode(), nulls_equal=True)
    return (known | (number.str.len_bytes() != 18)) & number.is_not_null()


def _head(number: pl.Expr) -> pl.Expr:
    return number.str.head(17).cast(pl.Int64, strict=False)


_NO_HEAD = pl.Series([None], dtype=pl.Int64)


def among(rows: pl.DataFrame, people: pl.Series) -> pl.DataFrame:
    """The rows that are about one of `people` (canonical IDs, each once): `who` in place of `id_no`.

    Numbers that stand there as asked for, nearly all, are joined by their hashes, which is fast, and then compared; the
    others once they are cleaned and lifted.
    """
    names = pl.DataFrame({"person": people, "who": pl.int_range(len(people), dtype=pl.UInt32, eager=True)})
    keys = names.select("who", key=pl.col("person").hash())
    found = rows.with_columns(key=pl.col("id_no").hash()).join(keys, on="key", how="left").drop("key")
    alike = (found["id_no"] == people.gather(found["who"])).fill_null(False)
    if alike.all():
        return found.drop("id_no")
    rest = found.filter(~alike).with_columns(person=person(clean(pl.col("id_no")))).drop("who")
    lifted = rest.join(names, on="person").select(found.columns)
    return pl.concat([found.filter(alike), lifted]).drop("id_no")


def of_values(parts: Iterable[pl.DataFrame], people: pl.Series) -> Iterator[Portion]:
    """The rows about `people` of frames with the columns of ASKED, whose months are dates."""
    numbered = Numbered(WORDS)
    for part in parts:
        wanted = part.lazy().filter(maybe(pl.col("id_no"), people))
        months = {name: month_number(pl.col(name)) for name in MONTHS}
        rows = among(numbered.rows(wanted.select("id_no", *WORDS, **months).collect()), people)
        yield Portion(rows, {name: numbered.texts(name) for name in WORDS})
