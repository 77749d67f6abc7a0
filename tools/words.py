"""Collect every text that people read into the English catalogue, and compile it.

Texts are `_("…")` and `N_("…")` in code, the paragraphs of the rules' docstrings, and the words of the policy packs.
`python tools/words.py` renews locale/en/LC_MESSAGES; with --check it only says what is not translated.
"""

import argparse
import ast
import importlib
import re
import sys
import tomllib
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "chizheng_audit"
CATALOGUE = PACKAGE / "locale" / "en" / "LC_MESSAGES" / "chizheng_audit.po"


def texts() -> dict[str, list[str]]:
    """Every source text with the files it stands in."""
    found: dict[str, list[str]] = {}

    def add(text: str, place: Path) -> None:
        if text and place.relative_to(ROOT).as_posix() not in found.setdefault(text, []):
            found[text].append(place.relative_to(ROOT).as_posix())

    kinds = [("**.py", "python"), ("**.j2", "jinja2")]
    marks = {"_": None, "N_": None}
    for name, _line, text, _comments, _context in extract_from_dir(PACKAGE, kinds, keywords=marks):
        add(str(text), PACKAGE / name)
    sys.path.insert(0, str(ROOT))
    paragraphs = importlib.import_module("chizheng_audit.reports.programme").paragraphs
    for rule in sorted((PACKAGE / "rules").glob("[a-z]*.py")):
        for text in paragraphs(ast.get_docstring(ast.parse(rule.read_text("utf-8"))) or "").values():
            add(text, rule)
    for pack in sorted((PACKAGE / "policies").glob("*/policy.toml")):
        data = tomllib.loads(pack.read_text("utf-8"))
        words = [data["title"], data["place"], data.get("source", "")]
        words += [w for clause in data.get("clauses", {}).values() for w in (clause["at"], clause["says"])]
        for parameter in data.get("parameters", {}).values():
            words += [parameter.get("unit", ""), *(value.get("note", "") for value in parameter["values"])]
        for text in words:
            add(text, pack)
    return found


def renewed() -> Catalog:
    """The catalogue with exactly the texts of today; translations of texts that stayed are kept."""
    old = (
        read_po(BytesIO(CATALOGUE.read_bytes()), locale="en") if CATALOGUE.exists() else Catalog(locale="en")
    )
    day = datetime(2022, 1, 1, tzinfo=UTC)  # a fixed day: the same texts give the same bytes
    new = Catalog(
        locale="en", project="chizheng_audit", version="1", creation_date=day, revision_date=day, fuzzy=False
    )
    new.header_comment = "# English words of chizheng_audit"
    new.msgid_bugs_address = new.last_translator = new.language_team = "-"
    for text, places in sorted(texts().items()):
        known = old.get(text)
        new.add(text, known.string if known else "", locations=[(place, None) for place in sorted(places)])
    return new


def faults(catalogue: Catalog) -> list[str]:
    """Texts without a translation, or with other placeholders than the source."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        names = [sorted(re.findall(r"\{[^}]*\}", str(text))) for text in (message.id, message.string)]
        if not message.string or names[0] != names[1]:
            found.append(str(message.id))
    return found


def compiled(catalogue: Catalog) -> bytes:
    """The .mo file of a catalogue."""
    stream = BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def main() -> None:
    """Renew the catalogue, or only check it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    catalogue = renewed()
    if not parser.parse_args().check:
        CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
        with CATALOGUE.open("wb") as stream:
            write_po(stream, catalogue, sort_output=True, width=0, omit_header=False)
        CATALOGUE.with_suffix(".mo").write_bytes(compiled(catalogue))
    missing = faults(catalogue)
    for text in missing:
        print(repr(text))
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
