"""The table of contents of an xlsx archive: its sheets in order, where their XML lies, how they are shown."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

_MOST = 32 << 20


@dataclass(frozen=True)
class Contents:
    """parts: sheet name → name of its XML in the archive. epoch_1904: dates count from 1904."""

    parts: dict[str, str]
    epoch_1904: bool


def contents(archive: zipfile.ZipFile) -> Contents:
    """What the workbook part says. Raises ElementTree.ParseError, KeyError and zip errors on damage."""
    names = {_plain(name): name for name in archive.namelist()}
    workbook = _workbook(archive, names)
    folder, own = posixpath.split(workbook)
    targets: dict[str, str] = {}
    for line in _elements(archive, names, posixpath.join(folder, "_rels", own + ".rels"), "Relationship"):
        targets[line.get("Id", "")] = _plain(
            posixpath.join(folder, line.get("Target", "").replace("\\", "/"))
        )
    parts: dict[str, str] = {}
    epoch_1904 = False
    for element in _elements(archive, names, workbook, "sheet", "workbookPr"):
        if _local(element.tag) == "workbookPr":  # extensions bring another one, which does not say
            epoch_1904 |= element.get("date1904", "0").lower() in ("1", "true", "on")
            continue
        link = next((value for key, value in element.items() if _local(key) == "id" and key != "id"), "")
        if targets.get(link) in names:
            parts.setdefault(element.get("name", ""), names[targets[link]])
    return Contents(parts, epoch_1904)


def _workbook(archive: zipfile.ZipFile, names: dict[str, str]) -> str:
    if "_rels/.rels" in names:
        for line in _elements(archive, names, "_rels/.rels", "Relationship"):
            if line.get("Type", "").endswith("/officeDocument"):
                return _plain(line.get("Target", ""))
    return "xl/workbook.xml"


def _elements(
    archive: zipfile.ZipFile, names: dict[str, str], part: str, *wanted: str
) -> Iterator[ElementTree.Element]:
    name = names[_plain(part)]
    if archive.getinfo(name).file_size > _MOST:
        raise KeyError(name)
    for element in ElementTree.fromstring(archive.read(name)).iter():
        if _local(element.tag) in wanted:
            yield element


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _plain(name: str) -> str:
    """A part's name as archives compare them: forward slashes, no leading one, no case."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()
