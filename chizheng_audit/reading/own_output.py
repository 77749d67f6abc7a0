"""Files that the tool itself wrote: never audited, and the only ones that are replaced without being asked.

Each kind is known by its first bytes; a workbook or document, whose first bytes say nothing, by the category in its properties.
"""

import re
import zipfile
from functools import cache
from pathlib import Path

from chizheng_audit.i18n import LANGUAGES, N_, in_language

CATEGORY = "chizheng_audit"
"""The category of the workbooks and documents that the tool writes, marked copies among them."""
REJECTS_HEAD = (N_("文件"), N_("工作表"), N_("行号"), N_("原因"), N_("原因代码"), N_("说明"))
"""The first headings of a file of rejects; columns of cells follow."""
LEDGER_HEAD = (N_("批次"), N_("状态"), N_("文件"), N_("工作表"), N_("行号"))
"""The first headings of a list of the claims of a ledger."""
PAYOUT_CATEGORY = "chizheng_audit payout"
"""The category of the workbooks that a payment batch is parted into. They can be read again: what was held may be paid later."""
PAYOUT_HEAD = (N_("核对结果"), N_("核对规则"), N_("核对说明"), N_("核对依据"), N_("涉及金额（元）"))
"""The last headings of the files that a payment batch is parted into."""
LEDGER_MARK = "ledger.json"
"""The file that makes a folder a ledger; it begins with LEDGER_WHAT."""
LEDGER_WHAT = "chizheng_audit ledger"
PLANTED_HEAD = ("code", "verdict", "rule", "file", "sheet", "row", "note")
"""The headings of the list of defects that `audit demo` plants."""

_JSONL = (b'{"type": "run", "schema": ', b'{"type":"run","schema":')
PAGE_HEAD = "<!doctype html>\n<!-- chizheng_audit -->\n"
"""How the pages that the tool writes begin."""
SARIF_HEAD = '{"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [{'
"""How SARIF begins; the tool's name follows at once."""
_SARIF = (SARIF_HEAD + '"tool": {"driver": {"name": "chizheng_audit"').encode()
JUNIT_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!-- chizheng_audit -->\n'
"""How JUnit XML begins that the tool writes."""
_HEADS: dict[str, bytes | tuple[bytes, ...]] = {
    ".jsonl": _JSONL,
    ".html": PAGE_HEAD.encode(),
    ".sarif": _SARIF,
    ".xml": JUNIT_HEAD.encode(),
}
_BOM = b"\xef\xbb\xbf"
_ZIPPED = (".xlsx", ".xlsm", ".docx")
_PROPERTIES = "docProps/core.xml"
_HEAD = 256
_LONGEST_LINE = 1 << 16
_UNREADABLE = (OSError, zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, RuntimeError, EOFError)


def is_own(path: Path) -> bool:
    """Whether the tool wrote this file, or the whole of this folder. What cannot be opened is not its own."""
    if path.is_dir():
        return _is_ledger(path)
    suffix = path.suffix.lower()
    if suffix not in (*_ZIPPED, ".csv", *_HEADS):
        return False
    try:
        if suffix in _ZIPPED:
            return _marked(path)
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except _UNREADABLE:
        return False
    return head.removeprefix(_BOM).startswith(_HEADS.get(suffix) or _heads())


def is_part(path: Path) -> bool:
    """Whether this file is a part of a payment batch: left out of folders, read where it is named by itself."""
    try:
        if path.suffix.lower() == ".xlsx":
            return _marked(path, PAYOUT_CATEGORY)
        if path.suffix.lower() == ".csv":
            with path.open("rb") as stream:
                first = stream.readline(_LONGEST_LINE).rstrip(b"\r\n")
            return first.endswith(_part_heads())
    except _UNREADABLE:
        return False
    return False


def _is_ledger(folder: Path) -> bool:
    try:
        with (folder / LEDGER_MARK).open("rb") as stream:
            return LEDGER_WHAT.encode() in stream.read(_HEAD)
    except OSError:
        return False


def _marked(path: Path, category: str = CATEGORY) -> bool:
    with zipfile.ZipFile(path) as parts, parts.open(_PROPERTIES) as properties:
        return re.search(rf"category[^<>]*>{category}<".encode(), properties.read(1 << 16)) is not None


@cache
def _part_heads() -> tuple[bytes, ...]:
    return tuple(
        ",".join(in_language(word, language) for word in PAYOUT_HEAD).encode() for language in LANGUAGES
    )


@cache
def _heads() -> tuple[bytes, ...]:
    told = (
        ",".join(in_language(word, language) for word in head)
        for head in (REJECTS_HEAD, LEDGER_HEAD)
        for language in LANGUAGES
    )
    return tuple(line.encode() for line in (*told, ",".join(PLANTED_HEAD)))
