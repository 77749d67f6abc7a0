"""Marked-up originals: of each file with findings a copy in which they are seen, in a folder of their own.

Workbooks (xlsx, xlsm) are copied, their flagged cells filled and annotated. Of all else, and of workbooks under a password, whose
copy would be a decrypted one, the findings are written into a workbook beside it. Originals are never written to.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
from openpyxl.utils import get_column_letter

from chizheng_audit.audit import Audit
from chizheng_audit.i18n import N_, _
from chizheng_audit.reading import limits
from chizheng_audit.reading.formats import sniff
from chizheng_audit.reading.result import Reading
from chizheng_audit.reports import standing
from chizheng_audit.reports.marked import cells
from chizheng_audit.reports.marked.copies import Copied, Mark, beside, mark
from chizheng_audit.reports.marked.listing import MOST, Line, Listing
from chizheng_audit.reports.places import cited, evidence
from chizheng_audit.reports.view import View
from chizheng_audit.reports.whole import whole
from chizheng_audit.reports.words import CONFIDENCE_WORDS, VERDICT_WORDS
from chizheng_audit.rule import Rule
from chizheng_audit.tables.system import SHEET_SPAN

COPY, BESIDE = N_("（疑点标注）"), N_("（疑点行）")
"""What is added to a file's name."""
_HEAD = 8192
_SLOWER = 20  # rewriting a workbook beside reading it
_CITED = 5
_WHY = {
    "encrypted": N_("有密码，不写解密的副本"),
    "text": N_("文本文件没有单元格可标"),
}


@dataclass(frozen=True)
class Marked:
    """A file that was written about `source`; why: it is not a copy, in words; see Copied for the rest."""

    path: Path
    source: str
    why: str | None
    losses: tuple[str, ...] = ()
    without_note: int = 0


def places(folder: Path, files: Sequence[str]) -> dict[str, tuple[Path, Path]]:
    """Where the marked copy of each file would stand, and the workbook beside it: in the folders of the originals below
    the deepest that all of them share.
    """
    parents = {file: Path(file).resolve().parent for file in files}
    try:
        common = Path(os.path.commonpath([str(parent) for parent in parents.values()]))
    except ValueError:  # on several drives
        common = None
    named = {}
    for turn, (file, parent) in enumerate(parents.items(), start=1):
        at = folder / (parent.relative_to(common) if common else str(turn))
        path = Path(file)
        known = path.suffix.lower() in (".xlsx", ".xlsm")
        copy = f"{path.stem}{_(COPY)}{path.suffix}" if known else f"{path.name}{_(COPY)}.xlsx"
        named[file] = (at / copy, at / f"{path.name}{_(BESIDE)}.xlsx")
    return named


def write(
    folder: Path,
    files: Sequence[str],
    view: View,
    audit: Audit,
    reading: Reading,
    rules: Mapping[str, Rule],
    step: Callable[[str], None] | None = None,
) -> Iterator[Marked]:
    """Write what is to be written of `files`, one after another; files without a finding are left out.

    Raises AuditError where a place cannot be written.
    """
    named = places(folder, files)
    jobs = _jobs(view, audit, reading, rules)
    kinds = {file: _kind(file) for file in jobs}
    copied = {file: job for file, job in jobs.items() if kinds[file] == "xlsx"}
    for file in [file for file in jobs if file not in copied]:
        yield _beside(named[file][1], file, jobs[file], _why(kinds[file]))
        if step:
            step(file)
    tasks: list[tuple[str, tuple[Any, ...]]] = []
    for file, job in copied.items():
        named[file][0].parent.mkdir(parents=True, exist_ok=True)
        tasks.append((file, (file, job.sha256, str(_part(named[file][0])), job.marks, job.told)))
    with limits.workers() as workers:
        workers.seconds, workers.seconds_per_mb = (
            workers.seconds * _SLOWER,
            workers.seconds_per_mb * _SLOWER,
        )
        for (file, _task), answer in zip(tasks, workers.read_all(tasks, mark), strict=True):
            target = named[file][0]
            if isinstance(answer, Copied):
                with whole(target) as place:
                    _part(target).replace(place)
                yield Marked(target, file, None, answer.losses, answer.without_note)
            else:
                with suppress(OSError):
                    _part(target).unlink()
                yield _beside(named[file][1], file, copied[file], str(answer))
            if step:
                step(file)


@dataclass(frozen=True)
class _Job:
    """What is to be marked and said of one file."""

    sha256: str
    marks: tuple[Mark, ...]
    told: Listing


