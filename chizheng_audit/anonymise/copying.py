"""Files to their copies in another folder, and an account of every row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from chizheng_audit.anonymise.copied import copied
from chizheng_audit.anonymise.gathered import gather
from chizheng_audit.anonymise.pseudonyms import Pseudonyms
from chizheng_audit.anonymise.writers import write_text, write_workbook
from chizheng_audit.reading.laid import Laid

_TEXT, _COLUMNAR = ("csv", "tsv", "txt"), ("parquet", "arrow", "feather")
_HEAD = 1 << 16
_LONGEST = 31
_NO_SHEET = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_NO_FILE = str.maketrans(dict.fromkeys('<>:"/\\|?*', "_"))


@dataclass(frozen=True)
class SheetCopied:
    """A sheet of the original and of the copy. rows: that hold something, in either; unknown: columns treated as free text."""

    file: str
    sheet: str | None
    copy: str
    read: int
    written: int
    table: str | None
    unknown: tuple[str, ...]
    damaged: int


@dataclass(frozen=True)
class FileCopied:
    """A file and its copy (a name within the folder), and what it was and is by its first bytes."""

    file: str
    copy: str
    was: str
    now: str
    sheets: tuple[SheetCopied, ...]


def copy_files(
    files: Sequence[Laid],
    folder: Path,
    key: bytes,
    regions: Sequence[str],
    progress: Callable[[str], None] | None = None,
) -> list[FileCopied]:
    """Write the copies of `files` into `folder`, which is there; regions: the prefectures that the policy lists."""
    made = Pseudonyms(key, gather(files), regions)
    done = []
    digits = len(str(len(files)))
    for number, laid in enumerate(files, start=1):
        done.append(_copy(laid, folder, f"{number:0{max(digits, 2)}}_", made))
        if progress:
            progress(laid.book.path)
    return done


def _copy(laid: Laid, folder: Path, before: str, made: Pseudonyms) -> FileCopied:
    book = laid.book
    stem = made.texts(PurePath(book.path).stem).translate(_NO_FILE).strip(" .")
    was = book.format.split()[0]
    kind = was if was in _TEXT else "csv" if was in _COLUMNAR else "xlsx"
    name = f"{before}{stem}.{kind}"
    images = [copied(each, made) for each in laid.sheets]
    if kind != "xlsx":
        with Path(book.path).open("rb") as stream:
            head = stream.read(_HEAD)
        now = f"{kind} {write_text(folder / name, book, laid.sheets[0].sheet, images[0], head)}"
    else:
        names = _sheet_names([each.sheet.name or "Sheet" for each in laid.sheets], made)
        sheets = zip(names, (each.sheet for each in laid.sheets), images, strict=True)
        write_workbook(folder / name, list(sheets))
        now = "xlsx"
    told = tuple(
        SheetCopied(
            file=book.path,
            sheet=each.sheet.name,
            copy=name,
            read=len(each.sheet.cells) + len(each.sheet.damaged),
            written=image.held,
            table=each.whole.parts[0].match.table.name if each.whole else None,
            unknown=image.unknown,
            damaged=len(each.sheet.damaged),
        )
        for each, image in zip(laid.sheets, images, strict=True)
    )
    return FileCopied(book.path, name, book.format, now, told)


def _sheet_names(given: Sequence[str], made: Pseudonyms) -> list[str]:
    """Names of sheets, none of them twice and none longer than may be."""
    found: list[str] = []
    for name in given:
        image = made.texts(name).translate(_NO_SHEET).strip("'")[:_LONGEST] or "Sheet"
        number = 1
        while image.lower() in {each.lower() for each in found}:
            number += 1
            image = f"{image[: _LONGEST - 4]}_{number}"
        found.append(image)
    return found
