"""What tests of copies share: to copy a folder, to audit one, and to say of a finding what must not change."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from chizheng_audit.anonymise.copying import FileCopied, copy_files
from chizheng_audit.anonymise.pack import listed
from chizheng_audit.audit import Audit, run
from chizheng_audit.case import Case
from chizheng_audit.commands.cases import case_of
from chizheng_audit.policy import load_policy
from chizheng_audit.reading import files as reading_files
from chizheng_audit.reading.laid import Laid, of_file
from chizheng_audit.reading.look import Ask, FileSeen, look
from chizheng_audit.reading.paths import survey
from chizheng_audit.reading.said import Said
from chizheng_audit.rule import Rule
from chizheng_audit.rules import all_rules

LAW = load_policy("demo")
DAY = date(2024, 3, 31)
SAMPLE = Path(__file__).parents[2] / "sample_data"


def laid_out(folder: Path) -> list[Laid]:
    """All files of a folder, read in this process."""
    return [of_file(file, Ask(Said())) for file in survey([str(folder)]).files]


def copied(folder: Path, out: Path, key: bytes = b"a key for tests") -> list[FileCopied]:
    """A copy of a folder."""
    out.mkdir(exist_ok=True)
    return copy_files(laid_out(folder), out, key, listed(LAW))


def audited(
    folder: Path | Sequence[str], monkeypatch: pytest.MonkeyPatch, rules: Mapping[str, Rule] | None = None
) -> tuple[Case, Audit]:
    """All rules, or those given, over a folder or files, read in this process."""

    def in_process(files: Sequence[str], *_rest: Any, **_more: Any) -> Iterator[FileSeen]:
        return (look(file, Ask(Said())) for file in files)

    monkeypatch.setattr(reading_files, "look_at", in_process)
    found = reading_files.read(survey([str(folder)]).files if isinstance(folder, Path) else folder)
    case = case_of(found, LAW, DAY)
    return case, run(case, all_rules() if rules is None else rules, key=b"test", debug=True)


def told(audit: Audit) -> Counter[tuple[object, ...]]:
    """What each finding says of which row, and with which rows beside it (their order goes by names and numbers)."""
    return Counter(
        (row["code"], row["verdict"], row["confidence"], row["variant"], row["at_stake"], row["row_id"],
         *map(tuple, (sorted(row["evidence"]), sorted(row["covers"]))))
        for row in audit.findings.with_columns(pl.col("verdict", "confidence").cast(pl.String)).to_dicts()
    )  # fmt: skip


def spoken_of(audit: Audit) -> Counter[tuple[object, ...]]:
    """The same, without saying which of its rows a finding stands on: of like ones that goes by names and numbers too."""
    return Counter(
        (*line[:5], tuple(sorted({line[5], *line[6], *line[7]}))) for line in told(audit).elements()
    )  # type: ignore[misc] # a line is a tuple of many kinds
