"""The table of contents of an xlsx archive: its sheets in order, where their XML lies, how they are shown."""

import posixpath
import zipfile
from dataclasses import dataclass

from chizheng_audit.reading.xlsx_xml import local, parse

_MOST = 32 << 20
_TRUE = ("1", "true", "on")
_VISIBILITY = ("visible", "hidden", "veryHidden")

Element = tuple[str, dict[str, str]]


@dataclass(frozen=True)
class Contents:
    """parts: sheet name → name of its XML in the archive. visibility: sheet name → as in RawSheet.

    strings, styles: the parts that cells refer to. epoch_1904: dates count from 1904.
    """

    parts: dict[str, str]
    visibility: dict[str, str]
    strings: str | None
    styles: str | None
    epoch_1904: bool


def contents(archive: zipfile.ZipFile) -> Contents:
    """What the workbook part says. Raises ExpatError, ValueError, KeyError and zip errors on damage."""
    names = {_plain(name): name for name in archive.namelist()}
    workbook = _workbook(archive, names)
    folder, own = posixpath.split(workbook)
    targets: dict[str, str] = {}
    kinds: dict[str, str] = {}
    for _name, line in _elements(
        archive, names, posixpath.join(folder, "_rels", own + ".rels"), "Relationship"
    ):
        target = _plain(posixpath.join(folder, line.get("Target", "").replace("\\", "/")))
        targets[line.get("Id", "")] = target
        kinds.setdefault(line.get("Type", "").rpartition("/")[2], target)
    parts: dict[str, str] = {}
    visibility: dict[str, str] = {}
    epoch_1904 = False
    for name, element in _elements(archive, names, workbook, "sheet", "workbookPr"):
        if name == "workbookPr":  # extensions bring another one, which does not say
            epoch_1904 |= element.get("date1904", "0").lower() in _TRUE
            continue
        link = next((value for key, value in element.items() if local(key) == "id" and key != "id"), "")
        if targets.get(link) in names:
            parts.setdefault(element.get("name", ""), names[targets[link]])
        shown = element.get("state", "visible")
        visibility.setdefault(element.get("name", ""), shown if shown in _VISIBILITY else "visible")
    return Contents(
        parts,
        visibility,
        names.get(kinds.get("sharedStrings", posixpath.join(folder, "sharedstrings.xml"))),
        names.get(kinds.get("styles", posixpath.join(folder, "styles.xml"))),
        epoch_1904,
    )


def _workbook(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    if "_rels/.rels" in names:
        for _name, line in _elements(archive, names, "_rels/.rels", "Relationship"):
            if line.get("Type", "").endswith("/officeDocument"):
                return _plain(line.get("Target", ""))
    return "xl/workbook.xml"


def _elements(archive: zipfile.ZipFile, names: dict[str, str], part: str, *wanted: str) -> list[Element]:
    name = names[_plain(part)]
    if archive.getinfo(name).file_size > _MOST:
        raise KeyError(name)
    found: list[Element] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) in wanted:
            found.append((local(tag), attributes))

    with archive.open(name) as stream:
        parse(stream, start, lambda _tag: None, lambda _text: None)
    return found


def _plain(name: str) -> str:
    """A part's name as archives compare them: forward slashes, no leading one, no case."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()
