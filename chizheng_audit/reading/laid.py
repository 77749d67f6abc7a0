"""A whole file with its cells as they stand and what each was understood to be: for those who write it anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chizheng_audit.errors import UnreadableFile
from chizheng_audit.reading import limits
from chizheng_audit.reading.files import Progress
from chizheng_audit.reading.header import match
from chizheng_audit.reading.look import Ask, book_of
from chizheng_audit.reading.overrides import Overrides
from chizheng_audit.reading.parts import Whole, conform_sheet
from chizheng_audit.reading.record_form import Form, forms
from chizheng_audit.reading.rights_record import record
from chizheng_audit.reading.sheet import Book, RawSheet


@dataclass(frozen=True)
class LaidSheet:
    """A sheet, and what was understood of it (None: no known table); forms: those of 个人权益记录单 that it holds."""

    sheet: RawSheet
    whole: Whole | None
    forms: tuple[Form, ...] = ()


@dataclass(frozen=True)
class Laid:
    """A file and its sheets in order."""

    book: Book
    sheets: tuple[LaidSheet, ...]


def laid(
    files: Sequence[str],
    overrides: Overrides | None = None,
    passwords: tuple[str, ...] = (),
    progress: Progress | None = None,
) -> Iterator[Laid | UnreadableFile]:
    """Each file in order, read by worker processes; for one that cannot be read, why."""
    overrides = overrides or Overrides()
    tasks = [(file, (file, Ask(overrides.said(file), passwords))) for file in files]
    with limits.workers() as workers:
        for file, answer in zip(files, workers.read_all(tasks, of_file), strict=True):
            if progress:
                progress(file)
            yield answer


def of_file(file: str, ask: Ask) -> Laid:
    """One file. This is what a worker process does."""
    book = book_of(file, ask)
    return Laid(book, tuple(_of_sheet(file, sheet, ask) for sheet in book.sheets))


def _of_sheet(file: str, sheet: RawSheet, ask: Ask) -> LaidSheet:
    if not ask.said.wants(sheet.name):
        return LaidSheet(sheet, None)
    said = ask.said.on(sheet.name)
    if done := record(sheet, said):
        return LaidSheet(sheet, done, tuple(forms(sheet)[1]))
    found = match(sheet, said, file)
    return LaidSheet(sheet, conform_sheet(sheet, found, file, said) if found else None)