def _jobs(view: View, audit: Audit, reading: Reading, rules: Mapping[str, Rule]) -> dict[str, _Job]:
    """By file, in the order read: those that a finding is about."""
    stood = reading.sheets.select("base", "file", "sheet", "sha256").with_row_index("turn")
    marks = cells.marks(view, audit, reading, rules).join(stood, on="base")
    findings = view.findings.with_columns(base=pl.col("row_id") // SHEET_SPAN * SHEET_SPAN)
    listed = findings.join(
        stood.select("base", "turn", source="file"), on="base", how="inner", maintain_order="left"
    )
    own = marks.filter("own").select("fingerprint", "places")
    listed = listed.join(own, on="fingerprint", how="left", maintain_order="left")
    words = {finding["fingerprint"]: finding for finding in view.findings.iter_rows(named=True)}
    addresses = cited(view, listed, _CITED)
    jobs = {}
    every = {str(file): part for (file,), part in listed.group_by("source", maintain_order=True)}
    marked = {str(file): part for (file,), part in marks.group_by("file", maintain_order=True)}
    shown = dict(zip(reading.sheets["file"], view.sheets["file"], strict=True))
    for file, sha256 in stood.select("file", "sha256").unique("file", maintain_order=True).iter_rows():
        part = every.get(file, listed.clear())
        drawn = marked.get(file, marks.clear())
        if part.is_empty() and drawn.is_empty():
            continue
        lines = tuple(_line(finding, addresses) for finding in part.head(MOST).iter_rows(named=True))
        jobs[file] = _Job(
            sha256,
            tuple(
                Mark(
                    line["sheet"] or "",
                    line["row"],
                    tuple(line["places"]),
                    words[line["fingerprint"]]["verdict"],
                    _note(words[line["fingerprint"]]),
                )
                for line in drawn.iter_rows(named=True)
            ),
            Listing(_head(view, shown[file], sha256), lines, max(0, len(part) - MOST)),
        )
    return jobs


def _head(view: View, file: str, sha256: str) -> tuple[str, ...]:
    masked = _("本表和批注未脱敏。") if view.unmasked else _("本表和批注中的姓名、号码已脱敏。")
    return (
        _("审计疑点：{file}").format(file=file),
        _("只陈述比对所见，是否属实以核实结果为准。红色为违规，黄色为疑点，蓝色为无法核验。"),
        masked,
        _("原件 sha256 {sha256}；chizheng_audit {version}；{law}〔{status}〕；基准日 {day}").format(
            sha256=sha256,
            version=view.tool_version,
            law=view.law.title,
            status=view.law.status_word,
            day=view.as_of.isoformat(),
        ),
    )


def _note(finding: Mapping[str, Any]) -> str:
    """What the note at a flagged cell says."""
    title = _("{code} {title}（{verdict}）").format(
        code=finding["code"], title=finding["title"], verdict=_(VERDICT_WORDS[finding["verdict"]])
    )
    basis = [_("依据：{clause}").format(clause=finding["clause_at"])] if finding["clause_at"] else []
    known = filter(None, [standing.told(finding)])
    return "\n".join([title, finding["message"], *basis, *known])


def _line(finding: Mapping[str, Any], addresses: Mapping[int, str]) -> Line:
    places, row = finding["places"] or [], finding["row"]
    where = (
        _("、").join(f"{get_column_letter(place)}{row}" for place in places)
        if finding["sheet"] is not None
        else _("第 {n} 列").format(n=_("、").join(map(str, places)))
        if places
        else ""
    )
    return Line(
        finding["verdict"],
        (
            finding["fingerprint"][:12],
            finding["code"],
            finding["title"],
            _(VERDICT_WORDS[finding["verdict"]]),
            finding["sheet"],
            row,
            where,
            finding["name"],
            finding["id_no"],
            finding["payee"],
            None if finding["amount"] is None else float(finding["amount"]),
            None if finding["at_stake"] is None else float(finding["at_stake"]),
            finding["message"],
            finding["clause_at"],
            _(CONFIDENCE_WORDS[finding["confidence"]]) if finding["verdict"] != "unverifiable" else None,
            standing.word(finding),
            evidence(finding, addresses, _CITED),
        ),
    )


def _kind(file: str) -> str:
    with Path(file).open("rb") as stream:
        return sniff(stream.read(_HEAD), file)


def _why(kind: str) -> str:
    return _(_WHY[kind]) if kind in _WHY else _("{kind} 格式不能改写").format(kind=kind)


def _beside(target: Path, source: str, job: _Job, why: str) -> Marked:
    with whole(target) as place:
        beside(str(place), job.told)
    return Marked(target, source, why)


def _part(target: Path) -> Path:
    """Where a worker writes, before the file takes its place."""
    return target.with_name(f".{target.name}.{os.getpid()}.copy")
